import { chmod, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildWebIfStale } from '../server/src/0-kernel/boot/web-build.ts';
import { chooseDatabaseAccount, openTempDir } from '../server/src/0-kernel/supervise/postgres-account.ts';
import { workTogether } from './crash/users-crash.ts';
import { loadWords } from './load/measure.ts';

const LIMIT_MS = 500;

/**
 * `npm run bench -- users [--users N] [--seconds N] [--customers N] [--think MS]`: so many people work at once (lists,
 * customers, look-ups, orders, estimates, figures); then every process is killed and started again, and no order that
 * was answered may be missing.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      users: { type: 'string', default: '100' },
      seconds: { type: 'string', default: '30' },
      customers: { type: 'string', default: '50000' },
      think: { type: 'string', default: '3000' },
    },
  });
  await buildWebIfStale(path.resolve(import.meta.dirname, '..'), { tell: console.log });
  const dir = await mkdtemp(path.join(await openTempDir(await chooseDatabaseAccount('')), 'zhike-users-'));
  await chmod(dir, 0o711);
  try {
    const result = await workTogether({
      dataDir: path.join(dir, 'data'),
      customers: Number(values.customers),
      users: Number(values.users),
      seconds: Number(values.seconds),
      thinkMs: Number(values.think),
    });
    console.table(
      [...result.actions, { what: 'all', ...result.all }].map(({ what, count, p50, p95, p99 }) => ({
        what,
        count,
        'p50 ms': Math.round(p50),
        'p95 ms': Math.round(p95),
        'p99 ms': Math.round(p99),
      })),
    );
    console.log(
      `${values.users} users at once, p95 ${Math.round(result.all.p95)} ms (limit ${LIMIT_MS} ms); killed with ${result.accepted} orders answered and ${result.unanswered} not; ready again after ${result.readySeconds.toFixed(1)} s; ${loadWords()}`,
    );
    console.log(result.faults.length === 0 ? 'no order lost, none doubled' : result.faults.slice(0, 20).join('\n'));
    process.exitCode = result.faults.length === 0 ? 0 : 1;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
