import { text as readAll } from 'node:stream/consumers';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttributeValue } from '#customers/pure';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { pumpAll } from '#test/face-histories.ts';
import { useKernel } from '#test/harness.ts';
import { asActor } from '#test/http.ts';
import { usePlatform } from '#test/platform.ts';
import { said } from '#test/statements.ts';
import { newExportSchema } from './contracts.ts';

const kernel = useKernel();
const test = usePlatform(kernel, { isTrusting: true });
const context = systemContext('test');
const marketer = asActor('小林', ['segments.read', 'segments.write']);
// The audit trail wants an id.
const manager = asActor('018f0000-0000-7000-8000-0000000000aa', [
  'segments.read',
  'segments.write',
  'customers.read',
  'customers.reveal',
  'customers.reveal_sensitive',
  'fields.write',
]);
const people: Record<string, { readonly recordId: string; readonly customerId: string }> = {};

beforeAll(async () => {
  await person('李雷', { gender: 'male', birthday: '2000-05-01' }, '浙江省 杭州市');
  await person('韩梅', { gender: 'female', birthday: '2000-05-01' }, '浙江省 杭州市');
  await person('王芳', { gender: 'female', birthday: '2000-05-01' }, '上海市');
  await person('赵敏', { gender: 'female', birthday: '1970-05-01' }, '湖北宜昌');
  await person('孙丽', { gender: 'female', birthday: '1991-03-02' }, '湖北宜昌');
  await person('无名', {}, null);
  await test.platform.feed.rebuild();
});

async function person(name: string, attributes: Record<string, AttributeValue>, region: string | null): Promise<void> {
  const [taken] = await kernel.transaction(context, (tx) =>
    test.platform.customers.identity.takeIn(tx, context, [said({ account: name, name, attributes, region })], {
      source: 'shop',
      importId: null,
      scopeId: null,
    }),
  );
  people[name] = taken ?? { recordId: '', customerId: '' };
}

interface Told {
  readonly type: string;
  readonly data: (orderId: string) => Record<string, unknown>;
}

const CHANGED: Told = { type: 'commerce.orders_changed', data: (orderId) => ({ orderIds: [orderId] }) };

async function order(name: string, day: string, { type, data }: Told = CHANGED): Promise<string> {
  const id = newId();
  const { recordId, customerId } = people[name] ?? { recordId: '', customerId: '' };
  await kernel.transaction(context, async (tx) => {
    await sql`
      insert into commerce.orders (id, source, number, kind, status, placed_at, business_date, currency, total_minor,
        sales_minor, sales_lines, line_count, record_id, customer_id, content_hash, created_at, updated_at)
      values (${id}, 'shop', ${id}, 'sale', 'paid', ${`${day}T04:00:00Z`}, ${day}, 'CNY', 10000, 10000, 1, 1,
        ${recordId}, ${customerId}, '', now(), now())`.execute(tx);
    await kernel.events.append(tx, context, [{ type, data: data(id) }]);
  });
  return id;
}

async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: unknown, as = marketer) {
  const reply = await test.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: as,
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return { status: reply.statusCode, json: reply.body === '' ? null : reply.json() };
}

const WOMEN = {
  all: [
    { is: 'profile.field', field: 'gender', anyOf: ['female'] },
    { is: 'profile.age', years: { min: 18, max: 35 } },
    { is: 'profile.city_tier', tiers: ['second', 'third'] },
  ],
};

describe('building a segment', () => {
  it('[C031] finds exactly the women of 18 to 35 in second- and third-tier cities, and says the rule in words', async () => {
    const { status, json } = await call('POST', '/segments/preview', { rule: WOMEN });
    expect(status, JSON.stringify(json)).toBe(200);
    expect(json).toMatchObject({
      count: 2,
      of: 6,
      asOf: '2026-03-02',
      sentence: { 'zh-CN': '全部满足（资料“性别”为“女”；年龄18到35岁；所在城市级别为二线、三线）' },
    });
    expect(json.sample.map(({ name }: { name: string }) => name).toSorted()).toEqual(['孙丽', '韩梅'].toSorted());
    const estimated = await call('POST', '/segments/preview', { rule: WOMEN, estimate: true });
    expect(estimated.json).toMatchObject({ count: 2, of: 6 });
    const later = await call('POST', '/segments/preview', { rule: WOMEN, asOf: '2027-03-02' }, manager);
    expect(later.json).toMatchObject({ count: 1 });
  });

  it('[C031] reads the sentence back as the rule', async () => {
    const text = '全部满足（资料“性别”为“女”；年龄18到35岁；所在城市级别为二线、三线）';
    const { json } = await call('POST', '/rules/read', { text, locale: 'zh-CN' });
    expect(json).toEqual({ rule: { v: 1, ...WOMEN }, sentence: expect.objectContaining({ 'zh-CN': text }) });
    const bad = await call('POST', '/rules/read', { text: '喜欢猫', locale: 'zh-CN' });
    expect(bad).toMatchObject({ status: 400 });
  });

  it('[C031] names the part of a rule that is wrong, and explains it for one person', async () => {
    const bad = await call('POST', '/segments/preview', { rule: { all: [{ is: 'profile.age', years: {} }] } });
    expect(bad.status).toBe(400);
    expect(JSON.stringify(bad.json)).toContain('rule.all[0].args.years');
    const { json } = await call('POST', '/rules/explain', { rule: WOMEN, customerId: people['李雷']?.customerId });
    expect(json.explanation.yes).toBe(false);
    expect(json.explanation.parts.map(({ yes }: { yes: boolean }) => yes)).toEqual([false, true, true]);
    const nobody = await call('POST', '/rules/explain', { rule: WOMEN, customerId: newId() });
    expect(nobody.status).toBe(404);
  });

  it('offers every condition with what its form needs, and what to choose from', async () => {
    const { json } = await call('GET', '/conditions');
    const tag = json.items.find(({ is }: { is: string }) => is === 'profile.tag');
    expect(tag.args).toMatchObject([{ name: 'tags', face: 'catalogue', catalogue: 'customers.tags', optional: false }]);
    const fields = await call(
      'GET',
      `/catalogues/${encodeURIComponent('customers.fields')}?text=${encodeURIComponent('性别')}`,
    );
    expect(fields.json).toMatchObject({ items: [{ value: 'gender', label: { 'zh-CN': '性别', en: 'Gender' } }] });
  });
});

describe('who a rule holds for', () => {
  const profileOf = async (
    rule: object,
  ): Promise<{
    count: number;
    traits: { name: string; overlaps: boolean; parts: { value: string; customers: number }[] }[];
  }> => {
    const { status, json } = await call('POST', '/segments/profile', { rule });
    expect(status, JSON.stringify(json)).toBe(200);
    return json;
  };

  it('[C043] is told by gender, age, cities, sources and orders, and the numbers add up', async () => {
    const { count, traits } = await profileOf({ all: [{ is: 'profile.known', parts: ['name'] }] });
    expect(count).toBe(6);
    const parts = new Map(
      traits.map(({ name, parts: found }) => [name, new Map(found.map(({ value, customers }) => [value, customers]))]),
    );
    expect(parts.get('gender')).toEqual(
      new Map([
        ['female', 4],
        ['male', 1],
        ['other', 0],
        ['', 1],
      ]),
    );
    expect(parts.get('age')).toEqual(
      new Map([
        ['0', 0],
        ['18', 0],
        ['25', 3],
        ['35', 1],
        ['45', 1],
        ['60', 0],
        ['', 1],
      ]),
    );
    expect(parts.get('cityTier')).toEqual(
      new Map([
        ['first', 1],
        ['second', 2],
        ['third', 2],
        ['other', 0],
        ['', 1],
      ]),
    );
    expect(parts.get('orders')?.get('0')).toBe(6);
    for (const { name, overlaps, parts: found } of traits) {
      const sum = found.reduce((total, { customers }) => total + customers, 0);
      expect({ name, adds: overlaps || sum === count }).toEqual({ name, adds: true });
    }
    expect((await profileOf({ all: [{ is: 'profile.age', years: { min: 100 } }] })).count).toBe(0);
  });
});

describe('what may be asked', () => {
  it('[C003] is a field as soon as somebody has defined it: in the form, in files and in rules', async () => {
    const skin = {
      key: 'skinType',
      type: 'choice',
      label: { 'zh-CN': '肌肤类型' },
      options: [{ value: 'sensitive', label: { 'zh-CN': '敏感' } }],
    };
    expect((await call('POST', '/fields', skin, manager)).status).toBe(201);
    const { json: form } = await call('GET', '/fields', undefined, manager);
    expect(form.items.map(({ key }: { key: string }) => key)).toContain('skinType');
    const kinds = test.platform.customers.importKinds;
    const columns = await Promise.all(kinds.map((kind) => kind.fields()));
    expect(columns.flat().map(({ name }) => name)).toContain('skinType');
    const { json: builder } = await call('GET', '/catalogues/customers.custom_fields');
    expect(builder.items).toMatchObject([{ value: 'skinType', label: { 'zh-CN': '肌肤类型', en: '肌肤类型' } }]);
    const options = await call('GET', `/catalogues/${encodeURIComponent('customers.field:skinType')}`);
    expect(options.json.items).toMatchObject([{ value: 'sensitive', label: { 'zh-CN': '敏感' } }]);
    await kernel.transaction(context, (tx) =>
      test.platform.customers.identity.stateByHand(tx, context, {
        customerId: people['韩梅']?.customerId ?? '',
        attributes: { skinType: 'sensitive' },
      }),
    );
    await pumpAll({ kernel, platform: test.platform });
    const rule = { all: [{ is: 'profile.custom_field', field: 'skinType', anyOf: ['sensitive'] }] };
    const { json } = await call('POST', '/segments/preview', { rule });
    expect(json).toMatchObject({
      count: 1,
      sample: [{ name: '韩梅' }],
      sentence: { 'zh-CN': '全部满足（自定义“肌肤类型”为“敏感”）' },
    });
  });

  it('is no masked field of those who may not see it, neither to find by nor in an explanation', async () => {
    const rule = { any: [{ is: 'profile.field', field: 'incomeBand', anyOf: ['over_50k'] }] };
    const refused = await call('POST', '/segments/preview', { rule });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.json)).toContain('rule.any[0]');
    expect((await call('POST', '/segments/preview', { rule }, manager)).status).toBe(200);
    const known = { all: [{ is: 'profile.field', field: 'birthday' }] };
    const { json } = await call('POST', '/rules/explain', { rule: known, customerId: people['韩梅']?.customerId });
    expect(json.explanation.parts).toMatchObject([{ yes: true, found: { 'zh-CN': '有值（不显示）' } }]);
    expect(JSON.stringify(json)).not.toContain('2000-05-01');
  });
});

describe('a saved segment', () => {
  const drain = () => kernel.jobs.drain(test.platform.jobs);
  const follow = async () => {
    for (const reader of test.platform.segments.parts.readers ?? []) {
      while ((await kernel.events.pump(reader)) > 0) {
        // until nothing is left
      }
    }
  };
  const buyers = { all: [{ is: 'orders.count', count: { min: 1 } }] };
  const save = (name: string, rule: object, refresh = 'live') => call('POST', '/segments', { name, rule, refresh });
  const membersOf = async (id: string) =>
    (await call('GET', `/segments/${id}/members`)).json.items.map(({ name }: { name: string }) => name).toSorted();

  it('[C031a] takes a customer in after an order, lets her go when it is taken back, and its history says when', async () => {
    const { json: segment, status } = await save('买过', buyers);
    expect(status, JSON.stringify(segment)).toBe(201);
    await drain();
    await follow();
    expect(await membersOf(segment.id)).toEqual([]);
    kernel.clock.advance(60_000);
    const id = await order('韩梅', '2026-03-01');
    await follow();
    expect(await membersOf(segment.id)).toEqual(['韩梅']);
    kernel.clock.advance(60_000);
    await kernel.transaction(context, async (tx) => {
      await sql`update commerce.orders set status = 'cancelled' where id = ${id}`.execute(tx);
      await kernel.events.append(tx, context, [{ type: 'commerce.orders_changed', data: { orderIds: [id] } }]);
    });
    await follow();
    expect(await membersOf(segment.id)).toEqual([]);
    const { json } = await call('GET', `/segments/${segment.id}/history`);
    expect(json.items).toMatchObject([
      { name: '韩梅', entered: false, at: '2026-03-02T02:02:00.000Z', cause: 'commerce.orders_changed' },
      { name: '韩梅', entered: true, at: '2026-03-02T02:01:00.000Z', cause: 'commerce.orders_changed' },
    ]);
  });

  it('[C031a] is worked out for everybody, and a refresh behind the times takes nothing back', async () => {
    const id = await order('王芳', '2026-02-01');
    await pumpAll({ kernel, platform: test.platform });
    const { json: segment } = await save('买过一次', buyers);
    await drain();
    expect(await membersOf(segment.id)).toEqual(['王芳']);
    await kernel.transaction(context, async (tx) => {
      await sql`update commerce.orders set status = 'cancelled' where id = ${id}`.execute(tx);
      await kernel.events.append(tx, context, [{ type: 'commerce.orders_changed', data: { orderIds: [id] } }]);
    });
    await follow();
    expect(await membersOf(segment.id)).toEqual([]);
    // The analytic store has not heard of it yet and would take her in again.
    await test.platform.segments.refreshing.refresh(context, [segment.id]);
    expect(await membersOf(segment.id)).toEqual([]);
    await order('孙丽', '2026-02-01');
    await pumpAll({ kernel, platform: test.platform });
    await test.platform.segments.refreshing.refresh(context, null);
    expect(await membersOf(segment.id)).toEqual(['孙丽']);
  });

  it('[C031a] looks at everybody soon after an import, and every day, because days pass without events', async () => {
    const { json: segment } = await save('近七天买过', {
      all: [{ is: 'orders.count', count: { min: 1 }, window: { lastDays: 7 } }],
    });
    await drain();
    const id = await order('赵敏', '2026-02-27', {
      type: 'commerce.orders_imported',
      data: (orderId) => ({ importId: newId(), firstId: orderId, lastId: orderId, orders: 1 }),
    });
    expect(id).not.toBe('');
    await pumpAll({ kernel, platform: test.platform });
    await follow();
    kernel.timers.register(test.platform.segments.parts.timers ?? []);
    kernel.clock.advance(61_000);
    await kernel.timers.tick();
    await drain();
    expect(await membersOf(segment.id)).toEqual(['赵敏']);
    kernel.clock.advance(8 * 86_400_000);
    await kernel.timers.tick();
    await drain();
    expect(await membersOf(segment.id)).toEqual([]);
    kernel.clock.set(new Date('2026-03-02T03:00:00.000Z'));
  });

  it('is exported as a file, with names as lists show them', async () => {
    const { json: segment } = await save('杭州', { all: [{ is: 'profile.region', regions: ['杭州'] }] });
    await drain();
    const ask = { kind: 'segment_members', format: 'jsonl', filter: { segmentId: segment.id } };
    const { id } = await kernel.transaction(context, (tx) =>
      test.platform.outgoing.exports.create(tx, context, newExportSchema.parse(ask)),
    );
    await test.platform.outgoing.exporting.run(context, id);
    const { stream } = await test.platform.outgoing.exports.download(context, id);
    const lines = (await readAll(stream))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(new Set(lines.map(({ name }) => name))).toEqual(new Set(['李雷', '韩梅']));
    expect(lines[0]).toMatchObject({ customerId: expect.any(String), enteredAt: expect.any(String) });
  });

  it('keeps versions of its rule, and its members follow the newest one', async () => {
    const { json: segment } = await save('女性', {
      all: [{ is: 'profile.field', field: 'gender', anyOf: ['female'] }],
    });
    await drain();
    const women = { is: 'profile.field', field: 'gender', anyOf: ['female'] };
    const same = await call('PUT', `/segments/${segment.id}`, { name: '女性', rule: { any: [{ all: [women] }] } });
    expect(same.json).toMatchObject({ version: 1, stale: false });
    expect(await membersOf(segment.id)).toHaveLength(4);
    const changed = await call('PUT', `/segments/${segment.id}`, {
      name: '男性',
      rule: { all: [{ is: 'profile.field', field: 'gender', anyOf: ['male'] }] },
    });
    expect(changed.json).toMatchObject({ version: 2, stale: true });
    await drain();
    expect(await membersOf(segment.id)).toEqual(['李雷']);
    const { json } = await call('GET', `/segments/${segment.id}`);
    expect(json).toMatchObject({
      stale: false,
      members: 1,
      versions: [{ version: 2, changedBy: '小林' }, { version: 1 }],
    });
  });

  it('can be made of a list of people, which follows them when they turn out to be one', async () => {
    const { json: list, status } = await call('POST', '/lists', { name: '展会名片' });
    expect(status, JSON.stringify(list)).toBe(201);
    const [first, second] = await kernel.transaction(context, (tx) =>
      test.platform.customers.identity.takeIn(
        tx,
        context,
        [
          said({ account: 'l1', name: '周一', phone: '+8613811110001' }),
          said({ account: 'l2', name: '周二', email: 'zhou@x.cn' }),
        ],
        { source: 'shop', importId: null, scopeId: null },
      ),
    );
    const { json: segment } = await save('名片客户', { all: [{ is: 'segment.list', lists: [list.id] }] });
    await drain();
    const added = await call('POST', `/lists/${list.id}/entries`, {
      action: 'add',
      items: [
        { customerId: first?.customerId },
        { type: 'email', value: 'ZHOU@x.cn' },
        { type: 'phone', value: '13999999999' },
        { customerId: newId() },
      ],
    });
    expect(added.json.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'done',
      'done',
      'unknown',
      'unknown',
    ]);
    await follow();
    expect(await membersOf(segment.id)).toEqual(['周一', '周二']);
    await kernel.transaction(context, (tx) =>
      test.platform.customers.identity.takeIn(
        tx,
        context,
        [said({ account: 'both', phone: '+8613811110001', email: 'zhou@x.cn' })],
        {
          source: 'form',
          importId: null,
          scopeId: null,
        },
      ),
    );
    await follow();
    await pumpAll({ kernel, platform: test.platform });
    expect(await membersOf(segment.id)).toHaveLength(1);
    await test.platform.segments.refreshing.refresh(context, [segment.id]);
    expect(await membersOf(segment.id)).toHaveLength(1);
    expect((await call('GET', '/lists')).json.items).toMatchObject([{ name: '展会名片', customers: 1 }]);
    expect((await call('DELETE', `/lists/${list.id}`)).status).toBe(409);
    const off = await call('POST', `/lists/${list.id}/entries`, {
      action: 'remove',
      items: [{ customerId: first?.customerId }, { customerId: second?.customerId }],
    });
    expect(off.json.results.map(({ outcome }: { outcome: string }) => outcome).toSorted()).toEqual(['done', 'unknown']);
    await follow();
    expect(await membersOf(segment.id)).toEqual([]);
    expect((await call('POST', '/lists', { name: '展会名片' })).status).toBe(409);
  });

  it('may name others, never itself, and cannot be put away while it is named', async () => {
    const { json: women } = await save('年轻女性', WOMEN);
    const { json: outer } = await save('外层', { all: [{ is: 'segment.in', segments: [women.id] }] });
    const preview = await call('POST', '/segments/preview', {
      rule: { none: [{ is: 'segment.in', segments: [outer.id] }] },
    });
    expect(preview.json).toMatchObject({ count: 5, sentence: { 'zh-CN': '均不满足（属于客群“外层”）' } });
    const circle = await call('PUT', `/segments/${women.id}`, {
      name: '年轻女性',
      rule: {
        any: [
          { is: 'profile.known', parts: ['name'] },
          { is: 'segment.in', segments: [outer.id] },
        ],
      },
    });
    expect(circle.status).toBe(400);
    expect(JSON.stringify(circle.json)).toContain('rule.any[1].args.segments');
    expect(JSON.stringify(circle.json)).toContain('年轻女性 → 外层 → 年轻女性');
    expect((await call('DELETE', `/segments/${women.id}`)).status).toBe(409);
    expect((await call('DELETE', `/segments/${outer.id}`)).status).toBe(204);
    expect((await call('DELETE', `/segments/${women.id}`)).status).toBe(204);
    expect((await call('GET', `/segments/${women.id}`)).status).toBe(404);
    expect((await save('买过', buyers)).status).toBe(409);
  });
});
