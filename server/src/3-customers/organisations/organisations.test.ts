import { beforeAll, describe, expect, it } from 'vitest';
import { useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { takePeople } from '#test/people.ts';
import { createCustomers } from '../index.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);
const PATH = '/api/v1/organisations';

let agent: Readonly<Record<string, string>> = {};
let known = '';

beforeAll(async () => {
  const customers = createCustomers(kernel, { audit: () => Promise.resolve() });
  agent = await pages.access.as('agent');
  [known = ''] = await takePeople(kernel, customers, [{ account: 'o1', name: '王采购', phone: '+8613700000001' }]);
});

async function create(body: object): Promise<{ id: string }> {
  const answer = await pages.post(PATH, body, agent);
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

async function kindsAt(url: string): Promise<{ detail: string; kind: string }[]> {
  return (await pages.get(`${url}/timeline`, agent)).body.items;
}

describe('[C004] organisations and their contacts', () => {
  it('keep web site and main products; both contacts see what happened with the company', async () => {
    const { id } = await create({
      name: '星河贸易有限公司',
      website: 'https://xinghe.example.com',
      mainProducts: '男装、女装代工',
      industry: '服装',
      region: '浙江',
      taxCode: '91330100MA27XXXX0X',
    });
    const card = { name: '陈经理', phone: '137 0000 0002', email: 'chen@xinghe.example.com' };
    const second = await pages.post(
      `${PATH}/${id}/contacts`,
      { card, position: '销售总监', department: '销售部' },
      agent,
    );
    expect(second.status, second.text).toBe(201);
    expect(second.body).toMatchObject({ name: '陈经理', phone: '137****0002', position: '销售总监' });
    kernel.clock.advance(1000);
    await pages.post(`${PATH}/${id}/contacts`, { customerId: known, role: '决定采购' }, agent);
    const { body } = await pages.get(`${PATH}/${id}`, agent);
    expect(body).toMatchObject({
      website: 'https://xinghe.example.com',
      mainProducts: '男装、女装代工',
      contacts: 2,
      people: [{ name: '陈经理' }, { name: '王采购', role: '决定采购' }],
    });
    await pages.post(`${PATH}/${id}/interactions`, { kind: 'meeting', content: '谈春季订货' }, agent);
    for (const url of [`${PATH}/${id}`, `/api/v1/customers/${known}`, `/api/v1/customers/${second.body.customerId}`]) {
      expect(await kindsAt(url)).toContainEqual(expect.objectContaining({ kind: 'meeting', detail: '谈春季订货' }));
    }
    await pages.post(`/api/v1/customers/${known}/interactions`, { kind: 'call', content: '只与王谈' }, agent);
    expect(await kindsAt(`${PATH}/${id}`)).toContainEqual(expect.objectContaining({ detail: '只与王谈' }));
    expect(await kindsAt(`/api/v1/customers/${second.body.customerId}`)).not.toContainEqual(
      expect.objectContaining({ detail: '只与王谈' }),
    );
    expect((await pages.get(`/api/v1/customers/${known}/organisations`, agent)).body.items).toMatchObject([
      { id, name: '星河贸易有限公司', role: '决定采购' },
    ]);
  });

  it('keep all that is said of a company, are narrowed by industry and region, and are made once', async () => {
    const company = {
      name: '金桥商贸',
      website: 'jinqiao.example.com',
      mainProducts: '童装',
      industry: '零售',
      region: '江苏',
      size: '50–100 人',
      address: '南京市中山路 1 号',
      taxCode: 'T-77',
      owner: '李经理',
      note: '月结',
    };
    const headers = { ...agent, 'idempotency-key': 'one-company' };
    const [first, again] = [await pages.post(PATH, company, headers), await pages.post(PATH, company, headers)];
    expect(again.body).toEqual(first.body);
    const { id } = first.body;
    expect((await pages.get(`${PATH}/${id}`, agent)).body).toMatchObject(company);
    const found = async (query: string): Promise<string[]> =>
      (await pages.get(`${PATH}?${query}`, agent)).body.items.map((item: { name: string }) => item.name);
    for (const query of [`industry=${encodeURIComponent('零售')}`, `region=${encodeURIComponent('江苏')}`]) {
      expect(await found(query)).toEqual(['金桥商贸']);
    }
    const card = {
      name: '周采购',
      phone: '13700000009',
      email: 'zhou@jinqiao.example.com',
      address: '南京市鼓楼区',
      region: '江苏',
    };
    const contact = { card, department: '采购部' };
    const keyed = { ...agent, 'idempotency-key': 'one-contact' };
    await pages.post(`${PATH}/${id}/contacts`, contact, keyed);
    const { body } = await pages.post(`${PATH}/${id}/contacts`, contact, keyed);
    expect(body).toMatchObject({ phone: '137****0009', email: 'z***@jinqiao.example.com', department: '采购部' });
    expect((await pages.get(`/api/v1/customers/${body.customerId}`, agent)).body).toMatchObject({
      address: '南京市***',
      region: '江苏',
    });
    await pages.access.app.inject({ method: 'DELETE', url: `${PATH}/${id}`, headers: agent });
    const reader = await pages.access.as('analyst');
    expect((await pages.post(PATH, { name: '不行' }, reader)).status).toBe(403);
  });

  it('take the person on a business card for the customer who has the phone already', async () => {
    const { id } = await create({ name: '远航物流' });
    const { body } = await pages.post(
      `${PATH}/${id}/contacts`,
      { card: { name: '王采购', phone: '13700000001' } },
      agent,
    );
    expect(body.customerId).toBe(known);
    const reply = await pages.access.app.inject({
      method: 'DELETE',
      url: `${PATH}/${id}/contacts/${known}`,
      headers: agent,
    });
    expect(reply.statusCode).toBe(204);
    expect((await pages.get(`${PATH}/${id}`, agent)).body.people).toEqual([]);
  });

  it('say what is wrong with a card, a web site or a tax code that another one has', async () => {
    const { id } = await create({ name: '甲公司', taxCode: 'T-1' });
    const card = (given: object) => pages.post(`${PATH}/${id}/contacts`, { card: { name: '李', ...given } }, agent);
    expect((await card({})).body.errors[0]).toMatchObject({ field: 'card.phone', code: 'identifier_missing' });
    expect((await card({ phone: '12' })).body.errors[0]).toMatchObject({ field: 'card.phone', code: 'phone_invalid' });
    expect((await pages.post(PATH, { name: '乙公司', taxCode: 'T-1' }, agent)).body.code).toBe('tax_code_taken');
    expect((await pages.post(PATH, { name: '丙公司', website: 'javascript:alert(1)' }, agent)).status).toBe(400);
  });

  it('are listed by name and found by name, pinyin and initials; changes are kept, removed ones are gone', async () => {
    const { id } = await create({ name: '百灵文化', industry: '文化' });
    const found = async (text: string): Promise<string[]> =>
      (await pages.get(`${PATH}?text=${encodeURIComponent(text)}`, agent)).body.items.map(
        (item: { name: string }) => item.name,
      );
    expect(await found('百灵')).toEqual(['百灵文化']);
    expect(await found('blwh')).toEqual(['百灵文化']);
    expect(await found('bailing')).toEqual(['百灵文化']);
    await pages.patch(`${PATH}/${id}`, { name: '云雀文化', note: '改名', industry: '' }, agent);
    expect(await found('blwh')).toEqual([]);
    expect(await found('yq')).toEqual(['云雀文化']);
    expect((await pages.get(`${PATH}/${id}`, agent)).body).toMatchObject({ note: '改名', industry: null });
    const walked: string[] = [];
    let cursor: string | null = null;
    do {
      const { body }: { body: { items: { name: string }[]; nextCursor: string | null } } = await pages.get(
        `${PATH}?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
        agent,
      );
      walked.push(...body.items.map(({ name }) => name));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(walked).toEqual(['甲公司', '星河贸易有限公司', '远航物流', '云雀文化']);
    await pages.access.app.inject({ method: 'DELETE', url: `${PATH}/${id}`, headers: agent });
    expect((await pages.get(`${PATH}/${id}`, agent)).status).toBe(404);
    expect(await found('yq')).toEqual([]);
  });

  it('of a scope are seen by its people alone', async () => {
    const [east, west] = [await pages.scope('org east'), await pages.scope('org west')];
    const [ours, theirs] = [await pages.inScope('agent', east), await pages.inScope('agent', west)];
    const { body } = await pages.post(PATH, { name: '东部公司' }, ours);
    expect((await pages.get(`${PATH}/${body.id}`, ours)).status).toBe(200);
    expect((await pages.get(`${PATH}/${body.id}`, theirs)).status).toBe(404);
    expect((await pages.get(PATH, theirs)).body.items).toEqual([]);
  });
});
