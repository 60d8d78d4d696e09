import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { type Olap, openOlap } from '#kernel/db/olap.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { type AnalyticTable, createFeed, type Feed, type FeedOptions } from '#kernel/feed/feed.ts';
import { readFeedTables } from '#kernel/feed/store.ts';
import { useKernel } from '#test/harness.ts';
import { pumpAll } from '#test/pump.ts';

const kernel = useKernel();
const context = systemContext('feed-test');

/** A fact table of the test's own. */
const visits: AnalyticTable = {
  name: 'test_visits',
  source: 'kernel.test_visits',
  key: { source: 'id', column: 'visit_id' },
  columns: { visit_id: 'id', place: 'place', seen_at: `seen_at at time zone 'UTC'`, amount: 'coalesce(amount, 0)' },
  types: ['test.visits_imported', 'test.visits_changed', 'test.visits_removed'],
  plan: (events) => {
    const data = (type: string) => events.filter((event) => event.type === type).map((event) => event.data);
    const ids = (type: string) => data(type).flatMap((each) => (each['ids'] ?? []) as string[]);
    const ranges = (type: string) =>
      data(type).flatMap((each) => (each['range'] ? [each['range'] as [string, string]] : []));
    return {
      upsertIds: ids('test.visits_changed'),
      upsertRanges: ranges('test.visits_imported'),
      removeIds: ids('test.visits_removed'),
      removeRanges: ranges('test.visits_removed'),
    };
  },
};

let feed: Feed;

function feedWith(overrides: Partial<FeedOptions> = {}): Feed {
  const { postgres, olap, clock, log, metrics } = kernel;
  return createFeed({ postgres, olap, clock, log, metrics, tables: [visits], ...overrides });
}

beforeAll(async () => {
  await sql`create table kernel.test_visits (
    id uuid primary key, place text not null, seen_at timestamptz not null, amount bigint)`.execute(kernel.postgres.db);
  await kernel.olap.run({
    sql: `CREATE TABLE test_visits (visit_id UUID, place String, seen_at DateTime64(3, 'UTC'), amount Int64,
      version UInt64, is_deleted UInt8) ENGINE = ReplacingMergeTree(version, is_deleted) ORDER BY visit_id`,
  });
});

beforeEach(async () => {
  feed = feedWith();
  await write(async (tx) => {
    const { rows } = await sql<{ id: string }>`delete from kernel.test_visits returning id`.execute(tx);
    await emit(tx, 'test.visits_removed', { ids: rows.map((row) => row.id) });
  });
  await follow();
});

function write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return kernel.transaction(context, work);
}

function emit(tx: Tx, type: string, data: Record<string, unknown>): Promise<void> {
  return kernel.events.append(tx, context, [{ type, data }]);
}

async function follow(of: Feed = feed): Promise<void> {
  await pumpAll(kernel, of.readers);
}

const AWKWARD = ['plain', '', 'comma, "quotes"', "it's\nnew\\N line", '中文 😀', 'NULL', '\\N'];

async function insertVisits(tx: Tx, count: number, place = 'plain'): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  await sql`insert into kernel.test_visits (id, place, seen_at, amount)
    select id, ${place}, '2026-02-28T16:00:00.123Z'::timestamptz, null from unnest(${ids}::uuid[]) as id`.execute(tx);
  return ids;
}

interface Visit {
  readonly id: string;
  readonly place: string;
  readonly seen_at: string;
  readonly amount: string;
}

async function inPostgres(): Promise<readonly Visit[]> {
  const { rows } = await sql<Visit>`
    select id::text, place, to_char(seen_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS') as seen_at,
      coalesce(amount, 0)::text as amount
    from kernel.test_visits order by id`.execute(kernel.postgres.db);
  return rows;
}

function inAnalytic(olap: Olap = kernel.olap): Promise<readonly Visit[]> {
  return olap.rows<Visit>({
    sql: `SELECT toString(visit_id) AS id, place, toString(seen_at) AS seen_at, toString(amount) AS amount
      FROM test_visits FINAL ORDER BY id`,
  });
}

async function expectAgreement(): Promise<void> {
  expect(await inAnalytic()).toEqual(await inPostgres());
}

describe('the analytic feed', () => {
  it('[C239] agrees with PostgreSQL after any history of imports, changes and removals', {
    timeout: 120_000,
  }, async () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('import' as const),
        count: fc.integer({ min: 1, max: 20 }),
        place: fc.constantFrom(...AWKWARD),
      }),
      fc.record({
        do: fc.constantFrom('change' as const, 'remove' as const, 'removeRange' as const),
        at: fc.nat(),
        count: fc.integer({ min: 1, max: 8 }),
        place: fc.constantFrom(...AWKWARD),
      }),
      fc.record({ do: fc.constant('pump' as const) }),
      fc.record({ do: fc.constant('rollback' as const) }),
    );
    let alive: string[] = [];
    const take = (at: number, count: number): string[] => {
      const start = alive.length === 0 ? 0 : at % alive.length;
      return alive.slice(start, start + count);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        for (const now of steps) {
          if (now.do === 'pump') {
            await follow();
          } else if (now.do === 'rollback') {
            await write(async (tx) => {
              const ids = await insertVisits(tx, 2);
              await emit(tx, 'test.visits_imported', { range: [ids[0], ids[1]] });
              throw new Error('taken back');
            }).catch(() => undefined);
          } else if (now.do === 'import') {
            await write(async (tx) => {
              const ids = await insertVisits(tx, now.count, now.place);
              alive.push(...ids);
              await emit(tx, 'test.visits_imported', { range: [ids[0], ids.at(-1)] });
            });
          } else {
            const ids = take(now.at, now.count);
            if (ids.length === 0) {
              continue;
            }
            await write(async (tx) => {
              if (now.do === 'change') {
                await sql`update kernel.test_visits set place = ${now.place}, amount = coalesce(amount, 0) + 1
                  where id = any(${ids}::uuid[])`.execute(tx);
                await emit(tx, 'test.visits_changed', { ids });
                return;
              }
              await sql`delete from kernel.test_visits where id = any(${ids}::uuid[])`.execute(tx);
              await emit(tx, 'test.visits_removed', now.do === 'remove' ? { ids } : { range: [ids[0], ids.at(-1)] });
            });
            alive = now.do === 'change' ? alive : alive.filter((id) => !ids.includes(id));
          }
        }
        await follow();
        await expectAgreement();
      }),
      { numRuns: 15 },
    );
  });

  it('repeats a batch without harm when the process ends between the analytic insert and the commit', async () => {
    const [reader] = feed.readers;
    const ids = await write(async (tx) => {
      const made = await insertVisits(tx, 10);
      await emit(tx, 'test.visits_imported', { range: [made[0], made.at(-1)] });
      return made;
    });
    const dies = {
      ...reader!,
      handle: async (...given: Parameters<NonNullable<typeof reader>['handle']>) => {
        await reader!.handle(...given);
        throw new Error('killed');
      },
    };
    await expect(kernel.events.pump(dies)).rejects.toThrow('killed');
    expect(await inAnalytic()).toHaveLength(10);
    await write(async (tx) => {
      await sql`delete from kernel.test_visits where id = ${ids[3]}`.execute(tx);
      await sql`update kernel.test_visits set place = 'moved' where id = ${ids[4]}`.execute(tx);
      await emit(tx, 'test.visits_removed', { ids: [ids[3]] });
      await emit(tx, 'test.visits_changed', { ids: [ids[4]] });
    });
    await follow();
    await expectAgreement();
    expect(await inAnalytic()).toHaveLength(9);
  });

  it('takes in a transaction that commits later than its successors', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begun = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const late = write(async (tx) => {
      const ids = await insertVisits(tx, 3, 'late');
      await emit(tx, 'test.visits_imported', { range: [ids[0], ids.at(-1)] });
      begun();
      await held;
    });
    await started;
    await write(async (tx) => {
      const ids = await insertVisits(tx, 3, 'early');
      await emit(tx, 'test.visits_imported', { range: [ids[0], ids.at(-1)] });
    });
    await follow();
    release();
    await late;
    await follow();
    await expectAgreement();
    expect(await inAnalytic()).toHaveLength(6);
  });

  it('keeps a row that an event calls removed while it exists', async () => {
    await write(async (tx) => {
      const ids = await insertVisits(tx, 5);
      await emit(tx, 'test.visits_imported', { range: [ids[0], ids.at(-1)] });
      await emit(tx, 'test.visits_removed', { range: [ids[0], ids[2]] });
    });
    await follow();
    await expectAgreement();
    expect(await inAnalytic()).toHaveLength(5);
  });
});

describe('rebuilding an analytic table', () => {
  it('[C239] goes on while rows are written, changed and removed, and loses nothing', { timeout: 60_000 }, async () => {
    await write(async (tx) => {
      await insertVisits(tx, 5000);
    });
    let writing = true;
    const writer = (async () => {
      const mine: string[] = [];
      while (writing) {
        await write(async (tx) => {
          const ids = await insertVisits(tx, 5, randomUUID());
          mine.push(...ids);
          const gone = mine.splice(0, 2);
          await sql`delete from kernel.test_visits where id = any(${gone}::uuid[])`.execute(tx);
          await emit(tx, 'test.visits_imported', { range: [ids[0], ids.at(-1)] });
          await emit(tx, 'test.visits_removed', { ids: gone });
        });
        await follow();
      }
    })();
    for (let round = 0; round < 3; round += 1) {
      await feed.rebuild('test_visits');
    }
    writing = false;
    await writer;
    await follow();
    expect((await inPostgres()).length).toBeGreaterThan(5000);
    await expectAgreement();
  });

  it('fills a store that is not the one that was fed, once', async () => {
    await write(async (tx) => {
      const ids = await insertVisits(tx, 20);
      await emit(tx, 'test.visits_imported', { range: [ids[0], ids.at(-1)] });
    });
    await feed.ensure();
    await follow();
    await expectAgreement();
    const before = await feed.dataVersion();
    await feed.ensure();
    expect(await feed.dataVersion()).toBe(before);
    // Emptied and made again by migrations, as when somebody deletes the folder of the analytic store.
    await kernel.olap.run({ sql: 'CREATE TABLE test_copy AS test_visits' });
    await kernel.olap.run({ sql: `ALTER TABLE test_copy MODIFY COMMENT ''` });
    await kernel.olap.run({ sql: 'EXCHANGE TABLES test_copy AND test_visits' });
    await kernel.olap.run({ sql: 'DROP TABLE test_copy' });
    expect(await inAnalytic()).toEqual([]);
    await feed.ensure();
    await expectAgreement();
    expect(await feed.dataVersion()).not.toBe(before);
  });

  it('copies a table anew where more of its rows wait than it has, and then has nothing left to follow', async () => {
    const eager = feedWith({ followedRows: 500 });
    const ids = await write((tx) => insertVisits(tx, 100));
    await write((tx) => emit(tx, 'test.visits_imported', { range: [ids[0], ids.at(-1)] }));
    await follow(eager);
    const rebuilt = async () => (await readFeedTables(kernel.postgres.db)).get('test_visits')?.mark;
    const before = await rebuilt();
    for (const times of [1, 50]) {
      await write(async (tx) => {
        await sql`update kernel.test_visits set amount = ${times}`.execute(tx);
        for (let time = 0; time < times; time += 1) {
          await emit(tx, 'test.visits_changed', { ids: ids.toSorted(() => (time % 2 === 0 ? 1 : -1)) });
        }
      });
      await eager.maintain();
      expect((await rebuilt()) === before).toBe(times === 1);
    }
    expect(await kernel.olap.rows({ sql: 'SELECT count() AS n, sum(amount) AS sum FROM test_visits FINAL' })).toEqual([
      { n: '100', sum: '5000' },
    ]);
    expect((await eager.freshness()).secondsBehind).toBe(0);
  });

  it('names the tables there are when asked for another', async () => {
    await expect(feed.rebuild('nothing')).rejects.toMatchObject({ code: 'analytic_table_unknown', status: 400 });
  });

  it('merges what was replaced when nothing else is to be done', async () => {
    for (let round = 0; round < 3; round += 1) {
      await write(async (tx) => {
        await sql`insert into kernel.test_visits values ('00000000-0000-7000-8000-000000000001', 'x', now(), ${round})
          on conflict (id) do update set amount = excluded.amount`.execute(tx);
        await emit(tx, 'test.visits_changed', { ids: ['00000000-0000-7000-8000-000000000001'] });
      });
      await follow();
    }
    await feed.maintain();
    const [parts] = await kernel.olap.rows<{ parts: string }>({
      sql: `SELECT count() AS parts FROM system.parts WHERE database = currentDatabase() AND table = 'test_visits' AND active`,
    });
    expect(Number(parts?.parts)).toBe(1);
    await expectAgreement();
  });
});

describe('freshness', () => {
  it('is now when nothing waits, else the time of the oldest event that does', async () => {
    expect(await feed.freshness()).toEqual({ upTo: kernel.clock.now(), secondsBehind: 0, stale: false });
    const happened = kernel.clock.now();
    await write(async (tx) => {
      const ids = await insertVisits(tx, 1);
      await emit(tx, 'test.visits_imported', { range: [ids[0], ids[0]] });
    });
    kernel.clock.advance(59_000);
    expect(await feed.freshness()).toEqual({ upTo: happened, secondsBehind: 59, stale: false });
    kernel.clock.advance(2_000);
    expect(await feed.freshness()).toMatchObject({ secondsBehind: 61, stale: true });
    expect(await feedWith({ staleAfterSeconds: () => Promise.resolve(3600) }).freshness()).toMatchObject({
      stale: false,
    });
    await follow();
    expect(await feed.freshness()).toEqual({ upTo: kernel.clock.now(), secondsBehind: 0, stale: false });
  });

  it('waits while the store is down, says so, and catches up when it is back', async () => {
    const gone = openOlap({ url: 'http://nobody:x@127.0.0.1:9', database: 'none', log: kernel.log });
    const unlucky = feedWith({ olap: gone });
    await write(async (tx) => {
      const ids = await insertVisits(tx, 4);
      await emit(tx, 'test.visits_imported', { range: [ids[0], ids.at(-1)] });
    });
    await expect(kernel.events.pump(unlucky.readers[0]!)).rejects.toMatchObject({ code: 'analytic_store_unavailable' });
    expect(await unlucky.freshness()).toMatchObject({ stale: true });
    await gone.close();
    await follow();
    await expectAgreement();
    expect(await inAnalytic()).toHaveLength(4);
  });
});
