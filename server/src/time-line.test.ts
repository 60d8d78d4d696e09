import { beforeAll, describe, expect, it } from 'vitest';
import { useKernel } from '#test/harness.ts';
import { usePlatform } from '#test/platform.ts';

const kernel = useKernel({ analytic: false });
const test = usePlatform(kernel);
let headers: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  headers = await test.as('admin');
});

const customer = { identifiers: [{ type: 'phone', value: '13812340042' }], attributes: { name: '王小明' } };
const said = (type: string, key: string, day: number, data: object) => ({
  source: 'web',
  key,
  type,
  occurredAt: `2026-01-${String(day).padStart(2, '0')}T08:00:00Z`,
  customer,
  data,
});

describe('[C012] the time-line of the whole platform', () => {
  it('is one, of what every module knows of the customer, newest first', async () => {
    const records = [
      said('order', 'O1', 1, { lines: [{ sku: 'A', quantity: 1, unitPrice: '100' }], status: 'placed' }),
      said('payment', 'P1', 2, { order: 'O1', amount: '100' }),
      said('shipment', 'S1', 3, { order: 'O1', carrier: 'SF', number: 'SF9', events: [] }),
      said('interaction', 'I1', 4, { kind: 'complaint', direction: 'in', staff: '小王', content: '袖口开线' }),
      said('refund', 'R1', 5, { order: 'O1', amount: '20' }),
      said('behaviour', 'B1', 6, { event: 'product_view', visitId: 'v1', sku: 'A' }),
    ];
    const sent = await test.app.inject({ method: 'POST', url: '/api/v1/records', headers, payload: records });
    const { results } = sent.json();
    expect(results.map(({ outcome }: { outcome: string }) => outcome)).toEqual(records.map(() => 'added'));
    const url = `/api/v1/customers/${results[0].customerId}`;
    kernel.clock.advance(1000);
    await test.app.inject({ method: 'POST', url: `${url}/notes`, headers, payload: { text: '喜欢红色' } });

    const { items, sources } = (await test.app.inject({ method: 'GET', url: `${url}/timeline`, headers })).json();
    const days = items.map(({ kind, at }: { kind: string; at: string }) => `${at.slice(0, 10)} ${kind}`);
    expect(days).toEqual([
      '2026-03-02 note',
      '2026-03-02 record.added',
      '2026-01-06 visit',
      '2026-01-05 refund',
      '2026-01-04 complaint',
      '2026-01-03 shipment',
      '2026-01-02 payment',
      '2026-01-01 order.placed',
    ]);
    const names = sources.map(({ name }: { name: string }) => name);
    expect(new Set(names)).toEqual(
      new Set([
        'interactions',
        'notes',
        'organisations',
        'life',
        'field_changes',
        'orders',
        'behaviour.visits',
        'work.cases',
        'consents',
        'contact',
        'introductions',
      ]),
    );
  });
});
