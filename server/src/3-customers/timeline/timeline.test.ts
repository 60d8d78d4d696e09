import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { type ChunkedImports, createChunkedImports } from '#test/chunked-import.ts';
import { useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { takePeople } from '#test/people.ts';
import { type Customers, createCustomers } from '../index.ts';
import { INTERACTION_KINDS } from '../interactions/kinds.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);

let customers: Customers;
let imports: ChunkedImports;
let agent: Readonly<Record<string, string>> = {};
let analyst: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  customers = createCustomers(kernel, { audit: () => Promise.resolve() });
  imports = createChunkedImports(kernel);
  agent = await pages.access.as('agent');
  analyst = await pages.access.as('analyst');
});

interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly channel: string | null;
  readonly detail: string | null;
  readonly outcome: string | null;
  readonly title: { readonly en: string };
  readonly staff: { readonly name: string } | null;
}

async function timelineOf(customerId: string, query = '', headers = agent): Promise<Entry[]> {
  const { status, body } = await pages.get(`/api/v1/customers/${customerId}/timeline?limit=200${query}`, headers);
  expect(status).toBe(200);
  return body.items;
}

async function newPerson(account: string, phone: string | null = null): Promise<string> {
  const [id = ''] = await takePeople(kernel, customers, [{ account, phone, name: account }]);
  return id;
}

/** What the seeds name, written down a second time: a kind that is taken away has to be missed here. */
const ASKED_FOR = ['call', 'email', 'sms', 'chat', 'wechat', 'visit', 'complaint', 'campaign'];

describe('[C012] the time-line', () => {
  it('knows the kinds of contact that are asked for, and calls each by who began', async () => {
    expect(INTERACTION_KINDS).toEqual(expect.arrayContaining(ASKED_FOR));
    const id = await newPerson('titles');
    for (const direction of ['in', 'out']) {
      await pages.post(`/api/v1/customers/${id}/interactions`, { kind: 'call', direction, subject: '送货' }, agent);
    }
    const calls = (await timelineOf(id)).filter(({ kind }) => kind === 'call');
    expect(calls.map(({ title }) => title.en).toSorted()).toEqual(['Call from the customer', 'Call to the customer']);
    expect(calls.map(({ detail }) => detail)).toEqual(['送货', '送货']);
  });

  it('has a contact once, also when the request is repeated', async () => {
    const id = await newPerson('repeated');
    const headers = { ...agent, 'idempotency-key': 'one-call' };
    for (const url of [`/api/v1/customers/${id}/interactions`, `/api/v1/customers/${id}/interactions`]) {
      expect((await pages.post(url, { kind: 'call', content: 'once' }, headers)).status).toBe(201);
    }
    expect((await timelineOf(id)).filter(({ detail }) => detail === 'once')).toHaveLength(1);
  });

  it('has one event of each kind with its time, channel, staff and content', async () => {
    const id = await newPerson('everything');
    for (const [index, kind] of INTERACTION_KINDS.entries()) {
      const { status } = await pages.post(
        `/api/v1/customers/${id}/interactions`,
        {
          kind,
          direction: 'in',
          channel: `${kind} line`,
          content: `about ${kind}`,
          outcome: 'settled',
          occurredAt: `2026-02-01T10:${String(index).padStart(2, '0')}:00+08:00`,
        },
        agent,
      );
      expect(status).toBe(201);
    }
    await pages.post(`/api/v1/customers/${id}/notes`, { text: 'likes red' }, agent);
    const entries = await timelineOf(id);
    for (const [index, kind] of INTERACTION_KINDS.entries()) {
      expect(entries).toContainEqual(
        expect.objectContaining({
          kind,
          at: `2026-02-01T02:${String(index).padStart(2, '0')}:00.000Z`,
          channel: `${kind} line`,
          detail: `about ${kind}`,
          outcome: 'settled',
          staff: expect.objectContaining({ name: 'agent' }),
        }),
      );
    }
    expect(entries).toContainEqual(
      expect.objectContaining({ kind: 'note', detail: 'likes red', staff: expect.objectContaining({ name: 'agent' }) }),
    );
    expect(entries).toContainEqual(expect.objectContaining({ kind: 'record.added', channel: 'shop' }));
    const times = entries.map(({ at }) => at);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('pages through everything once, also where many things happened at one moment', async () => {
    const id = await newPerson('paged');
    for (let n = 0; n < 9; n += 1) {
      const occurredAt = `2026-02-0${1 + Math.floor(n / 4)}T08:00:00Z`;
      await pages.post(`/api/v1/customers/${id}/interactions`, { kind: 'call', content: `${n}`, occurredAt }, agent);
      await pages.post(`/api/v1/customers/${id}/notes`, { text: `${n}` }, agent);
    }
    const all = await timelineOf(id);
    expect(all).toHaveLength(19);
    const walked: Entry[] = [];
    let cursor: string | null = null;
    do {
      const { body }: { body: { items: Entry[]; nextCursor: string | null } } = await pages.get(
        `/api/v1/customers/${id}/timeline?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
        agent,
      );
      walked.push(...body.items);
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(walked.map((entry) => entry.id)).toEqual(all.map((entry) => entry.id));
  });

  it('can be limited to some sources, and names them all', async () => {
    const id = await newPerson('limited');
    await pages.post(`/api/v1/customers/${id}/interactions`, { kind: 'visit' }, agent);
    await pages.post(`/api/v1/customers/${id}/notes`, { text: 'n' }, agent);
    expect((await timelineOf(id, '&types=notes')).map(({ kind }) => kind)).toEqual(['note']);
    expect((await timelineOf(id, '&types=notes,interactions')).map(({ kind }) => kind).toSorted()).toEqual([
      'note',
      'visit',
    ]);
    const { body } = await pages.get(`/api/v1/customers/${id}/timeline`, agent);
    expect(body.sources).toContainEqual({ name: 'notes', label: { 'zh-CN': '备注', en: 'Notes' } });
    expect(body.lastContactAt).toBe(kernel.clock.now().toISOString());
  });

  it('takes what other modules register, and interactions of other systems once per key', async () => {
    const id = await newPerson('hotline caller');
    const [kind] = customers.recordKinds.filter(({ type }) => type === 'interaction');
    const item = {
      source: 'hotline',
      key: 'call-1',
      occurredAt: new Date('2026-02-03T04:05:06.000Z'),
      scopeId: null,
      customer: { identifiers: [{ type: 'phone', value: '13811110000' }], attributes: {} },
      data: { kind: 'call', direction: 'in', staff: '小王', content: '问退货', outcome: null, channel: '400' } as const,
    };
    const apply = (data: object) =>
      kernel.transaction(systemContext('test'), async (tx) =>
        kind?.apply(tx, systemContext('test'), [{ ...item, data }]),
      );
    await takePeople(kernel, customers, [{ account: 'hotline caller', phone: '+8613811110000' }]);
    expect(await apply(item.data)).toMatchObject([{ outcome: 'added', customerId: id }]);
    expect(await apply({ ...item.data, outcome: '已安排' })).toMatchObject([{ outcome: 'changed', customerId: id }]);
    const calls = (await timelineOf(id)).filter((entry) => entry.kind === 'call');
    expect(calls).toMatchObject([{ outcome: '已安排', channel: '400', staff: { name: '小王' } }]);
    const refused = await kernel.transaction(systemContext('test'), async (tx) =>
      kind?.apply(tx, systemContext('test'), [{ ...item, key: 'call-2', customer: null }]),
    );
    expect(refused).toMatchObject([{ outcome: 'rejected', fault: { field: 'customer' } }]);
  });

  it('shows phone numbers in what was written only to those who may see them', async () => {
    const id = await newPerson('private');
    await pages.post(`/api/v1/customers/${id}/interactions`, { kind: 'call', content: '改打 13812341234' }, agent);
    await pages.post(`/api/v1/customers/${id}/notes`, { text: '邮箱 li@example.com' }, agent);
    expect(JSON.stringify(await timelineOf(id))).toContain('13812341234');
    const masked = JSON.stringify(await timelineOf(id, '', analyst));
    expect(masked).toContain('138****1234');
    expect(masked).toContain('l***@example.com');
  });

  it('refuses what lies in the future and whoever may only read', async () => {
    const id = await newPerson('refused');
    const url = `/api/v1/customers/${id}/interactions`;
    const later = new Date(kernel.clock.now().getTime() + 3_600_000).toISOString();
    expect((await pages.post(url, { kind: 'call', occurredAt: later }, agent)).body).toMatchObject({
      errors: [{ field: 'occurredAt', code: 'time_ahead' }],
    });
    expect((await pages.post(url, { kind: 'call' }, analyst)).status).toBe(403);
  });

  it('is logged with several customers at once', async () => {
    const ids = [await newPerson('many 1'), await newPerson('many 2')];
    const body = { kind: 'campaign', direction: 'out', subject: '春季邀请', customerIds: [...ids, ids[0]] };
    expect((await pages.post('/api/v1/interactions', body, agent)).body).toEqual({ logged: 2 });
    for (const id of ids) {
      expect((await timelineOf(id)).map(({ kind }) => kind)).toContain('campaign');
    }
  });
});

describe('what is attached to a customer', () => {
  it('[C009] is together after a merge and with its own person again after the merge is undone', async () => {
    const order = { placedAt: '2026-01-05', sku: 'A', quantity: '1', unitPrice: '10' };
    await imports.run([{ ...order, number: 'M1', account: 'm1', phone: '13500000001' }], { source: 'taobao' });
    await imports.run([{ ...order, number: 'M2', account: 'm2', phone: '13500000002' }], { source: 'jd' });
    const lookUp = async (value: string): Promise<string> =>
      (await pages.post('/api/v1/customers/lookup', { type: 'phone', value }, agent)).body.customer.id;
    const [one, two] = [await lookUp('13500000001'), await lookUp('13500000002')];
    for (const [id, words] of [
      [one, 'first'],
      [two, 'second'],
    ]) {
      await pages.post(`/api/v1/customers/${id}/notes`, { text: words }, agent);
      await pages.post(`/api/v1/customers/${id}/interactions`, { kind: 'call', content: words }, agent);
      await pages.post('/api/v1/customers/tags', { customerIds: [id], add: ['VIP', words] }, agent);
    }
    const joining = await imports.run(
      [
        { ...order, number: 'M3', account: 'm3', phone: '13500000001' },
        { ...order, number: 'M4', account: 'm3', phone: '13500000002' },
      ],
      { source: 'wechat' },
    );
    const merged = await lookUp('13500000002');
    expect(merged).toBe(await lookUp('13500000001'));
    expect((await timelineOf(merged)).filter(({ detail }) => detail !== null)).toHaveLength(4);
    expect((await timelineOf(merged)).map(({ kind }) => kind)).toContain('customer.merged');
    const shown = await pages.get(`/api/v1/customers/${merged}`, agent);
    expect(shown.body.tags.map((tag: { name: string }) => tag.name).toSorted()).toEqual(['VIP', 'first', 'second']);
    await imports.undo(joining);
    const [again, other] = [await lookUp('13500000001'), await lookUp('13500000002')];
    expect(again).not.toBe(other);
    for (const [id, words] of [
      [again, 'first'],
      [other, 'second'],
    ] as const) {
      const details = (await timelineOf(id)).flatMap(({ detail }) => detail ?? []);
      expect(details).toEqual([words, words]);
      const { body } = await pages.get(`/api/v1/customers/${id}`, agent);
      expect(body.tags.map((tag: { name: string }) => tag.name).toSorted()).toEqual(['VIP', words].toSorted());
    }
  });

  it('keeps the record of an undone import that staff wrote about', async () => {
    const order = { number: 'K1', placedAt: '2026-01-05', sku: 'A', quantity: '1', unitPrice: '10' };
    const done = await imports.run([{ ...order, account: 'k1', phone: '13500000009' }], { source: 'taobao' });
    const { body } = await pages.post('/api/v1/customers/lookup', { type: 'phone', value: '13500000009' }, agent);
    await pages.post(`/api/v1/customers/${body.customer.id}/notes`, { text: 'keep me' }, agent);
    await imports.undo(done);
    expect((await timelineOf(body.customer.id)).map(({ detail }) => detail)).toContain('keep me');
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from customers.records where source = 'taobao' and account = 'k1'`.execute(
      kernel.postgres.db,
    );
    expect(rows[0]?.n).toBe(1);
  });
});
