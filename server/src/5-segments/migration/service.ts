import type { Context } from '#kernel/context.ts';
import { type Fault, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { SegmentRow } from '../definitions/store.ts';
import { idIn } from '../membership/service.ts';
import { type OverlapParts, pageOfPeople, requireSegments } from '../overlap/service.ts';
import { countFlows, listWayPeople, MOVE_COLUMNS, type Moving } from './store.ts';

export interface MigrationParts extends Omit<OverlapParts, 'kernel'> {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap' | 'clock' | 'config'>;
}

export interface MigrationQuestion {
  readonly segmentIds: readonly string[];
  readonly from: string;
  readonly to: string;
}

export interface WayPeopleQuestion extends MigrationQuestion {
  readonly before: string | null;
  readonly after: string | null;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export type Migration = ReturnType<typeof createMigration>;

/** Who went from which segment to which between two days: from the history of everybody, in one reading. */
export function createMigration(parts: MigrationParts) {
  const { kernel, engine, askings, feed } = parts;
  const { db } = kernel.postgres;
  const zone = zoneOf(kernel.config.timeZone);
  const everybody = async () => {
    const asking = await engine.prepare(db, [], await askings.asOf(db));
    return engine.compile([], { asking, extra: MOVE_COLUMNS });
  };
  /** Days end where the next one begins. */
  const endOf = (date: string): number => startOfBusinessDate(addDays(date, 1), zone).getTime() / 1000;
  const movingOf = ({ segmentIds, from, to }: MigrationQuestion): Moving => {
    requireSpan(from, to, businessDateOf(kernel.clock.now(), zone));
    return { segmentIds, before: endOf(from), after: endOf(to) };
  };
  return {
    migrate: async (context: Context, question: MigrationQuestion) => {
      const sets = await requireSegments(parts, context, [{ field: 'segmentIds', ids: question.segmentIds }]);
      const moving = movingOf(question);
      const [rows, { upTo, secondsBehind, stale }] = await Promise.all([
        everybody().then((compiled) => countFlows(kernel.olap, compiled, moving)),
        feed.freshness(),
      ]);
      const sum = (of: (row: (typeof rows)[number]) => number): number => rows.reduce((all, row) => all + of(row), 0);
      const idAt = (place: number): string | null => sets[place]?.id ?? null;
      return {
        from: question.from,
        to: question.to,
        stages: sets.map(({ id, name, createdAt }, place) => ({
          id,
          name,
          before: sum(({ before, customers }) => (before === place ? customers : 0)),
          after: sum(({ after, customers }) => (after === place ? customers : 0)),
          since: businessDateOf(createdAt, zone),
        })),
        flows: rows.map(({ before, after, customers }) => ({ before: idAt(before), after: idAt(after), customers })),
        several: { before: sum((row) => row.severalBefore), after: sum((row) => row.severalAfter) },
        freshness: { upTo: upTo?.toISOString() ?? null, secondsBehind, stale },
      };
    },
    people: async (context: Context, question: WayPeopleQuestion) => {
      const sets = await requireSegments(parts, context, [{ field: 'segmentIds', ids: question.segmentIds }]);
      const moving = movingOf(question);
      const { cursor, limit } = question;
      const way = {
        before: placeOf(sets, question.before, 'before'),
        after: placeOf(sets, question.after, 'after'),
        last: cursor === undefined ? null : idIn(cursor),
        limit: limit + 1,
      };
      requireWay(way);
      const found = await listWayPeople(kernel.olap, await everybody(), { moving, way });
      return pageOfPeople(parts, found, limit);
    },
  };
}

/** Throws 400 for days that are not in order, or not over yet. */
function requireSpan(from: string, to: string, today: string): void {
  const faults: Fault[] = [];
  if (from >= to) {
    faults.push({
      field: 'from',
      code: 'dates_reversed',
      message: { 'zh-CN': '起始日期应早于结束日期', en: 'the first day lies before the last' },
    });
  }
  if (to > today) {
    faults.push({
      field: 'to',
      code: 'date_ahead',
      message: { 'zh-CN': `结束日期最晚为今天（${today}）`, en: `the last day is today (${today}) at the latest` },
    });
  }
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
}

function placeOf(sets: readonly SegmentRow[], id: string | null, field: string): number {
  const place = id === null ? -1 : sets.findIndex((one) => one.id === id);
  if (id !== null && place === -1) {
    throw invalidInput([
      {
        field,
        code: 'segment_not_chosen',
        message: {
          'zh-CN': '应为 segmentIds 中的客群，或 null（都不在）',
          en: 'one of segmentIds, or null for none of them',
        },
      },
    ]);
  }
  return place;
}

/** Who was in none of them at both ends did not go anywhere. */
function requireWay({ before, after }: { readonly before: number; readonly after: number }): void {
  if (before === -1 && after === -1) {
    throw invalidInput([
      {
        field: 'after',
        code: 'way_missing',
        message: { 'zh-CN': 'before 与 after 至少有一个是客群', en: 'at least one of before and after is a segment' },
      },
    ]);
  }
}
