import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttributeValue } from '#customers/pure';
import { newId } from '#kernel/clock.ts';
import { useKernel } from '#test/harness.ts';
import { takePeople } from '#test/people.ts';
import { usePlatform } from '#test/platform.ts';

const kernel = useKernel();
const test = usePlatform(kernel);
type Keys = Readonly<Record<string, string>>;
let manager: Keys;
const products = new Map<string, string>();
const lines = new Map<string, string>();
let serial = 0;

// oxlint-disable-next-line typescript/no-explicit-any -- answers are read by path in tests
type Body = any;

async function call(method: 'GET' | 'POST' | 'PUT', url: string, body?: object, as = manager) {
  const payload = body === undefined ? {} : { payload: body };
  const reply = await test.app.inject({ method, url: `/api/v1${url}`, headers: { ...as }, ...payload });
  return { status: reply.statusCode, body: reply.json<Body>() };
}
async function ok(...given: Parameters<typeof call>): Promise<Body> {
  const { status, body } = await call(...given);
  expect([status < 300, body]).toEqual([true, body]);
  return body;
}

async function person(attributes: Record<string, AttributeValue> = {}): Promise<string> {
  serial += 1;
  const [id = ''] = await takePeople(kernel, test.platform.customers, [{ account: `p${serial}`, attributes }]);
  return id;
}

async function buy(customerId: string | null, day: string, ...skus: readonly string[]): Promise<void> {
  const id = newId();
  const minor = skus.length * 100;
  const { db } = kernel.postgres;
  await sql`
    insert into commerce.orders (id, source, number, kind, status, placed_at, business_date, currency, total_minor,
      sales_minor, sales_lines, line_count, record_id, customer_id, content_hash, created_at, updated_at)
    select ${id}, 'shop', ${id}, 'sale', 'paid', ${`${day}T04:00:00Z`}, ${day}, 'CNY', ${minor}, ${minor},
      ${skus.length}, ${skus.length},
      (select r.id from customers.records r where r.customer_id = ${customerId} order by r.id limit 1), ${customerId},
      '', now(), now()`.execute(db);
  for (const [place, sku] of skus.entries()) {
    await sql`
      insert into commerce.order_lines (order_id, line_no, sku, name, quantity, unit_price, amount_minor)
      values (${id}, ${place + 1}, ${sku}, ${sku}, 1, 1, 100)`.execute(db);
  }
}

async function shelve(code: string, line: string, more: object = {}): Promise<void> {
  const categoryId = lines.get(line) ?? (await ok('POST', '/categories', { name: line, parentId: null })).id;
  lines.set(line, categoryId);
  const product = await ok('POST', '/products', { code, name: code, categoryId, stock: 5, ...more });
  products.set(code, product.id);
}

async function learn(): Promise<void> {
  expect((await call('POST', '/associations/learn')).status).toBe(202);
  const jobs = test.platform.jobs.filter(({ name }) => name === 'marketing.learn_suggestions');
  expect(await kernel.jobs.drain(jobs)).toBe(1);
  expect((await kernel.jobs.deadLetters({ limit: 10 })).items).toEqual([]);
}

const times = async (count: number, work: () => Promise<void>): Promise<void> => {
  for (let n = 0; n < count; n += 1) {
    await work();
  }
};
const codes = (some: readonly { readonly product?: { readonly code: string }; readonly code?: string }[]) =>
  some.map((each) => each.product?.code ?? each.code);
let healthOnly = '';
let washer = '';
let lampOwner = '';
let dry = '';

beforeAll(async () => {
  manager = await test.as('manager');
  await ok('POST', '/fields', { key: 'skinType', label: { 'zh-CN': '肤质', en: 'Skin type' }, type: 'text' });
  await shelve('VIT', '保健');
  await shelve('OIL', '保健');
  await shelve('MASK', '美容', { targetGroup: '所有肤质' });
  await shelve('CREAM-DRY', '美容', { targetGroup: '干性肌肤' });
  await shelve('CREAM-OILY', '美容', { targetGroup: '油性肌肤' });
  await shelve('SHAMPOO', '日用');
  await shelve('SOAP', '日用', { stock: 0 });
  await shelve('LAMP', '日用', { isOneTime: true });
  let left = 20;
  await times(20, async () => {
    const id = await person();
    await buy(id, '2026-01-10', 'VIT', 'OIL');
    left -= 1;
    if (left < 12) {
      await buy(id, '2026-02-01', 'MASK');
    }
  });
  await times(10, async () => {
    healthOnly = await person();
    await buy(healthOnly, '2026-01-12', 'VIT');
  });
  await times(9, async () => buy(await person(), '2026-01-15', 'SHAMPOO', 'SOAP', 'LAMP'));
  lampOwner = await person();
  await buy(lampOwner, '2026-01-15', 'SHAMPOO', 'LAMP');
  await times(5, () => buy(null, '2026-01-20', 'vit', 'oil'));
  await times(5, async () => buy(await person(), '2026-02-10', 'MASK', 'CREAM-OILY'));
  await times(5, async () => buy(await person(), '2026-02-10', 'MASK', 'CREAM-DRY'));
  // More than a year ago: forgotten.
  await times(4, async () => buy(await person(), '2024-12-01', 'VIT', 'SHAMPOO'));
  washer = await person();
  for (const day of ['2025-12-03', '2026-01-02', '2026-02-01']) {
    await buy(washer, day, 'SHAMPOO');
  }
  dry = await person({ skinType: '干性' });
  await buy(dry, '2026-02-12', 'MASK');
  await test.platform.feed.rebuild();
  await learn();
}, 120_000);

describe('[C080] goods bought together', () => {
  it('have the support, confidence and lift counted by hand, guests included', async () => {
    const { together, learning, after, intervalDays } = await ok(
      'GET',
      `/products/${products.get('VIT')}/associations`,
    );
    // 20 + 12 + 10 + 10 + 5 + 10 + 3 + 1 orders; 35 with VIT, 25 with both.
    expect(learning).toMatchObject({ asOf: '2026-03-02', baskets: 71, products: 8 });
    expect(together).toMatchObject([{ product: { code: 'OIL' }, baskets: 25 }]);
    expect(together[0].support).toBeCloseTo(25 / 71, 12);
    expect(together[0].confidence).toBeCloseTo(25 / 35, 12);
    expect(together[0].lift).toBeCloseTo(71 / 35, 12);
    expect(after).toMatchObject([{ product: { code: 'MASK' }, customers: 12, share: 1, days: 22 }]);
    expect(intervalDays).toBeNull();
  });

  it('are listed by lift, page by page, and kept from whoever may not see the numbers', async () => {
    const first = await ok('GET', '/associations?limit=3');
    expect(first.items).toHaveLength(3);
    const rest = await ok('GET', `/associations?limit=100&cursor=${encodeURIComponent(first.nextCursor)}`);
    const lifts = [...first.items, ...rest.items].map(({ lift }: { lift: number }) => lift);
    expect(lifts).toEqual(lifts.toSorted((a: number, b: number) => b - a));
    const names = [...first.items, ...rest.items].map((each: Body) => `${each.left.code}>${each.right.code}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('OIL>VIT');
    expect((await call('GET', '/associations?cursor=nonsense')).status).toBe(400);
    expect((await call('GET', '/associations', undefined, await test.as('agent'))).status).toBe(403);
    await learn();
    expect((await call('GET', `/associations?cursor=${encodeURIComponent(first.nextCursor)}`)).status).toBe(410);
  });
});

describe('[C080] the least confidence', () => {
  it('is a setting: what is seldom enough among buyers of the first is not listed', async () => {
    const admin = await test.as('admin');
    const pairs = async (): Promise<string[]> =>
      (await ok('GET', '/associations?limit=100')).items.map((each: Body) => `${each.left.code}>${each.right.code}`);
    // All 25 orders with OIL have VIT, 25 of the 35 with VIT have OIL.
    await ok('PUT', '/settings/marketing.min_confidence', { value: 0.8 }, admin);
    await learn();
    const strict = await pairs();
    expect([strict.includes('OIL>VIT'), strict.includes('VIT>OIL')]).toEqual([true, false]);
    await ok('PUT', '/settings/marketing.min_confidence', { value: 0.05 }, admin);
    await learn();
    expect(await pairs()).toContain('VIT>OIL');
  });
});

describe('[C082] recommendations for a customer', () => {
  it('come with a reason, and leave out one-time goods that are owned and what is out of stock', async () => {
    const forHealth = await ok('GET', `/customers/${healthOnly}/recommendations`);
    expect(forHealth.fresh[0]).toMatchObject({
      product: { code: 'OIL' },
      reason: { kind: 'with', products: [{ code: 'VIT' }] },
    });
    expect(forHealth.again).toMatchObject([
      { product: { code: 'VIT' }, reason: { kind: 'again', times: 1, lastDay: '2026-01-12' } },
    ]);
    const forLamp = await ok('GET', `/customers/${lampOwner}/recommendations`);
    expect(codes(forLamp.again)).toEqual(['SHAMPOO']);
    expect(codes(forLamp.fresh)).not.toContain('SOAP');
    expect(forLamp).toMatchObject({ leftOut: { owned: 1, outOfStock: 1 }, keepsStock: true });
    const nobody = await ok('GET', `/customers/${await person()}/recommendations`);
    expect(nobody.fresh[0].reason.kind).toBe('popular');
    expect(codes(nobody.fresh)).not.toContain('SOAP');
  });

  it('leave out what is off the shelf, and are told of customers only that there are', async () => {
    const { db } = kernel.postgres;
    const { fresh, leftOut } = await ok('GET', `/customers/${healthOnly}/recommendations`);
    expect([codes(fresh).includes('OIL'), leftOut.notOffered]).toEqual([true, 0]);
    await sql`update commerce.products set state = 'off' where code = 'OIL'`.execute(db);
    const after = await ok('GET', `/customers/${healthOnly}/recommendations`);
    expect([codes(after.fresh).includes('OIL'), after.leftOut.notOffered]).toEqual([false, 1]);
    await sql`update commerce.products set state = case when code = 'OIL' then 'on' else 'off' end
      where code in ('OIL', 'SHAMPOO')`.execute(db);
    // Nor is it expected of those who would buy it again.
    expect(codes((await ok('GET', `/customers/${washer}/recommendations`)).next)).not.toContain('SHAMPOO');
    await sql`update commerce.products set state = 'on' where code = 'SHAMPOO'`.execute(db);
    expect((await call('GET', `/customers/${newId()}/recommendations`)).status).toBe(404);
  });

  it('leave nothing out for want of stock where nobody keeps stock', async () => {
    const { db } = kernel.postgres;
    await sql`update commerce.skus set stock = 0`.execute(db);
    const { keepsStock, fresh, leftOut } = await ok('GET', `/customers/${lampOwner}/recommendations`);
    expect([keepsStock, leftOut.outOfStock, codes(fresh).includes('SOAP')]).toEqual([false, 0, true]);
    await sql`
      update commerce.skus s set stock = 5 from commerce.products p where p.id = s.product_id and p.code <> 'SOAP'`.execute(
      db,
    );
  });

  it('leave out what is owned of categories that are bought once, by a setting', async () => {
    const admin = await test.as('admin');
    await ok('PUT', '/settings/marketing.bought_once', { value: ['保健'] }, admin);
    const after = await ok('GET', `/customers/${healthOnly}/recommendations`);
    expect([codes(after.again), after.leftOut.owned]).toEqual([[], 1]);
    await ok('PUT', '/settings/marketing.bought_once', { value: [] }, admin);
  });
});

describe('[C082a] skin-type advice', () => {
  it('has only goods marked for that skin or all skin, and nothing for other skin is recommended', async () => {
    const { advice, fresh, leftOut } = await ok('GET', `/customers/${dry}/recommendations`);
    expect(advice).toMatchObject([{ field: 'skinType', value: '干性' }]);
    expect(new Set(codes(advice[0].products))).toEqual(new Set(['CREAM-DRY', 'MASK']));
    expect(codes(fresh)).toContain('CREAM-DRY');
    expect(codes(fresh)).not.toContain('CREAM-OILY');
    expect(leftOut.forOthers).toBe(1);
  });

  it('goes by nothing that is masked for whoever asks', async () => {
    const admin = await test.as('admin');
    const label = { 'zh-CN': '过敏确诊日', en: 'Allergic since' };
    await ok('POST', '/fields', { key: 'allergicSince', label, type: 'date' }, admin);
    const rule = { field: 'allergicSince', says: ['2020'], goods: ['干性'] };
    const { value: usual } = (await ok('GET', '/settings', undefined, admin)).items.find(
      ({ key }: Body) => key === 'marketing.advice',
    );
    await ok('PUT', '/settings/marketing.advice', { value: [rule] }, admin);
    const allergic = await person({ allergicSince: '2020-05-01' });
    const advised = async (): Promise<Body> => (await ok('GET', `/customers/${allergic}/recommendations`)).advice;
    expect(await advised()).toMatchObject([{ field: 'allergicSince', products: [{ code: 'CREAM-DRY' }] }]);
    const level = { sensitivity: 'personal', reason: '健康信息' };
    await ok('PUT', '/fields/allergicSince/level', level, admin);
    expect(await advised()).toEqual([]);
    await ok('PUT', '/settings/marketing.advice', { value: usual }, admin);
  });
});

describe('[C083] cross-selling between lines', () => {
  it('reports the rate, names the line to buyers of one only, and gives the rule that finds them', async () => {
    const { items } = await ok('GET', '/cross-selling');
    const pair = items.find((each: Body) => each.from.name === '保健' && each.to.name === '美容');
    expect(pair).toMatchObject({ buyers: 30, both: 12, rate: 0.4 });
    const { count } = await ok('POST', '/segments/preview', { rule: pair.rule });
    expect(count).toBe(18);
    const { lines: offered } = await ok('GET', `/customers/${healthOnly}/recommendations`);
    expect(offered).toEqual([{ id: lines.get('美容'), name: '美容', rate: 0.4, from: '保健' }]);
  });
});

describe('[C084] the next purchase', () => {
  it('of somebody who buys each 30 days is expected 30 days after the last', async () => {
    const { next } = await ok('GET', `/customers/${washer}/recommendations`);
    expect(next[0]).toMatchObject({
      product: { code: 'SHAMPOO' },
      on: '2026-03-03',
      because: { kind: 'interval', everyDays: 30, times: 3, lastDay: '2026-02-01' },
    });
    expect(next[0].tolerance).toBeLessThanOrEqual(3);
  });

  it('of somebody whose last purchase others followed by another is expected by that sequence', async () => {
    const { next } = await ok('GET', `/customers/${healthOnly}/recommendations`);
    expect(next).toContainEqual(
      expect.objectContaining({ on: '2026-02-03', because: { kind: 'sequence', after: expect.anything(), share: 1 } }),
    );
  });

  it('is not expected any more after three times the days that it took others', async () => {
    const late = await person();
    await buy(late, '2025-12-20', 'VIT');
    const soon = await person();
    await buy(soon, '2025-12-28', 'VIT');
    const expected = async (id: string): Promise<(string | undefined)[]> =>
      codes(
        (await ok('GET', `/customers/${id}/recommendations`)).next.filter(
          ({ because }: Body) => because.kind === 'sequence',
        ),
      );
    // It took others 22 days; on the 3rd of March 65 days are over since the one purchase, 73 since the other.
    expect([await expected(soon), await expected(late)]).toEqual([['MASK'], []]);
  });
});
