import { sql } from 'kysely';
import { ageOn, NBS_TABLE, provinceNames, tierOf } from '#customers/pure';
import { METRICS } from '#insight';
import type { Db } from '#kernel/db/postgres.ts';
import { type OracleFacts, type OracleQuestion, oracleCells } from './metric-oracle.ts';

interface Head {
  readonly key: readonly string[];
  readonly label: readonly string[];
  readonly isOthers: boolean;
}

type Values = readonly (number | null)[];

/** A pivot as the API gives it. */
export interface PivotFigures {
  readonly rowHeads: readonly Head[];
  readonly columnHeads: readonly Head[];
  readonly cells: readonly (readonly Values[])[];
  readonly rowTotals: readonly Values[];
  readonly columnTotals: readonly Values[];
  readonly totals: Values;
  readonly more: { readonly rows: number; readonly columns: number };
}

export interface PivotAsked {
  readonly rows: readonly string[];
  readonly columns?: readonly string[];
  readonly measures: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly asOf: string;
  readonly where?: Record<string, string[]>;
}

export interface PivotGround extends Pick<OracleQuestion, 'currency' | 'zone' | 'stages'> {
  readonly facts: OracleFacts;
  readonly profiles: readonly Profile[];
}

interface Profile {
  readonly id: string;
  readonly region: string;
  readonly birthday: string;
  readonly gender: string;
  readonly sources: readonly string[];
  readonly segments: readonly string[];
}

/** What is known of everybody, as PostgreSQL has it. */
export async function readProfiles(db: Db): Promise<readonly Profile[]> {
  const { rows } = await sql<Profile>`
    select p.id, p.region, coalesce(c.attributes ->> 'birthday', '') as birthday,
      coalesce(p.attribute_texts -> 'gender' ->> 0, '') as gender, p.source_names as sources,
      array(select m.segment_id::text from segments.members m where m.customer_id = p.id) as segments
    from customers.profile_facts p join customers.customers c on c.id = p.id`.execute(db);
  return rows;
}

const AGE_ENDS = [0, 18, 25, 35, 45, 60];

/** What customers are known by on the last day of a span, worked out without the analytic store. */
export function traitsOn(
  ground: PivotGround,
  span: Pick<PivotAsked, 'from' | 'to' | 'asOf'>,
): NonNullable<OracleQuestion['traits']> {
  const { facts, profiles } = ground;
  const stages = oracleCells('lifecycle', facts, { ...ground, ...span, by: ['stage'] });
  const stageOf = new Map(
    [...stages].flatMap(([key, { people }]) =>
      [...people].map((id) => [id, (JSON.parse(key) as string[])[0] ?? ''] as const),
    ),
  );
  return new Map(
    profiles.map(({ id, region, birthday, gender, sources, segments }) => {
      const age = birthday < '1900' ? -1 : ageOn(birthday, span.to);
      return [
        id,
        {
          stage: [stageOf.get(id) ?? 'prospect'],
          region: [region],
          province: [region === '' ? '' : (provinceNames().find((name) => region.startsWith(name)) ?? 'elsewhere')],
          city_tier: [tierOf(region, NBS_TABLE) ?? ''],
          gender: [gender],
          age: [age < 0 ? '' : String(AGE_ENDS.findLast((end) => age >= end))],
          segment: segments,
          customer_source: sources,
        },
      ];
    }),
  );
}

/** One figure of an answer: where it stands, what it says, what it should say. */
export interface Figure {
  readonly at: string;
  readonly said: number | null | undefined;
  readonly wanted: number | null;
}

/** Every figure of a pivot without a heap of others, and those that it should have besides. */
export function figuresOf(ground: PivotGround, question: PivotAsked, got: PivotFigures): readonly Figure[] {
  const { columns = [], rows, where = {} } = question;
  const traits = traitsOn(ground, question);
  return question.measures.flatMap((name, at) => {
    const unit = METRICS.find((one) => one.name === name)?.unit;
    const none = unit === 'share' || name === 'average_order' ? null : 0;
    const oracle = (by: readonly string[]) => {
      const cells = oracleCells(name, ground.facts, { ...ground, ...question, traits, where, by });
      return (key: readonly string[]): number | null => {
        const found = cells.get(JSON.stringify(key));
        return found === undefined ? none : found.value;
      };
    };
    const [all, byRow, byColumn, byBoth] = [oracle([]), oracle(rows), oracle(columns), oracle([...rows, ...columns])];
    const figure = (place: readonly string[], said: number | null | undefined, wanted: number | null): Figure => ({
      at: `${name} ${place.join(' / ')}`,
      said,
      wanted,
    });
    const shown = new Set(got.rowHeads.map(({ key }) => JSON.stringify(key)));
    const missing = [...oracleCells(name, ground.facts, { ...ground, ...question, traits, where, by: rows })]
      .filter(([key, { value }]) => !shown.has(key) && value !== null && value !== 0)
      .map(([key, { value }]) => figure([key], undefined, value));
    return [
      figure([], got.totals[at], all([])),
      ...missing,
      ...got.rowHeads.map(({ key }, row) => figure(key, got.rowTotals[row]?.[at], byRow(key))),
      ...got.columnHeads.map(({ key }, column) => figure(key, got.columnTotals[column]?.[at], byColumn(key))),
      ...got.rowHeads.flatMap((row, y) =>
        got.columnHeads.map((column, x) => {
          const key = [...row.key, ...column.key];
          return figure(key, got.cells[y]?.[x]?.[at], byBoth(key));
        }),
      ),
    ];
  });
}
