import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Context, systemContext } from '#kernel/context.ts';
import type { Postgres } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import { createEventLog, type StoredEvent } from '#kernel/events/log.ts';
import { createFiles } from '#kernel/files/files.ts';
import { createJobs, type JobKind } from '#kernel/jobs/jobs.ts';
import { createMetrics } from '#kernel/metrics/metrics.ts';
import { createTimers } from '#kernel/timers/timers.ts';
import { makeTempDir, useDatabase } from '#test/harness.ts';
import { pumpAll } from '#test/pump.ts';
import { clock, dump, makeMigrations, migrate, SHELF_SQL, silent, sourceOf } from './backup.fixture.ts';
import { readBackup } from './read-backup.ts';
import { writeBackup } from './write-backup.ts';

const source = useDatabase({ migrated: false });
const context: Context = systemContext('req-1');
let dir = '';
let migrations = '';
let filesDir = '';
let number = 0;

beforeAll(async () => {
  dir = await makeTempDir('backup');
  migrations = await makeMigrations(path.join(dir, 'pg'), { '0900_shelf_create.sql': SHELF_SQL });
  filesDir = path.join(dir, 'files');
  await migrate(source.postgres, migrations);
});

beforeEach(() => {
  number += 1;
});

function newFile(ending = 'tar.gz'): string {
  return path.join(dir, `backup-${number}.${ending}`);
}

/** Where the test that runs restores to; the folder is new for each. */
function targetOf(postgres: Postgres, migrationsDir = migrations) {
  return { postgres, filesDir: path.join(dir, `restored-${number}`, 'files'), log: silent, migrationsDir };
}

async function faultOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) {
    throw new Error(`Expected an AppError, got ${String(error)}`, { cause: error });
  }
  return error;
}

async function isUntouched(postgres: Postgres): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from pg_namespace where nspname in ('kernel', 'shelf', 'graphile_worker')`.execute(
    postgres.db,
  );
  return rows[0]?.n === 0;
}

const text = fc.string({ unit: fc.constantFrom(...Array.from('王芳\\\'"\n\r\t\u0001é😀 N{},.|')), maxLength: 12 });

async function fillShelf(): Promise<void> {
  const { db } = source.postgres;
  await sql`insert into shelf.zz_boxes (label) values ('root'), ('箱\\N')`.execute(db);
  await sql`insert into shelf.zz_boxes (parent_id, label) values (4, 'child of one that comes later'), (null, 'late')`.execute(
    db,
  );
  await sql`update shelf.choices set value = 7 where key = 'limit'`.execute(db);
  await sql`delete from shelf.choices where key = 'default'`.execute(db);
  await sql`insert into shelf.tokens values (1, '\\x00')`.execute(db);
  const rows = fc.sample(
    fc.record({
      name: fc.option(text),
      price: fc.option(fc.constantFrom('0.1', '-12345678901234567890.000000001', 'NaN', '1.00')),
      weight: fc.option(fc.double({ noNaN: true })),
      picture: fc.option(fc.uint8Array({ maxLength: 20 })),
      tags: fc.option(fc.array(fc.option(text), { maxLength: 3 })),
      data: fc.option(fc.dictionary(text, fc.oneof(text, fc.integer(), fc.constant(null)))),
      madeAt: fc.option(fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })),
    }),
    { numRuns: 300, seed: 20_260_302 },
  );
  for (const row of rows) {
    const data = row.data === null ? null : JSON.stringify(row.data).replaceAll('\\u0000', '');
    await sql`
      insert into shelf.a_goods (id, box_id, "Odd ""name"" 列", price, weight, picture, tags, matrix, data, raw, colour,
        made_at, made_on, took)
      values (uuidv7(), 1, ${row.name}, ${row.price}, ${row.weight},
        ${row.picture === null ? null : Buffer.from(row.picture)}, ${row.tags}::text[], '{{1,2},{3,NULL}}',
        ${data}::jsonb, ${data}::json, '绿', ${row.madeAt}, ${row.madeAt}::date, '1 mon 2 days 03:04:05.6')`.execute(
      db,
    );
  }
  await sql`select nextval('shelf.numbers'), nextval('shelf.numbers')`.execute(db);
}

describe('a backup and its restore', () => {
  const target = useDatabase({ migrated: false });

  it('[C248a] restore on an empty server gives the same rows, files and next numbers', async () => {
    await fillShelf();
    const files = createFiles({ dir: filesDir });
    const big = Buffer.alloc(9_000_000, '客户');
    const stored = [
      await files.write(Readable.from([big]), { maxBytes: 1e8 }),
      await files.write(Readable.from(['']), { maxBytes: 10 }),
    ];
    await writeFile(path.join(filesDir, 'incoming', 'half'), 'not finished');
    const file = newFile();
    const written = await writeBackup(sourceOf(source.postgres, filesDir), file);
    const to = targetOf(target.postgres);
    const restored = await readBackup(to, file);

    const [before, after] = [await dump(source.postgres), await dump(target.postgres)];
    expect(before['shelf.a_goods']).toHaveLength(300);
    for (const label of Object.keys(before).filter((name) => !/^kernel\.(migrations|workers)$|tokens/.test(name))) {
      expect(after[label], label).toEqual(before[label]);
    }
    expect(after['shelf.tokens']).toEqual([]);
    expect(restored.rows).toBe(written.rows);
    expect(written.rows).toBe(Object.values(after).flat().length - (after['kernel.migrations']?.length ?? 0));
    expect({ files: written.files, again: restored.files }).toEqual({ files: 2, again: 2 });
    const there = createFiles({ dir: to.filesDir });
    for (const { id, sha256 } of stored) {
      const bytes = await buffer(await there.open(id));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
    expect((await readdir(path.dirname(to.filesDir))).toSorted()).toEqual(['files']);
    const { rows } = await sql<{ next: number; box: number }>`
      with box as (insert into shelf.zz_boxes (label) values ('new') returning id)
      select nextval('shelf.numbers') as next, (select id from box) as box`.execute(target.postgres.db);
    expect(rows).toEqual([{ next: 1002, box: 5 }]);
    expect(restored.needsAnalyticRebuild).toBe(true);
  });

  it('refuses a database that holds data, and says what it found', async () => {
    const file = newFile();
    await writeBackup(sourceOf(source.postgres, filesDir), file);
    const before = await dump(target.postgres);
    const fault = await faultOf(readBackup(targetOf(target.postgres), file));
    expect(fault.code).toBe('restore_target_filled');
    expect(fault.text.en).toContain('shelf.a_goods (300)');
    expect(fault.text['zh-CN']).toContain('shelf.zz_boxes (5)');
    expect(await dump(target.postgres)).toEqual(before);
  });

  it('writes a new file that only its owner may read, and never over another one', async () => {
    const file = newFile('tar');
    await writeBackup(sourceOf(source.postgres, filesDir), file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await faultOf(writeBackup(sourceOf(source.postgres, filesDir), file))).code).toBe('backup_target_exists');
    expect((await faultOf(writeBackup(sourceOf(source.postgres, filesDir), `${dir}/x.zip`))).code).toBe(
      'backup_target_invalid',
    );
    const missing = path.join(dir, 'nowhere', 'x.tar');
    expect((await faultOf(writeBackup(sourceOf(source.postgres, filesDir), missing))).code).toBe(
      'backup_target_not_writable',
    );
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const file = newFile();
    const stop = new AbortController();
    const backup = writeBackup(sourceOf(source.postgres, filesDir), file, {
      signal: stop.signal,
      onProgress: ({ part }) => part.startsWith('files/') && stop.abort(),
    });
    await expect(backup).rejects.toThrow();
    expect((await readdir(dir)).filter((name) => name.startsWith(`backup-${number}.`))).toEqual([]);
  });
});

describe('a backup through a pipe', () => {
  const target = useDatabase({ migrated: false });

  it('goes to standard output and comes from standard input', async () => {
    const pipe = new PassThrough();
    const bytes = buffer(pipe);
    const written = await writeBackup(sourceOf(source.postgres, filesDir), '-', { output: pipe });
    expect(written.file).toBeNull();
    await readBackup(targetOf(target.postgres), '-', { input: Readable.from([await bytes]) });
    expect((await dump(target.postgres))['shelf.a_goods']).toHaveLength(300);
  });
});

describe('a backup that is not whole', () => {
  const target = useDatabase({ migrated: false });

  it('is refused before anything is written, wherever it was cut or changed', async () => {
    const file = newFile('tar');
    await writeBackup(sourceOf(source.postgres, filesDir), file);
    const whole = await readFile(file);
    const packed = gzipSync(whole, { level: 1 });
    const changed = (at: number): Buffer => {
      const copy = Buffer.from(whole);
      copy.writeUInt8(copy.readUInt8(at) ^ 0x01, at);
      return copy;
    };
    const goods = whole.indexOf('绿');
    const mark = whole.indexOf('"lastValue"');
    const faults = new Map<string, Buffer>([
      ['empty', Buffer.alloc(0)],
      ['no archive', Buffer.from('select 1')],
      ...[600, 20_000, 1_000_000, whole.length - 3000, whole.lastIndexOf('manifest.sha256') - 1].map(
        (at) => [`cut at ${at}`, whole.subarray(0, at)] as const,
      ),
      ['cut between members', whole.subarray(0, whole.lastIndexOf('manifest.sha256'))],
      ['packed, cut', packed.subarray(0, Math.floor(packed.length / 2))],
      ['packed, cut at the end', packed.subarray(0, packed.length - 9)],
      ...[goods, mark + 20, whole.indexOf('"createdAt"') + 15, 3_000_000].map(
        (at) => [`changed at ${at}`, changed(at)] as const,
      ),
    ]);
    for (const [what, bytes] of faults) {
      const damaged = path.join(dir, 'damaged.tar');
      await writeFile(damaged, bytes);
      const fault = await faultOf(readBackup(targetOf(target.postgres), damaged));
      expect(fault.code, what).toBe('backup_damaged');
      expect(await isUntouched(target.postgres), what).toBe(true);
    }
    expect(gunzipSync(packed).equals(whole)).toBe(true);
    expect((await faultOf(readBackup(targetOf(target.postgres), `${dir}/none.tar`))).code).toBe('backup_missing');
  });

  it('is refused by name when it comes from a newer program or from other migrations', async () => {
    const file = newFile();
    await writeBackup(sourceOf(source.postgres, filesDir), file);
    const older = await makeMigrations(path.join(dir, 'older'), {});
    const newer = await faultOf(readBackup(targetOf(target.postgres, older), file));
    expect(newer.code).toBe('backup_newer');
    expect(newer.text.en).toContain('0900_shelf_create.sql');
    const other = await makeMigrations(path.join(dir, 'other'), { '0900_shelf_create.sql': 'create schema shelf;' });
    expect((await faultOf(readBackup(targetOf(target.postgres, other), file))).code).toBe('backup_foreign');
    expect(await isUntouched(target.postgres)).toBe(true);
  });
});

describe('a restore that fails on the way', () => {
  const target = useDatabase({ migrated: false });

  it('leaves no row and no file, and can be tried again; newer migrations then run over the rows', async () => {
    const file = newFile();
    await writeBackup(sourceOf(source.postgres, filesDir), file);
    const newer = await makeMigrations(path.join(dir, 'newer'), {
      '0900_shelf_create.sql': SHELF_SQL,
      '0901_shelf_add_size.sql': `alter table shelf.a_goods add size int; update shelf.a_goods set size = 3`,
    });
    const to = targetOf(target.postgres, newer);
    await migrate(target.postgres, migrations);
    await sql`alter table shelf.a_goods add constraint never check (made_on is null)`.execute(target.postgres.db);
    await expect(readBackup(to, file)).rejects.toThrow(/never/);
    const between = await dump(target.postgres);
    expect(between['shelf.a_goods']).toEqual([]);
    expect(between['shelf.choices']).toHaveLength(2);
    await expect(stat(to.filesDir)).rejects.toThrow(/ENOENT/);

    await sql`alter table shelf.a_goods drop constraint never`.execute(target.postgres.db);
    const restored = await readBackup(to, file);
    expect(restored.migrations).toEqual(['0901_shelf_add_size.sql']);
    const { rows } = await sql`select count(*)::int as n from shelf.a_goods where size = 3`.execute(target.postgres.db);
    expect(rows).toEqual([{ n: 300 }]);
  });

  it('refuses a folder that holds files', async () => {
    const file = newFile();
    await writeBackup(sourceOf(source.postgres, filesDir), file);
    const to = targetOf(target.postgres);
    await mkdir(path.join(to.filesDir, 'aa'), { recursive: true });
    await writeFile(path.join(to.filesDir, 'aa', 'one'), '1');
    await sql`drop schema shelf cascade; drop schema kernel cascade; drop schema graphile_worker cascade`.execute(
      target.postgres.db,
    );
    expect((await faultOf(readBackup(to, file))).code).toBe('restore_target_filled');
    expect(await isUntouched(target.postgres)).toBe(true);
  });
});

describe('a backup while work goes on', () => {
  const target = useDatabase({ migrated: false });

  it('[C248a] shows one moment: what is moved between tables is in it once', async () => {
    const { db } = source.postgres;
    const wide = 'x'.repeat(400);
    await sql`insert into shelf.counters select n, 100, ${wide} from generate_series(1, 20000) as n`.execute(db);
    await sql`insert into shelf.purses select n, 0 from generate_series(1, 50) as n`.execute(db);
    let stopped = false;
    let moves = 0;
    const move = async (seed: number): Promise<void> => {
      for (let turn = seed; !stopped; turn += 7919) {
        const from = (turn % 20_000) + 1;
        await db.transaction().execute(async (tx) => {
          await sql`update shelf.counters set value = value - 1 where id = ${from}`.execute(tx);
          await sql`update shelf.purses set value = value + 1 where id = ${seed}`.execute(tx);
          await sql`insert into shelf.zz_boxes (label) values ('moved')`.execute(tx);
        });
        moves += 1;
      }
    };
    const writers = [move(1), move(2), move(3)];
    const file = newFile();
    const movesBefore = moves;
    await writeBackup(sourceOf(source.postgres, filesDir), file);
    stopped = true;
    await Promise.all(writers);
    expect(moves).toBeGreaterThan(movesBefore + 3);

    await readBackup(targetOf(target.postgres), file);
    const { rows } = await sql<{ sum: number; n: number }>`
      select sum(value)::int as sum, count(*)::int as n
      from (select value from shelf.counters union all select value from shelf.purses) as both_tables`.execute(
      target.postgres.db,
    );
    expect(rows).toEqual([{ sum: 2_000_000, n: 20_050 }]);
    // The sequence is read after the snapshot, so the next number is free.
    await sql`insert into shelf.zz_boxes (label) values ('next')`.execute(target.postgres.db);
  });
});

describe('work that waits', () => {
  const target = useDatabase({ migrated: false });
  const seen: string[] = [];
  const kind = (name: string, fail: boolean): JobKind<{ n: string }> => ({
    name,
    payload: z.object({ n: z.string() }),
    maxAttempts: 2,
    handle: async ({ n }) => {
      seen.push(`${name}:${n}`);
      if (fail) {
        throw new Error('没有成功');
      }
    },
  });
  const jobsOf = (postgres: Postgres) =>
    createJobs({ postgres, clock, log: silent, metrics: createMetrics({ process: false }) });

  it('[C248a] jobs, dead letters and timers survive, and later failures are listed too', async () => {
    const { db } = source.postgres;
    const jobs = jobsOf(source.postgres);
    const timers = createTimers({ postgres: source.postgres, clock, log: silent });
    const broken = kind('probe.break_things', true);
    const done = kind('probe.do_things', false);
    for (let n = 0; n < 6; n += 1) {
      await db.transaction().execute((tx) => jobs.add(tx, context, done.name, { n: String(n) }));
    }
    await jobs.drain([done]);
    // The seventh job of its server; a new server that counts from one would meet this number again.
    await db.transaction().execute((tx) => jobs.add(tx, context, broken.name, { n: '一' }));
    await jobs.drain([broken]);
    const dueAt = new Date('2026-03-03T02:00:00Z');
    await db.transaction().execute(async (tx) => {
      for (const n of ['a', 'b', 'c']) {
        await jobs.add(tx, context, 'probe.do_things', { n }, { queue: 'things', key: `k-${n}` });
      }
      await timers.schedule(tx, context, { kind: 'probe.later', key: '1', dueAt, payload: { n: 'later\\' } });
    });
    // One that was running on its first of two attempts.
    await sql`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'gone', attempts = 1
      where key = 'k-b'`.execute(db);
    const letters = await jobs.deadLetters({ limit: 10 });
    const file = newFile();
    const written = await writeBackup(sourceOf(source.postgres, filesDir), file);
    expect(written.jobs).toBe(3);
    await readBackup(targetOf(target.postgres), file);

    const there = jobsOf(target.postgres);
    expect(await there.deadLetters({ limit: 10 })).toEqual(letters);
    const { rows } = await sql`
      select key, attempts, max_attempts, queue_name, locked_at from graphile_worker.jobs order by id`.execute(
      target.postgres.db,
    );
    const job = { max_attempts: 2, queue_name: 'things', locked_at: null };
    expect(rows).toEqual([
      { key: 'k-a', attempts: 0, ...job },
      { key: 'k-b', attempts: 1, ...job },
      { key: 'k-c', attempts: 0, ...job },
    ]);
    seen.length = 0;
    expect(await there.drain([kind('probe.do_things', false)])).toBe(3);
    expect(seen).toEqual(['probe.do_things:a', 'probe.do_things:b', 'probe.do_things:c']);
    for (let n = 0; n < 8; n += 1) {
      await target.postgres.db.transaction().execute((tx) => there.add(tx, context, broken.name, { n: String(n) }));
    }
    await there.drain([broken]);
    expect((await there.deadLetters({ limit: 20 })).items).toHaveLength(9);

    const fired: unknown[] = [];
    const timersThere = createTimers({ postgres: target.postgres, clock, log: silent });
    timersThere.register([
      {
        name: 'probe.later',
        payload: z.object({ n: z.string() }),
        fire: async (payload, run) => {
          fired.push([payload, run.dueAt]);
        },
      },
    ]);
    expect(await timersThere.tick()).toBe(0);
    clock.set(dueAt);
    expect(await timersThere.tick()).toBe(1);
    expect(fired).toEqual([[{ n: 'later\\' }, dueAt]]);
  });
});

describe('the log', () => {
  const target = useDatabase({ migrated: false });

  it('[C248a] goes on where each reader stood, without losing or repeating an event', async () => {
    const events = createEventLog({ postgres: source.postgres, clock, log: silent });
    const append = (log: typeof events, postgres: Postgres, from: number, to: number): Promise<void> =>
      postgres.db.transaction().execute((tx) =>
        log.append(
          tx,
          context,
          Array.from({ length: to - from }, (_, index) => ({ type: 'probe.thing_done', data: { n: from + index } })),
        ),
      );
    const reader = (name: string, into: StoredEvent[]) => ({
      name,
      types: [],
      handle: async (batch: readonly StoredEvent[]) => {
        into.push(...batch);
      },
    });
    const read: StoredEvent[] = [];
    await append(events, source.postgres, 0, 5);
    await pumpAll({ events }, [reader('probe.first', read)]);
    // Transaction ids that the new server will not reach for long.
    await sql`update kernel.events set xid = (xid::text::bigint + 1000000)::text::xid8`.execute(source.postgres.db);
    await sql`update kernel.event_readers set xid = (xid::text::bigint + 1000000)::text::xid8`.execute(
      source.postgres.db,
    );
    await sql`insert into kernel.feed_tables (name, mark) values ('orders', uuidv7())`.execute(source.postgres.db);
    await sql`
      insert into kernel.events (type, at, actor_kind, request_id, data, xid)
      select 'probe.thing_done', now(), 'system', 'r', jsonb_build_object('n', n), '9000000'
      from generate_series(5, 9) as n`.execute(source.postgres.db);
    const file = newFile();
    await writeBackup(sourceOf(source.postgres, filesDir), file);
    await readBackup(targetOf(target.postgres), file);

    const there = createEventLog({ postgres: target.postgres, clock, log: silent });
    await append(there, target.postgres, 10, 12);
    const numbers = async (name: string): Promise<readonly unknown[]> => {
      const into: StoredEvent[] = [];
      await pumpAll({ events: there }, [reader(name, into)]);
      return into.map((event) => event.data['n']);
    };
    expect(read.map((event) => event.data['n'])).toEqual([0, 1, 2, 3, 4]);
    expect(await numbers('probe.first')).toEqual([5, 6, 7, 8, 9, 10, 11]);
    expect(await numbers('probe.new')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    // Whatever analytic store the new server finds, it is not the one that was fed.
    const { rows } = await sql`select mark, complete from kernel.feed_tables`.execute(target.postgres.db);
    expect(rows).toEqual([{ mark: null, complete: false }]);
  });
});

describe('the real migrations', () => {
  const origin = useDatabase();
  const target = useDatabase({ migrated: false });

  it('[C248a] users, keys, settings and the append-only audit come back; sessions do not', async () => {
    const { db } = origin.postgres;
    await sql`
      insert into access.users (id, email, name, locale, password_hash, created_at, updated_at)
      values (uuidv7(), 'wang@example.com', '王芳', 'zh-CN', 'scrypt$1024$8$1$salt$hash', now(), now())`.execute(db);
    await sql`
      insert into access.sessions select uuidv7(), id, '\\x01', now(), now(), now(), '::1', 'x' from access.users`.execute(
      db,
    );
    await sql`
      insert into access.api_keys (id, name, key_hash, hint, role, created_by, created_at)
      select uuidv7(), 'till', '\\x02', 'zk_a', 'store', id, now() from access.users`.execute(db);
    await sql`insert into access.settings values ('feed.stale_after_seconds', '30', null, now())`.execute(db);
    await sql`
      insert into access.audit values (uuidv7(), now(), 'r', 'system', null, 'user.created', 'user', null, null, '{}')`.execute(
      db,
    );
    const file = newFile();
    await writeBackup({ ...sourceOf(origin.postgres, filesDir), transientTables: ['access.sessions'] }, file);
    await readBackup({ postgres: target.postgres, filesDir: path.join(dir, 'real', 'files'), log: silent }, file);
    const [before, after] = [await dump(origin.postgres), await dump(target.postgres)];
    for (const label of ['users', 'api_keys', 'settings', 'audit'].map((name) => `access.${name}`)) {
      expect(after[label], label).toHaveLength(1);
      expect(after[label], label).toEqual(before[label]);
    }
    expect(after['access.sessions']).toEqual([]);
    expect(after['kernel.migrations']?.length).toBe(before['kernel.migrations']?.length);
  });
});
