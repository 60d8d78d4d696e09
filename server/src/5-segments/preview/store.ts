import type { Olap } from '#kernel/db/olap.ts';
import type { CompiledRules } from '#kernel/pure/rules/compile.ts';

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
