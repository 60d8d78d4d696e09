import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { pumpAll } from '#test/pump.ts';
import { createPlatform, type Platform } from './wiring.ts';

const CUSTOMERS = 30_000;
const CHILD = path.resolve(import.meta.dirname, '../test/refresh-child.ts');
const kernel = useKernel();
const context = systemContext('test');
let platform: Platform;

beforeAll(async () => {
  platform = createPlatform(kernel);
  await sql`
    insert into customers.customers (id, region, created_at, updated_at, attributes)
    select uuidv7(), '上海市', now(), now(), jsonb_build_object('gender', case n % 2 when 0 then 'female' else 'male' end)
    from generate_series(1, ${CUSTOMERS}) n`.execute(kernel.postgres.db);
  await platform.feed.rebuild();
}, 120_000);

function start(): ChildProcess {
  const { database } = kernel.olap;
  return fork(CHILD, [database, path.join(kernel.config.dataDir, 'files')], {
    env: {
      ...process.env,
      DATABASE_URL: kernel.postgres.url,
      CLICKHOUSE_URL: kernel.config.clickhouseUrl ?? '',
      ZHIKE_DATA: kernel.config.dataDir,
    },
    execArgv: [],
  });
}

async function save(name: string, gender: readonly string[]): Promise<string> {
  const rule = { all: [{ is: 'profile.field', field: 'gender', anyOf: gender }] };
  const given = { name, note: null, rule, state: 'saved', refresh: 'daily' } as const;
  const { id } = await kernel.transaction(context, (tx) =>
    platform.segments.definitions.create(tx, context, given as never),
  );
  return id;
}

/** Members, and how often the history and the log say that somebody entered. */
async function state(id: string) {
  const { rows } = await sql<{ members: number; stated: number; entered: number; twice: number; told: number }>`
    select (select count(*) from segments.members where segment_id = s.id) as members, s.members as stated,
      (select count(*) from segments.moves where segment_id = s.id and entered) as entered,
      (select count(*) - count(distinct customer_id) from segments.moves where segment_id = s.id and entered) as twice,
      (select coalesce(sum(jsonb_array_length(data -> 'entered')), 0) from kernel.events
        where type = 'segments.membership_changed' and data ->> 'segmentId' = s.id::text)::int as told
    from segments.segments s where id = ${id}`.execute(kernel.postgres.db);
  return rows[0];
}

/** The id of a run that began then. */
function runOf(at: Date): string {
  const time = at.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-00000000000f`;
}

describe('[C247] a refresh whose process is killed', () => {
  it.each([0, 1, 2])(
    'leaves nothing half, and the next one lets nobody enter twice (%i)',
    { timeout: 120_000 },
    async (turn) => {
      const women = await save(`女性 ${turn}`, ['female']);
      const all = await save(`所有 ${turn}`, ['female', 'male']);
      const child = start();
      const exited = once(child, 'exit');
      await once(child, 'message');
      // Any moment between its start and its end.
      await delay(Math.random() * 1500);
      child.kill('SIGKILL');
      await exited;
      for (const id of [women, all]) {
        const half = await state(id);
        // What is told is what is so, at every moment.
        expect(half).toEqual({
          members: half?.members,
          stated: half?.members,
          entered: half?.members,
          twice: 0,
          told: half?.members,
        });
      }
      await platform.segments.refreshing.refresh(context, null);
      const whole = (members: number) => ({ members, stated: members, entered: members, twice: 0, told: members });
      expect(await state(women)).toEqual(whole(CUSTOMERS / 2));
      expect(await state(all)).toEqual(whole(CUSTOMERS));
      await platform.segments.refreshing.refresh(context, null);
      expect(await state(all)).toEqual(whole(CUSTOMERS));
      // The next turn has its own.
      await sql`update segments.segments set archived_at = now()`.execute(kernel.postgres.db);
    },
  );

  it('leaves what it had found only for a day', { timeout: 60_000 }, async () => {
    const found = async (): Promise<number> => {
      const { rows } = await sql<{ n: number }>`select count(*) as n from segments.found`.execute(kernel.postgres.db);
      return rows[0]?.n ?? 0;
    };
    await save('其他', ['other']);
    await sql`truncate segments.found`.execute(kernel.postgres.db);
    await sql`
      insert into segments.found (run_id, segment_id, customer_id)
      values (${runOf(kernel.clock.now())}, ${newId()}, ${newId()})`.execute(kernel.postgres.db);
    await platform.segments.refreshing.refresh(context, null);
    expect(await found()).toBe(1);
    kernel.clock.advance(25 * 3_600_000);
    await platform.segments.refreshing.refresh(context, null);
    expect(await found()).toBe(0);
  });

  it('takes nobody out when what was found is lost with a crash of the database', { timeout: 60_000 }, async () => {
    const id = await save('丢失', ['female']);
    await platform.segments.refreshing.refresh(context, [id]);
    await sql`
      create function segments.lose() returns trigger language plpgsql as
      $$ begin delete from segments.found; return null; end $$`.execute(kernel.postgres.db);
    // As when an unlogged table is emptied at recovery, after the last row was written.
    await sql`
      create trigger lose after insert on segments.found for each statement execute function segments.lose()`.execute(
      kernel.postgres.db,
    );
    await expect(platform.segments.refreshing.refresh(context, [id])).rejects.toMatchObject({ code: 'refresh_lost' });
    await sql`drop trigger lose on segments.found`.execute(kernel.postgres.db);
    expect(await state(id)).toMatchObject({ members: CUSTOMERS / 2 });
    const { rows } = await sql`
      select outcome, error from segments.runs where segment_id = ${id} order by id desc limit 1`.execute(
      kernel.postgres.db,
    );
    expect(rows).toEqual([{ outcome: 'failed', error: 'refresh_lost' }]);
  });
});

describe('a refresh with some thousand differences', () => {
  it('[C031a] looks at each of them again, some hundred at a time, and tells of each once', {
    timeout: 60_000,
  }, async () => {
    const { db } = kernel.postgres;
    await sql`update segments.segments set archived_at = now()`.execute(db);
    const id = await save('男性', ['male']);
    await platform.segments.refreshing.refresh(context, [id]);
    expect(await state(id)).toMatchObject({ members: CUSTOMERS / 2, stated: CUSTOMERS / 2 });
    await pumpAll(kernel, platform.feed.readers);
    const changing = async (from: string, to: string, count: number): Promise<readonly string[]> => {
      const { rows } = await sql<{ id: string }>`
        update customers.customers set attributes = jsonb_build_object('gender', ${to}::text) where id in (
          select id from customers.customers where attributes ->> 'gender' = ${from} order by id limit ${count})
        returning id`.execute(db);
      return rows.map((row) => row.id);
    };
    // Two thousand are not what they were; of those a tenth the analytic store has not heard of yet.
    const left = await changing('male', 'other', 2000);
    const entered = await changing('female', 'male', 1100);
    const unheard = left.slice(0, 200);
    const tell = (ids: readonly string[]) =>
      kernel.transaction(context, (tx) =>
        kernel.events.append(tx, context, [{ type: 'customers.profiles_changed', data: { customerIds: ids } }]),
      );
    await tell([...left.slice(200), ...entered]);
    await pumpAll(kernel, platform.feed.readers);
    await sql`update customers.customers set attributes = '{"gender": "male"}' where id = any(${left.slice(200, 300)}::uuid[])`.execute(
      db,
    );
    const [refreshed] = await platform.segments.refreshing.refresh(context, [id]);
    // A hundred are men again since, which a look at what is true now tells.
    expect(refreshed).toEqual({ segmentId: id, entered: 1100, left: 1700 });
    const members = CUSTOMERS / 2 + 1100 - 1700;
    expect(await state(id)).toMatchObject({ members, stated: members, entered: CUSTOMERS / 2 + 1100, twice: 0 });
    await tell(unheard);
    await pumpAll(kernel, platform.feed.readers);
    expect(await platform.segments.refreshing.refresh(context, [id])).toEqual([
      { segmentId: id, entered: 0, left: 200 },
    ]);
  });
});
