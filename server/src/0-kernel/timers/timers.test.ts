import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createSettableClock, type SettableClock } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import { openPostgres } from '#kernel/db/postgres.ts';
import { listDeadLetters, retryDeadLetter } from '#kernel/jobs/dead-letters.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { createMetrics } from '#kernel/metrics/metrics.ts';
import { useDatabase } from '#test/harness.ts';
import { createTimers, type TimerKind, type Timers } from './timers.ts';

const database = useDatabase();
const log = createLogger({ level: 'silent' });
const START = new Date('2026-01-05T00:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const context: Context = {
  actor: { kind: 'user', id: 'u-1', name: '王芳', permissions: new Set(), scopeIds: [] },
  requestId: 'req-7',
  locale: 'en',
};

interface Fired {
  readonly name: string;
  readonly context: Context;
  readonly dueAt: Date;
}

interface Probe {
  readonly kind: TimerKind<{ name: string }>;
  readonly fired: Fired[];
}

/** A kind that writes a row in its transaction, as real ones do, and remembers what it was given. */
function probe(overrides: Partial<TimerKind<{ name: string }>> = {}): Probe {
  const fired: Fired[] = [];
  return {
    fired,
    kind: {
      name: 'probe.remind',
      payload: z.object({ name: z.string().default('duty') }) as unknown as z.ZodType<{ name: string }>,
      fire: async ({ name }, run) => {
        await sql`insert into public.fired values (${name})`.execute(run.tx);
        fired.push({ name, context: run.context, dueAt: run.dueAt });
      },
      ...overrides,
    },
  };
}

function newTimers(clock: SettableClock, kinds: readonly TimerKind[]): Timers {
  const timers = createTimers({ postgres: database.postgres, clock, log });
  timers.register(kinds);
  return timers;
}

async function schedule(timers: Timers, key: string, inMs: number, kind = 'probe.remind'): Promise<void> {
  await database.postgres.db
    .transaction()
    .execute((tx) =>
      timers.schedule(tx, context, { kind, key, dueAt: new Date(START.getTime() + inMs), payload: { name: key } }),
    );
}

async function firedRows(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from public.fired order by name`.execute(
    database.postgres.db,
  );
  return rows.map((row) => row.name);
}

async function timerCount(): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from kernel.timers`.execute(database.postgres.db);
  return rows[0]?.n ?? -1;
}

beforeEach(async () => {
  await sql`create table if not exists public.fired (name text)`.execute(database.postgres.db);
  await sql`truncate public.fired, kernel.timers, kernel.dead_letters`.execute(database.postgres.db);
});

describe('timers under the settable clock', () => {
  it('[C250a] advancing the clock fires what is due, once', async () => {
    const clock = createSettableClock(START);
    const { kind, fired } = probe();
    const timers = newTimers(clock, [kind]);
    await schedule(timers, 'a', HOUR_MS);
    await schedule(timers, 'b', 2 * HOUR_MS);
    expect(await timers.tick()).toBe(0);
    clock.advance(HOUR_MS);
    expect(await timers.tick()).toBe(1);
    expect(await timers.tick()).toBe(0);
    clock.advance(24 * HOUR_MS);
    expect(await timers.tick()).toBe(1);
    expect(await timers.tick()).toBe(0);
    expect(fired.map(({ name, dueAt }) => [name, dueAt.getTime() - START.getTime()])).toEqual([
      ['a', HOUR_MS],
      ['b', 2 * HOUR_MS],
    ]);
  });

  it('[C250a] two processes ticking at once fire each due timer once', async () => {
    const clock = createSettableClock(START);
    const pools = [1, 2].map(() => openPostgres(database.url, { onError: () => undefined }));
    const { kind } = probe();
    const both = pools.map((postgres) => {
      const timers = createTimers({ postgres, clock, log });
      timers.register([kind]);
      return timers;
    });
    const keys = Array.from({ length: 60 }, (_, i) => `k${String(i).padStart(2, '0')}`);
    const [first] = both as [Timers];
    for (const key of keys) {
      await schedule(first, key, MINUTE_MS);
    }
    clock.advance(MINUTE_MS);
    const counts = await Promise.all(both.map((timers) => timers.tick()));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(60);
    expect(await firedRows()).toEqual(keys);
    await Promise.all(pools.map((pool) => pool.close()));
  });

  it('carry the request and the person that set them, without their name', async () => {
    const clock = createSettableClock(START);
    const { kind, fired } = probe();
    const timers = newTimers(clock, [kind]);
    await schedule(timers, 'a', 0);
    await timers.tick();
    expect(fired[0]?.context).toMatchObject({ requestId: 'req-7', locale: 'en', actor: { kind: 'user', id: 'u-1' } });
    expect(fired[0]?.context.actor.name).not.toBe('王芳');
  });

  it('set again under the same key fire once, at the later setting', async () => {
    const clock = createSettableClock(START);
    const { kind } = probe();
    const timers = newTimers(clock, [kind]);
    await schedule(timers, 'a', HOUR_MS);
    await schedule(timers, 'a', 3 * HOUR_MS);
    clock.advance(2 * HOUR_MS);
    expect(await timers.tick()).toBe(0);
    clock.advance(HOUR_MS);
    expect(await timers.tick()).toBe(1);
  });

  it('that were cancelled, or whose setting was rolled back, do not fire', async () => {
    const clock = createSettableClock(START);
    const { kind } = probe();
    const timers = newTimers(clock, [kind]);
    await schedule(timers, 'a', 0);
    await database.postgres.db.transaction().execute((tx) => timers.cancel(tx, 'probe.remind', 'a'));
    const undone = database.postgres.db.transaction().execute(async (tx) => {
      await timers.schedule(tx, context, { kind: 'probe.remind', key: 'b', dueAt: START, payload: { name: 'b' } });
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    expect(await timers.tick()).toBe(0);
  });

  it('of kinds that this process does not know stay for one that does', async () => {
    const clock = createSettableClock(START);
    const timers = newTimers(clock, []);
    await schedule(timers, 'a', 0);
    expect(await timers.tick()).toBe(0);
    expect(await newTimers(clock, [probe().kind]).tick()).toBe(1);
  });

  it('that set themselves again in the past fire once a tick, not for ever', async () => {
    const clock = createSettableClock(START);
    const timers = createTimers({ postgres: database.postgres, clock, log });
    const { kind, fired } = probe();
    const again: TimerKind = {
      ...kind,
      fire: async (payload, run) => {
        await kind.fire(payload, run);
        await timers.schedule(run.tx, run.context, { kind: kind.name, key: 'a', dueAt: START, payload });
      },
    };
    timers.register([again]);
    await schedule(timers, 'a', 0);
    expect(await timers.tick()).toBe(1);
    expect(await timers.tick()).toBe(1);
    expect(fired).toHaveLength(2);
  });
});

describe('a timer that fails', () => {
  it('leaves none of its effects, waits longer each time, and does not stop others', async () => {
    const clock = createSettableClock(START);
    let isBroken = true;
    const { kind } = probe();
    const breaking: TimerKind = {
      ...kind,
      fire: async (payload: { name: string }, run) => {
        await kind.fire(payload, run);
        if (payload.name === 'bad' && isBroken) {
          throw new Error('broken after the effect');
        }
      },
    };
    const timers = newTimers(clock, [breaking]);
    await schedule(timers, 'bad', 0);
    await schedule(timers, 'good', 1);
    clock.advance(1);
    expect(await timers.tick()).toBe(1);
    expect(await firedRows()).toEqual(['good']);
    clock.advance(1999);
    expect(await timers.tick()).toBe(0);
    clock.advance(1);
    expect(await timers.tick()).toBe(0);
    clock.advance(3999);
    isBroken = false;
    expect(await timers.tick()).toBe(0);
    clock.advance(1);
    expect(await timers.tick()).toBe(1);
    expect(await firedRows()).toEqual(['bad', 'good']);
  });

  it('for the last time goes to the dead-letter list, is counted, and can be put back to work', async () => {
    const clock = createSettableClock(START);
    const metrics = createMetrics({ process: false });
    let isBroken = true;
    const { kind, fired } = probe({ maxAttempts: 3 });
    const breaking: TimerKind = {
      ...kind,
      fire: async (payload, run) => {
        if (isBroken) {
          throw new Error('no way');
        }
        await kind.fire(payload, run);
      },
    };
    const timers = createTimers({ postgres: database.postgres, clock, log, metrics });
    timers.register([breaking]);
    await schedule(timers, 'a', 0);
    for (let i = 0; i < 4; i += 1) {
      expect(await timers.tick()).toBe(0);
      clock.advance(HOUR_MS);
    }
    expect(await timerCount()).toBe(0);
    const { items } = await listDeadLetters(database.postgres.db, { limit: 10 });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      origin: 'timer',
      kind: 'probe.remind',
      key: 'a',
      payload: { name: 'a' },
      error: 'no way',
      attempts: 3,
      requestId: 'req-7',
      actor: { kind: 'user', id: 'u-1' },
    });
    expect(await metrics.render()).toContain('zhike_timers_total{kind="probe.remind",outcome="dead"} 1');
    isBroken = false;
    const id = items[0]?.id ?? '';
    await database.postgres.db.transaction().execute((tx) => retryDeadLetter(tx, id, clock.now()));
    expect(await timers.tick()).toBe(1);
    expect(fired[0]?.context.requestId).toBe('req-7');
    expect((await listDeadLetters(database.postgres.db, { limit: 10 })).items).toEqual([]);
    const again = database.postgres.db.transaction().execute((tx) => retryDeadLetter(tx, id, clock.now()));
    await expect(again).rejects.toMatchObject({ code: 'not_found' });
  });

  it('because its payload does not fit the kind is treated like any failure', async () => {
    const clock = createSettableClock(START);
    const { kind } = probe({ maxAttempts: 1, payload: z.object({ name: z.literal('other') }) as never });
    const timers = newTimers(clock, [kind]);
    await schedule(timers, 'a', 0);
    expect(await timers.tick()).toBe(0);
    expect((await listDeadLetters(database.postgres.db, { limit: 10 })).items).toHaveLength(1);
  });
});

describe('a recurring duty', () => {
  const everyHour = (after: Date): Date => new Date(after.getTime() + HOUR_MS);

  it('[C250a] runs once an hour as the clock goes on', async () => {
    const clock = createSettableClock(START);
    const { kind, fired } = probe({ every: everyHour });
    const timers = newTimers(clock, [kind]);
    expect(await timers.tick()).toBe(0);
    for (let i = 0; i < 3; i += 1) {
      clock.advance(HOUR_MS);
      expect(await timers.tick()).toBe(1);
      expect(await timers.tick()).toBe(0);
    }
    expect(fired).toHaveLength(3);
    expect(await timerCount()).toBe(1);
  });

  it('makes up for missed runs with one run and keeps its rhythm', async () => {
    const clock = createSettableClock(START);
    const { kind, fired } = probe({ every: everyHour });
    const timers = newTimers(clock, [kind]);
    await timers.tick();
    clock.advance(10 * HOUR_MS + 20 * MINUTE_MS);
    expect(await timers.tick()).toBe(1);
    expect(await timers.tick()).toBe(0);
    clock.advance(40 * MINUTE_MS);
    expect(await timers.tick()).toBe(1);
    expect(fired.map(({ dueAt }) => (dueAt.getTime() - START.getTime()) / HOUR_MS)).toEqual([1, 11]);
  });

  it('has one timer however many processes start it, and starting again does not move it', async () => {
    const clock = createSettableClock(START);
    const { kind } = probe({ every: everyHour });
    await Promise.all([newTimers(clock, [kind]).tick(), newTimers(clock, [kind]).tick()]);
    clock.advance(59 * MINUTE_MS);
    await newTimers(clock, [kind]).tick();
    clock.advance(MINUTE_MS);
    expect(await newTimers(clock, [kind]).tick()).toBe(1);
    expect(await timerCount()).toBe(1);
  });

  it('goes on with its next run after one that was given up', async () => {
    const clock = createSettableClock(START);
    let isBroken = true;
    const { kind, fired } = probe({ every: everyHour, maxAttempts: 1 });
    const breaking: TimerKind = {
      ...kind,
      fire: async (payload, run) => {
        if (isBroken) {
          throw new Error('this hour is lost');
        }
        await kind.fire(payload, run);
      },
    };
    const timers = newTimers(clock, [breaking]);
    await timers.tick();
    clock.advance(HOUR_MS);
    expect(await timers.tick()).toBe(0);
    isBroken = false;
    clock.advance(HOUR_MS);
    expect(await timers.tick()).toBe(1);
    expect(fired).toHaveLength(1);
  });

  it('that does not move forward is refused rather than run for ever', async () => {
    const clock = createSettableClock(START);
    const { kind } = probe({ every: (after) => new Date(after.getTime()), maxAttempts: 1 });
    const timers = newTimers(clock, [kind]);
    await expect(timers.tick()).rejects.toThrow(/must move forward/u);
    expect(await firedRows()).toEqual([]);
  });
});

describe('started timers', () => {
  it('fire by themselves and stop', async () => {
    const clock = createSettableClock(START);
    const { kind, fired } = probe();
    const timers = createTimers({ postgres: database.postgres, clock, log });
    timers.start([kind]);
    await schedule(timers, 'a', 0);
    const until = Date.now() + 10_000;
    while (fired.length === 0 && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await timers.stop();
    expect(fired).toHaveLength(1);
  });
});
