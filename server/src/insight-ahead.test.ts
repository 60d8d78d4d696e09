import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { createChance, fillHistories } from '#test/face-histories.ts';
import { funnelOracle } from '#test/funnel-oracle.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';
import { type OracleFacts, readOracleFacts } from '#test/metric-oracle.ts';
import { pumpAll } from '#test/pump.ts';
import type { ForecastAnswer, FunnelAnswer, TrendsAnswer } from './contracts.ts';
import { createPlatform, type Platform } from './wiring.ts';

const READER = asActor('018f0000-0000-7000-8000-0000000000aa', [
  'insight.read',
  'customers.read',
  'records.write',
  'settings.manage',
]);
const context = systemContext('insight');

// Monday 2 March 2026, ten in the morning in Shanghai.
describe('what is seen ahead and on the way, over HTTP', () => {
  const kernel = useKernel();
  let platform: Platform;
  let app: FastifyInstance;
  const shops = new Map<string, string>();

  async function call<T>(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object): Promise<T> {
    const reply = await app.inject({
      method,
      url: `/api/v1${url}`,
      headers: READER,
      ...(payload === undefined ? {} : { payload }),
    });
    expect(reply.statusCode, reply.body).toBe(200);
    expect(reply.body).not.toContain('"rejected"');
    return reply.json<T>();
  }

  let count = 0;
  const customer = (account: string) => ({
    identifiers: [{ type: 'account', value: account }],
    attributes: { name: account },
  });
  /** A step on a site: of a browser, or of somebody named. */
  const step = (source: string, at: string, who: { browser?: string; account?: string }, event: string) => ({
    source,
    key: `s${(count += 1)}`,
    type: 'behaviour',
    occurredAt: `2026-${at}T02:00:00Z`,
    ...(who.account === undefined ? {} : { customer: customer(who.account) }),
    data: { event, sku: 'TEE-1', ...(who.browser === undefined ? {} : { anonymousId: who.browser }) },
  });
  const order = (source: string, at: string, account: string, status = 'paid', sku = 'TEE-1') => ({
    source,
    key: `o${(count += 1)}`,
    type: 'order',
    occurredAt: at.length > 5 ? at : `2026-${at}T03:00:00Z`,
    customer: customer(account),
    data: { status, currency: 'CNY', lines: [{ sku, quantity: '1', unitPrice: '10.00' }] },
  });

  beforeAll(async () => {
    platform = createPlatform(kernel);
    app = await openTestServer(kernel, platform.routes);
    for (const [name, channel, source] of [
      ['官网', 'online_shop', 'web'],
      ['旗舰店', 'marketplace', 'tmall'],
      ['门店', 'store', 'counter'],
    ] as const) {
      const shop = await kernel.transaction(context, (tx) =>
        platform.commerce.shops.create(tx, context, {
          name,
          channel,
          platform: null,
          scopeId: null,
          currency: 'CNY',
          archived: false,
          sources: [source],
        }),
      );
      shops.set(source, shop.id);
    }
    const records = [
      // Ann looks around before anybody knows her, buys, and comes back.
      step('web', '02-02', { browser: 'b1' }, 'page_view'),
      step('web', '02-02', { browser: 'b1' }, 'product_view'),
      step('web', '02-03', { browser: 'b1', account: 'ann' }, 'identify'),
      step('web', '02-03', { browser: 'b1' }, 'cart_add'),
      order('web', '02-03', 'ann'),
      order('web', '02-20', 'ann'),
      // Nobody known, up to the cart.
      step('web', '02-04', { browser: 'b2' }, 'product_view'),
      step('web', '02-05', { browser: 'b2' }, 'cart_add'),
      // Bob takes too long between looking and the cart.
      step('web', '02-05', { account: 'bob' }, 'product_view'),
      step('web', '02-20', { account: 'bob' }, 'cart_add'),
      // Carl never paid.
      step('web', '02-10', { account: 'carl' }, 'product_view'),
      step('web', '02-10', { account: 'carl' }, 'cart_add'),
      order('web', '02-11', 'carl', 'placed'),
      // Somebody who only came by, and one who ordered by telephone.
      step('web', '02-12', { browser: 'b5' }, 'page_view'),
      order('web', '02-13', 'dora'),
      // The flagship shop sends no carts.
      step('tmall', '02-06', { account: 'eva' }, 'product_view'),
      order('tmall', '02-08', 'eva'),
      step('tmall', '02-06', { browser: 'b6' }, 'product_view'),
      // Nothing is sent of who walks into the store.
      order('counter', '02-07', 'finn'),
      order('counter', '02-07', 'gil', 'placed'),
      // January.
      step('web', '01-15', { browser: 'b9' }, 'page_view'),
      step('web', '01-16', { browser: 'b8' }, 'product_view'),
      order('web', '01-20', 'bob'),
      // December: an order that is still a cart, and one that was paid for and came back.
      { ...step('web', '12-15', { account: 'hal' }, 'product_view'), occurredAt: '2025-12-15T02:00:00Z' },
      order('web', '2025-12-15T03:00:00Z', 'hal', 'cart'),
      { ...step('web', '12-15', { account: 'ivy' }, 'product_view'), occurredAt: '2025-12-15T02:00:00Z' },
      { ...step('web', '12-15', { account: 'ivy' }, 'cart_add'), occurredAt: '2025-12-15T02:10:00Z' },
      order('web', '2025-12-15T03:00:00Z', 'ivy', 'returned'),
    ];
    await call('POST', '/records', { records });
    await pumpAll(kernel, platform.readers);
    await pumpAll(kernel, platform.readers);
  }, 120_000);

  afterAll(() => app.close());

  const FEBRUARY = '/funnel?asOf=2026-03-01&from=2026-02-01&to=2026-02-28';
  const peopleOf = ({ steps }: FunnelAnswer['whole']) =>
    steps.map(({ tracked, people }) => (tracked ? people : 'not tracked'));

  it('[C211] the funnel of each merchant is that of the fixture, with its rates and what it was before', async () => {
    const answer = await call<FunnelAnswer>('GET', FEBRUARY);
    expect(answer).toMatchObject({ windowDays: 7, repeatDays: 90, isOpen: true, followedTo: '2026-03-01' });
    const [web, tmall, counter] = ['web', 'tmall', 'counter'].map((source) =>
      answer.rows.find(({ key }) => key === shops.get(source)),
    );
    expect(web === undefined ? null : peopleOf(web)).toEqual([5, 4, 3, 2, 1, 1]);
    expect(web?.steps.map(({ rate }) => rate)).toEqual([null, 4 / 5, 3 / 4, 2 / 3, 1 / 2, 1]);
    expect(web?.steps.map(({ overall }) => overall)).toEqual([null, 4 / 5, 3 / 5, 2 / 5, 1 / 5, 1 / 5]);
    expect(web?.steps.map(({ stopped, stoppedKnown }) => [stopped, stoppedKnown])).toEqual([
      [1, 0],
      [1, 1],
      [1, 0],
      [1, 1],
      [0, 0],
      [0, 0],
    ]);
    expect(web).toMatchObject({ label: '官网', channel: '自营网店', apart: 1 });
    expect(web?.steps.map(({ before }) => before.people)).toEqual([2, 1, 0, 0, 0, 0]);
    expect(web?.steps[1]?.before.rate).toBe(0.5);
    // A step that is not sent is not a step at which everybody was lost.
    expect(tmall === undefined ? null : peopleOf(tmall)).toEqual([2, 2, 'not tracked', 1, 1, 0]);
    expect(tmall?.steps[3]?.rate).toBe(1 / 2);
    const none = 'not tracked';
    expect(counter === undefined ? null : peopleOf(counter)).toEqual([none, none, none, 2, 1, 0]);
    expect(counter?.steps[4]).toMatchObject({ rate: 1 / 2, overall: 1 / 2 });
    expect(peopleOf(answer.whole)).toEqual([7, 6, 3, 2, 1, 1]);
    // Where most people are stands first.
    expect(answer.rows.map(({ label }) => label)).toEqual(['官网', '旗舰店', '门店']);
  });

  it('[C211] counts carts that are orders, what was paid and came back, and nobody from after the span', async () => {
    const webIn = async (from: string, to: string) => {
      const answer = await call<FunnelAnswer>('GET', `/funnel?asOf=2026-03-01&from=${from}&to=${to}`);
      return { ...answer, web: answer.rows.find(({ key }) => key === shops.get('web')) };
    };
    const { web: december } = await webIn('2025-12-01', '2025-12-31');
    expect(december === undefined ? null : peopleOf(december)).toEqual([2, 2, 2, 1, 1, 0]);
    // Bob alone ordered in January without a visit; those of February are not beside it.
    expect((await webIn('2026-01-01', '2026-01-31')).web?.apart).toBe(1);
    // What a shop sent in the weeks before is sent, even if nobody came.
    const { web: quiet } = await webIn('2026-02-21', '2026-02-28');
    expect(quiet === undefined ? null : peopleOf(quiet)).toEqual([0, 0, 0, 0, 0, 0]);
    // Three steps of 7 days and 90 more: nobody of October can go on any more.
    expect(await webIn('2025-10-01', '2025-10-31')).toMatchObject({ isOpen: false, followedTo: '2026-02-19' });
  });

  it('[C211] by channel, narrowed to one, and within the days that are set', async () => {
    const channels = await call<FunnelAnswer>('GET', `${FEBRUARY}&by=channel`);
    expect(channels.rows.map(({ key }) => key).toSorted()).toEqual(['marketplace', 'online_shop', 'store']);
    const one = await call<FunnelAnswer>('GET', `${FEBRUARY}&channel=marketplace`);
    expect(peopleOf(one.whole)).toEqual([2, 2, 'not tracked', 1, 1, 0]);
    await call('PUT', '/settings/insight.funnel_window_days', { value: 20 });
    const longer = await call<FunnelAnswer>('GET', `${FEBRUARY}&shop=${shops.get('web')}`);
    expect(longer.windowDays).toBe(20);
    expect(peopleOf(longer.whole)).toEqual([5, 4, 4, 2, 1, 1]);
    await call('PUT', '/settings/insight.funnel_window_days', { value: 7 });
    // Ann came back after 17 days.
    await call('PUT', '/settings/insight.funnel_repeat_days', { value: 10 });
    const sooner = await call<FunnelAnswer>('GET', `${FEBRUARY}&shop=${shops.get('web')}`);
    expect(peopleOf(sooner.whole)).toEqual([5, 4, 3, 2, 1, 0]);
    await call('PUT', '/settings/insight.funnel_repeat_days', { value: 90 });
  });

  it('[C211] drills to the customers who stopped at a step', async () => {
    const stoppedAt = async (at: string, all = false) => {
      const body = { asOf: '2026-03-01', from: '2026-02-01', to: '2026-02-28', shop: shops.get('web'), step: at, all };
      const page = await call<{ total: number; items: { name: string }[] }>('POST', '/funnel/people', body);
      expect(page.total).toBe(page.items.length);
      return page.items.map(({ name }) => name).toSorted();
    };
    expect(await stoppedAt('view')).toEqual(['bob']);
    expect(await stoppedAt('order')).toEqual(['carl']);
    expect(await stoppedAt('repeat')).toEqual(['ann']);
    expect(await stoppedAt('view', true)).toEqual(['ann', 'bob', 'carl']);
    const figuresOnly = await app.inject({
      method: 'POST',
      url: '/api/v1/funnel/people',
      headers: asActor('018f0000-0000-7000-8000-0000000000ab', ['insight.read']),
      payload: { asOf: '2026-03-01', from: '2026-02-01', to: '2026-02-28', step: 'view', all: false },
    });
    expect(figuresOnly.statusCode).toBe(403);
  });

  it('[C215] lists rising and falling categories with what is new to whom; three orders are no rise', async () => {
    const { db } = kernel.postgres;
    const ids = await sql<{ sku: string; category: string }>`
      with nodes as (
        insert into commerce.categories (id, name, position, created_at, updated_at)
        select uuidv7(), name, row_number() over (), now(), now() from unnest(array['羽绒服', 'T恤', '袜子', '帽子']) as name
        returning id, name),
      goods as (
        insert into commerce.products (id, code, name, category_id, currency, created_at, updated_at)
        select uuidv7(), name, name, id, 'CNY', now(), now() from nodes returning id, name, category_id),
      made as (
        insert into commerce.skus (id, product_id, code, position, created_at)
        select uuidv7(), goods.id, goods.name, 1, now() from goods returning product_id, code)
      select code as sku, category_id as category from made join goods on goods.id = product_id`.execute(db);
    const categoryOf = (sku: string): string => ids.rows.find((row) => row.sku === sku)?.category ?? '';
    const sold = (sku: string, at: string, buyers: readonly number[]) =>
      buyers.map((n) => order('counter', `${at}T05:00:00Z`, `${sku}${n}`, 'paid', sku));
    const range = (first: number, last: number): number[] =>
      Array.from({ length: last - first + 1 }, (_, n) => first + n);
    await call('POST', '/records', {
      records: [
        ...sold('羽绒服', '2025-12-10', range(1, 40)),
        ...sold('羽绒服', '2025-11-10', range(1, 10)),
        ...sold('T恤', '2025-12-11', range(1, 12)),
        ...sold('T恤', '2025-11-11', range(1, 40)),
        ...sold('袜子', '2025-12-12', range(1, 3)),
        ...sold('帽子', '2025-12-13', range(1, 25)),
        ...sold('帽子', '2025-11-13', range(1, 25)),
        // A year ago as many people bought down jackets in December.
        ...sold('羽绒服', '2024-12-10', range(50, 89)),
      ],
    });
    await pumpAll(kernel, platform.readers);
    await pumpAll(kernel, platform.readers);
    const answer = await call<TrendsAnswer>(
      'GET',
      '/trends?asOf=2025-12-30&from=2025-12-01&to=2025-12-30&channel=store',
    );
    expect(answer.before).toEqual({ from: '2025-11-01', to: '2025-11-30' });
    expect(answer.year).toEqual({ from: '2024-12-01', to: '2024-12-30' });
    const found = answer.rows.map(({ label, buyers, buyersBefore, growth, yearGrowth, newShare, soldMinor }) => [
      label,
      buyers,
      buyersBefore,
      growth.verdict,
      yearGrowth?.verdict,
      newShare,
      soldMinor,
    ]);
    expect(found).toEqual([
      ['羽绒服', 40, 10, 'rising', 'steady', 30 / 40, 40_000],
      ['帽子', 25, 25, 'steady', 'rising', 0, 25_000],
      ['袜子', 3, 0, 'few', 'few', 1, 3000],
      ['T恤', 12, 40, 'falling', 'few', 0, 12_000],
    ]);
    expect(answer.whole).toMatchObject({ buyers: 80, buyersBefore: 75 });
    expect(answer.rows[0]?.relative).toBeCloseTo(4 / (80 / 75), 12);
    // The people of a category are those of the metric of buyers.
    const people = await call<{ total: number }>('POST', '/metrics/buyers/people', {
      asOf: '2025-12-30',
      from: '2025-12-01',
      to: '2025-12-30',
      by: ['category'],
      key: { category: categoryOf('羽绒服') },
    });
    expect(people.total).toBe(40);
  });

  it('[C216] foresees weeks with the error that the past shows, and says when there is too little of it', async () => {
    const short = await call<ForecastAnswer>('GET', '/forecast?asOf=2026-03-01&channel=online_shop');
    expect(short.forecast).toBeNull();
    expect(short.needed).toBeGreaterThan(short.actuals.length);
    const started = Date.parse('2025-01-06T04:00:00Z');
    const weekly = Array.from({ length: 52 }, (_, week) => 4 + (week % 2) * 2 + (week === 40 ? 6 : 0));
    const at = (week: number, n: number): string =>
      new Date(started + week * 604_800_000 + n * 3_600_000).toISOString();
    const records = weekly.flatMap((orders, week) =>
      Array.from({ length: orders }, (_, n) => order('weekly', at(week, n), `w${n}`)),
    );
    for (let from = 0; from < records.length; from += 100) {
      await call('POST', '/records', { records: records.slice(from, from + 100) });
    }
    await kernel.transaction(context, (tx) =>
      platform.commerce.shops.create(tx, context, {
        name: '周店',
        channel: 'phone',
        platform: null,
        scopeId: null,
        currency: 'CNY',
        archived: false,
        sources: ['weekly'],
      }),
    );
    await pumpAll(kernel, platform.readers);
    await pumpAll(kernel, platform.readers);
    const answer = await call<ForecastAnswer>('GET', '/forecast?asOf=2026-01-04&channel=phone&measure=orders');
    expect(answer.actuals.map(({ value }) => value)).toEqual(weekly);
    expect(answer.actuals[0]?.date).toBe('2025-01-06');
    expect(answer).toMatchObject({ unit: 'count', currency: null, asOf: '2026-01-04' });
    const { forecast } = answer;
    expect(forecast?.ahead.map(({ date }) => date).slice(0, 2)).toEqual(['2026-01-05', '2026-01-12']);
    expect(forecast?.season).toBe(1);
    expect(forecast?.method).not.toBe('naive');
    // What the page says of its past is what plain sums over it say.
    const said = answer.actuals.filter((each) => each.said !== null);
    expect(said).toHaveLength(forecast?.errors[0]?.cases ?? 0);
    const came = said.reduce((sum, { value }) => sum + value, 0);
    const naive = said.reduce((sum, { value, date }) => {
      const last = answer.actuals[answer.actuals.findIndex((one) => one.date === date) - 1]?.value ?? 0;
      return sum + Math.abs(value - last);
    }, 0);
    expect(forecast?.errors[0]?.naiveWape).toBeCloseTo(naive / came, 12);
    expect(forecast?.errors[0]?.wape ?? 1).toBeLessThan(naive / came);
    expect(forecast?.overall.of).toBeGreaterThan(50);
  });
});

/** A year with many orders, leap days behind it, and a span that is followed as far as is known. */
const SPANS = [
  { asOf: '2026-03-01', from: '2025-01-01', to: '2025-12-31' },
  { asOf: '2025-06-30', from: '2025-02-01', to: '2025-05-15' },
] as const;

describe('what is seen over random histories', () => {
  const kernel = useKernel();
  let platform: Platform;
  let facts: OracleFacts;
  const [windowDays, repeatDays] = [180, 365];

  beforeAll(async () => {
    const { db } = kernel.postgres;
    await sql`insert into access.settings (key, value, updated_at) values
      ('insight.funnel_window_days', '180', now()), ('insight.funnel_repeat_days', '365', now())`.execute(db);
    platform = createPlatform(kernel);
    await fillHistories({ kernel, platform, chance: createChance(77) }, 120);
    // Guests, and browsers that nobody knows, in shops.
    await sql`update commerce.orders set customer_id = null
      where id in (select id from commerce.orders order by number limit 30)`.execute(db);
    await sql`
      update behaviour.events set customer_id = null, anonymous_id = 'b' || (row % 20), visit_id = null
      from (select id, row_number() over (order by id) as row from behaviour.events) n
      where n.id = behaviour.events.id and row % 4 = 0`.execute(db);
    await sql`update behaviour.events set kind = case when kind = 'custom' then 'checkout' else kind end,
      at = timestamptz '2025-02-01' + make_interval(secs => mod(extract(epoch from at)::bigint, 5184000))
      where mod(extract(epoch from at)::bigint, 3) > 0`.execute(db);
    // Many who looked then buy within some weeks, some of them twice.
    await sql`
      with base as (
        select o.*, row_number() over (order by id) as n, count(*) over () as of from commerce.orders o
        where kind = 'sale' and sales_lines > 0),
      looked as (
        select customer_id, at + make_interval(days => (row_number() over (order by id) % 40)::int) as later,
          row_number() over (order by id) as n
        from behaviour.events where customer_id is not null)
      insert into commerce.orders
      select (jsonb_populate_record(null::commerce.orders, (to_jsonb(base) - 'n' - 'of') || jsonb_build_object(
        'id', uuidv7(), 'number', 'later ' || looked.n, 'customer_id', looked.customer_id, 'placed_at', later,
        'business_date', (later at time zone ${kernel.config.timeZone})::date))).*
      from looked join base on base.n = looked.n % base.of + 1
      where looked.n % 3 > 0`.execute(db);
    await platform.feed.rebuild();
    facts = await readOracleFacts(db);
  }, 240_000);

  it.each(['shop', 'channel'] as const)('[C211] the funnel by %s is what PostgreSQL says', async (by) => {
    let deepest = 0;
    for (const span of SPANS) {
      const answer = await platform.insight.funnels.get(context, { ...span, by });
      expect(answer).toMatchObject({ windowDays, repeatDays });
      const question = { ...span, followedTo: answer.followedTo, zone: kernel.config.timeZone, windowDays, repeatDays };
      for (const [wanted, rows] of [
        [funnelOracle(facts, { ...question, by }), answer.rows],
        [funnelOracle(facts, { ...question, by: null }), [answer.whole]],
      ] as const) {
        expect(rows.map(({ key }) => key).toSorted()).toEqual([...wanted.keys()].toSorted());
        for (const { key, steps } of rows) {
          const cell = wanted.get(key);
          expect(steps.map(({ tracked }) => tracked)).toEqual(cell?.tracked);
          expect(
            steps.map(({ people }) => people),
            JSON.stringify([span, key]),
          ).toEqual(cell?.people.map((people) => people.size));
          deepest = Math.max(deepest, steps.at(-1)?.people ?? 0);
        }
      }
    }
    // The histories are such that some come all the way.
    expect(deepest).toBeGreaterThan(0);
  });

  it('[C211] the customers who stopped are exactly those', async () => {
    const [span] = SPANS;
    const wanted = funnelOracle(facts, {
      ...span,
      followedTo: '2026-03-01',
      by: null,
      zone: kernel.config.timeZone,
      windowDays,
      repeatDays,
    }).get('');
    const customers = new Set(facts.customers.map(({ id }) => id));
    for (const [at, step] of (['visit', 'view', 'cart', 'order', 'pay'] as const).entries()) {
      const page = await platform.insight.funnels.people(context, { ...span, step, all: false, limit: 200 });
      const stopped = [...(wanted?.people[at] ?? [])].filter(
        (person) => customers.has(person) && wanted?.people[at + 1]?.has(person) !== true,
      );
      expect(page.items.map(({ id }) => id).toSorted(), step).toEqual(stopped.toSorted());
    }
  });

  it('[C215] buyers, new buyers and lookers of each category are what PostgreSQL says', async () => {
    const span = { asOf: '2025-12-31', from: '2025-07-01', to: '2025-12-31' };
    const answer = await platform.insight.trends.get(context, { ...span, currency: 'CNY' });
    const day = (at: Date): string => new Intl.DateTimeFormat('en-CA', { timeZone: kernel.config.timeZone }).format(at);
    const within = (date: string, { from, to }: { from: string; to: string }): boolean => date >= from && date <= to;
    const lines = facts.orders
      .filter(
        ({ kind, status, salesLines }) =>
          kind === 'sale' && salesLines > 0 && status !== 'cart' && status !== 'cancelled',
      )
      .flatMap(({ id, customer, placedAt, currency, lines: sold }) =>
        sold
          .filter(({ quantity, price }) => Number(quantity) > 0 && Number(price) > 0)
          .map(({ sku, minor }) => ({
            category: facts.goods.get(sku.toLowerCase())?.category ?? '',
            person: customer ?? id,
            customer,
            date: day(placedAt),
            minor: currency === 'CNY' ? minor : 0,
          })),
      );
    const looks = facts.events
      .filter(({ kind, sku }) => kind === 'product_view' && sku !== null)
      .map(({ sku, customer, browser, visit, source, at }) => ({
        category: facts.goods.get((sku ?? '').toLowerCase())?.category ?? '',
        person: customer ?? `${source} ${browser ?? visit}`,
        date: day(at),
      }));
    const people = (rows: readonly { person: string }[]): number => new Set(rows.map(({ person }) => person)).size;
    expect(answer.rows.length).toBeGreaterThan(2);
    for (const row of [...answer.rows, { ...answer.whole, category: null }]) {
      const mine = lines.filter(({ category }) => row.category === null || category === row.category);
      const looked = looks.filter(({ category }) => row.category === null || category === row.category);
      const now = mine.filter(({ date }) => within(date, span));
      const names = new Set(now.flatMap(({ customer }) => (customer === null ? [] : [customer])));
      const old = new Set(mine.filter(({ date }) => date < span.from).map(({ customer }) => customer));
      const fresh = [...names].filter((name) => !old.has(name)).length;
      expect([row.buyers, row.buyersBefore, row.buyersYear, row.soldMinor, row.lookers, row.lookersBefore]).toEqual([
        people(now),
        people(mine.filter(({ date }) => within(date, answer.before))),
        people(mine.filter(({ date }) => within(date, answer.year))),
        now.reduce((sum, { minor }) => sum + minor, 0),
        people(looked.filter(({ date }) => within(date, span))),
        people(looked.filter(({ date }) => within(date, answer.before))),
      ]);
      expect(row.newShare).toBe(names.size === 0 ? null : fresh / names.size);
    }
  });
});
