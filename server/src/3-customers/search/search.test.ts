import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { takePeople } from '#test/people.ts';
import { type Customers, createCustomers } from '../index.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);
const SEARCH = '/api/v1/customers/search';

let customers: Customers;
let manager: Readonly<Record<string, string>> = {};
let analyst: Readonly<Record<string, string>> = {};
const idOf = new Map<string, string>();

beforeAll(async () => {
  customers = createCustomers(kernel, { audit: () => Promise.resolve() });
  manager = await pages.access.as('manager');
  analyst = await pages.access.as('analyst');
  const people = [
    { account: 'a1', name: '张三', phone: '+8613812341234', attributes: { hobbies: ['网球', '跑步'] }, region: '浙江' },
    {
      account: 'a2',
      name: '张思思',
      email: 'si@example.com',
      attributes: { hobbies: ['跑步'], incomeBand: '10k_20k', birthday: '1990-05-06' },
    },
    { account: 'a3', name: '赵山', identifiers: [{ kind: 'member_card', value: 'VIP0001' }] as const },
    { account: 'a4', name: '欧阳娜', identifiers: [{ kind: 'wechat_unionid', value: 'oUnion-123' }] as const },
    { account: 'a5', name: 'Zs Miller', identifiers: [{ kind: 'wechat_openid', value: 'wx12:oOpen123' }] as const },
    { account: 'a6', name: '曾三', phone: '+8613900001234', attributes: { hobbies: ['网球'] } },
    { account: 'lilei88', source: 'taobao', name: null, attributes: { hobbies: ['网球', '游泳'] } },
  ];
  for (const [index, id] of (await takePeople(kernel, customers, people)).entries()) {
    idOf.set(people[index]?.name ?? '-', id);
  }
});

async function find(text: string, more: object = {}): Promise<string[]> {
  const { status, body } = await pages.post(SEARCH, { text, ...more }, manager);
  expect(status).toBe(200);
  return body.items.map((item: { name: string | null }) => item.name ?? '-');
}

async function list(body: object, headers = manager): Promise<string[]> {
  const answer = await pages.post(SEARCH, body, headers);
  expect(answer.status, answer.text).toBe(200);
  return answer.body.items.map((item: { name: string | null }) => item.name ?? '-');
}

describe('[C001] the search box', () => {
  it('finds by initials, the shortest names first', async () => {
    expect(await find('zs')).toEqual(['曾三', '赵山', '张三', '张思思', 'Zs Miller']);
    expect(await find('ZSS')).toEqual(['张思思']);
    expect(await find('oyn')).toEqual(['欧阳娜']);
  });

  it('finds by pinyin, with and without blanks, surnames as surnames are read', async () => {
    expect(await find('zhangsan')).toEqual(['张三']);
    expect(await find('Zhang  S')).toEqual(['张三', '张思思']);
    expect(await find('zengsan')).toEqual(['曾三']);
    expect(await find('cengsan')).toEqual([]);
    expect(await find('zs mi')).toEqual(['Zs Miller']);
  });

  it('finds by the beginning of the name and of the given name', async () => {
    expect(await find('张')).toEqual(['张三', '张思思']);
    expect(await find('三')).toEqual(['曾三', '张三']);
    expect(await find('娜')).toEqual(['欧阳娜']);
  });

  it('finds by a phone and by its last digits', async () => {
    expect(await find('138 1234 1234')).toEqual(['张三']);
    expect((await find('1234')).toSorted()).toEqual(['张三', '曾三']);
    expect(await find('00001234')).toEqual(['曾三']);
    expect(await find('234')).toEqual([]);
  });

  it('finds by e-mail, member card, shop account and WeChat', async () => {
    expect(await find('SI@example.com')).toEqual(['张思思']);
    expect(await find('vip-0001')).toEqual(['赵山']);
    expect(await find('lilei88')).toEqual(['-']);
    expect(await find('oUnion-123')).toEqual(['欧阳娜']);
    expect(await find('wx12:oOpen123')).toEqual(['Zs Miller']);
    expect(await find('oOpen123')).toEqual(['Zs Miller']);
  });

  it('pages through what several ways find, everybody once', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const answer = await pages.post(SEARCH, { text: 'z', limit: 2, ...(cursor ? { cursor } : {}) }, manager);
      seen.push(...answer.body.items.map((item: { name: string }) => item.name));
      cursor = answer.body.nextCursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(new Set(['曾三', '赵山', '张三', '张思思', 'Zs Miller']));
  });

  it('refuses a cursor that is not of a search', async () => {
    const list1 = await pages.post(SEARCH, { limit: 1 }, manager);
    for (const cursor of [list1.body.nextCursor, 'x', Buffer.from('[1,"a\\u0000","b"]').toString('base64url')]) {
      expect((await pages.post(SEARCH, { text: 'z', cursor }, manager)).body).toMatchObject({
        errors: [{ code: 'cursor_invalid' }],
      });
    }
  });
});

describe('[C010] look-up', () => {
  it.each([
    ['phone', '138-1234-1234', '张三'],
    ['email', 'Si@Example.com', '张思思'],
    ['memberCard', 'vip 0001', '赵山'],
    ['wechatUnionId', 'oUnion-123', '欧阳娜'],
    ['wechatOpenId', 'wx12:oOpen123', 'Zs Miller'],
  ])('by %s %s finds %s', async (type, value, name) => {
    const { body } = await pages.post('/api/v1/customers/lookup', { type, value }, manager);
    expect(body.customer?.name).toBe(name);
  });

  it('says what a right value looks like', async () => {
    const { status, body } = await pages.post(
      '/api/v1/customers/lookup',
      { type: 'wechatOpenId', value: 'oOpen123' },
      manager,
    );
    expect(status).toBe(400);
    expect(body.errors[0].field).toBe('value');
  });
});

describe('the list', () => {
  it('[C001b] filtered by hobby = 网球 has exactly those tagged', async () => {
    const wanted = ['-', '张三', '曾三'];
    expect((await list({ attributes: { hobbies: ['网球'] } })).toSorted()).toEqual(wanted.toSorted());
    const query = encodeURIComponent(JSON.stringify({ hobbies: ['网球'] }));
    const { body } = await pages.get(`/api/v1/customers?attributes=${query}`, manager);
    expect(body.items).toHaveLength(3);
    expect(body.total).toBe(3);
    expect(await list({ attributes: { hobbies: ['网球', '游泳'] } })).toEqual(['-']);
  });

  it('narrows by source, region and several things at once', async () => {
    expect(await list({ source: 'taobao' })).toEqual(['-']);
    expect(await list({ region: '浙江' })).toEqual(['张三']);
    expect(await list({ region: '浙江', attributes: { hobbies: ['网球'] } })).toEqual(['张三']);
    expect(await list({ text: 'zs', attributes: { hobbies: ['网球'] } })).toEqual(['曾三', '张三']);
  });

  it('does not let people filter by what they may not see, nor anybody put it into an address', async () => {
    const income = { attributes: { incomeBand: '10k_20k' } };
    expect(await list(income)).toEqual(['张思思']);
    expect((await pages.post(SEARCH, income, analyst)).status).toBe(400);
    const query = encodeURIComponent(JSON.stringify(income.attributes));
    expect((await pages.get(`/api/v1/customers?attributes=${query}`, manager)).status).toBe(400);
    expect((await pages.get('/api/v1/customers?attributes=nonsense', manager)).status).toBe(400);
    expect((await pages.post(SEARCH, { attributes: { nonsense: 1 } }, manager)).status).toBe(400);
  });

  it('shows the fields asked for, masked by their sensitivity', async () => {
    const { body } = await pages.get('/api/v1/customers?fields=hobbies,birthday,incomeBand,gender', {
      ...manager,
      'accept-language': 'en',
    });
    const row = body.items.find((item: { name: string }) => item.name === '张思思');
    expect(row.fields).toEqual({ hobbies: 'Running', birthday: '1990-**-**', incomeBand: '***' });
  });

  it.each([
    ['name', ['欧阳娜', '曾三', '张三', '张思思', '赵山', 'Zs Miller', '-']],
    ['oldest', ['张三', '张思思', '赵山', '欧阳娜', 'Zs Miller', '曾三', '-']],
    ['newest', ['-', '曾三', 'Zs Miller', '欧阳娜', '赵山', '张思思', '张三']],
  ])('sorts by %s, over pages', async (sort, names) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body }: { body: { items: { name: string | null }[]; nextCursor: string | null; total: number } } =
        await pages.get(`/api/v1/customers?sort=${sort}&limit=3${cursor === null ? '' : `&cursor=${cursor}`}`, manager);
      expect(body.total).toBe(7);
      seen.push(...body.items.map((item) => item.name ?? '-'));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(names);
  });

  it('goes straight to a place far down, and on from there', async () => {
    const { body } = await pages.post(SEARCH, { sort: 'name', skip: 2, limit: 2 }, manager);
    expect(body.items.map((item: { name: string }) => item.name)).toEqual(['张三', '张思思']);
    expect(await list({ sort: 'name', cursor: body.nextCursor, skip: 1, limit: 2 })).toEqual(['Zs Miller', '-']);
    expect(await list({ sort: 'name', skip: 70 })).toEqual([]);
    expect((await pages.post(SEARCH, { text: 'zs', skip: 1 }, manager)).body.errors[0].field).toBe('skip');
  });

  it('keeps names out of the cursor, which stands in an address', async () => {
    const { body } = await pages.get('/api/v1/customers?sort=name&limit=1', manager);
    expect(Buffer.from(body.nextCursor, 'base64url').toString()).not.toContain('ouyang');
  });

  it('[C016] sorts by the last order, those without one last, and tells prospects from customers', async () => {
    const dates = [
      { customerId: idOf.get('张三') ?? '', firstOrderAt: new Date('2026-01-01'), lastOrderAt: new Date('2026-02-01') },
      { customerId: idOf.get('赵山') ?? '', firstOrderAt: new Date('2026-01-20') },
    ];
    await kernel.transaction(systemContext('test'), (tx) => customers.prospects.setFirstOrders(tx, dates));
    expect((await list({ sort: 'lastOrder' })).slice(0, 2)).toEqual(['张三', '赵山']);
    const first = await pages.post(SEARCH, { sort: 'lastOrder', limit: 1 }, manager);
    expect((await list({ sort: 'lastOrder', limit: 1, cursor: first.body.nextCursor }))[0]).toBe('赵山');
    const third = await pages.post(SEARCH, { sort: 'lastOrder', limit: 3 }, manager);
    expect(await list({ sort: 'lastOrder', cursor: third.body.nextCursor })).toHaveLength(4);
    expect((await list({ status: 'customer' })).toSorted()).toEqual(['张三', '赵山']);
    expect(await list({ status: 'prospect' })).toHaveLength(5);
  });
});
