import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttributeValue } from '#customers/pure';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { pumpAll } from '#test/face-histories.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';
import { said } from '#test/statements.ts';
import { createPlatform, type Platform } from './wiring.ts';

const kernel = useKernel();
const context = systemContext('test');
const marketer = asActor('小林', ['segments.read', 'segments.write']);
let platform: Platform;
let app: FastifyInstance;
const people: Record<string, { readonly recordId: string; readonly customerId: string }> = {};

beforeAll(async () => {
  platform = createPlatform(kernel);
  app = await openTestServer(kernel, platform.routes);
  await person('李雷', { gender: 'male', birthday: '2000-05-01' }, '浙江省 杭州市');
  await person('韩梅', { gender: 'female', birthday: '2000-05-01' }, '浙江省 杭州市');
  await person('王芳', { gender: 'female', birthday: '2000-05-01' }, '上海市');
  await person('赵敏', { gender: 'female', birthday: '1970-05-01' }, '湖北宜昌');
  await person('孙丽', { gender: 'female', birthday: '1991-03-02' }, '湖北宜昌');
  await person('无名', {}, null);
  await platform.feed.rebuild();
});

afterAll(async () => {
  await app.close();
});

async function person(name: string, attributes: Record<string, AttributeValue>, region: string | null): Promise<void> {
  const [taken] = await kernel.transaction(context, (tx) =>
    platform.customers.identity.takeIn(tx, context, [said({ account: name, name, attributes, region })], {
      source: 'shop',
      importId: null,
      scopeId: null,
    }),
  );
  people[name] = taken ?? { recordId: '', customerId: '' };
}

async function order(name: string, day: string): Promise<string> {
  const id = newId();
  const { recordId, customerId } = people[name] ?? { recordId: '', customerId: '' };
  await kernel.transaction(context, async (tx) => {
    await sql`
      insert into commerce.orders (id, source, number, kind, status, placed_at, business_date, currency, total_minor,
        sales_minor, sales_lines, line_count, record_id, customer_id, content_hash, created_at, updated_at)
      values (${id}, 'shop', ${id}, 'sale', 'paid', ${`${day}T04:00:00Z`}, ${day}, 'CNY', 10000, 10000, 1, 1,
        ${recordId}, ${customerId}, '', now(), now())`.execute(tx);
    await kernel.events.append(tx, context, [{ type: 'commerce.orders_changed', data: { orderIds: [id] } }]);
  });
  return id;
}

async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: unknown) {
  const reply = await app.inject({
    method,
    url: `/api/v1${url}`,
    headers: marketer,
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
    const later = await call('POST', '/segments/preview', { rule: WOMEN, asOf: '2027-03-02' });
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
    expect(fields.json).toEqual({ items: [{ value: 'gender', label: { 'zh-CN': '性别', en: 'Gender' } }] });
  });
});

describe('a saved segment', () => {
  const drain = () => kernel.jobs.drain(platform.jobs);
  const follow = async () => {
    for (const reader of platform.segments.parts.readers ?? []) {
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
    await pumpAll({ kernel, platform });
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
    await platform.segments.refreshing.refresh(context, [segment.id]);
    expect(await membersOf(segment.id)).toEqual([]);
    await order('孙丽', '2026-02-01');
    await pumpAll({ kernel, platform });
    await platform.segments.refreshing.refresh(context, null);
    expect(await membersOf(segment.id)).toEqual(['孙丽']);
  });

  it('keeps versions of its rule, and its members follow the newest one', async () => {
    const { json: segment } = await save('女性', {
      all: [{ is: 'profile.field', field: 'gender', anyOf: ['female'] }],
    });
    await drain();
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

  it('may name others, never itself, and cannot be put away while it is named', async () => {
    const { json: women } = await save('年轻女性', WOMEN);
    const { json: outer } = await save('外层', { all: [{ is: 'segment.in', segments: [women.id] }] });
    const preview = await call('POST', '/segments/preview', {
      rule: { none: [{ is: 'segment.in', segments: [outer.id] }] },
    });
    expect(preview.json).toMatchObject({ count: 4, sentence: { 'zh-CN': '均不满足（属于客群“外层”）' } });
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
