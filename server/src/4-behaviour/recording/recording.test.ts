import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCustomers } from '#customers';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { type BehaviourData, behaviourData } from './event-data.ts';
import { behaviourFacts, behaviourRecordKind, createRecording } from './service.ts';

const kernel = useKernel({ analytic: false });
const context = systemContext('test');
let customers: ReturnType<typeof createCustomers>;
let kind: ReturnType<typeof behaviourRecordKind>;
let keyNo = 0;

beforeAll(() => {
  customers = createCustomers(kernel, { audit: () => Promise.resolve() });
  customers.registerFacts(behaviourFacts(kernel));
  kind = behaviourRecordKind(createRecording(kernel, customers));
});

interface Sent {
  readonly at: string;
  readonly key?: string;
  readonly who?: Readonly<Record<string, string>>;
  readonly data: Partial<BehaviourData> & Pick<BehaviourData, 'event'>;
}

function send(...events: readonly Sent[]) {
  const items = events.map(({ at, key, who, data }) => ({
    source: 'shop',
    key: key ?? `k${(keyNo += 1)}`,
    occurredAt: new Date(at),
    scopeId: null,
    customer:
      who === undefined
        ? null
        : { identifiers: Object.entries(who).map(([type, value]) => ({ type, value })), attributes: {} },
    data: behaviourData.parse(data),
  }));
  return kernel.transaction(context, (tx) => kind.apply(tx, context, items));
}

const viewed = (at: string, anonymousId: string, sku = 'A') =>
  ({ at, data: { event: 'product_view', anonymousId, sku } }) as const;
const signedIn = (at: string, anonymousId: string, account: string) =>
  ({ at, who: { account }, data: { event: 'identify', anonymousId } }) as const;

async function viewsOf(anonymousId: string): Promise<(string | null)[]> {
  const { rows } = await sql<{ account: string | null }>`
    select r.account from behaviour.events e left join customers.records r on r.id = e.record_id
    where e.anonymous_id = ${anonymousId} and e.kind = 'product_view' order by e.at`.execute(kernel.postgres.db);
  return rows.map((row) => row.account);
}

describe('behaviour is anonymous until known', () => {
  it('gives what was viewed before signing in to the customer who then signs in', async () => {
    const [first] = await send(viewed('2026-02-01T10:00:00Z', 'b1'), viewed('2026-02-01T10:01:00Z', 'b1'));
    expect(first).toMatchObject({ outcome: 'added', customerId: null });
    expect(await viewsOf('b1')).toEqual([null, null]);
    const [known] = await send(signedIn('2026-02-01T10:02:00Z', 'b1', 'li'));
    expect(await viewsOf('b1')).toEqual(['li', 'li']);
    const [after] = await send(viewed('2026-02-01T10:03:00Z', 'b1'));
    expect(after).toMatchObject({ customerId: known?.outcome === 'rejected' ? '' : known?.customerId });
  });

  it('keeps two people of one browser apart, whatever the order in which events arrive', async () => {
    await send(viewed('2026-02-01T09:00:00Z', 'b2'), viewed('2026-02-01T13:00:00Z', 'b2'));
    await send(signedIn('2026-02-01T12:00:00Z', 'b2', 'wang'));
    expect(await viewsOf('b2')).toEqual(['wang', 'wang']);
    // Heard of late: she had signed in before him.
    await send(signedIn('2026-02-01T10:00:00Z', 'b2', 'zhao'));
    await send(viewed('2026-02-01T11:00:00Z', 'b2'));
    expect(await viewsOf('b2')).toEqual(['zhao', 'zhao', 'wang']);
    const { rows } = await sql<{ n: number }>`
      select count(distinct customer_id) as n from customers.records where account in ('wang', 'zhao')`.execute(
      kernel.postgres.db,
    );
    expect(rows[0]?.n).toBe(2);
  });

  it('leaves events of more than 90 days before, and those that named somebody themselves', async () => {
    await send(viewed('2025-10-01T09:00:00Z', 'b3'), {
      ...viewed('2026-02-01T09:00:00Z', 'b3'),
      who: { account: 'chen' },
    });
    await send(signedIn('2026-02-01T10:00:00Z', 'b3', 'lin'));
    expect(await viewsOf('b3')).toEqual([null, 'chen']);
  });

  it('follows the customer when two of its accounts turn out to be one person', async () => {
    await send(signedIn('2026-02-01T10:00:00Z', 'b4', 'sun-old'), viewed('2026-02-01T10:05:00Z', 'b4'));
    await send({
      at: '2026-02-01T11:00:00Z',
      who: { account: 'sun-old', phone: '13712340001' },
      data: { event: 'visit' },
    });
    const [merged] = await send({
      at: '2026-02-01T12:00:00Z',
      who: { account: 'sun-new', phone: '13712340001' },
      data: { event: 'visit' },
    });
    const { rows } = await sql<{ customerId: string }>`
      select distinct customer_id as "customerId" from behaviour.events where anonymous_id = 'b4'`.execute(
      kernel.postgres.db,
    );
    expect(rows).toEqual([{ customerId: merged?.outcome === 'rejected' ? '' : merged?.customerId }]);
  });

  it('joins at the same moment: a view and the sign-in of its browser in two transactions', async () => {
    for (let round = 0; round < 20; round += 1) {
      const browser = `race${round}`;
      await Promise.all([
        send(viewed('2026-02-01T10:00:00Z', browser)),
        send(signedIn('2026-02-01T10:01:00Z', browser, `racer${round}`)),
      ]);
      expect(await viewsOf(browser)).toEqual([`racer${round}`]);
    }
  });
});

describe('one event, once', () => {
  it('changes an event that comes again with other content, and adds none', async () => {
    const event = { ...viewed('2026-02-02T10:00:00Z', 'b5'), key: 'once' };
    const [first] = await send(event);
    const [again] = await send(event);
    const [other] = await send({ ...event, data: { ...event.data, sku: 'B' } });
    expect([first?.outcome, again?.outcome, other?.outcome]).toEqual(['added', 'same', 'changed']);
    const { rows } = await sql`select sku from behaviour.events where key = 'once'`.execute(kernel.postgres.db);
    expect(rows).toEqual([{ sku: 'B' }]);
  });

  it('rejects an identifier that is none, and takes the rest', async () => {
    const [bad, good] = await send(
      { at: '2026-02-02T10:00:00Z', who: { phone: '12' }, data: { event: 'visit' } },
      { at: '2026-02-02T10:00:00Z', who: { phone: '13812341234' }, data: { event: 'visit' } },
    );
    expect(bad).toMatchObject({ outcome: 'rejected', fault: { field: 'customer.identifiers.0.value' } });
    expect(good).toMatchObject({ outcome: 'added' });
  });
});

describe('what of an event is kept', () => {
  it('keeps the path of an address, never its query or a personal value', async () => {
    await send({
      at: '2026-02-03T10:00:00Z',
      key: 'address',
      data: {
        event: 'search',
        url: 'https://shop.example/u/li@example.com/13812341234?utm_campaign=spring&token=abc#top',
        referrer: 'https://search.example/?q=secret',
        query: '连衣裙 13812341234',
        properties: { note: 'mail li@example.com', price: 3, nested: { a: 1 } },
      },
    });
    const { rows } = await sql<Record<string, unknown>>`
      select path, referrer_host, query, campaign, properties from behaviour.events where key = 'address'`.execute(
      kernel.postgres.db,
    );
    expect(rows[0]).toEqual({
      path: '/u/***/***',
      referrer_host: 'search.example',
      query: '连衣裙 ***',
      campaign: 'spring',
      properties: { note: 'mail ***', price: 3 },
    });
  });
});
