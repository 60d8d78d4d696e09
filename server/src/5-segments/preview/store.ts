import { anniversary, type TierTable, tierSql } from '#customers/pure';
import type { Olap } from '#kernel/db/olap.ts';
import type { CompiledRules } from '#kernel/pure/rules/compile.ts';
import { AGE_BANDS, ORDER_BANDS, type Part, TRAITS, type Trait } from './traits.ts';

/** How many customers the analytic store knows. Without FINAL, hence at once: a replaced row counts twice until it is tidied up. */
export async function countCustomers(olap: Olap): Promise<number> {
  const [row] = await olap.rows<{ n: string }>({ sql: 'SELECT count() AS n FROM customers_profiles' });
  return Number(row?.n ?? 0);
}

export interface Counted {
  /** Customers who were asked about, and for how many of them the first rule holds. */
  readonly of: number;
  readonly count: number;
  /** Some of those: always the same ones, and no kind of person rather than another. */
  readonly people: readonly string[];
}

/** For how many the first rule holds, and who for instance, in one reading. */
export async function countPeople(olap: Olap, compiled: CompiledRules, limit: number): Promise<Counted> {
  const [answer = '0'] = compiled.answers;
  const [row] = await olap.rows<{ of: string; found: string; people: string[] }>({
    // The engine sorts UUIDs by their second half, which is chance: no hash has to be computed for everybody.
    sql: `SELECT count() AS of, countIf(yes) AS found,
        arrayMap(one -> toString(one), groupArraySortedIf(${PEOPLE})(id, yes)) AS people
      FROM (SELECT id, ${answer} AS yes ${compiled.from})`,
    params: compiled.params,
  });
  return { of: Number(row?.of ?? 0), count: Number(row?.found ?? 0), people: (row?.people ?? []).slice(0, limit) };
}

/** Most people of a sample; a number of the engine's function, which takes no parameter. */
const PEOPLE = 20;

/** The columns that traits are told from, to be compiled beside the answer. */
export const TRAIT_COLUMNS = ['region', 'birthday', 'attributes', 'sources', 'order_days', 'order_refunds'] as const;

/** The lower end of the band that a number lies in, as text. */
function bandSql(value: string, ends: readonly number[]): string {
  const [first = 0, ...rest] = ends;
  const steps = rest.toReversed().map((end) => `${value} >= ${end}, '${end}'`);
  return `multiIf(${[...steps, `'${first}'`].join(', ')})`;
}

/** How everybody for whom the first rule holds is spread over each trait. */
export async function countTraits(
  olap: Olap,
  compiled: CompiledRules,
  { date, cities }: { readonly date: string; readonly cities: TierTable },
): Promise<ReadonlyMap<Trait, readonly Part[]>> {
  const [answer = '0'] = compiled.answers;
  const year = Number(date.slice(0, 4));
  const params = {
    ...compiled.params,
    traitYear: year,
    traitDay: date.slice(5),
    traitLeapling: anniversary('2000-02-29', year),
    traitDate: date,
    ...Object.fromEntries(cities.patterns.map(({ pattern }, index) => [`tier${index}`, pattern])),
  };
  const monthDay = `if(substring(birthday, 6, 5) = '02-29', {traitLeapling:String}, substring(birthday, 6, 5))`;
  const age = `({traitYear:Int32} - toInt32OrZero(substring(birthday, 1, 4)) - ({traitDay:String} < ${monthDay}))`;
  const tierAt = (pattern: string): string =>
    `{tier${cities.patterns.findIndex((one) => one.pattern === pattern)}:String}`;
  const values: Readonly<Record<Trait, string>> = {
    gender: `attributes['gender'][1]`,
    age: `if(birthday < '1900-01-01' OR ${age} < 0, '', ${bandSql(age, AGE_BANDS)})`,
    cityTier: tierSql('region', cities, tierAt),
    region: 'toString(region)',
    source: `arrayJoin(if(empty(sources), [''], arrayMap(one -> toString(one), sources)))`,
    orders: bandSql(
      'arrayCount((day, is_refund) -> is_refund = 0 AND day <= {traitDate:Date32}, order_days, order_refunds)',
      ORDER_BANDS,
    ),
  };
  const found = new Map<Trait, readonly Part[]>();
  for (const trait of TRAITS) {
    const rows = await olap.rows<{ value: string; customers: string }>({
      sql: `SELECT ${values[trait]} AS value, count() AS customers ${compiled.from}
        WHERE ${answer} GROUP BY value ORDER BY customers DESC, value LIMIT 100000`,
      params,
    });
    found.set(
      trait,
      rows.map(({ value, customers }) => ({ value, customers: Number(customers) })),
    );
  }
  return found;
}
