import { beforeEach, describe, expect, it } from 'vitest';
import { type Actor, type Context, systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { createHome } from './service.ts';

const kernel = useKernel();
const context = systemContext('test');
const NOBODY = '00000000-0000-0000-0000-000000000000';
const ANNE = '01900000-0000-7000-8000-00000000000a';
const BERT = '01900000-0000-7000-8000-00000000000b';
let nextOrder = 0;

interface Fact {
  readonly customer?: string;
  readonly date: string;
  readonly minor: number;
  readonly kind?: string;
  readonly status?: string;
  readonly currency?: string;
  readonly version?: number;
  readonly id?: string;
}

function row({ customer = ANNE, date, minor, kind = 'sale', status = 'completed', currency = 'CNY', ...rest }: Fact) {
  nextOrder += 1;
  return {
    order_id: rest.id ?? `01900000-0000-7000-9000-${String(nextOrder).padStart(12, '0')}`,
    customer_id: customer,
    placed_at: `${date} 04:00:00.000`,
    business_date: date,
    kind,
    status,
    currency,
    source: 'shop',
    total_minor: minor,
    sales_minor: Math.max(0, minor),
    sales_lines: 1,
    version: rest.version ?? 1,
    is_deleted: 0,
  };
}

function homeOf() {
  return createHome(kernel, {
    freshness: () => Promise.resolve({ upTo: kernel.clock.now(), secondsBehind: 0, stale: false }),
    countCustomers: () => Promise.resolve(7),
    countImports: () => Promise.resolve(2),
  });
}

beforeEach(() => kernel.olap.run({ sql: 'TRUNCATE TABLE commerce_orders' }));

describe('the numbers of the home page', () => {
  it('are nothing but zeros for a brand without orders', async () => {
    expect(await homeOf().read(context)).toMatchObject({
      customers: 7,
      importsRunning: 2,
      buyers: 0,
      orders: 0,
      revenue: [],
      months: [],
      newestOrderAt: null,
      freshness: { secondsBehind: 0, stale: false },
    });
  });

  it('count sales and buyers, take refunds off, and leave cancelled orders and replaced versions out', async () => {
    const corrected = '01900000-0000-7000-9000-ffffffffffff';
    await kernel.olap.insert('commerce_orders', [
      row({ date: '2026-01-31', minor: 1000 }),
      row({ date: '2026-02-01', minor: 500, customer: BERT }),
      row({ date: '2026-02-03', minor: -200, customer: BERT, kind: 'refund' }),
      row({ date: '2026-02-04', minor: 9999, customer: BERT, status: 'cancelled' }),
      row({ date: '2026-02-05', minor: 70, customer: NOBODY }),
      row({ date: '2026-02-06', minor: 300, id: corrected }),
    ]);
    await kernel.olap.insert('commerce_orders', [row({ date: '2026-02-06', minor: 400, id: corrected, version: 2 })]);
    const home = await homeOf().read(context);
    expect(home).toMatchObject({
      orders: 4,
      buyers: 2,
      revenue: [{ currency: 'CNY', minor: 1000 + 500 - 200 + 70 + 400 }],
      newestOrderAt: '2026-02-06T04:00:00.000Z',
    });
    expect(home.months).toHaveLength(12);
    expect(home.months.at(0)).toMatchObject({ month: '2025-03-01', orders: 0, revenueMinor: 0 });
    expect(home.months.slice(-2)).toEqual([
      { month: '2026-01-01', orders: 1, buyers: 1, newBuyers: 1, currency: 'CNY', revenueMinor: 1000 },
      { month: '2026-02-01', orders: 3, buyers: 2, newBuyers: 1, currency: 'CNY', revenueMinor: 770 },
    ]);
  });

  it('never add amounts of different currencies; months are of the one with most orders', async () => {
    await kernel.olap.insert('commerce_orders', [
      row({ date: '2026-02-01', minor: 100 }),
      row({ date: '2026-02-02', minor: 100 }),
      row({ date: '2026-02-03', minor: 5000, currency: 'GBP', customer: BERT }),
    ]);
    const home = await homeOf().read(context);
    expect(home.revenue).toEqual([
      { currency: 'CNY', minor: 200 },
      { currency: 'GBP', minor: 5000 },
    ]);
    expect(new Set(home.months.map((month) => month.currency))).toEqual(new Set(['CNY']));
    expect(home.months.at(-1)).toMatchObject({ orders: 2, revenueMinor: 200 });
  });

  it('are refused to actors without the permission and to those who see some scopes only', async () => {
    const as = (actor: Partial<Actor>): Context => ({
      ...context,
      actor: { ...context.actor, kind: 'user', permissions: new Set(['insight.read']), ...actor },
    });
    await expect(homeOf().read(as({ permissions: new Set() }))).rejects.toMatchObject({ code: 'permission_missing' });
    await expect(homeOf().read(as({ scopeIds: [ANNE] }))).rejects.toMatchObject({ code: 'scope_limited', status: 403 });
    await expect(homeOf().read(as({}))).resolves.toMatchObject({ customers: 7 });
  });
});
