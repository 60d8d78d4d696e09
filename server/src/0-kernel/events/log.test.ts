import fc from 'fast-check';
import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSettableClock } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { createMetrics } from '#kernel/metrics/metrics.ts';
import { useDatabase } from '#test/harness.ts';
import { pumpAll as letThemSee } from '#test/pump.ts';
import {
  createEventLog,
  type EventLog,
  type EventReader,
  type NewEvent,
  renumberAfterRestore,
  type StoredEvent,
} from './log.ts';

const database = useDatabase();
const context = systemContext('req-1');
const clock = createSettableClock(new Date('2026-01-05T02:00:00Z'));
const log = createLogger({ level: 'silent' });

function newLog(): EventLog {
  return createEventLog({ postgres: database.postgres, clock, log });
}

function named(name: string | number): NewEvent {
  return { type: 'probe.thing_done', data: { name } };
}

interface Probe extends EventReader {
  readonly seen: unknown[];
}

/** A reader that remembers the names of what it was given. */
function probe(name: string, overrides: Partial<EventReader> = {}): Probe {
  const seen: unknown[] = [];
  return {
    name,
    types: [],
    handle: async (events) => {
      seen.push(...events.map((event) => event.data['name']));
    },
    ...overrides,
    seen,
  };
}

async function pumpAll(events: EventLog, ...readers: readonly EventReader[]): Promise<void> {
  await letThemSee({ events }, readers);
}

/** A transaction that a test opens, writes in and ends when it likes. */
interface Writer {
  append(...names: readonly (string | number)[]): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

const openWriters = new Set<Writer>();

async function openWriter(events: EventLog): Promise<Writer> {
  const tx = await database.postgres.db.startTransaction().execute();
  const end = (how: 'commit' | 'rollback') => async (): Promise<void> => {
    openWriters.delete(writer);
    await tx[how]().execute();
  };
  const writer: Writer = {
    append: (...names) => events.append(tx as Tx, context, names.map(named)),
    commit: end('commit'),
    rollback: end('rollback'),
  };
  openWriters.add(writer);
  return writer;
}

async function write(events: EventLog, ...list: readonly NewEvent[]): Promise<void> {
  await database.postgres.db.transaction().execute((tx) => events.append(tx, context, list));
}

async function waitFor(isDone: () => boolean | Promise<boolean>): Promise<void> {
  const until = Date.now() + 10_000;
  while (!(await isDone())) {
    if (Date.now() > until) {
      throw new Error('The deadline passed');
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

beforeEach(async () => {
  await sql`truncate kernel.events, kernel.event_readers`.execute(database.postgres.db);
});

afterEach(async () => {
  await Promise.all([...openWriters].map((writer) => writer.rollback()));
});

describe('what a reader is given', () => {
  it('is every field as it was appended, in the order given, with actor, request and time of our clock', async () => {
    const events = newLog();
    const [recordId, customerId] = [crypto.randomUUID(), crypto.randomUUID()];
    const given: StoredEvent[] = [];
    const reader = probe('fields', { handle: async (batch) => void given.push(...batch) });
    await write(
      events,
      { type: 'probe.first_done', recordId, customerId, data: { field: '姓名', list: [1, null] } },
      named(2),
    );
    await expect.poll(() => events.pump(reader)).toBe(2);
    expect(given[0]).toMatchObject({
      type: 'probe.first_done',
      recordId,
      customerId,
      data: { field: '姓名', list: [1, null] },
      actor: { kind: 'system', id: null },
      requestId: 'req-1',
      at: clock.now(),
    });
    expect(given[1]).toMatchObject({ recordId: null, customerId: null, data: { name: 2 } });
    expect(given[1]?.seq).toBe((given[0]?.seq ?? 0) + 1);
  });

  it('is nothing from a transaction that was rolled back', async () => {
    const events = newLog();
    const writer = await openWriter(events);
    await writer.append('undone');
    await writer.rollback();
    await write(events, named('kept'));
    const reader = probe('rollback');
    await pumpAll(events, reader);
    expect(reader.seen).toEqual(['kept']);
  });

  it('is only the types it asked for, and its position passes the others', async () => {
    const events = newLog();
    const reader = probe('typed', { types: ['probe.wanted_done'], batchSize: 2 });
    const wanted = (name: number): NewEvent => ({ type: 'probe.wanted_done', data: { name } });
    await write(events, named(1), wanted(2), named(3), wanted(4), wanted(5), named(6));
    // An analyze by the server writes too, for a moment, and is waited for like any writer.
    await expect.poll(() => events.pump(reader)).toBe(2);
    await expect.poll(() => events.pump(reader)).toBe(1);
    expect(await events.pump(reader)).toBe(0);
    expect(reader.seen).toEqual([2, 4, 5]);
    expect((await events.lag('typed')).behind).toBe(0);
  });

  it('comes in batches of the size it asked for', async () => {
    const events = newLog();
    const sizes: number[] = [];
    const reader = probe('batches', { batchSize: 3, handle: async (batch) => void sizes.push(batch.length) });
    await write(events, ...Array.from({ length: 7 }, (_, i) => named(i)));
    await pumpAll(events, reader);
    expect(sizes).toEqual([3, 3, 1]);
  });

  it('is refused at the door when its type is not module.noun_past_tense', async () => {
    await expect(write(newLog(), { type: 'Something', data: {} })).rejects.toThrow(/events_type_check/u);
  });
});

describe('late commits', () => {
  it('are not skipped: a writer that began first and commits last', async () => {
    const events = newLog();
    const reader = probe('late');
    const late = await openWriter(events);
    await late.append('late');
    await write(events, named('early'));
    await pumpAll(events, reader);
    expect(reader.seen).toEqual([]);
    await late.commit();
    await pumpAll(events, reader);
    expect(reader.seen).toEqual(['late', 'early']);
  });

  it('are not skipped when the writer began before but wrote its event after the other had committed', async () => {
    const events = newLog();
    const reader = probe('late-event');
    const late = await openWriter(events);
    await late.append('late 1');
    await write(events, named('early'));
    await pumpAll(events, reader);
    await late.append('late 2');
    await late.commit();
    await pumpAll(events, reader);
    expect(reader.seen).toEqual(['late 1', 'late 2', 'early']);
  });

  it('hold back only what came after them: a long writer lets earlier events through', async () => {
    const events = newLog();
    const reader = probe('long');
    await write(events, named('before'));
    const long = await openWriter(events);
    await long.append('long');
    for (let i = 0; i < 20; i += 1) {
      await write(events, named(i));
      await pumpAll(events, reader);
    }
    expect(reader.seen).toEqual(['before']);
    expect((await events.lag('long')).behind).toBe(20);
    await long.rollback();
    await pumpAll(events, reader);
    expect(reader.seen).toEqual(['before', ...Array.from({ length: 20 }, (_, i) => i)]);
  });

  it('of savepoints count with their transaction', async () => {
    const events = newLog();
    const reader = probe('savepoint');
    const client = await database.postgres.pool.connect();
    const insert = `insert into kernel.events (type, at, actor_kind, request_id, data)
      values ('probe.thing_done', now(), 'system', 'r', jsonb_build_object('name', $1::text))`;
    try {
      await client.query('begin');
      await client.query('savepoint one');
      await client.query(insert, ['inside']);
      await client.query('release savepoint one');
      await write(events, named('other'));
      await pumpAll(events, reader);
      expect(reader.seen).toEqual([]);
      await client.query('commit');
    } finally {
      client.release();
    }
    await pumpAll(events, reader);
    expect(reader.seen).toEqual(['inside', 'other']);
  });

  it('of another database of the same server hold nothing back', async () => {
    const events = newLog();
    const reader = probe('elsewhere');
    const elsewhere = new pg.Client({ connectionString: database.url.replace(database.name, 'postgres') });
    await elsewhere.connect();
    try {
      await elsewhere.query('begin');
      await elsewhere.query('select pg_current_xact_id()');
      await write(events, named('here'));
      await pumpAll(events, reader);
      expect(reader.seen).toEqual(['here']);
    } finally {
      await elsewhere.end();
    }
  });
});

describe('readers', () => {
  it('are independent of each other: each has its own position', async () => {
    const events = newLog();
    const [one, two] = [probe('one'), probe('two')];
    await write(events, named('a'));
    await pumpAll(events, one);
    await write(events, named('b'));
    await pumpAll(events, two);
    expect(one.seen).toEqual(['a']);
    expect(two.seen).toEqual(['a', 'b']);
    expect(await events.lag('one')).toMatchObject({ behind: 1 });
    await pumpAll(events, one);
    expect(one.seen).toEqual(['a', 'b']);
  });

  it('save their effects and their position together: a failure after the effect leaves neither', async () => {
    const events = newLog();
    await sql`create table if not exists public.effects (name text)`.execute(database.postgres.db);
    let isBroken = true;
    const reader = probe('atomic', {
      handle: async (batch, tx) => {
        for (const event of batch) {
          await sql`insert into public.effects values (${event.data['name']})`.execute(tx);
        }
        if (isBroken) {
          throw new Error('broken after the effect');
        }
      },
    });
    await write(events, named('x'), named('y'));
    await expect(events.pump(reader)).rejects.toThrow('broken after the effect');
    expect((await events.lag('atomic')).behind).toBe(2);
    isBroken = false;
    await pumpAll(events, reader);
    const { rows } = await sql`select name from public.effects`.execute(database.postgres.db);
    expect(rows).toEqual([{ name: 'x' }, { name: 'y' }]);
  });

  it('get the batch again when their connection dies between the handler and the commit', async () => {
    const events = newLog();
    let crashes = 1;
    const seen: unknown[] = [];
    const reader = probe('crash', {
      handle: async (batch, tx) => {
        seen.push(...batch.map((event) => event.data['name']));
        if (crashes > 0) {
          crashes -= 1;
          const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
          await sql`select pg_terminate_backend(${rows[0]?.pid}::int, 5000)`.execute(database.postgres.db);
        }
      },
    });
    await write(events, named('once'));
    await expect(events.pump(reader)).rejects.toThrow();
    await expect.poll(() => events.pump(reader)).toBe(1);
    expect(seen).toEqual(['once', 'once']);
    expect(await events.pump(reader)).toBe(0);
  });

  it('are pumped by many processes at once, yet each event is handled once and in order', async () => {
    const logs = [newLog(), newLog(), newLog(), newLog()];
    const reader = probe('shared', { batchSize: 7 });
    const [events] = logs as [EventLog];
    const total = 200;
    let written = 0;
    const writing = (async () => {
      for (; written < total; written += 5) {
        await write(events, ...Array.from({ length: 5 }, (_, i) => named(written + i)));
      }
    })();
    while (reader.seen.length < total) {
      await Promise.all(logs.map((each) => each.pump(reader)));
    }
    await writing;
    await Promise.all(logs.map((each) => each.pump(reader)));
    expect(reader.seen).toEqual(Array.from({ length: total }, (_, i) => i));
  });

  it('hold no other reader back while they work without writing', async () => {
    const events = newLog();
    const [quick] = [probe('quick')];
    await write(events, named('a'));
    const slow = probe('slow', {
      handle: async () => {
        await write(events, named('b'));
        await pumpAll(events, quick);
      },
    });
    await expect.poll(() => events.pump(slow)).toBe(1);
    expect(quick.seen).toEqual(['a', 'b']);
  });
});

describe('replay', () => {
  it('gives everything again after a rewind', async () => {
    const events = newLog();
    const reader = probe('again');
    await write(events, named(1), named(2));
    await pumpAll(events, reader);
    await events.rewind('again');
    await pumpAll(events, reader);
    expect(reader.seen).toEqual([1, 2, 1, 2]);
  });

  it('gives everything above a number again, late commits below it included', async () => {
    const events = newLog();
    const reader = probe('above');
    const late = await openWriter(events);
    await late.append('late');
    await write(events, named('early'));
    await late.append('last');
    await late.commit();
    await pumpAll(events, reader);
    const given = [...reader.seen];
    expect(given).toEqual(['late', 'last', 'early']);
    const { rows } = await sql<{ seq: number }>`
      select seq from kernel.events where data ->> 'name' = 'early'`.execute(database.postgres.db);
    reader.seen.length = 0;
    await events.rewind('above', rows[0]?.seq);
    await pumpAll(events, reader);
    expect(reader.seen).toEqual(['last', 'early']);
    reader.seen.length = 0;
    await events.rewind('above', 1_000_000_000);
    expect(await events.pump(reader)).toBe(0);
  });

  it('after a restore into a server with other transaction ids misses nothing and keeps the order of numbers', async () => {
    const events = newLog();
    const [ahead, behind, fresh] = [probe('ahead'), probe('behind', { batchSize: 2 }), probe('fresh')];
    const late = await openWriter(events);
    await late.append('a');
    await write(events, named('b'), named('c'));
    await late.append('d');
    await late.commit();
    await pumpAll(events, ahead);
    await expect.poll(() => events.pump(behind)).toBe(2);
    expect(behind.seen).toEqual(['a', 'd']);
    await database.postgres.db.transaction().execute(async (tx) => {
      // As if the rows came from a server that had run for years.
      await sql`update kernel.events set xid = ((xid::text)::bigint + 1000000000)::text::xid8`.execute(tx);
      await sql`update kernel.event_readers set xid = ((xid::text)::bigint + 1000000000)::text::xid8`.execute(tx);
    });
    expect(await events.pump(fresh)).toBe(0);
    await database.postgres.db.transaction().execute(renumberAfterRestore);
    await write(events, named('e'));
    await Promise.all([ahead, behind, fresh].map((reader) => pumpAll(events, reader)));
    expect(fresh.seen).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(ahead.seen).toEqual(['a', 'd', 'b', 'c', 'e']);
    expect(new Set(behind.seen)).toEqual(new Set(['a', 'b', 'c', 'd', 'e']));
  });
});

/** A step of a random history: what one of three writers, or one of two readers, does next. */
type Step =
  | { readonly does: 'append' | 'commit' | 'rollback'; readonly writer: number }
  | { readonly does: 'pump' | 'fail'; readonly reader: number };

const writerStep = (does: 'append' | 'commit' | 'rollback'): fc.Arbitrary<Step> =>
  fc.record({ does: fc.constant(does), writer: fc.nat(2) });
const readerStep = (does: 'pump' | 'fail'): fc.Arbitrary<Step> =>
  fc.record({ does: fc.constant(does), reader: fc.nat(1) });

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: writerStep('append'), weight: 5 },
  { arbitrary: writerStep('commit'), weight: 3 },
  { arbitrary: writerStep('rollback'), weight: 1 },
  { arbitrary: readerStep('pump'), weight: 4 },
  { arbitrary: readerStep('fail'), weight: 1 },
);

interface History {
  play(step: Step): Promise<void>;
  /** Commits what is open and lets the readers finish. */
  end(): Promise<void>;
  /** What the writers committed, in no order. */
  readonly committed: readonly number[];
  /** What each reader was given in batches that counted. */
  readonly given: readonly (readonly number[])[];
}

function newHistory(events: EventLog): History {
  const committed: number[] = [];
  const given: number[][] = [[], []];
  const writers: ({ readonly writer: Writer; readonly names: number[] } | null)[] = [null, null, null];
  let fails = false;
  let next = 0;
  const readers = given.map((list, index) =>
    probe(`model-${index}`, {
      batchSize: index + 1,
      handle: async (batch) => {
        if (fails) {
          throw new Error('failing on purpose');
        }
        list.push(...batch.map((event) => Number(event.data['name'])));
      },
    }),
  );
  const append = async (index: number): Promise<void> => {
    const open = (writers[index] ??= { writer: await openWriter(events), names: [] });
    open.names.push(next);
    next += 1;
    await open.writer.append(next - 1);
  };
  const close = async (index: number, how: 'commit' | 'rollback'): Promise<void> => {
    const open = writers[index];
    writers[index] = null;
    await open?.writer[how]();
    committed.push(...(how === 'commit' ? (open?.names ?? []) : []));
  };
  const pump = async (index: number): Promise<void> => {
    const reader = readers[index] ?? probe('none');
    const failure = await events.pump(reader).then(
      () => null,
      (error: unknown) => String(error),
    );
    // Only the failure that this step ordered, and only when there was something to fail on.
    expect(['Error: failing on purpose', null]).toContain(failure);
    expect(failure === null || fails).toBe(true);
  };
  return {
    committed,
    given,
    play: async (step) => {
      if ('reader' in step) {
        fails = step.does === 'fail';
        await pump(step.reader);
        return;
      }
      await (step.does === 'append' ? append(step.writer) : close(step.writer, step.does));
    },
    end: async () => {
      fails = false;
      await Promise.all([0, 1, 2].map((index) => close(index, 'commit')));
      await pumpAll(events, ...readers);
    },
  };
}

describe('any interleaving of writers and readers', () => {
  it('delivers each committed event to each reader exactly once, in one order that all readers share', async () => {
    const run = async (steps: readonly Step[]): Promise<void> => {
      await sql`truncate kernel.events, kernel.event_readers`.execute(database.postgres.db);
      const history = newHistory(newLog());
      for (const step of steps) {
        await history.play(step);
      }
      await history.end();
      const [one, two] = history.given;
      expect(one?.toSorted((a, b) => a - b)).toEqual(history.committed.toSorted((a, b) => a - b));
      expect(two).toEqual(one);
    };
    await fc.assert(fc.asyncProperty(fc.array(stepArbitrary, { minLength: 10, maxLength: 50, size: 'max' }), run), {
      numRuns: 40,
      interruptAfterTimeLimit: 40_000,
    });
  }, 60_000);
});

describe('a started log', () => {
  it('hands new events to its readers soon after the commit and stops without leaving anything behind', async () => {
    const events = newLog();
    const reader = probe('started');
    events.start([reader]);
    await write(events, named(1));
    await waitFor(() => reader.seen.length === 1);
    // Within the time in which no second NOTIFY is sent: the poll finds it.
    await write(events, named(2));
    await waitFor(() => reader.seen.length === 2);
    await events.stop();
    await write(events, named(3));
    expect(reader.seen).toEqual([1, 2]);
  });

  it('lets a reader rest that wants to, and gives it then in one batch what has come meanwhile', async () => {
    const events = newLog();
    const sizes: number[] = [];
    const reader = probe('resting', { restMs: 3000, handle: async (batch) => void sizes.push(batch.length) });
    events.start([reader]);
    await write(events, named(1));
    await waitFor(() => sizes.length === 1);
    await write(events, named(2));
    await write(events, named(3));
    await waitFor(() => sizes.length === 2);
    await events.stop();
    expect(sizes).toEqual([1, 2]);
  });

  it('lets nobody rest who does not keep up, nor is kept from stopping by a rest', async () => {
    const events = newLog();
    const reader = probe('busy', { restMs: 3_600_000, batchSize: 2 });
    await write(events, ...[1, 2, 3, 4, 5].map(named));
    events.start([reader]);
    await waitFor(() => reader.seen.length === 5);
    await events.stop();
    expect(reader.seen).toEqual([1, 2, 3, 4, 5]);
  });

  it('goes on with a writer that ends without a word', async () => {
    const events = newLog();
    const reader = probe('silent-end');
    const writer = await openWriter(events);
    await writer.append('x');
    await write(events, named('y'));
    events.start([reader]);
    await waitFor(async () => (await events.lag('silent-end')).behind === 1);
    await writer.rollback();
    await waitFor(() => reader.seen.length === 1);
    await events.stop();
  });

  it('keeps the other readers going while one fails, and counts the failures', async () => {
    const metrics = createMetrics({ process: false });
    const events = createEventLog({ postgres: database.postgres, clock, log, metrics });
    let isBroken = true;
    const failing = probe('failing', {
      handle: async (batch) => {
        if (isBroken) {
          throw new Error('broken');
        }
        mended.push(...batch);
      },
    });
    const mended: StoredEvent[] = [];
    const healthy = probe('healthy');
    events.start([failing, healthy]);
    await write(events, named('a'));
    await waitFor(() => healthy.seen.length === 1);
    await waitFor(async () => (await metrics.render()).includes('zhike_event_reader_failures_total{reader="failing"}'));
    isBroken = false;
    await waitFor(() => mended.length === 1);
    await events.stop();
    expect(await metrics.render()).toContain('zhike_events_handled_total{reader="healthy"} 1');
  });

  it('finds its way back when the server cuts its connections', async () => {
    const events = newLog();
    const reader = probe('cut');
    events.start([reader]);
    await write(events, named(1));
    await waitFor(() => reader.seen.length === 1);
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'zhike events'`.execute(database.postgres.db);
    await write(events, named(2));
    await waitFor(() => reader.seen.length === 2);
    await events.stop();
  });
});
