import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { migratePostgres } from '../server/src/0-kernel/db/migrate.ts';
import { openPostgres } from '../server/src/0-kernel/db/postgres.ts';
import { createLogger } from '../server/src/0-kernel/logging/logger.ts';
import { startPostgres } from '../server/src/0-kernel/supervise/postgres-server.ts';
import { type CollisionTotals, collide } from '../server/test/collisions.ts';

const TELL_EVERY = 1000;

/**
 * `npm run bench -- collisions [--collisions N]`: two processes take records of the same person in at the same moment,
 * again and again, in five ways; each time exactly one customer has to come of it, and every loser has to succeed.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { collisions: { type: 'string', default: '10000' } } });
  const wanted = Number(values.collisions);
  const dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-bench-'));
  await chmod(dir, 0o755);
  const log = createLogger({ level: 'warn', destination: process.stderr });
  const server = await startPostgres({ dataDir: path.join(dir, 'postgres'), log });
  const postgres = openPostgres(server.url, { onError: (error) => log.error({ err: error }, 'database') });
  try {
    await migratePostgres(postgres, { log });
    const startedMs = performance.now();
    const totals = await collide({
      databaseUrl: server.url,
      collisions: wanted,
      onRound: (done) => {
        if (done > 0 && done % TELL_EVERY === 0) {
          console.log(`${done} of ${wanted}`);
        }
      },
    });
    const { rows } = await postgres.pool.query<{ customers: string }>(
      'select count(*) as customers from customers.customers',
    );
    report(totals, Number(rows[0]?.customers ?? 0), (performance.now() - startedMs) / 1000);
  } finally {
    await postgres.close();
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

function report(totals: readonly CollisionTotals[], customers: number, seconds: number): void {
  console.table(
    totals.map(({ kind, rounds, collisions, retries, split }) => ({
      'at the same moment': kind,
      persons: rounds,
      collisions,
      'attempts lost and made again': retries,
      'persons in two': split,
    })),
  );
  const sum = (of: (total: CollisionTotals) => number): number => totals.reduce((all, total) => all + of(total), 0);
  const persons = sum(({ rounds }) => rounds);
  console.log(
    `${sum(({ collisions }) => collisions)} collisions of ${persons} persons in ${seconds.toFixed(0)} s: ${customers} customers, ${sum(({ split }) => split)} persons in two`,
  );
  if (customers !== persons || sum(({ split }) => split) > 0) {
    process.exitCode = 1;
  }
}
