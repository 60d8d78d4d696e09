import { text as readAll } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import yauzl from 'yauzl';
import { type Actor, type Context, systemContext } from '#kernel/context.ts';
import { type Olap, type OlapQuery, openOlap } from '#kernel/db/olap.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer, withParts } from '#test/http.ts';
import { pumpAll } from '#test/pump.ts';
import { createPlatform, type Platform } from './wiring.ts';

// Monday 2 March 2026, ten in the morning in Shanghai.
const kernel = useKernel();
const context = systemContext('insight');
const WEEK = { from: '2026-02-23', to: '2026-03-01' } as const;
const READER = asActor('018f0000-0000-7000-8000-0000000000aa', [
  'insight.read',
  'customers.read',
  'exports.write',
  'records.write',
]);
let platform: Platform;
let app: FastifyInstance;

interface Sent {
  readonly key: string;
  readonly source?: string | undefined;
  readonly at: string;
  readonly account: string;
  readonly price: string;
  readonly currency?: string;
  readonly sku?: string;
  readonly quantity?: string;
}

const order = ({ key, source = 'web', at, account, price, currency = 'CNY', sku = 'TEE-1', quantity = '1' }: Sent) => ({
  source,
  key,
  type: 'order',
  occurredAt: at,
  customer: { identifiers: [{ type: 'account', value: account }], attributes: { name: `=${account}` } },
  data: { status: 'paid', currency, lines: [{ sku, quantity, unitPrice: price }] },
});

const visit = (key: string, at: string, browser: string) => ({
  source: 'web',
  key,
  type: 'behaviour',
  occurredAt: at,
  data: { event: 'page_view', anonymousId: browser, visitId: `visit-${key}`, url: 'https://shop.example/' },
});

async function send(records: readonly object[]): Promise<void> {
  const reply = await app.inject({ method: 'POST', url: '/api/v1/records', headers: READER, payload: { records } });
  expect(reply.statusCode, reply.body).toBe(200);
  expect(reply.body).not.toContain('"rejected"');
}

async function get<T>(url: string, headers: Readonly<Record<string, string>> = READER): Promise<T> {
  const reply = await app.inject({ method: 'GET', url: `/api/v1${url}`, headers });
  expect(reply.statusCode, reply.body).toBe(200);
  return reply.json<T>();
}

interface Answer {
  readonly value: number;
  readonly currency: string | null;
  readonly currencies: readonly string[];
  readonly before: number | null;
  readonly rows: readonly {
    readonly key: Record<string, string>;
    readonly label: Record<string, string>;
    readonly value: number;
  }[];
  readonly formula: string;
  readonly freshness: { readonly at: string; readonly stale: boolean };
}

const metric = (name: string, query = '', headers = READER): Promise<Answer> =>
  get<Answer>(`/metrics/${name}?asOf=${WEEK.to}&from=${WEEK.from}&to=${WEEK.to}${query}`, headers);
const valuesOf = (answer: Answer, dimension: string): Record<string, number> =>
  Object.fromEntries(answer.rows.map(({ key, value }) => [key[dimension] ?? '', value]));

beforeAll(async () => {
  platform = createPlatform(kernel);
  app = await openTestServer(kernel, platform.routes);
  await kernel.transaction(context, (tx) =>
    platform.commerce.shops.create(tx, context, {
      name: '官网',
      channel: 'online_shop',
      platform: null,
      scopeId: null,
      currency: 'CNY',
      archived: false,
      sources: ['web'],
    }),
  );
  await send([
    order({ key: 'w0', at: '2026-02-17T02:00:00Z', account: 'ann', price: '10.00' }),
    // Monday 00:30 in Shanghai, which is still Sunday in UTC.
    order({ key: 'w1', at: '2026-02-22T16:30:00Z', account: 'ann', price: '20.00', quantity: '3' }),
    order({ key: 'w2', at: '2026-02-25T12:00:00Z', account: 'bob', price: '5.50' }),
    order({ key: 'w3', source: 'counter', at: '2026-02-25T12:10:00Z', account: 'carl', price: '7.00', sku: '=CUP' }),
    order({ key: 'w4', at: '2026-02-26T12:00:00Z', account: 'bob', price: '40.00', currency: 'USD' }),
    ...[
      ['e1', '2025-01-10'],
      ['e1', '2025-02-10'],
      ['e1', '2025-04-10'],
      ['e2', '2025-01-11'],
      ['e2', '2025-01-20'],
      ['e3', '2025-02-12'],
      ['e3', '2025-03-12'],
    ].map(([account = '', day = '']) =>
      order({ key: `${account} ${day}`, source: 'past', at: `${day}T04:00:00Z`, account, price: '10.00' }),
    ),
    visit('v0', '2026-02-18T02:00:00Z', 'b1'),
    visit('v1', '2026-02-24T02:00:00Z', 'b1'),
    visit('v2', '2026-02-24T05:00:00Z', 'b2'),
    visit('v3', '2026-02-25T05:00:00Z', 'b2'),
    visit('v4', '2026-02-25T06:00:00Z', 'b3'),
    visit('v5', '2026-02-25T06:00:00Z', 'b4'),
  ]);
  await pumpAll(kernel, platform.readers);
  await pumpAll(kernel, platform.readers);
}, 120_000);

afterAll(() => app.close());

describe('metrics as asked for over HTTP', () => {
  it('[C005] count customers, buyers and revenue by source, each with its formula and freshness', async () => {
    expect(valuesOf(await metric('buyers', '&by=source'), 'source')).toEqual({ web: 2, counter: 1 });
    const revenue = await metric('revenue', '&by=source');
    expect(valuesOf(revenue, 'source')).toEqual({ web: 6550, counter: 700 });
    expect(revenue.formula).toContain('退款');
    expect(revenue.freshness).toMatchObject({ stale: false, at: expect.any(String) });
    const customers = await get<Answer>('/metrics/customers?by=source');
    expect(valuesOf(customers, 'source')).toMatchObject({ counter: 1 });
    expect(customers.value).toBe(6);
  });

  it('[C005] a record without a source is refused, naming what is missing', async () => {
    const { source: _, ...nameless } = order({ key: 'n1', at: '2026-02-25T12:00:00Z', account: 'dora', price: '1' });
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/records',
      headers: READER,
      payload: { records: [nameless] },
    });
    expect(reply.body).toContain('source');
    expect(reply.body).not.toContain('"accepted"');
  });

  it('[C210] show sales, visitors and traffic by day, hour and source in the zone of the business', async () => {
    const byDay = await metric('revenue', '&by=day');
    expect(byDay.rows.map(({ key, value }) => [key['day'], value])).toEqual([
      ['2026-02-23', 6000],
      ['2026-02-24', 0],
      ['2026-02-25', 1250],
      ['2026-02-26', 0],
      ['2026-02-27', 0],
      ['2026-02-28', 0],
      ['2026-03-01', 0],
    ]);
    const byHour = await metric('visits', '&by=hour');
    expect(byHour.rows).toHaveLength(24);
    expect(byHour.rows.filter(({ value }) => value > 0).map(({ label, value }) => [label['hour'], value])).toEqual([
      ['10:00', 1],
      ['13:00', 2],
      ['14:00', 2],
    ]);
    expect(valuesOf(await metric('visitors', '&by=source'), 'source')).toEqual({ web: 4 });
    expect(await metric('visits')).toMatchObject({ value: 5, before: 1 });
  });

  it('[C214] tell when, how and where people buy, as a map of weekday and hour', async () => {
    const when = await metric('buying_time');
    expect(when.rows).toHaveLength(7 * 24);
    const busy = when.rows.filter(({ value }) => value > 0);
    expect(busy.map(({ label, value }) => [label['weekday'], label['hour'], value])).toEqual([
      ['周一', '00:00', 1],
      ['周三', '20:00', 2],
      ['周四', '20:00', 1],
    ]);
    const where = await metric('orders', '&by=channel', { ...READER, 'x-test-locale': 'en' });
    expect(where.rows.map(({ label, value }) => [label['channel'], value])).toEqual([
      ['Own online shop', 3],
      ['No channel', 1],
    ]);
  });

  it('never add amounts of different currencies: one is meant, the others are named', async () => {
    expect(await metric('revenue')).toMatchObject({ value: 7250, currency: 'CNY', currencies: ['CNY', 'USD'] });
    expect(await metric('revenue', '&currency=USD')).toMatchObject({ value: 4000, currency: 'USD' });
    expect(await metric('orders')).toMatchObject({ value: 4, currency: null });
    expect(await metric('revenue', '&channel=online_shop')).toMatchObject({ value: 6550, before: 1000 });
  });

  it('[C212] give acquisition and retention: the cohort table, and the rates of a month', async () => {
    const table = await get<Answer>('/metrics/retention?asOf=2025-04-30&from=2025-01-01&to=2025-03-31');
    expect(table.rows.map(({ key, value }) => [key['cohort'], key['offset'], value])).toEqual([
      ['2025-01-01', '0', 1],
      ['2025-01-01', '1', 0.5],
      ['2025-01-01', '2', 0],
      ['2025-01-01', '3', 0.5],
      ['2025-02-01', '0', 1],
      ['2025-02-01', '1', 1],
      ['2025-02-01', '2', 0],
    ]);
    // Of three who began, two bought in the month after.
    expect(table.value).toBeCloseTo(2 / 3, 12);
    const monthly = await get<Answer>('/metrics/acquisition?asOf=2025-03-31&from=2025-01-01&by=month');
    expect(valuesOf(monthly, 'month')).toEqual({ '2025-01-01': 1, '2025-02-01': 0.5, '2025-03-01': 0 });
    const rate = await get<Answer>('/metrics/retained_share?asOf=2025-02-28&from=2025-02-01');
    expect(rate.value).toBe(0.5);
    const people = await app.inject({
      method: 'POST',
      url: '/api/v1/metrics/retention/people',
      headers: READER,
      payload: { asOf: '2025-04-30', from: '2025-01-01', to: '2025-03-31', key: { cohort: '2025-01-01', offset: '3' } },
    });
    expect(people.json()).toMatchObject({ total: 1, items: [{ name: '=e1' }] });
  });

  it('look back: as of a day, what came later does not count', async () => {
    expect(await get<Answer>('/metrics/orders?asOf=2026-02-20&from=2026-02-01')).toMatchObject({ value: 1 });
    expect(await get<Answer>('/metrics/first_time_buyers?asOf=2026-02-20&from=2026-02-01')).toMatchObject({ value: 1 });
  });

  it('drill to people as the list of customers shows them, masked', async () => {
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/metrics/buyers/people',
      headers: READER,
      payload: { ...WEEK, asOf: WEEK.to, by: ['source'], key: { source: 'counter' } },
    });
    expect(reply.statusCode, reply.body).toBe(200);
    expect(reply.json()).toMatchObject({
      total: 1,
      nextCursor: null,
      items: [{ name: '=carl', sources: ['counter'] }],
    });
  });

  it.each([
    ['/metrics/nothing', 404, 'not_found'],
    ['/metrics/lifecycle?by=product', 400, 'dimension_unknown'],
    ['/metrics/orders?from=2030-01-01', 400, 'span_invalid'],
    ['/metrics/lifecycle?source=web', 400, 'dimension_unknown'],
  ])('%s is refused with what would be right', async (url, status, code) => {
    const reply = await app.inject({ method: 'GET', url: `/api/v1${url}`, headers: READER });
    expect([reply.statusCode, reply.body]).toEqual([status, expect.stringContaining(code)]);
  });

  it('are for those who may see everything', async () => {
    const { metrics } = platform.insight;
    const as = (actor: Partial<Actor>): Context => ({
      ...context,
      actor: { ...context.actor, kind: 'user', permissions: new Set(['insight.read']), ...actor },
    });
    await expect(metrics.get(as({ permissions: new Set() }), 'orders', { limit: 1 })).rejects.toMatchObject({
      code: 'permission_missing',
    });
    await expect(metrics.get(as({ scopeIds: [] }), 'orders', { limit: 1 })).rejects.toMatchObject({
      code: 'scope_limited',
    });
    await expect(metrics.people(as({}), 'orders', { limit: 1 })).rejects.toMatchObject({ code: 'permission_missing' });
  });

  it('say 503 while the analytic store is down, and how fresh they were; what there is stays listed', async () => {
    const olap = openOlap({ url: 'http://127.0.0.1:9', database: 'nowhere', log: kernel.log });
    const down = createPlatform(withParts(kernel, { olap }));
    const server = await openTestServer(kernel, down.routes);
    try {
      const asked = await server.inject({
        method: 'GET',
        url: '/api/v1/metrics/orders?asOf=2026-03-01',
        headers: READER,
      });
      expect([asked.statusCode, asked.body]).toEqual([503, expect.stringContaining('analytic_store_unavailable')]);
      const listed = await server.inject({ method: 'GET', url: '/api/v1/metrics', headers: READER });
      expect(listed.json()).toMatchObject({ freshness: { stale: true } });
    } finally {
      await server.close();
      await olap.close();
    }
  });
});

describe('a heavy report', () => {
  it('[C238] keeps no order waiting: orders are taken while it runs', async () => {
    let begin = (): void => undefined;
    let release = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const rows = async <Row>(query: OlapQuery): Promise<Row[]> => {
      begin();
      await held;
      return kernel.olap.rows<Row>(query);
    };
    const busy = createPlatform(withParts(kernel, { olap: { ...olapOf(kernel.olap), rows } }));
    const server = await openTestServer(kernel, busy.routes);
    try {
      let isReportDone = false;
      const report = server
        .inject({ method: 'GET', url: '/api/v1/metrics/retention?asOf=2025-04-30', headers: READER })
        .then((reply) => {
          isReportDone = true;
          return reply;
        });
      await begun;
      for (let n = 0; n < 20; n += 1) {
        const reply = await server.inject({
          method: 'POST',
          url: '/api/v1/records',
          headers: READER,
          payload: {
            records: [order({ key: `h${n}`, source: 'busy', at: '2024-01-01T00:00:00Z', account: 'hal', price: '1' })],
          },
        });
        expect([reply.statusCode, reply.body.includes('"rejected"')]).toEqual([200, false]);
      }
      expect(isReportDone).toBe(false);
      release();
      expect((await report).statusCode).toBe(200);
      await pumpAll(kernel, platform.readers);
    } finally {
      release();
      await server.close();
    }
  });
});

interface ReportSaid {
  readonly id: string;
  readonly madeBy: string | null;
  readonly parts: Record<string, readonly Record<string, unknown>[]>;
}

describe('the weekly channel report', () => {
  const drain = () => kernel.jobs.drain(platform.jobs.filter(({ name }) => name === 'insight.make_report'));
  const list = () => get<{ items: { id: string; from: string }[] }>('/reports');

  it('[C208] is made each Monday at six for the week before, with its four parts', async () => {
    kernel.timers.register(platform.timers.filter(({ name }) => name === 'insight.weekly_report'));
    await kernel.timers.tick();
    expect(await drain()).toBe(0);
    // To the next Monday, one minute before six, and then past it.
    kernel.clock.advance((7 * 24 - 4) * 3_600_000 - 60_000);
    await kernel.timers.tick();
    expect(await drain()).toBe(0);
    kernel.clock.advance(120_000);
    await kernel.timers.tick();
    expect(await drain()).toBe(1);
    const { items } = await list();
    expect(items).toMatchObject([{ from: '2026-03-02', to: '2026-03-08', madeBy: null, orders: 0 }]);
  });

  it('[C208] is made again by hand for any week, which stays one report', async () => {
    const make = async (): Promise<ReportSaid> => {
      const reply = await app.inject({
        method: 'POST',
        url: '/api/v1/reports',
        headers: READER,
        payload: { week: '2026-02-26' },
      });
      expect(reply.statusCode, reply.body).toBe(200);
      return reply.json<ReportSaid>();
    };
    const { id, parts } = await make();
    expect((await make()).id).toBe(id);
    expect((await list()).items.map(({ from }) => from)).toEqual(['2026-03-02', '2026-02-23']);
    expect(parts['traffic']).toMatchObject([{ channel: 'online_shop', visits: 5, visitsBefore: 1, visitors: 4 }]);
    expect(parts['conversion']).toMatchObject([{ channel: 'online_shop', visitors: 4, buyers: 2, conversion: 0.5 }]);
    expect(parts['sales']).toMatchObject([
      {
        channel: 'online_shop',
        currency: 'CNY',
        orders: 2,
        ordersBefore: 1,
        revenueMinor: 6550,
        revenueBeforeMinor: 1000,
        returned: 0,
        returnedBefore: 0,
      },
      { channel: '', currency: 'CNY', orders: 1, revenueMinor: 700, returned: 0, returnedBefore: null },
      { channel: 'online_shop', currency: 'USD', orders: 1, revenueMinor: 4000 },
    ]);
    expect(parts['product_sales']).toContainEqual(
      expect.objectContaining({
        channel: 'online_shop',
        currency: 'CNY',
        productLabel: 'tee-1',
        units: 5,
        soldMinor: 6550,
      }),
    );
    expect(await get<ReportSaid>(`/reports/${id}`)).toMatchObject({ id, parts });
  });

  it('[C208] of a week that is not over is refused', async () => {
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/reports',
      headers: READER,
      payload: { week: '2026-03-10' },
    });
    expect([reply.statusCode, reply.body]).toEqual([400, expect.stringContaining('week_not_over')]);
  });

  it('[C208] survives a stop on Monday: its job is there afterwards, and makes it once', async () => {
    kernel.clock.advance(7 * 24 * 3_600_000);
    await kernel.timers.tick();
    // Another process takes over with the same database.
    const later = createPlatform(kernel);
    const jobs = later.jobs.filter(({ name }) => name === 'insight.make_report');
    expect(await kernel.jobs.drain(jobs)).toBe(1);
    await later.insight.reports.makeDue(context, '2026-03-09');
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from insight.reports where first_day = '2026-03-09'`.execute(kernel.postgres.db);
    expect(rows[0]?.n).toBe(1);
  });
});

describe('numbers as files', () => {
  const take = async (body: object): Promise<Buffer> => {
    const asked = await app.inject({
      method: 'POST',
      url: '/api/v1/exports',
      headers: { ...READER, 'idempotency-key': crypto.randomUUID() },
      payload: body,
    });
    expect(asked.statusCode, asked.body).toBe(202);
    await kernel.jobs.drain(platform.jobs.filter(({ name }) => name === 'intake.run_export'));
    const { id } = asked.json<{ id: string }>();
    const file = await app.inject({ method: 'GET', url: `/api/v1/exports/${id}/file`, headers: READER });
    expect(file.statusCode, file.body).toBe(200);
    return file.rawPayload;
  };
  const filter = { ...WEEK, asOf: WEEK.to };

  it('[C217a] CSV is UTF-8 that a spreadsheet opens, with the rows on the screen', async () => {
    const shown = await metric('revenue', '&by=day,channel');
    const csv = (
      await take({ kind: 'metrics', filter: { ...filter, metric: 'revenue', by: ['day', 'channel'] } })
    ).toString();
    expect(csv.startsWith('\uFEFF日,销售渠道,销售额（CNY）\r\n')).toBe(true);
    const lines = csv.slice(1).trimEnd().split('\r\n').slice(1);
    expect(lines).toEqual(
      shown.rows.map(({ key, label, value }) => `${key['day']},${label['channel']},${(value / 100).toFixed(2)}`),
    );
  });

  it('[C217a] what a spreadsheet would run stays text', async () => {
    const csv = (
      await take({ kind: 'metrics', filter: { ...filter, metric: 'product_sales', by: ['product'] } })
    ).toString();
    expect(csv).toContain("'=cup,7.00");
  });

  it('[C217a] a workbook has dates that are dates and amounts that are numbers', async () => {
    const bytes = await take({
      kind: 'metrics',
      format: 'xlsx',
      filter: { ...filter, metric: 'revenue', by: ['day'] },
    });
    const sheet = await sheetOf(bytes);
    // Days count from 1899-12-30 in workbooks.
    const monday = Math.round((Date.parse('2026-02-23') - Date.parse('1899-12-30')) / 86_400_000);
    expect(sheet).toContain(`<v>${monday}</v>`);
    expect(sheet).toContain('<v>60</v>');
    expect(sheet).toContain('<v>12.5</v>');
  });

  it('[C217a] each part of a weekly report is a file too', async () => {
    const { items } = await get<{ items: { id: string; from: string }[] }>('/reports');
    const reportId = items.find(({ from }) => from === WEEK.from)?.id;
    const csv = (await take({ kind: 'reports', filter: { reportId, part: 'traffic' } })).toString();
    expect(csv.slice(1).split('\r\n')).toEqual([
      '销售渠道,访问次数,上周访问次数,访客数,上周访客数',
      '自营网店,5,1,4,1',
      '',
    ]);
  });
});

/** The text of the first sheet of a workbook. */
function sheetOf(bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error !== null) {
        reject(error);
        return;
      }
      zip.on('end', () => resolve(''));
      zip.on('entry', (entry: yauzl.Entry) => {
        if (entry.fileName !== 'xl/worksheets/sheet1.xml') {
          zip.readEntry();
          return;
        }
        zip.openReadStream(entry, (fault, stream) => {
          if (fault === null) {
            readAll(stream).then(resolve, reject);
          } else {
            reject(fault);
          }
        });
      });
      zip.readEntry();
    });
  });
}

/** The parts of a store that exists only while tests run, for one that is changed in places. */
function olapOf(olap: Olap): Olap {
  const { client, database, rows, stream, run, insert, insertCsv, beside, createDatabase, dropDatabase, ping, close } =
    olap;
  return { client, database, rows, stream, run, insert, insertCsv, beside, createDatabase, dropDatabase, ping, close };
}
