import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { sql } from 'kysely';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createSettableClock } from '#kernel/clock.ts';
import { ANONYMOUS_ACTOR, type Context, requireActor } from '#kernel/context.ts';
import { createLogger, type Logger } from '#kernel/logging/logger.ts';
import { createMetrics } from '#kernel/metrics/metrics.ts';
import { useDatabase } from '#test/harness.ts';
import { createJobs, type JobKind, type Jobs, type JobsOptions, migrateJobs } from './jobs.ts';
import { unlockLostWorkers } from './liveness.ts';

const database = useDatabase();
const silent = createLogger({ level: 'silent' });
const clock = createSettableClock(new Date('2026-01-05T00:00:00Z'));
const context: Context = {
  actor: { kind: 'user', id: 'u-1', name: '王芳', permissions: new Set(), scopeIds: [] },
  requestId: 'req-9',
  locale: 'en',
};

const running = new Set<Jobs>();

function newJobs(overrides: Partial<JobsOptions> = {}): Jobs {
  const metrics = createMetrics({ process: false });
  const jobs = createJobs({ postgres: database.postgres, clock, log: silent, metrics, ...overrides });
  running.add(jobs);
  return jobs;
}

function add(
  jobs: Jobs,
  name: string,
  payload: unknown,
  options?: Parameters<Jobs['add']>[4],
  by = context,
): Promise<void> {
  return database.postgres.db.transaction().execute((tx) => jobs.add(tx, by, name, payload, options));
}

interface Probe {
  readonly kind: JobKind<{ n: number }>;
  readonly seen: number[];
  readonly contexts: Context[];
}

function probe(overrides: Partial<JobKind<{ n: number }>> = {}): Probe {
  const seen: number[] = [];
  const contexts: Context[] = [];
  const kind: JobKind<{ n: number }> = {
    name: 'probe.count_things',
    payload: z.object({ n: z.number() }),
    handle: async ({ n }, run) => {
      seen.push(n);
      contexts.push(run.context);
    },
    ...overrides,
  };
  return { kind, seen, contexts };
}

async function waitFor(isDone: () => boolean | Promise<boolean>): Promise<void> {
  const until = Date.now() + 15_000;
  while (!(await isDone())) {
    if (Date.now() > until) {
      throw new Error('The deadline passed');
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A logger whose lines the test can read. */
function openLog(): { readonly log: Logger; readonly lines: () => Record<string, unknown>[] } {
  const chunks: string[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  return {
    log: createLogger({ level: 'debug', destination }),
    lines: () => chunks.map((chunk) => JSON.parse(chunk) as Record<string, unknown>),
  };
}

beforeAll(async () => {
  await migrateJobs(database.postgres, { log: silent });
});

beforeEach(async () => {
  await sql`truncate kernel.dead_letters, kernel.workers`.execute(database.postgres.db);
  await sql`delete from graphile_worker._private_jobs`.execute(database.postgres.db);
});

afterEach(async () => {
  await Promise.all([...running].map((jobs) => jobs.stop()));
  running.clear();
});

describe('a job', () => {
  it('runs after the commit that added it, with the request and the person behind it but not their name', async () => {
    const jobs = newJobs();
    const { kind, seen, contexts } = probe();
    await add(jobs, kind.name, { n: 1 });
    expect(await jobs.drain([kind])).toBe(1);
    expect(seen).toEqual([1]);
    expect(contexts[0]).toMatchObject({
      requestId: 'req-9',
      locale: 'en',
      actor: { kind: 'user', id: 'u-1', scopeIds: null },
    });
    const stored = JSON.stringify(contexts[0]);
    expect(stored).not.toContain('王芳');
  });

  it('does not exist when the transaction that added it was rolled back', async () => {
    const jobs = newJobs();
    const { kind } = probe();
    const undone = database.postgres.db.transaction().execute(async (tx) => {
      await jobs.add(tx, context, kind.name, { n: 1 });
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    expect(await jobs.drain([kind])).toBe(0);
  });

  it('that an anonymous visitor caused belongs to the system', async () => {
    const jobs = newJobs();
    const { kind, contexts } = probe();
    await add(jobs, kind.name, { n: 1 }, {}, { ...context, actor: ANONYMOUS_ACTOR });
    await jobs.drain([kind]);
    const [found] = contexts as [Context];
    requireActor(found);
    expect(found.actor.kind).toBe('system');
  });

  it('whose payload does not fit a registered kind is refused where it is added', async () => {
    const jobs = newJobs();
    const { kind } = probe();
    jobs.register([kind]);
    await expect(add(jobs, kind.name, { n: 'one' })).rejects.toThrow(/expected number/u);
    await expect(add(jobs, 'probe.other', undefined)).rejects.toMatchObject({ code: 'job_payload_missing' });
  });

  it('with the key of a waiting one replaces it', async () => {
    const jobs = newJobs();
    const { kind, seen } = probe();
    await add(jobs, kind.name, { n: 1 }, { key: 'k' });
    await add(jobs, kind.name, { n: 2 }, { key: 'k' });
    expect(await jobs.drain([kind])).toBe(1);
    expect(seen).toEqual([2]);
  });

  it('writes log lines that carry its request, kind and attempt', async () => {
    const { log, lines } = openLog();
    const jobs = newJobs({ log });
    const { kind } = probe({ handle: async (_payload, run) => run.log.info('inside') });
    await add(jobs, kind.name, { n: 1 });
    await jobs.drain([kind]);
    const inside = lines().find((line) => line['msg'] === 'inside');
    expect(inside).toMatchObject({ requestId: 'req-9', job: 'probe.count_things', attempt: 1 });
  });

  it('is counted by kind and outcome', async () => {
    const metrics = createMetrics({ process: false });
    const jobs = newJobs({ metrics });
    const { kind } = probe({
      maxAttempts: 2,
      handle: async ({ n }) => {
        if (n === 2) {
          throw new Error('two');
        }
      },
    });
    jobs.register([kind]);
    await add(jobs, kind.name, { n: 1 });
    await add(jobs, kind.name, { n: 2 });
    expect(await jobs.drain([kind])).toBe(3);
    const text = await metrics.render();
    expect(text).toContain('zhike_jobs_total{kind="probe.count_things",outcome="done"} 1');
    expect(text).toContain('zhike_jobs_total{kind="probe.count_things",outcome="failed"} 1');
    expect(text).toContain('zhike_jobs_total{kind="probe.count_things",outcome="dead"} 1');
    expect(text).toContain('zhike_job_seconds_count{kind="probe.count_things"} 3');
  });
});

describe('a job that fails', () => {
  it('is tried again, counting attempts, with a longer wait each time', async () => {
    const jobs = newJobs();
    const attempts: number[] = [];
    const { kind } = probe({
      handle: async (_payload, run) => {
        attempts.push(run.attempt);
        if (run.attempt < 3) {
          throw new Error('not yet');
        }
      },
    });
    await add(jobs, kind.name, { n: 1 });
    expect(await jobs.drain([kind])).toBe(3);
    expect(attempts).toEqual([1, 2, 3]);
    expect((await jobs.deadLetters({ limit: 10 })).items).toEqual([]);
  });

  it('waits before the next attempt when a worker runs it', async () => {
    const jobs = newJobs();
    const { kind } = probe({ handle: () => Promise.reject(new Error('no')) });
    await add(jobs, kind.name, { n: 1 });
    await jobs.start([kind]);
    const read = (): Promise<{ rows: { attempts: number; wait: number; last_error: string }[] }> =>
      sql<{ attempts: number; wait: number; last_error: string }>`
        select attempts, extract(epoch from run_at - now())::float8 as wait, last_error
        from graphile_worker._private_jobs where locked_at is null and attempts > 0`.execute(database.postgres.db);
    await waitFor(async () => (await read()).rows.length === 1);
    const [row] = (await read()).rows;
    expect(row).toMatchObject({ attempts: 1, last_error: 'no' });
    expect(row?.wait).toBeGreaterThan(1);
    expect(row?.wait).toBeLessThan(4);
  });

  it('for the last time is on the list with payload, error and origin, and can be put back to work', async () => {
    const jobs = newJobs();
    let isBroken = true;
    const { kind, seen, contexts } = probe();
    const breaking: JobKind = {
      ...kind,
      handle: async (payload, run) => {
        if (isBroken) {
          throw new Error('no way');
        }
        await kind.handle(payload, run);
      },
    };
    await add(jobs, kind.name, { n: 5 }, { maxAttempts: 2, key: 'k', queue: 'q' });
    expect(await jobs.drain([breaking])).toBe(2);
    const { items, nextCursor } = await jobs.deadLetters({ limit: 10 });
    expect(nextCursor).toBeNull();
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      origin: 'job',
      kind: kind.name,
      key: 'k',
      payload: { n: 5 },
      error: 'no way',
      attempts: 2,
      requestId: 'req-9',
      actor: { kind: 'user', id: 'u-1' },
    });
    expect(items[0]?.failedAt).toEqual(clock.now());
    isBroken = false;
    const id = items[0]?.id ?? '';
    await database.postgres.db.transaction().execute((tx) => jobs.retryDeadLetter(tx, id));
    expect(await jobs.drain([breaking])).toBe(1);
    expect(seen).toEqual([5]);
    expect(contexts[0]).toMatchObject({ requestId: 'req-9', actor: { id: 'u-1' } });
    expect((await jobs.deadLetters({ limit: 10 })).items).toEqual([]);
    const again = database.postgres.db.transaction().execute((tx) => jobs.retryDeadLetter(tx, id));
    await expect(again).rejects.toMatchObject({ status: 404 });
  });

  it('is found page by page', async () => {
    const jobs = newJobs();
    const { kind } = probe({ maxAttempts: 1, handle: () => Promise.reject(new Error('no')) });
    jobs.register([kind]);
    for (let n = 0; n < 5; n += 1) {
      await add(jobs, kind.name, { n });
    }
    await jobs.drain([kind]);
    const found: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await jobs.deadLetters({ cursor, limit: 2 });
      found.push(...page.items.map((item) => (item.payload as { n: number }).n));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(found.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('a worker', () => {
  it('runs jobs soon after they are added and lets the running ones finish when it stops', async () => {
    const jobs = newJobs();
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let ended = false;
    const { kind, seen } = probe();
    const slow: JobKind = {
      ...kind,
      handle: async (payload, run) => {
        await kind.handle(payload, run);
        await finished;
        ended = true;
      },
    };
    await jobs.start([slow]);
    await add(jobs, kind.name, { n: 1 });
    await waitFor(() => seen.length === 1);
    const stopping = jobs.stop();
    finish();
    await stopping;
    expect(ended).toBe(true);
    expect(await countRows('kernel.workers')).toBe(0);
    expect(await countRows('graphile_worker._private_jobs')).toBe(0);
  });

  it('leaves jobs of unknown kinds to processes that know them, and says so', async () => {
    const { log, lines } = openLog();
    const jobs = newJobs({ log });
    await add(jobs, 'probe.newer_kind', { n: 1 });
    await jobs.start([probe().kind]);
    await waitFor(() => lines().some((line) => line['job'] === 'probe.newer_kind'));
    const { kind, seen } = probe({ name: 'probe.newer_kind' });
    expect(await newJobs().drain([kind])).toBe(1);
    expect(seen).toEqual([1]);
  });

  it('shares the work with others: each job runs once', async () => {
    const { kind, seen } = probe();
    const [one, two] = [newJobs(), newJobs()];
    for (let n = 0; n < 40; n += 1) {
      await add(one, kind.name, { n });
    }
    await Promise.all([one.start([kind]), two.start([kind])]);
    await waitFor(() => seen.length >= 40);
    await Promise.all([one.stop(), two.stop()]);
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n));
  });

  it('runs the jobs of one queue one after the other', async () => {
    let active = 0;
    let most = 0;
    const { kind, seen } = probe();
    const watched: JobKind = {
      ...kind,
      handle: async (payload, run) => {
        active += 1;
        most = Math.max(most, active);
        await sql`select pg_sleep(0.02)`.execute(database.postgres.db);
        await kind.handle(payload, run);
        active -= 1;
      },
    };
    const jobs = newJobs();
    for (let n = 0; n < 6; n += 1) {
      await add(jobs, kind.name, { n }, { queue: 'one' });
    }
    await jobs.start([watched]);
    await waitFor(() => seen.length === 6);
    expect(most).toBe(1);
  });
});

describe('a worker whose connections the server cuts', () => {
  it('finds its way back, also when a result could not be stored', async () => {
    const jobs = newJobs();
    const { kind, seen } = probe();
    const cutting: JobKind = {
      ...kind,
      handle: async (payload: { n: number }, run) => {
        if (payload.n === 1 && run.attempt === 1) {
          await sql`
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name in ('zhike jobs', 'zhike worker alive')`.execute(
            database.postgres.db,
          );
        }
        await kind.handle(payload, run);
      },
    };
    await jobs.start([cutting]);
    await add(jobs, kind.name, { n: 1 });
    await waitFor(() => seen.includes(1));
    await add(jobs, kind.name, { n: 2 });
    await waitFor(() => seen.includes(2));
    await jobs.stop();
    expect(await countRows('kernel.workers')).toBe(0);
  });
});

async function countRows(table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(
    database.postgres.db,
  );
  return rows[0]?.n ?? -1;
}

/** Starts a process of its own that takes a job and never finishes it. */
async function startStuckWorker(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'stuck-worker.fixture.ts'), [database.url], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the stuck worker ended with ${code}`)));
  });
  return child;
}

/** Makes every worker look as if it had not been heard of for so long. */
async function backdate(seconds: number): Promise<void> {
  await sql`update kernel.workers set seen_at = now() - make_interval(secs => ${seconds})`.execute(
    database.postgres.db,
  );
}

describe('a worker that dies', () => {
  it('gives its jobs back when it is killed, not before, and the lost attempt counts', async () => {
    const jobs = newJobs();
    await add(jobs, 'probe.stuck', { n: 1 }, { maxAttempts: 3 });
    const child = await startStuckWorker();
    try {
      // Long unheard of but alive: an event loop busy with a large file looks like this.
      await backdate(3600);
      expect(await unlockLostWorkers(database.postgres)).toBe(0);
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await exited;
      await waitFor(async () => {
        await backdate(3600);
        return (await unlockLostWorkers(database.postgres)) === 1;
      });
    } finally {
      child.kill('SIGKILL');
    }
    const attempts: number[] = [];
    const { kind } = probe({ name: 'probe.stuck', handle: async (_payload, run) => void attempts.push(run.attempt) });
    await jobs.drain([kind]);
    expect(attempts).toEqual([2]);
    expect(await countRows('kernel.workers')).toBe(0);
  });

  it('for the last time leaves the job on the dead-letter list', async () => {
    const jobs = newJobs();
    await add(jobs, 'probe.stuck', { n: 1 }, { maxAttempts: 1 });
    const child = await startStuckWorker();
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    await backdate(3600);
    // The other worker's upkeep does the rest.
    await jobs.start([probe().kind]);
    await waitFor(async () => (await jobs.deadLetters({ limit: 10 })).items.length === 1);
    const { items } = await jobs.deadLetters({ limit: 10 });
    expect(items[0]).toMatchObject({ kind: 'probe.stuck', payload: { n: 1 }, requestId: 'req-9', attempts: 1 });
    expect(items[0]?.error).toContain('worker ended');
  });
});
