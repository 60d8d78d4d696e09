import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { collide } from '#test/collisions.ts';
import { useDatabase } from '#test/harness.ts';

const COLLISIONS = 400;

const database = useDatabase();

it('two processes that hear of one person at the same moment make one customer, several hundred times', async () => {
  const totals = await collide({ databaseUrl: database.url, collisions: COLLISIONS });
  expect(totals.map(({ kind, split }) => ({ kind, split }))).toEqual(totals.map(({ kind }) => ({ kind, split: 0 })));
  const rounds = totals.reduce((sum, total) => sum + total.rounds, 0);
  // Without a lost race nothing was tried.
  expect(totals.reduce((sum, { retries }) => sum + retries, 0)).toBeGreaterThan(COLLISIONS / 20);
  const { rows } = await sql<{ customers: number }>`
    select count(*) as customers from customers.customers`.execute(database.postgres.db);
  expect(rows[0]?.customers).toBe(rounds);
}, 120_000);
