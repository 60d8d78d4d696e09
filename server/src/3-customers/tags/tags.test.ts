import { beforeAll, describe, expect, it } from 'vitest';
import { useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { takePeople } from '#test/people.ts';
import { type Customers, createCustomers } from '../index.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);
const TAGS = '/api/v1/customers/tags';

let customers: Customers;
let manager: Readonly<Record<string, string>> = {};
let store: Readonly<Record<string, string>> = {};
let ids: string[] = [];

beforeAll(async () => {
  customers = createCustomers(kernel, { audit: () => Promise.resolve() });
  manager = await pages.access.as('manager');
  store = await pages.access.as('store');
  ids = await takePeople(kernel, customers, [
    { account: 't1', name: '甲' },
    { account: 't2', name: '乙' },
    { account: 't3', name: '丙' },
  ]);
});

async function tagged(tag: string): Promise<string[]> {
  const { body } = await pages.post('/api/v1/customers/search', { tag }, manager);
  return body.items.map((item: { name: string }) => item.name).toSorted();
}

async function tagNamed(name: string): Promise<{ id: string; customers: number }> {
  const { body } = await pages.get('/api/v1/tags', manager);
  return body.items.find((item: { name: string }) => item.name === name);
}

describe('tags', () => {
  it('are put on several customers at once; the answer says exactly what changed, so it can be taken back', async () => {
    await pages.post(TAGS, { customerIds: [ids[0]], add: ['常客'] }, store);
    const { body } = await pages.post(TAGS, { customerIds: ids.slice(0, 2), add: [' 常客 ', '新品'] }, store);
    const changed = Object.fromEntries(
      body.added.map((row: { tag: { name: string }; customerIds: string[] }) => [row.tag.name, row.customerIds]),
    );
    expect(changed['常客']).toEqual([ids[1]]);
    expect(changed['新品'].toSorted()).toEqual(ids.slice(0, 2).toSorted());
    const { id, customers: many } = await tagNamed('常客');
    expect(many).toBe(2);
    expect(await tagged(id)).toEqual(['乙', '甲']);
    const back = await pages.post(TAGS, { customerIds: changed['常客'], remove: ['常客'] }, store);
    expect(back.body.removed).toMatchObject([{ customerIds: [ids[1]] }]);
    expect(await tagged(id)).toEqual(['甲']);
  });

  it('are one tag in any case', async () => {
    await pages.post(TAGS, { customerIds: [ids[2]], add: ['VIP', 'vip'] }, store);
    await pages.post(TAGS, { customerIds: [ids[1]], add: ['Vip'] }, store);
    expect((await tagNamed('VIP')).customers).toBe(2);
  });

  it('are renamed and removed by those who manage them', async () => {
    await pages.post(TAGS, { customerIds: ids, add: ['旧名', '占用'] }, store);
    const { id } = await tagNamed('旧名');
    expect((await pages.patch(`/api/v1/tags/${id}`, { name: '新名' }, store)).status).toBe(403);
    expect((await pages.patch(`/api/v1/tags/${id}`, { name: '占用' }, manager)).body.code).toBe('tag_name_taken');
    expect((await pages.patch(`/api/v1/tags/${id}`, { name: '新名' }, manager)).body).toEqual({ id, name: '新名' });
    const reply = await pages.access.app.inject({ method: 'DELETE', url: `/api/v1/tags/${id}`, headers: manager });
    expect(reply.statusCode).toBe(204);
    expect(await tagNamed('新名')).toBeUndefined();
    expect((await pages.get(`/api/v1/customers/${ids[0]}`, manager)).text).not.toContain('新名');
  });

  it('are merged: everybody who had either has the one that stays', async () => {
    await pages.post(TAGS, { customerIds: ids.slice(0, 2), add: ['爱跑步'] }, store);
    await pages.post(TAGS, { customerIds: ids.slice(1), add: ['跑步'] }, store);
    const [from, into] = [await tagNamed('爱跑步'), await tagNamed('跑步')];
    const merge = (body: object, who = manager) => pages.post(`/api/v1/tags/${from.id}/merge`, body, who);
    expect((await merge({ into: into.id }, store)).status).toBe(403);
    expect((await merge({ into: from.id })).body.errors[0].field).toBe('into');
    expect((await merge({ into: ids[0] })).status).toBe(404);
    expect((await merge({ into: into.id })).body).toEqual({ tag: { id: into.id, name: '跑步' }, customers: 1 });
    expect(await tagNamed('爱跑步')).toBeUndefined();
    expect(await tagged(into.id)).toEqual(['丙', '乙', '甲']);
  });

  it('pass over customers whom the actor may not see', async () => {
    const scopeId = await pages.scope('tag shop');
    const limited = await pages.inScope('store', scopeId);
    const { body } = await pages.post(TAGS, { customerIds: ids, add: ['越权'] }, limited);
    expect(body).toEqual({ added: [], removed: [] });
  });
});
