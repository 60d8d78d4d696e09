import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import type { EventReader } from '#kernel/events/log.ts';
import { createFeed, type Feed } from '#kernel/feed/feed.ts';
import { useKernel } from '#test/harness.ts';
import { createStatementBench, january, type StatementBench, said } from '#test/statements.ts';
import { profilesAnalyticTable } from './feed.ts';

const kernel = useKernel();
const context = systemContext('test');
const PHONE = '+8613812341234';
let feed: Feed;
let bench: StatementBench;

beforeAll(async () => {
  const { postgres, olap, log, clock, metrics } = kernel;
  feed = createFeed({ postgres, olap, log, clock, metrics, tables: [profilesAnalyticTable] });
  bench = createStatementBench(kernel);
  await feed.rebuild();
});

async function pump(): Promise<void> {
  const [reader] = feed.readers;
  while ((await kernel.events.pump(reader as EventReader)) > 0) {
    // until nothing is left
  }
}

async function inAnalytic(id: string): Promise<Record<string, unknown> | undefined> {
  const [row] = await kernel.olap.rows<Record<string, unknown>>({
    sql: `SELECT region, birthday, attributes, known, tags, sources, organisations FROM customers_profiles FINAL
      WHERE customer_id = {id:UUID}`,
    params: { id },
  });
  return row;
}

async function take(overrides: Parameters<typeof said>[0], source?: string): Promise<string> {
  const [taken] = await bench.takeIn([said(overrides)], source);
  return taken?.customerId ?? '';
}

describe('the analytic copy of profiles', () => {
  it('has what conditions ask for, awkward texts as they are, and no phone or name', async () => {
    const id = await take({
      account: 'u1',
      phone: PHONE,
      name: '李雷',
      region: `it's, "上海" \\ 市`,
      attributes: { birthday: '2000-02-29', hobbies: ['跑步', `a'b\\"c`], heightCm: 170.5, occupation: '一\n二' },
    });
    await pump();
    expect(await inAnalytic(id)).toEqual({
      region: `it's, "上海" \\ 市`,
      birthday: '2000-02-29',
      attributes: {
        birthday: ['2000-02-29'],
        hobbies: ['跑步', `a'b\\"c`],
        heightCm: ['170.5'],
        occupation: ['一\n二'],
      },
      known: ['name', 'phone'],
      tags: [],
      sources: ['taobao'],
      organisations: [],
    });
  });

  it('follows what is said later, by sources and by hand, and drops whoever was merged away', async () => {
    const first = await take({ account: 'm1', email: 'a@x.cn' });
    const second = await take({ account: 'm2', phone: '+8613900000001', attributes: { gender: 'male' } }, 'jd');
    await pump();
    await take({ account: 'm1', region: '杭州', statedAt: january(2) });
    await kernel.transaction(context, (tx) =>
      bench.customers.identity.stateByHand(tx, context, { customerId: second, attributes: { gender: 'female' } }),
    );
    await pump();
    expect(await inAnalytic(first)).toMatchObject({ region: '浙江省杭州市' });
    expect(await inAnalytic(second)).toMatchObject({ attributes: { gender: ['female'] } });
    await take({ phone: '+8613900000001', email: 'a@x.cn' }, 'form');
    await pump();
    const left = [await inAnalytic(first), await inAnalytic(second)].filter((row) => row !== undefined);
    expect(left).toHaveLength(1);
    expect(new Set(left[0]?.['sources'] as string[])).toEqual(new Set(['form', 'jd', 'taobao']));
    expect(left[0]).toMatchObject({ attributes: { gender: ['female'] } });
  });

  it('takes a large import in by its range, and lets it go when it is undone', async () => {
    const people = Array.from({ length: 120 }, (_, index) => said({ account: `many-${index}` }));
    const done = await bench.runImport([people], 'file');
    await pump();
    const count = async (): Promise<number> => {
      const [row] = await kernel.olap.rows<{ n: string }>({
        sql: `SELECT count() AS n FROM customers_profiles FINAL WHERE has(sources, 'file')`,
      });
      return Number(row?.n);
    };
    expect(await count()).toBe(120);
    await bench.undoImport(done);
    await pump();
    expect(await count()).toBe(0);
    const { rows } = await sql`select from customers.records where source = 'file'`.execute(kernel.postgres.db);
    expect(rows).toHaveLength(0);
  });
});
