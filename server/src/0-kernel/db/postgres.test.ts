import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openPostgres, type Postgres, requireServerVersion } from '#kernel/db/postgres.ts';
import { useDatabase } from '#test/harness.ts';

describe('the pool of PostgreSQL', () => {
  const database = useDatabase({ migrated: false });

  it('reaches a server over the Unix socket named in its address', async () => {
    expect(database.url).toMatch(/\?host=/);
    const { rows } = await sql`select inet_server_addr() is null as socket`.execute(database.postgres.db);
    expect(rows).toEqual([{ socket: true }]);
  });

  it('reads bigint as number, count included, and refuses one that would lose digits', async () => {
    const { rows } = await sql`select 9007199254740991::bigint as n, count(*) as c`.execute(database.postgres.db);
    expect(rows).toEqual([{ n: 9_007_199_254_740_991, c: 1 }]);
    await expect(sql`select 9007199254740992::bigint as n`.execute(database.postgres.db)).rejects.toThrow(RangeError);
  });

  it('reads numeric and date as text, exactly, and instants as dates', async () => {
    const { rows } = await sql`
      select 1234567890123456789.10::numeric as n, date '2026-03-01' as d, timestamptz '2026-03-01 00:00+08' as t
    `.execute(database.postgres.db);
    expect(rows).toEqual([{ n: '1234567890123456789.10', d: '2026-03-01', t: new Date('2026-02-28T16:00:00Z') }]);
  });

  it('outlives a connection that the server cuts, idle or in use', async () => {
    const errors: Error[] = [];
    const postgres = openPostgres(database.url, { maxConnections: 1, onError: (error) => errors.push(error) });
    const cut = async (): Promise<void> => {
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
      `.execute(database.postgres.db);
    };
    await sql`select 1`.execute(postgres.db);
    await cut();
    await expect.poll(() => errors.length).toBe(1);
    const client = await postgres.pool.connect();
    await cut();
    const alive = (): Promise<string> =>
      client.query('select 1').then(
        () => 'alive',
        () => 'cut',
      );
    await expect.poll(alive).toBe('cut');
    client.release(true);
    expect((await sql`select 1 as n`.execute(postgres.db)).rows).toEqual([{ n: 1 }]);
    await postgres.close();
  });

  it('lets transactions read beside themselves, however many there are', async () => {
    const postgres = openPostgres(database.url, { maxConnections: 4, onError: () => undefined });
    const read = () => sql`select 1 as n`.execute(postgres.db);
    const all = Array.from({ length: 20 }, () =>
      postgres.db.transaction().execute(async (tx) => {
        await sql`select 1`.execute(tx);
        return (await read()).rows;
      }),
    );
    expect(await Promise.all(all)).toEqual(all.map(() => [{ n: 1 }]));
    await postgres.close();
  });

  it('closes although no statement was ever built on it', async () => {
    const postgres = openPostgres(database.url, { onError: () => undefined });
    const client = await postgres.pool.connect();
    client.release();
    await postgres.close();
    expect(postgres.pool.ended).toBe(true);
    await postgres.close();
  });

  it('accepts a server of version 18', async () => {
    await expect(requireServerVersion(database.postgres)).resolves.toBeUndefined();
  });

  it('refuses an older server, naming both versions', async () => {
    const rows = [{ version: '15.8 (Debian)', number: 150_008 }];
    const old = { pool: { query: () => Promise.resolve({ rows }) } } as unknown as Postgres;
    await expect(requireServerVersion(old)).rejects.toMatchObject({
      code: 'database_too_old',
      message: expect.stringMatching(/15\.8.*18/),
    });
  });

  it('says that nothing answers, naming the variable and no password', async () => {
    const url = 'postgres://someone:secret-word@127.0.0.1:1/none';
    const postgres = openPostgres(url, { onError: () => undefined });
    const attempt = requireServerVersion(postgres);
    await expect(attempt).rejects.toMatchObject({
      code: 'database_unreachable',
      message: expect.stringContaining('DATABASE_URL'),
    });
    await expect(attempt).rejects.not.toMatchObject({ message: expect.stringContaining('secret-word') });
    await postgres.close();
  });
});
