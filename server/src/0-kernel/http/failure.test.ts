import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openPostgres } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import { classifyFailure } from '#kernel/http/failure.ts';
import { useDatabase } from '#test/database.ts';

const database = useDatabase();

async function thrownBy(statement: string): Promise<unknown> {
  return sql
    .raw(statement)
    .execute(database.postgres.db)
    .then(
      () => null,
      (error: unknown) => error,
    );
}

function outcome(thrown: unknown): readonly [number, string, boolean, number | undefined] {
  const { error, expected } = classifyFailure(thrown);
  return [error.status, error.code, expected, error.retryAfterSeconds];
}

describe('what was thrown becomes', () => {
  it.each([
    ['serialization', '40001'],
    ['deadlock', '40P01'],
    ['lock time-out', '55P03'],
    ['cancelled statement', '57014'],
  ])('a retryable 503 after a %s', async (_name, state) => {
    const thrown = await thrownBy(`do $$ begin raise exception using errcode = '${state}'; end $$`);
    expect(outcome(thrown)).toEqual([503, 'store_busy', true, 1]);
  });

  it('the sender’s fault after a text that the database cannot hold', async () => {
    const thrown = await sql`select ${'a\0b'}::text`.execute(database.postgres.db).catch((error: unknown) => error);
    expect(outcome(thrown)).toEqual([400, 'text_unstorable', true, undefined]);
    const json = await thrownBy(`select '{"a":"\\u0000"}'::jsonb`);
    expect(outcome(json)).toEqual([400, 'text_unstorable', true, undefined]);
  });

  it('a 503 that is logged when the database cannot be reached', async () => {
    const nowhere = openPostgres('postgres://x@127.0.0.1:1/x', { onError: () => undefined });
    const thrown = await sql`select 1`.execute(nowhere.db).catch((error: unknown) => error);
    await nowhere.close();
    expect(outcome(thrown)).toEqual([503, 'store_unavailable', false, 5]);
  });

  it('a logged 500 for everything nobody foresaw, unique violations and bad SQL among them', async () => {
    const violations = [
      await thrownBy('insert into kernel.migrations select * from kernel.migrations'),
      await thrownBy('select nothing'),
      new TypeError('x'),
      'text',
      null,
    ];
    expect(violations.map(outcome)).toEqual(violations.map(() => [500, 'internal_error', false, undefined]));
    expect(classifyFailure(violations[0]).error.cause).toBe(violations[0]);
  });

  it('what it says when it is one of ours, logged only from 500 on', () => {
    expect(outcome(notFound({ 'zh-CN': '客户', en: 'customer' }, '1'))).toEqual([404, 'not_found', true, undefined]);
    const broken = new AppError('backup_broken', 500, { message: { 'zh-CN': '坏', en: 'Broken' } });
    expect(outcome(broken)).toEqual([500, 'backup_broken', false, undefined]);
  });
});
