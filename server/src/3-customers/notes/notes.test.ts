import { beforeAll, describe, expect, it } from 'vitest';
import { useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { takePeople } from '#test/people.ts';
import { createCustomers } from '../index.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);

let agent: Readonly<Record<string, string>> = {};
let store: Readonly<Record<string, string>> = {};
let manager: Readonly<Record<string, string>> = {};
let url = '';

beforeAll(async () => {
  const customers = createCustomers(kernel, { audit: () => Promise.resolve() });
  [agent, store, manager] = await Promise.all([
    pages.access.as('agent'),
    pages.access.as('store'),
    pages.access.as('manager'),
  ]);
  const [id] = await takePeople(kernel, customers, [{ account: 'n1', name: '甲' }]);
  url = `/api/v1/customers/${id}/notes`;
});

async function texts(): Promise<string[]> {
  const { body } = await pages.get(url, store);
  return body.items.map((item: { text: string }) => item.text);
}

describe('notes', () => {
  it('stand newest first, pinned ones above', async () => {
    const first = await pages.post(url, { text: '第一条' }, agent);
    kernel.clock.advance(1000);
    await pages.post(url, { text: '第二条' }, store);
    expect(await texts()).toEqual(['第二条', '第一条']);
    await pages.patch(`/api/v1/notes/${first.body.id}`, { pinned: true }, store);
    expect(await texts()).toEqual(['第一条', '第二条']);
  });

  it('keep what they said before, and are changed by their author alone', async () => {
    const { body: note } = await pages.post(url, { text: '喜欢红色' }, agent);
    expect((await pages.patch(`/api/v1/notes/${note.id}`, { text: 'x' }, store)).body.code).toBe('note_not_own');
    kernel.clock.advance(1000);
    const { body } = await pages.patch(`/api/v1/notes/${note.id}`, { text: '喜欢蓝色' }, agent);
    expect(body).toMatchObject({ text: '喜欢蓝色', earlier: [{ text: '喜欢红色' }], author: 'agent' });
    const { body: listed } = await pages.get(url, agent);
    expect(listed.items.find((item: { id: string }) => item.id === note.id).earlier).toEqual(body.earlier);
  });

  it('are removed and brought back by their author or a manager', async () => {
    const { body: note } = await pages.post(url, { text: '错写' }, agent);
    expect((await pages.patch(`/api/v1/notes/${note.id}`, { removed: true }, store)).status).toBe(403);
    await pages.patch(`/api/v1/notes/${note.id}`, { removed: true }, manager);
    expect(await texts()).not.toContain('错写');
    await pages.patch(`/api/v1/notes/${note.id}`, { removed: false }, agent);
    expect(await texts()).toContain('错写');
  });
});
