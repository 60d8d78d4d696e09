import { beforeAll, describe, expect, it } from 'vitest';
import { useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);
const VIEWS = '/api/v1/customers/views';
const definition = {
  filter: { status: 'prospect', attributes: { hobbies: ['网球'] } },
  sort: 'name',
  columns: ['name'],
};

let manager: Readonly<Record<string, string>> = {};
let agent: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  manager = await pages.access.as('manager');
  agent = await pages.access.as('agent');
});

async function namesFor(headers: Readonly<Record<string, string>>): Promise<string[]> {
  const { body } = await pages.get(VIEWS, headers);
  return body.items.map((item: { name: string }) => item.name);
}

const remove = (id: string, headers: Readonly<Record<string, string>>) =>
  pages.access.app.inject({ method: 'DELETE', url: `${VIEWS}/${id}`, headers });

describe('saved views', () => {
  it('remember filters, order and columns, are changed, put in order and removed', async () => {
    const made = await pages.post(VIEWS, { name: '网球潜客', definition }, agent);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: '网球潜客', isOwn: true, isShared: false, definition });
    const second = await pages.post(VIEWS, { name: '全部', definition: { filter: {} } }, agent);
    expect(await namesFor(agent)).toEqual(['网球潜客', '全部']);
    await pages.patch(`${VIEWS}/${made.body.id}`, { name: '网球', position: 5 }, agent);
    expect(await namesFor(agent)).toEqual(['全部', '网球']);
    expect((await remove(second.body.id, agent)).statusCode).toBe(204);
    expect(await namesFor(agent)).toEqual(['网球']);
    await remove(made.body.id, agent);
  });

  it('are one’s own until shared by somebody who may share', async () => {
    const mine = await pages.post(VIEWS, { name: '经理的', definition }, manager);
    expect(await namesFor(agent)).toEqual([]);
    await pages.patch(`${VIEWS}/${mine.body.id}`, { isShared: true }, manager);
    const { body } = await pages.get(VIEWS, agent);
    expect(body).toMatchObject({
      items: [{ name: '经理的', isOwn: false, ownerName: 'manager' }],
      can: { share: false },
    });
    expect((await pages.patch(`${VIEWS}/${mine.body.id}`, { name: 'x' }, agent)).status).toBe(404);
    expect((await remove(mine.body.id, agent)).statusCode).toBe(404);
    expect((await pages.post(VIEWS, { name: '坐席的', isShared: true, definition }, agent)).status).toBe(403);
  });
});
