import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttributeValue } from '#customers/pure';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { pngOf } from '#test/catalog.ts';
import { useKernel } from '#test/harness.ts';
import { type Person, takePeople } from '#test/people.ts';
import { usePlatform } from '#test/platform.ts';
import { pumpAll } from '#test/pump.ts';

const kernel = useKernel({ analytic: false });
const test = usePlatform(kernel);
const context = systemContext('test');
type Keys = Readonly<Record<string, string>>;
let manager: Keys;
let store: Keys;
let admin: Keys;
let serial = 0;

beforeAll(async () => {
  [manager, store, admin] = [await test.as('manager'), await test.as('store'), await test.as('admin')];
});

interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are read by path in tests
  readonly body: any;
}

async function call(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: object,
  as = manager,
): Promise<Answer> {
  const isFile = body instanceof Uint8Array;
  const reply = await test.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { ...as, ...(isFile ? { 'content-type': 'application/octet-stream' } : {}) },
    ...(body === undefined ? {} : { payload: body }),
  });
  const isJson = String(reply.headers['content-type']).includes('json');
  return { status: reply.statusCode, body: isJson ? reply.json() : reply.rawPayload };
}
const ok = async (...given: Parameters<typeof call>): Promise<Answer['body']> => {
  const { status, body } = await call(...given);
  expect([status, body]).toEqual([expect.toSatisfy((code: number) => code < 300), body]);
  return body;
};

async function people(...given: readonly Person[]): Promise<readonly string[]> {
  const ids = await takePeople(
    kernel,
    test.platform.customers,
    given.map((person) => {
      serial += 1;
      return { account: `p${serial}`, ...person };
    }),
  );
  await pumpAll(
    kernel,
    test.platform.readers.filter(({ name }) => name === 'customers.quality'),
  );
  return ids;
}
async function one(person: Person): Promise<string> {
  const [id = ''] = await people(person);
  return id;
}
const days = (count: number): Date => new Date(kernel.clock.now().getTime() - count * 86_400_000);
const whole = (more: Person = {}): Person => {
  serial += 1;
  return {
    name: '欧阳小华',
    phone: `+86138${String(10_000_000 + serial)}`,
    email: `p${serial}@example.com`,
    address: '上海市徐汇区漕溪北路 1 号',
    region: '上海',
    attributes: { gender: 'female', birthday: '1990-05-12' } as Record<string, AttributeValue>,
    ...more,
  };
};

interface Bought {
  readonly at: string;
  readonly sku?: string;
  readonly price?: number;
  readonly source?: string;
}

async function buy(customerId: string, { at, sku = 'SK-1', price = 100, source = 'shop' }: Bought): Promise<string> {
  const id = newId();
  const minor = price * 100;
  const { db } = kernel.postgres;
  await sql`
    insert into commerce.orders (id, source, number, kind, status, placed_at, business_date, currency, total_minor,
      sales_minor, sales_lines, line_count, record_id, customer_id, content_hash, created_at, updated_at)
    select ${id}, ${source}, ${`N-${id.slice(-6)}`}, 'sale', 'paid', ${at}, ${at.slice(0, 10)}, 'CNY', ${minor}, ${minor}, 1, 1,
      (select r.id from customers.records r where r.customer_id = ${customerId} order by r.id limit 1), ${customerId}, '',
      now(), now()`.execute(db);
  await sql`
    insert into commerce.order_lines (order_id, line_no, sku, name, quantity, unit_price, amount_minor)
    values (${id}, 1, ${sku}, '羊毛衫', 1, ${price}, ${minor})`.execute(db);
  await sql`
    update customers.customers set last_order_at = greatest(last_order_at, ${at}::timestamptz),
      first_order_at = least(first_order_at, ${at}::timestamptz) where id = ${customerId}`.execute(db);
  return id;
}

describe('[C001a] body sizes and when parcels are welcome', () => {
  it('are on the profile and on the delivery note of the next order, contact data masked unless revealed', async () => {
    const id = await one(whole({ phone: '+8613912340001' }));
    const { version } = await ok('GET', `/customers/${id}/fields`);
    await ok('PATCH' as 'PUT', `/customers/${id}`, {
      version,
      attributes: { heightCm: 175, build: '偏瘦', preferredParcelTime: '工作日18点到21点', shoeSizeEu: 42 },
    });
    const { fields } = await ok('GET', `/customers/${id}/fields`);
    const shown = Object.fromEntries(fields.map(({ key, text }: { key: string; text: string }) => [key, text]));
    expect(shown).toMatchObject({ heightCm: '175 cm', build: '偏瘦', preferredParcelTime: '工作日 18-21 时' });
    const orderId = await buy(id, { at: '2026-02-20T04:00:00Z' });
    const note = await ok('GET', `/orders/${orderId}/delivery-note`, undefined, store);
    expect(note).toMatchObject({
      brand: null,
      lines: [{ sku: 'SK-1', name: '羊毛衫' }],
      recipient: {
        name: '欧阳小华',
        phone: '139****0001',
        isMasked: true,
        height: '175 cm',
        build: '偏瘦',
        shoeSize: '42',
        parcelTime: '工作日 18-21 时',
      },
      can: { reveal: false },
    });
    expect(JSON.stringify(note)).not.toContain('12340001');
    const english = { ...manager, 'accept-language': 'en' };
    expect((await ok('GET', `/orders/${orderId}/delivery-note`, undefined, english)).recipient.parcelTime).toBe(
      'Working days 18:00–21:00',
    );
    const refused = await call('POST', `/orders/${orderId}/delivery-note/reveal`, { reason: '打印面单' }, store);
    expect(refused.status).toBe(403);
    const inFull = await ok('POST', `/orders/${orderId}/delivery-note/reveal`, { reason: '打印面单' });
    expect(inFull.recipient).toMatchObject({ isMasked: false, address: '上海市徐汇区漕溪北路 1 号' });
    expect(inFull.recipient.phone).toContain('13912340001');
    const { items } = await ok('GET', `/audit?action=customers.fields_revealed`);
    expect(items[0]).toMatchObject({ subjectId: id, reason: '打印面单' });
    await ok('PUT', '/settings/commerce.brand_name', { value: '知衣' }, admin);
    expect((await ok('GET', `/orders/${orderId}/delivery-note`)).brand).toBe('知衣');
  });
});

describe('[C014a] the portrait', () => {
  it('has a picture that is judged by its bytes, goes where its record goes, and can be taken away', async () => {
    const [left = '', right = ''] = await people(whole(), whole());
    expect(await ok('GET', `/customers/${left}/picture`)).toEqual({ picture: null, can: { change: true } });
    expect((await call('PUT', `/customers/${left}/picture`, Buffer.from('<svg/>'))).body.code).toBe(
      'image_type_unsupported',
    );
    const { picture } = await ok('PUT', `/customers/${left}/picture`, pngOf(64, 64));
    const bytes = await ok('GET', `/customer-pictures/${picture.id}`, undefined, store);
    expect(Buffer.from(bytes).equals(pngOf(64, 64))).toBe(true);
    await ok('POST', `/customers/${right}/merge`, { with: left, reason: '同一人' });
    const kept = (await call('GET', `/customers/${left}`)).status === 200 ? left : right;
    expect((await ok('GET', `/customers/${kept}/picture`)).picture.id).toBe(picture.id);
    expect((await ok('DELETE', `/customers/${kept}/picture`)).picture).toBeNull();
  });

  it('says what somebody buys, at what price, when and where, each figure with its orders', async () => {
    const { id: category } = await ok('POST', '/categories', { name: '毛衫专区', parentId: null });
    const product = await ok('POST', '/products', { code: 'K-1', name: '羊毛衫', categoryId: category });
    await sql`insert into commerce.skus (id, product_id, code, position, created_at)
      values (${newId()}, ${product.id}, 'SK-WOOL', 9, now())`.execute(kernel.postgres.db);
    await ok('POST', '/shops', { name: '徐汇店', channel: 'store', currency: 'CNY', sources: ['xuhui'] });
    const id = await one(whole());
    // 20:00 and 21:00 in Shanghai, a Friday and a Saturday.
    const wool = await buy(id, { at: '2026-02-20T12:00:00Z', sku: 'sk-wool', price: 300, source: 'xuhui' });
    await buy(id, { at: '2026-02-21T13:00:00Z', sku: 'SK-WOOL', price: 100, source: 'xuhui' });
    await buy(id, { at: '2026-02-27T12:30:00Z', sku: 'X', price: 200 });
    const habits = await ok('GET', `/customers/${id}/habits`);
    expect(habits).toMatchObject({
      orders: 3,
      firstDay: '2026-02-20',
      categories: [
        { label: { 'zh-CN': '毛衫专区' }, orders: 2 },
        { id: 'none', orders: 1 },
      ],
      priceBand: { lowMinor: 15_000 + 5000, middleMinor: 20_000, highMinor: 30_000 },
      channels: [
        { key: 'store', label: { 'zh-CN': '门店' }, orders: 2 },
        { key: 'none', orders: 1 },
      ],
      activeHours: { orders: 3 },
    });
    expect(habits.hours[20]).toBe(2);
    expect(habits.weekdays).toEqual([0, 0, 0, 0, 2, 1, 0]);
    const behind = async (query: string): Promise<string[]> =>
      (await ok('GET', `/customers/${id}/habits/orders?${query}`)).items.map((order: { id: string }) => order.id);
    expect((await behind(`category=${category}`)).length).toBe(2);
    expect((await behind('hour=20')).length).toBe(2);
    expect(await behind('from=25000&channel=store')).toEqual([wool]);
  });

  it('has tags that follow from rules, each saying its limits, what was found and as of when', async () => {
    const id = await one(whole({ region: '上海市' }));
    for (const at of ['2026-01-05', '2026-01-15', '2026-02-05', '2026-02-15', '2026-02-25']) {
      await buy(id, { at: `${at}T04:00:00Z`, price: 1200 });
    }
    const { asOf, items } = await ok('GET', `/customers/${id}/derived-tags`);
    expect(asOf).toBe('2026-03-02');
    const tags = new Map(items.map((tag: { key: string }) => [tag.key, tag]));
    expect([...items].filter(({ yes }) => yes).map(({ key }) => key)).toEqual(
      expect.arrayContaining(['regular', 'big_spender', 'high_basket']),
    );
    expect(tags.get('regular')).toMatchObject({
      label: { 'zh-CN': '常客' },
      conditions: [{ sentence: { 'zh-CN': '购买至少5次，近365天' }, found: { 'zh-CN': '5 单', en: '5 orders' } }],
      rule: { v: 1, all: [{ is: 'orders.count', count: { min: 5 }, window: { lastDays: 365 } }] },
    });
    expect(tags.get('asleep')).toMatchObject({ yes: false });
    kernel.clock.advance(200 * 86_400_000);
    const later = await ok('GET', `/customers/${id}/derived-tags`);
    expect(later.items.find(({ key }: { key: string }) => key === 'asleep').yes).toBe(true);
    kernel.clock.advance(-200 * 86_400_000);
    // What is masked is not told by its tag either.
    const analyst = (await ok('GET', `/customers/${id}/derived-tags`, undefined, await test.as('analyst'))).items;
    const birthday = analyst.find(({ key }: { key: string }) => key === 'birthday_soon');
    expect(birthday.conditions[0].found['zh-CN']).toBe('有值（不显示）');
    expect((await call('GET', `/customers/${id}/derived-tags`, undefined, store)).status).toBe(403);
  });
});

describe('[C015] data quality', () => {
  const quality = (id: string): Promise<Answer['body']> => ok('GET', `/customers/${id}/quality`);
  const listed = async (query: string): Promise<string[]> =>
    (await ok('GET', `/customers?${query}`)).items.map(({ id }: { id: string }) => id);

  it('gives a record without phone a lower score, and says what is missing', async () => {
    const [with1 = '', without = ''] = await people(whole(), whole({ phone: null }));
    const [better, worse] = [await quality(with1), await quality(without)];
    expect(better).toMatchObject({ score: 100, faults: [], missing: [] });
    expect(worse.score).toBeLessThan(better.score);
    expect(worse).toMatchObject({ validity: 100, freshness: 100, missing: [{ key: 'phone', weight: 30 }] });
    expect(worse.faults.map(({ fault }: { fault: string }) => fault)).toEqual(['no_phone']);
    expect(await listed('fault=no_phone')).toContain(without);
    expect(await listed('fault=no_phone')).not.toContain(with1);
    expect(await listed('qualityMax=99')).not.toContain(with1);
    const posted = await ok('POST', '/customers/search', { qualityMin: 100 });
    expect(posted.items.map(({ id }: { id: string }) => id)).toContain(with1);
    expect(posted.items.map(({ id }: { id: string }) => id)).not.toContain(without);
  });

  it('finds by rule what cannot be right', async () => {
    const id = await one(
      whole({
        name: '测试用户',
        email: 'nobody@nowhere',
        attributes: { birthday: '1900-01-01', heightCm: 1750 },
        address: '某地某街 1 号',
        region: null,
      }),
    );
    const { faults, validity } = await quality(id);
    expect(faults.map(({ fault }: { fault: string }) => fault)).toEqual([
      'email_invalid',
      'name_invalid',
      'address_unplaced',
      'birthday_invalid',
      'height_invalid',
    ]);
    expect(validity).toBe(17);
  });

  it('lists who was not heard of for twelve months, exactly, and forgets them when they are heard of again', async () => {
    const [fresh = '', old = '', ancient = ''] = await people(
      whole({ statedAt: days(350) }),
      whole({ statedAt: days(380), account: 'old-one' }),
      whole({ statedAt: days(800) }),
    );
    const { stale, faults } = await ok('GET', '/quality');
    const year = stale.find(({ months }: { months: number }) => months === 12);
    const found = await listed(`heardBefore=${encodeURIComponent(year.before)}`);
    expect([...found].toSorted()).toEqual([old, ancient].toSorted());
    expect(year.customers).toBe(2);
    expect(faults.find(({ fault }: { fault: string }) => fault === 'stale').customers).toBe(2);
    expect([
      (await quality(fresh)).freshness,
      (await quality(old)).freshness,
      (await quality(ancient)).freshness,
    ]).toEqual([100, 50, 0]);
    await takePeople(kernel, test.platform.customers, [whole({ account: 'old-one' })]);
    // Even before the worker has looked.
    expect(await listed(`heardBefore=${encodeURIComponent(year.before)}`)).toEqual([ancient]);
    // Time alone makes stale, too: the hourly job finds whose day has come.
    kernel.clock.advance(20 * 86_400_000);
    await test.platform.customers.quality.quality.work(context);
    expect((await quality(fresh)).freshness).toBe(50);
    expect((await quality(old)).freshness).toBe(100);
    kernel.clock.advance(-20 * 86_400_000);
  });

  it('works everybody out anew when the formula is changed, and says how scores are spread', async () => {
    const id = await one(whole({ email: null }));
    const before = await ok('GET', '/quality');
    expect(before.bands.reduce((sum: number, { customers }: { customers: number }) => sum + customers, 0)).toBe(
      before.customers,
    );
    expect(before.sources.find(({ source }: { source: string }) => source === 'shop').customers).toBe(before.customers);
    expect((await quality(id)).score).toBeLessThan(100);
    await ok('PUT', '/settings/customers.quality_weights', { value: { name: 1, phone: 1 } }, admin);
    await test.platform.customers.quality.quality.work(context);
    expect((await quality(id)).score).toBe(100);
    expect((await ok('GET', '/quality')).formula.weights.map(({ key }: { key: string }) => key)).toEqual([
      'name',
      'phone',
    ]);
    expect((await call('POST', '/quality/normalise', {}, store)).status).toBe(403);
    expect((await ok('POST', '/quality/normalise', {})).queued).toBe(true);
    await kernel.jobs.drain(test.platform.jobs);
  });
});

describe('[C015b] the data dictionary', () => {
  it('lists each field with purpose, level, sources, update cycle, owner and how many have it, in five steps', async () => {
    await one(whole({ attributes: { occupation: '教师' } }));
    await ok('PUT', '/fields/occupation/steward', { owner: '会员运营部', updateCycleDays: 180 });
    const { fields, steps, customers } = await ok('GET', '/fields/dictionary');
    const field = (key: string) => fields.find((each: { key: string }) => each.key === key);
    expect(field('occupation')).toMatchObject({
      owner: '会员运营部',
      updateCycleDays: 180,
      customers: 1,
      sources: [{ source: 'shop' }],
      sensitivity: 'open',
    });
    expect(field('phone')).toMatchObject({ basic: true, sensitivity: 'personal', confirmDays: 365 });
    expect(field('phone').purpose['zh-CN']).not.toBe('');
    expect(field('phone').customers).toBeLessThan(customers + 1);
    expect(steps.map(({ step }: { step: string }) => step)).toEqual([
      'define',
      'collect',
      'integrate',
      'update',
      'protect',
    ]);
    const done = await ok('PUT', '/fields/steps/define', { owner: '数据组', note: '季度检查' });
    expect(done.steps[0]).toMatchObject({
      owner: '数据组',
      note: '季度检查',
      reviewedAt: kernel.clock.now().toISOString(),
    });
    expect(done.steps[0].figures.withoutOwner).toBe(fields.length - 1);
    // Of a field of one's own the definition says these things.
    await ok('POST', '/fields', { key: 'petName', type: 'text', label: { 'zh-CN': '宠物名' } });
    const twice = await call('PUT', '/fields/petName/steward', { owner: null, updateCycleDays: 30 });
    expect(twice.body.errors?.[0]?.code ?? twice.body.code).toContain('defined_with_field');
    expect((await call('PUT', '/fields/occupation/steward', { owner: '某人' }, store)).status).toBe(403);
  });
});

describe('[C015a] confirming what is known', () => {
  const confirmations = (id: string): Promise<Answer['body']> => ok('GET', `/customers/${id}/confirmations`);
  const ask = async (): Promise<void> => {
    await ok('POST', '/quality/confirm-tasks', {});
    await kernel.jobs.drain(test.platform.jobs);
  };

  it('makes a task after the interval for active customers only, once; confirming sets the date anew', async () => {
    const [due = '', young = '', silent = ''] = await people(
      whole({ statedAt: days(400) }),
      whole({ statedAt: days(100) }),
      whole({ statedAt: days(400) }),
    );
    await buy(due, { at: days(10).toISOString() });
    await buy(young, { at: days(10).toISOString() });
    await ask();
    await ask();
    const before = await confirmations(due);
    expect(before.groups).toEqual([expect.objectContaining({ group: 'contact', isDue: true, confirmedAt: null })]);
    expect(before.open.caseId).toEqual(expect.any(String));
    expect((await confirmations(young)).open).toBeNull();
    expect((await confirmations(silent)).open).toBeNull();
    const { rows } = await sql<{ n: number }>`
      select count(*)::integer as n from work.cases where subject_id = ${due}`.execute(kernel.postgres.db);
    expect(rows).toEqual([{ n: 1 }]);
    expect((await ok('GET', `/customers/${due}/quality`)).freshness).toBe(50);
    const after = await ok('POST', `/customers/${due}/confirmations`, { groups: ['contact'] });
    expect(after).toMatchObject({ open: null, groups: [{ isDue: false, confirmedBy: 'manager' }] });
    expect((await ok('GET', `/customers/${due}/quality`)).freshness).toBe(100);
    await ask();
    expect((await confirmations(due)).open).toBeNull();
    const strange = await call('POST', `/customers/${due}/confirmations`, { groups: ['shoes'] });
    expect(strange.status).toBe(400);
  });

  it('makes no more tasks in a day than the bound', async () => {
    kernel.clock.advance(86_400_000);
    const ids = await people(...Array.from({ length: 3 }, () => whole({ statedAt: days(400) })));
    for (const id of ids) {
      await buy(id, { at: days(20).toISOString() });
    }
    await ok('PUT', '/settings/customers.confirm_tasks_per_day', { value: 2 }, admin);
    await ask();
    await ask();
    const open = await Promise.all(ids.map(async (id) => (await confirmations(id)).open !== null));
    expect(open.filter(Boolean)).toHaveLength(2);
    kernel.clock.advance(86_400_000);
    await ask();
    const later = await Promise.all(ids.map(async (id) => (await confirmations(id)).open !== null));
    expect(later.filter(Boolean)).toHaveLength(3);
  });
});
