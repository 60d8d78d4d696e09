import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { takePeople } from '#test/people.ts';
import { type Customers, createCustomers } from '../index.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);

let customers: Customers;
let marketer: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  customers = createCustomers(kernel, { audit: () => Promise.resolve() });
  marketer = await pages.access.as('marketer');
});

const counts = async () => (await pages.get('/api/v1/customers/prospects', marketer)).body;

const firstOrder = (customerId: string, firstOrderAt: Date | null) =>
  kernel.transaction(systemContext('test'), (tx) =>
    customers.prospects.setFirstOrders(tx, [{ customerId, firstOrderAt }]),
  );

describe('[C016] prospects', () => {
  it('a newsletter sign-up makes a prospect; the first order turns him into a customer with its date', async () => {
    const [id = ''] = await takePeople(kernel, customers, [
      { source: 'newsletter', email: 'new@example.com', name: '新人' },
    ]);
    expect((await pages.get(`/api/v1/customers/${id}`, marketer)).body).toMatchObject({
      firstOrderAt: null,
      sources: ['newsletter'],
    });
    expect(await counts()).toMatchObject({ new: 1, converted: 0 });
    const at = new Date('2026-02-20T03:00:00.000Z');
    await firstOrder(id, at);
    expect((await pages.get(`/api/v1/customers/${id}`, marketer)).body.firstOrderAt).toBe(at.toISOString());
    expect(await counts()).toMatchObject({ new: 0, converted: 1 });
    const { body } = await pages.get(`/api/v1/customers/${id}/timeline`, marketer);
    expect(body.items).toContainEqual(expect.objectContaining({ kind: 'prospect.converted', at: at.toISOString() }));
    await firstOrder(id, null);
    expect(await counts()).toMatchObject({ new: 1, converted: 0 });
    // What follows prospects (a welcome, a report) hears of it in the log, once each way.
    const { rows } = await sql<{ type: string }>`
      select type from kernel.events where customer_id = ${id} and type like '%conver%' order by seq`.execute(
      kernel.postgres.db,
    );
    expect(rows.map(({ type }) => type)).toEqual(['customers.prospect_converted', 'customers.conversion_undone']);
  });

  it('are counted and listed by how far they were followed up', async () => {
    const people = ['contacted', 'qualified', 'lost', 'lost'].map((prospectStatus, index) => ({
      account: `p${index}`,
      name: prospectStatus,
      attributes: { prospectStatus },
    }));
    const ids = await takePeople(kernel, customers, people);
    expect(await counts()).toEqual({ new: 1, contacted: 1, qualified: 1, lost: 2, converted: 0 });
    const found = async (filter: object): Promise<number> =>
      (await pages.post('/api/v1/customers/search', filter, marketer)).body.total;
    expect(await found({ prospectStatus: 'lost' })).toBe(2);
    expect(await found({ status: 'prospect' })).toBe(5);
    await firstOrder(ids[2] ?? '', new Date('2026-02-21'));
    expect(await counts()).toMatchObject({ lost: 1, converted: 1 });
    expect([await found({ status: 'prospect' }), await found({ status: 'customer' })]).toEqual([4, 1]);
    const fresh = await pages.post('/api/v1/customers/search', { prospectStatus: 'new' }, marketer);
    expect(fresh.body.items).toMatchObject([{ name: '新人' }]);
  });
});
