import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#kernel/clock.ts';
import { type Context, systemContext } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { TEST_NOW, useKernel } from '#test/harness.ts';
import type { RecordKind } from './kind.ts';
import { createRecords, type Records } from './service.ts';

const kernel = useKernel({ analytic: false });
const context = systemContext('test');
let records: Records;

/** Things with a size; what is said of one replaces what was said before. */
const thingKind: RecordKind<{ size: number; trouble?: string | undefined }> = {
  type: 'thing',
  label: { 'zh-CN': '物件', en: 'Thing' },
  data: z.object({ size: z.number(), trouble: z.string().optional() }),
  apply: async (tx, _context, items) => {
    for (const { data } of items) {
      if (data.trouble === 'refused') {
        throw new AppError('thing_refused', 409, { message: { 'zh-CN': '不行', en: 'no' } });
      }
      if (data.trouble === 'down') {
        throw new AppError('store_down', 503, { message: { 'zh-CN': '停', en: 'down' } });
      }
    }
    const { rows } = await sql<{ key: string; id: string; fresh: boolean }>`
      insert into public.things (id, key, size)
      select * from unnest(${items.map(() => newId())}::uuid[], ${items.map((item) => item.key)}::text[],
        ${items.map((item) => item.data.size)}::int[])
      on conflict (key) do update set size = excluded.size, writes = things.writes + 1
      returning key, id, writes = 1 as fresh`.execute(tx);
    const byKey = new Map(rows.map((row) => [row.key, row]));
    return items.map(({ key, data }) =>
      data.trouble === 'fault'
        ? { outcome: 'rejected', fault: { field: 'data.size', code: 'odd', reason: { 'zh-CN': '怪', en: 'odd' } } }
        : {
            outcome: byKey.get(key)?.fresh === true ? 'added' : 'changed',
            id: byKey.get(key)?.id ?? null,
            customerId: null,
          },
    );
  },
};

beforeAll(async () => {
  await sql`create table public.things (id uuid, key text primary key, size int, writes int not null default 1)`.execute(
    kernel.postgres.db,
  );
  records = createRecords(kernel, new Map([[thingKind.type, thingKind as RecordKind]]));
});
beforeEach(async () => {
  await sql`truncate public.things, intake.record_claims`.execute(kernel.postgres.db);
});

const thing = (key: string, size: unknown, more: object = {}, trouble?: string) => ({
  source: 'shop',
  key,
  type: 'thing',
  data: { size, ...(trouble === undefined ? {} : { trouble }) },
  ...more,
});

async function things(): Promise<Record<string, { size: number; writes: number }>> {
  const { rows } = await sql<{ key: string; size: number; writes: number }>`
    select key, size, writes from public.things order by key`.execute(kernel.postgres.db);
  return Object.fromEntries(rows.map(({ key, ...row }) => [key, row]));
}

const outcomes = async (rows: readonly unknown[], who: Context = context) =>
  (await records.take(who, rows)).map((row) => row.outcome);

describe('records by the API', () => {
  it('saves the good rows of a batch and says for each bad one which field is wrong', async () => {
    const results = await records.take(context, [
      thing('a', 1),
      thing('b', 'large'),
      { source: 'shop', key: '', type: 'thing' },
      thing('c', 3, { type: 'ting' }),
      'nonsense',
      thing('d', 4, { occurredAt: '2026-05-01T00:00:00Z' }),
      thing('e', 5),
    ]);
    expect(results.map((row) => row.outcome)).toEqual([
      'added',
      'rejected',
      'rejected',
      'rejected',
      'rejected',
      'rejected',
      'added',
    ]);
    expect(results.flatMap((row) => (row.outcome === 'rejected' ? [row.fault.field] : []))).toEqual([
      'data.size',
      'key',
      'type',
      'record',
      'occurredAt',
    ]);
    expect(Object.keys(await things())).toEqual(['a', 'e']);
  });

  it('answers a row that is sent again with its first result, and writes nothing', async () => {
    const [first] = await records.take(context, [thing('a', 1)]);
    const [again] = await records.take(context, [thing('a', 1)]);
    expect(again).toEqual({ ...first, outcome: 'same' });
    expect(await things()).toEqual({ a: { size: 1, writes: 1 } });
  });

  it('takes newer content as an update and leaves older content aside', async () => {
    const said = (size: number, day: string) => thing('a', size, { occurredAt: `2026-01-${day}T00:00:00Z` });
    expect(await outcomes([said(1, '05')])).toEqual(['added']);
    expect(await outcomes([said(2, '07')])).toEqual(['changed']);
    expect(await outcomes([said(3, '06')])).toEqual(['same']);
    expect(await things()).toEqual({ a: { size: 2, writes: 2 } });
  });

  it('handles rows of one key in the order of the batch', async () => {
    expect(await outcomes([thing('a', 1), thing('b', 1), thing('a', 2), thing('a', 2)])).toEqual([
      'added',
      'added',
      'changed',
      'same',
    ]);
    expect(await things()).toEqual({ a: { size: 2, writes: 2 }, b: { size: 1, writes: 1 } });
  });

  it('keeps keys of different sources and kinds apart', async () => {
    const other = { ...thing('a', 1), source: 'app' };
    await outcomes([thing('a', 1)]);
    expect(await outcomes([other])).not.toEqual(['same']);
  });

  it('isolates a row that its kind or the database refuses', async () => {
    const rows = [
      ...Array.from({ length: 20 }, (_, n) => thing(`k${n}`, n)),
      thing('huge', 10 ** 12),
      thing('no', 1, {}, 'refused'),
      thing('odd', 1, {}, 'fault'),
    ];
    const results = await records.take(context, rows);
    expect(results.filter((row) => row.outcome === 'added')).toHaveLength(20);
    expect(results.flatMap((row) => (row.outcome === 'rejected' ? [row.fault.code] : []))).toEqual([
      'record_unusable',
      'thing_refused',
      'odd',
    ]);
    // What was refused is not remembered: corrected, it is taken.
    expect(await outcomes([thing('huge', 7)])).toEqual(['added']);
  });

  it('throws what concerns all rows', async () => {
    await expect(records.take(context, [thing('a', 1, {}, 'down')])).rejects.toMatchObject({ code: 'store_down' });
    const agent = { ...context, actor: { ...context.actor, permissions: new Set(['imports.write']) } };
    await expect(records.take(agent, [thing('a', 1)])).rejects.toMatchObject({ code: 'permission_missing' });
    const limited = { ...context, actor: { ...context.actor, scopeIds: [newId()] } };
    await expect(records.take(limited, [thing('a', 1)])).rejects.toMatchObject({ code: 'scope_missing' });
  });

  it('takes each record once when the same batch arrives eight times at once', async () => {
    const batch = Array.from({ length: 40 }, (_, n) => thing(`k${n}`, n, { occurredAt: TEST_NOW.toISOString() }));
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => outcomes(n % 2 === 0 ? batch : batch.toReversed())),
    );
    expect(answers.flat().filter((outcome) => outcome === 'added')).toHaveLength(40);
    expect(answers.flat().filter((outcome) => outcome === 'same')).toHaveLength(280);
    expect(Object.values(await things()).every(({ writes }) => writes === 1)).toBe(true);
  });
});
