import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { createTransactions } from '#kernel/transaction.ts';
import { useDatabase } from '#test/harness.ts';

describe('a transaction', () => {
  const database = useDatabase();
  const context = systemContext('test');

  it('keeps everything when the work resolves, and answers with its result', async () => {
    const transaction = createTransactions(database.postgres);
    await sql`create table kept (n int)`.execute(database.postgres.db);
    const result = await transaction(context, async (tx) => {
      await sql`insert into kept values (1), (2)`.execute(tx);
      return 'done';
    });
    expect(result).toBe('done');
    const { rows } = await sql<{ n: number }>`select n from kept order by n`.execute(database.postgres.db);
    expect(rows).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('keeps nothing when the work throws, and throws the same error', async () => {
    const transaction = createTransactions(database.postgres);
    await sql`create table undone (n int)`.execute(database.postgres.db);
    const cause = new Error('no');
    const attempt = transaction(context, async (tx) => {
      await sql`insert into undone values (1)`.execute(tx);
      throw cause;
    });
    await expect(attempt).rejects.toBe(cause);
    const { rows } = await sql`select * from undone`.execute(database.postgres.db);
    expect(rows).toEqual([]);
  });

  it('runs under a limit of 30 seconds unless told otherwise, and leaves none on the connection', async () => {
    const transaction = createTransactions(database.postgres);
    const limit = sql<{ value: string }>`select current_setting('transaction_timeout') as value`;
    const inside = await transaction(context, (tx) => limit.execute(tx));
    expect(inside.rows[0]?.value).toBe('30s');
    const outside = await limit.execute(database.postgres.db);
    expect(outside.rows[0]?.value).toBe('0');
  });

  it('ends with transaction_timed_out when a statement takes too long', async () => {
    const transaction = createTransactions(database.postgres, { timeoutMs: 100 });
    const attempt = transaction(context, (tx) => sql`select pg_sleep(20)`.execute(tx));
    await expect(attempt).rejects.toMatchObject({ code: 'transaction_timed_out', status: 503 });
  });

  it('ends with transaction_timed_out when the work dawdles between statements, and the process lives on', async () => {
    const transaction = createTransactions(database.postgres, { timeoutMs: 100 });
    await sql`create table dawdled (n int)`.execute(database.postgres.db);
    const attempt = transaction(context, async (tx) => {
      await sql`insert into dawdled values (1)`.execute(tx);
      await expect.poll(() => countBackends('dawdled'), { timeout: 10_000 }).toBe(0);
      await sql`insert into dawdled values (2)`.execute(tx);
    });
    await expect(attempt).rejects.toMatchObject({ code: 'transaction_timed_out' });
    const { rows } = await sql`select * from dawdled`.execute(database.postgres.db);
    expect(rows).toEqual([]);
  });

  /** Transactions that hold a lock on the table. */
  async function countBackends(table: string): Promise<number | undefined> {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from pg_locks where relation = ${table}::regclass`.execute(database.postgres.db);
    return rows[0]?.n;
  }
});
