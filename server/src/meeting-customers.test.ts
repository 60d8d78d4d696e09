import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RoleName } from '#access';
import type { AttributeValue } from '#customers/pure';
import { newId } from '#kernel/clock.ts';
import { addDays } from '#kernel/pure/dates.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';
import { takePeople } from '#test/people.ts';
import { usePlatform } from '#test/platform.ts';

/** Who somebody is, what they prefer, what is meant for them: what whoever meets them is told, over the whole platform. */
const kernel = useKernel();
const test = usePlatform(kernel);
const AS_OF = '2026-03-02';
const PHONE = '+8613812345678';

// oxlint-disable-next-line typescript/no-explicit-any -- answers are read by path in tests
type Body = any;

async function call(method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, body?: object, role: RoleName = 'manager') {
  const payload = body === undefined ? {} : { payload: body };
  const headers = { ...(await test.as(role)) };
  const reply = await test.app.inject({ method, url: `/api/v1${url}`, headers, ...payload });
  return { status: reply.statusCode, body: reply.json<Body>() };
}
async function ok(...given: Parameters<typeof call>): Promise<Body> {
  const { status, body } = await call(...given);
  expect([status < 300, body]).toEqual([true, body]);
  return body;
}

let serial = 0;
async function person(attributes: Record<string, AttributeValue> = {}, more: object = {}): Promise<string> {
  serial += 1;
  const [id = ''] = await takePeople(kernel, test.platform.customers, [{ account: `m${serial}`, attributes, ...more }]);
  return id;
}

const MAJOR = 100;
async function buy(customerId: string, day: string, yuan: number, ...skus: readonly string[]): Promise<string> {
  const id = newId();
  const minor = yuan * MAJOR;
  const each = minor / skus.length;
  const { db } = kernel.postgres;
  await sql`
    insert into commerce.orders (id, source, number, kind, status, placed_at, business_date, currency, total_minor,
      sales_minor, sales_lines, line_count, record_id, customer_id, content_hash, created_at, updated_at)
    select ${id}, 'shop', ${id}, 'sale', 'paid', ${`${day}T11:00:00Z`}, ${day}, 'CNY', ${minor}, ${minor},
      ${skus.length}, ${skus.length},
      (select r.id from customers.records r where r.customer_id = ${customerId} order by r.id limit 1), ${customerId},
      '', now(), now()`.execute(db);
  for (const [place, sku] of skus.entries()) {
    await sql`
      insert into commerce.order_lines (order_id, line_no, sku, name, quantity, unit_price, amount_minor)
      values (${id}, ${place + 1}, ${sku}, ${sku}, 1, ${each / MAJOR}, ${each})`.execute(db);
  }
  return id;
}

const brands = new Map<string, string>();
const categories = new Map<string, string>();
async function shelve(code: string, brand: string, category: string): Promise<void> {
  const brandId = brands.get(brand) ?? (await ok('POST', '/brands', { name: brand })).id;
  brands.set(brand, brandId);
  const categoryId =
    categories.get(category) ?? (await ok('POST', '/categories', { name: category, parentId: null })).id;
  categories.set(category, categoryId);
  await ok('POST', '/products', { code, name: code, brandId, categoryId, stock: 9 });
}

const times = async (count: number, work: (n: number) => Promise<void>): Promise<void> => {
  for (let n = 0; n < count; n += 1) {
    await work(n);
  }
};
const born = (age: number): string => `${2026 - age}-01-15`;

async function set(customerId: string, attributes: Record<string, unknown>): Promise<void> {
  const { version } = await ok('GET', `/customers/${customerId}/fields`);
  await ok('PATCH', `/customers/${customerId}`, { version, attributes });
}

async function refer(from: string, to: string): Promise<void> {
  await ok('POST', `/customers/${from}/relations`, { otherId: to, kind: 'referrer', otherIs: 'to' });
}

/** Copies everything to the analytic store and computes the scores anew. */
async function compute(...kinds: readonly string[]): Promise<void> {
  await test.platform.feed.rebuild();
  for (const kind of kinds) {
    await test.platform.segments.scoring.compute(kind, AS_OF);
  }
}

const scoreOf = async (customerId: string, kind: string): Promise<Body> =>
  (await ok('GET', `/customers/${customerId}/score-values`)).items.find((item: Body) => item.kind === kind);
const freshFor = async (customerId: string): Promise<Body[]> =>
  (await ok('GET', `/customers/${customerId}/recommendations`)).fresh;

const THREE = '三位介绍人';
let young = '';
let rich = '';
let referrer = '';
let equal = '';

beforeAll(async () => {
  await shelve('HR-CREAM', '郝莲娜', '护肤');
  await shelve('BIO-GEL', '碧欧泉', '护肤');
  await shelve('MNY-LIP', '美宝莲', '彩妆');
  await shelve('MNY-EYE', '美宝莲', '彩妆');
  await shelve('ROSE', '兰蔻', '香水');
  // Mid spenders buy lips and eyes together, some with the gel; many buy little; few buy much.
  await times(10, async (n) => {
    const skus = n < 4 ? ['MNY-LIP', 'MNY-EYE', 'BIO-GEL'] : ['MNY-LIP', 'MNY-EYE'];
    await buy(await person({ birthday: born(30) }), '2026-02-01', 300, ...skus);
  });
  await times(9, async () =>
    buy(await person({ birthday: born(45) }), '2026-01-05', 50, 'MNY-EYE').then(() => undefined),
  );
  await times(7, async () =>
    buy(await person({ birthday: born(50) }), '2026-01-08', 1000, 'HR-CREAM').then(() => undefined),
  );
  await times(4, async () => buy(await person(), '2026-02-20', 300, 'ROSE').then(() => undefined));
  young = await person({ birthday: born(25) });
  await buy(young, '2026-02-10', 300, 'MNY-LIP');
  rich = await person({ birthday: born(52) }, { name: '欧阳静', phone: PHONE });
  await buy(rich, '2025-12-01', 1400, 'HR-CREAM');
  await buy(rich, '2026-02-25', 1600, 'HR-CREAM');
  [referrer, equal] = [await person({}, { name: THREE }), await person()];
  for (const id of [referrer, equal]) {
    await buy(id, '2026-02-03', 120, 'MNY-EYE');
  }
  for (let n = 0; n < 3; n += 1) {
    const friend = await person();
    await buy(friend, '2026-02-15', 90, 'MNY-EYE');
    await refer(referrer, friend);
  }
  await compute('purchasing-power', 'abc-revenue', 'lifecycle', 'non-financial');
  await ok('POST', '/associations/learn');
  await kernel.jobs.drain(test.platform.jobs.filter(({ name }) => name === 'marketing.learn_suggestions'));
}, 120_000);

describe('[C033] non-financial value', () => {
  it('sets somebody with three referrals who bought above an equal buyer without, and says of what it is made', async () => {
    const own = await scoreOf(referrer, 'non-financial');
    expect(own).toMatchObject({ value: 3 * 5 + 3 * 15, band: { key: 'strong' } });
    expect(Object.fromEntries(own.reasons.map(({ key, value }: Body) => [key, value]))).toEqual({
      referred: 3,
      buyers: 3,
      reviews: 0,
      shares: 0,
      ideas: 0,
      links: 0,
    });
    expect(await scoreOf(equal, 'non-financial')).toBeUndefined();
  });
});

describe('[C042] the product pyramid', () => {
  const map = () => [
    { tier: 1, kind: 'brand', id: brands.get('郝莲娜'), powers: ['high'], ageFrom: 35, ageTo: null },
    { tier: 2, kind: 'brand', id: brands.get('碧欧泉'), powers: ['high', 'middle'], ageFrom: 18, ageTo: 34 },
    { tier: 3, kind: 'brand', id: brands.get('美宝莲'), powers: ['low'], ageFrom: null, ageTo: null },
  ];

  it('maps a 25-year-old mid spender to 碧欧泉, and recommends it first; without a map nothing changes', async () => {
    expect((await ok('GET', `/customers/${young}/product-tier`)).tier).toBeNull();
    expect((await freshFor(young)).map(({ product }) => product.code)).toEqual(['MNY-EYE', 'BIO-GEL']);
    const saved = await ok('PUT', '/product-pyramid', { places: map(), baseRevision: 0 }, 'marketer');
    expect(saved).toMatchObject({ revision: 1, can: { write: true } });
    expect(await ok('GET', `/customers/${young}/product-tier`)).toMatchObject({
      tier: 2,
      power: 'middle',
      meant: [{ name: '碧欧泉', bought: false }],
      reason: { 'zh-CN': '中等购买力，18–34 岁', en: 'middle purchasing power, 18–34 years old' },
    });
    const [first] = await freshFor(young);
    expect(first).toMatchObject({ product: { code: 'BIO-GEL' }, fits: [{ kind: 'tier', name: '碧欧泉', tier: 2 }] });
  });

  it('counts who stands in each cell and who bought what is meant for them', async () => {
    const { cells } = await ok('GET', '/product-pyramid/map');
    const cell = (power: string, from: number) =>
      cells.find((one: Body) => one.power === power && one.age?.from === from);
    // Ten of 30 and the one of 25; four of them have the gel.
    expect(cell('middle', 18)).toMatchObject({ customers: 11, meant: [{ name: '碧欧泉', buyers: 4 }] });
    expect(cell('high', 35)).toMatchObject({ customers: 8, meant: [{ name: '郝莲娜', buyers: 8 }] });
    const total = cells.reduce((sum: number, one: Body) => sum + one.customers, 0);
    expect(total).toBe(serial);
  });

  it('refuses goods that are not there, the same twice, and a map that somebody else has changed', async () => {
    const [place] = map();
    const gone = { ...place, id: newId() };
    const refused = await call('PUT', '/product-pyramid', { places: [gone, place, place], baseRevision: 1 });
    expect([refused.status, refused.body.errors.map(({ code }: Body) => code)]).toEqual([
      400,
      ['goods_unknown', 'goods_twice'],
    ]);
    expect((await call('PUT', '/product-pyramid', { places: map(), baseRevision: 0 })).status).toBe(409);
    expect((await call('PUT', '/product-pyramid', { places: map(), baseRevision: 1 }, 'agent')).status).toBe(403);
  });

  it('is not used for those who turned personal features off', async () => {
    const said = { allowed: false, how: 'counter' };
    const { status } = await call('POST', `/customers/${young}/personal-features`, said);
    expect(status).toBeLessThan(300);
    expect((await ok('GET', `/customers/${young}/product-tier`)).tier).toBeNull();
    expect((await freshFor(young)).flatMap(({ fits }) => fits)).toEqual([]);
    await ok('POST', `/customers/${young}/personal-features`, { ...said, allowed: true });
  });
});

describe('[C035a] share of wallet', () => {
  it('is the spend of a year by what they said they spend, and rules ask for it', async () => {
    await set(rich, { categorySpend: 12_000 });
    await buy(rich, '2024-01-01', 999, 'HR-CREAM');
    await compute('wallet-share');
    const share = await scoreOf(rich, 'wallet-share');
    expect(share).toMatchObject({ value: 0.25, band: { key: 'little' } });
    expect(share.reasons.map(({ value }: Body) => value)).toEqual([300_000, 1_200_000, 0]);
    const rule = (min: number, max: number) => ({
      v: 1,
      all: [{ is: 'score.value', score: 'wallet-share', value: { min, max } }],
    });
    expect((await ok('POST', '/segments/preview', { rule: rule(0.2, 0.3) })).count).toBe(1);
    expect((await ok('POST', '/segments/preview', { rule: rule(0.5, 1) })).count).toBe(0);
    const said = (await ok('GET', `/customers/${rich}/fields`)).fields.find(({ key }: Body) => key === 'categorySpend');
    expect(said.origin).toMatchObject({ byHand: true, at: '2026-03-02T02:00:00.000Z' });
  });
});

describe('[C010a] recognition', () => {
  it('says who calls, class A, RFM, last order, what is open and what to mind; numbers masked', async () => {
    await test.platform.segments.rfm.measure(AS_OF);
    // Whatever else the machine does.
    await ok('PUT', '/settings/marketing.recognition_patience_ms', { value: 10_000 }, 'admin');
    const { id: queueId } = await ok('POST', '/work/queues', { name: '回电' });
    const subject = { type: 'customer', id: rich };
    await ok('POST', '/work/cases', { title: '答应周三前回电：面霜到货', subject, queueId });
    const { customer } = await ok('POST', '/recognitions', { type: 'phone', value: '138 1234 5678' }, 'agent');
    expect(customer).toMatchObject({
      id: rich,
      name: '欧阳静',
      phone: '138****5678',
      rfm: { frequency: 2, monetaryMinor: 300_000, currency: 'CNY' },
      tier: { tier: 1, names: ['郝莲娜'] },
      lastOrder: { totalMinor: 160_000, status: 'paid' },
      open: [{ title: '答应周三前回电：面霜到货' }],
      missing: [],
    });
    expect(customer.classes[0]).toMatchObject({ kind: 'abc-revenue', band: 'a' });
    expect(customer.heeds.map(({ kind }: Body) => kind)).toEqual(['no_selling']);
  });

  it('shows no scores to whoever may not see them, nobody for an unknown number, nothing to outsiders', async () => {
    const asked = { type: 'phone', value: PHONE, touchPoint: 'shop' };
    const { customer } = await ok('POST', '/recognitions', asked, 'store');
    expect(customer).toMatchObject({ name: '欧阳静', classes: [], rfm: null, tier: null });
    expect((await ok('POST', '/recognitions', { ...asked, value: '13900000000' }, 'agent')).customer).toBeNull();
    expect((await call('POST', '/recognitions', asked, 'campus-agent')).status).toBe(403);
  });
});

describe('[C003a] preferences', () => {
  const itemOf = async (customerId: string, key: string): Promise<Body> =>
    (await ok('GET', `/customers/${customerId}/preferences`)).items.find((item: Body) => item.key === key);

  it('stand stated beside seen; a word counts before a habit, with its source and day', async () => {
    await times(3, async (n) => buy(equal, addDays('2026-02-04', n), 40, 'MNY-EYE').then(() => undefined));
    expect(await itemOf(equal, 'category')).toMatchObject({
      stated: null,
      observed: { label: { 'zh-CN': '彩妆' }, count: 4, of: 4, unit: 'orders', isHabit: true },
      wins: 'observed',
    });
    await set(equal, { preferredCategories: ['香水'] });
    expect(await itemOf(equal, 'category')).toMatchObject({
      stated: { text: '香水', at: '2026-03-02T02:00:00.000Z', isStale: false },
      wins: 'stated',
    });
    expect(await itemOf(equal, 'brand')).toMatchObject({ observed: { label: { en: '美宝莲' } }, wins: 'observed' });
    expect(await itemOf(equal, 'time')).toMatchObject({ observed: { count: 4, of: 4 } });
    // The way they come themselves; whom we call says nothing.
    for (const [kind, direction] of [...Array(3).fill(['call', 'in']), ...Array(4).fill(['wechat', 'out'])]) {
      await ok('POST', `/customers/${equal}/interactions`, { kind, direction, content: '问到货' }, 'agent');
    }
    expect(await itemOf(equal, 'channel')).toMatchObject({
      observed: { label: { en: 'phone' }, count: 3, of: 3, unit: 'contacts' },
      wins: 'observed',
    });
  });

  it('show nothing seen from orders to whoever may not see orders', async () => {
    const app = await openTestServer(kernel, test.platform.routes);
    const reply = await app.inject({
      url: `/api/v1/customers/${equal}/preferences`,
      headers: asActor('looker', ['customers.read']),
    });
    await app.close();
    expect(reply.statusCode).toBe(200);
    const seen = reply.json<Body>().items.filter(({ observed }: Body) => observed !== null);
    expect(seen.map(({ key }: Body) => key)).toEqual(['channel']);
  });

  it('put goods of a preferred category first among what is recommended', async () => {
    const [first] = await freshFor(equal);
    expect(first).toMatchObject({ product: { code: 'ROSE' }, fits: [{ kind: 'category', name: '香水' }] });
    await set(equal, { preferredCategories: null, preferredBrands: ['兰蔻'] });
    expect((await freshFor(equal))[0]).toMatchObject({
      product: { code: 'ROSE' },
      fits: [{ kind: 'brand', name: '兰蔻' }],
    });
    // Whoever turned personal features off is recommended nothing by what they said.
    const said = { purpose: 'personal_features', how: 'counter' };
    await ok('POST', `/customers/${equal}/consents/withdraw`, said, 'agent');
    expect((await freshFor(equal)).filter(({ fits }) => fits.length > 0)).toEqual([]);
    await ok('POST', `/customers/${equal}/consents`, said, 'agent');
    await set(equal, { preferredBrands: null });
    expect((await freshFor(equal)).map(({ product }) => product.code)).not.toContain('ROSE');
  });

  it('choose the channel and the hour', async () => {
    const asked = { customerId: rich, purpose: 'marketing' };
    const gate = () => ok('POST', '/contact/ask', asked, 'marketer');
    await set(rich, { preferredChannel: 'wechat' });
    expect(await gate()).toMatchObject({ may: false, channel: 'wechat' });
    const { version } = await ok('GET', `/customers/${rich}/fields`);
    await ok('PATCH', `/customers/${rich}`, { version, email: 'ouyang@example.com' });
    await ok('POST', `/customers/${rich}/consents`, { purpose: 'marketing', how: 'counter' }, 'agent');
    expect(await gate()).toMatchObject({ may: true, channel: 'email' });
    await set(rich, { preferredContactTime: '工作日 18-21 时' });
    expect(await gate()).toMatchObject({ may: false, reason: 'preferred_hours', until: '2026-03-02T10:00:00.000Z' });
    const met = async (touchPoint: string) =>
      (await ok('POST', '/recognitions', { type: 'phone', value: PHONE, touchPoint })).customer.heeds.map(
        ({ kind }: Body) => kind,
      );
    expect(await met('phone')).toEqual(['prefers_channel', 'prefers_time']);
    expect(await met('chat')).toEqual(['prefers_time']);
  });
});
