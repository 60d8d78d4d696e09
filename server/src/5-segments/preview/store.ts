import type { Olap } from '#kernel/db/olap.ts';
import type { CompiledRules } from '#kernel/pure/rules/compile.ts';

/** How many customers the analytic store knows. Without FINAL, hence at once: a replaced row counts twice until it is tidied up. */
export async function countCustomers(olap: Olap): Promise<number> {
  const [row] = await olap.rows<{ n: string }>({ sql: 'SELECT count() AS n FROM customers_profiles' });
  return Number(row?.n ?? 0);
}

/** Some of those for whom the first rule holds: always the same ones, and no kind of person rather than another. */
export async function somePeople(olap: Olap, compiled: CompiledRules, limit: number): Promise<string[]> {
  const [answer = '0'] = compiled.answers;
  const rows = await olap.rows<{ id: string }>({
    sql: `SELECT toString(s0.id) AS id ${compiled.from} WHERE ${answer} ORDER BY sipHash64(s0.id, 'sample') LIMIT {peopleLimit:UInt32}`,
    params: { ...compiled.params, peopleLimit: limit },
  });
  return rows.map(({ id }) => id);
}
