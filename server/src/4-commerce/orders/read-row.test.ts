import { describe, expect, it } from 'vitest';
import { zoneOf } from '#kernel/pure/dates.ts';
import { ORDER_FIELDS, type OrderField } from './fields.ts';
import { createRowReader, type OrderRow } from './read-row.ts';

const GOOD = {
  number: 'N1',
  placedAt: '2026-01-05 08:26:00',
  sku: 'A-1',
  productName: '纯棉衬衫',
  quantity: '2',
  unitPrice: '149.00',
  amount: '',
  account: 'u1',
  customerName: '李雷',
  phone: '138 1234 1234',
  email: 'Li@Example.com',
  address: '杭州市',
  region: '浙江',
  status: '已发货',
  currency: '',
} as const satisfies Readonly<Record<OrderField, string>>;
type Cells = { readonly [field in OrderField]?: string };

const FIELDS = Object.keys(GOOD);
const reader = createRowReader({
  columns: new Map(FIELDS.map((field, index) => [field, index])),
  currency: 'CNY',
  zone: zoneOf('Asia/Shanghai'),
});

function read(overrides: Cells = {}) {
  return reader(Object.values({ ...GOOD, ...overrides }));
}

function rowOf(overrides: Cells): OrderRow {
  const result = read(overrides);
  if (!result.ok) {
    throw new Error(`refused: ${result.fault.reason.en}`);
  }
  return result.row;
}

describe('reading a line of an order file', () => {
  it('understands every field', () => {
    expect(rowOf({})).toEqual({
      number: 'N1',
      placedAt: new Date('2026-01-05T00:26:00Z'),
      businessDate: '2026-01-05',
      sku: 'A-1',
      productName: '纯棉衬衫',
      quantity: '2',
      unitPrice: '149.00',
      amountMinor: 29_800,
      sells: true,
      currency: 'CNY',
      status: 'shipped',
      account: 'u1',
      phone: '+8613812341234',
      email: 'li@example.com',
      customerName: '李雷',
      address: '杭州市',
      region: '浙江',
    });
  });

  it.each(ORDER_FIELDS.map(({ name }) => name))('reads the column %s', (field) => {
    // An amount counts where there is no unit price.
    const said: Cells = { ...(field === 'amount' ? { unitPrice: '' } : {}), amount: '298.00', currency: 'USD' };
    expect(read({ ...said, [field]: '' })).not.toEqual(read(said));
  });

  it('takes what is not stated as not stated', () => {
    const none = {
      account: '',
      phone: '',
      email: ' ',
      customerName: '',
      address: '',
      region: '',
      status: '',
      productName: '',
    };
    expect(rowOf(none)).toMatchObject({
      account: null,
      phone: null,
      email: null,
      customerName: null,
      address: null,
      region: null,
      status: null,
      productName: null,
    });
    expect(reader(['N1', '2026-01-05', 'A', '', '1', '5'])).toMatchObject({ ok: true, row: { account: null } });
  });

  it.each<[Cells, Partial<OrderRow>]>([
    [
      { phone: '138****1234', email: 'l***@example.com' },
      { phone: null, email: null },
    ],
  ])('takes a sale whose contact data the marketplace hides: %j', (cells, expected) => {
    expect(read(cells)).toMatchObject({ ok: true, row: expected });
  });

  it.each<[Cells, Partial<OrderRow>]>([
    [
      { quantity: '-3', unitPrice: '2.55' },
      { quantity: '-3', amountMinor: -765, sells: false },
    ],
    [
      { quantity: '3', unitPrice: '2.555' },
      { unitPrice: '2.555', amountMinor: 767, sells: true },
    ],
    [{ quantity: '-3', unitPrice: '2.555' }, { amountMinor: -767 }],
    [
      { quantity: '1', unitPrice: '0' },
      { amountMinor: 0, sells: false },
    ],
    [
      { quantity: '0', unitPrice: '5' },
      { amountMinor: 0, sells: false },
    ],
    [
      { quantity: '1', unitPrice: '-11062.06' },
      { amountMinor: -1_106_206, sells: false },
    ],
    [
      { quantity: '1.5', unitPrice: '¥1,498.00' },
      { quantity: '1.5', unitPrice: '1498.00', amountMinor: 224_700 },
    ],
    [
      { quantity: '２', unitPrice: '１０' },
      { quantity: '2', unitPrice: '10', amountMinor: 2000 },
    ],
    [
      { quantity: '2', unitPrice: '100', currency: 'jpy' },
      { currency: 'JPY', amountMinor: 200 },
    ],
    [{ quantity: '2', unitPrice: '1.2345', currency: 'KWD' }, { amountMinor: 2469 }],
    [{ quantity: '1', unitPrice: '1', currency: 'RMB' }, { currency: 'CNY' }],
    [
      { quantity: '2', unitPrice: '', amount: '298.00' },
      { unitPrice: '149.000000', amountMinor: 29_800 },
    ],
    [
      { quantity: '3', unitPrice: '', amount: '100' },
      { unitPrice: '33.333333', amountMinor: 10_000 },
    ],
    [
      { quantity: '-2', unitPrice: '', amount: '-298' },
      { unitPrice: '149.000000', amountMinor: -29_800, sells: false },
    ],
    [
      { quantity: '0', unitPrice: '', amount: '5' },
      { unitPrice: '5.000000', amountMinor: 500, sells: false },
    ],
    // Where both are given the unit price says it; an amount may hold discounts that nobody explains.
    [
      { quantity: '2', unitPrice: '10', amount: '18' },
      { unitPrice: '10', amountMinor: 2000 },
    ],
    [{ placedAt: '2026/1/5' }, { placedAt: new Date('2026-01-04T16:00:00Z'), businessDate: '2026-01-05' }],
    [{ placedAt: '20260105' }, { businessDate: '2026-01-05' }],
    [{ placedAt: '2026-01-05T23:30:00Z' }, { placedAt: new Date('2026-01-05T23:30:00Z'), businessDate: '2026-01-06' }],
    [{ status: '交易成功' }, { status: 'completed' }],
    [{ status: ' Cancelled ' }, { status: 'cancelled' }],
    [{ status: 'ＰＡＩＤ' }, { status: 'paid' }],
    [{ account: ' ＶＩＰ1 ' }, { account: 'VIP1' }],
    [{ productName: 'x'.repeat(600) }, { productName: 'x'.repeat(500) }],
  ])('reads %j as %j', (cells, expected) => {
    expect(rowOf(cells)).toMatchObject(expected);
  });

  it.each<[Cells, string, string, RegExp]>([
    [{ number: ' ' }, 'number', 'value_missing', /order number is missing/],
    [{ number: 'N'.repeat(201) }, 'number', 'value_too_long', /at most 200/],
    [{ sku: '' }, 'sku', 'value_missing', /SKU is missing/],
    [{ sku: 'S'.repeat(201) }, 'sku', 'value_too_long', /at most 200/],
    [{ account: 'u'.repeat(201) }, 'account', 'value_too_long', /at most 200/],
    [{ placedAt: '' }, 'placedAt', 'date_invalid', /like 2026-11-22/],
    [{ placedAt: '2026-02-30' }, 'placedAt', 'date_invalid', /like 2026-11-22/],
    [{ placedAt: '5/1/2026' }, 'placedAt', 'date_invalid', /like 2026-11-22/],
    [{ placedAt: '0001-01-01' }, 'placedAt', 'date_out_of_range', /1900/],
    [{ placedAt: '9999-12-31' }, 'placedAt', 'date_out_of_range', /2299/],
    [{ quantity: '' }, 'quantity', 'number_invalid', /like 2/],
    [{ quantity: 'two' }, 'quantity', 'number_invalid', /like 2/],
    [{ quantity: '1e3' }, 'quantity', 'number_invalid', /like 2/],
    [{ unitPrice: '12.3.4' }, 'unitPrice', 'number_invalid', /149\.00/],
    [{ unitPrice: '', amount: '' }, 'amount', 'value_missing', /neither unit price nor amount/],
    [{ unitPrice: '', amount: 'free' }, 'amount', 'number_invalid', /298\.00/],
    [{ unitPrice: '999999999999999', quantity: '999999' }, 'unitPrice', 'amount_too_large', /at most/],
    [{ unitPrice: '', amount: '99999999999999' }, 'amount', 'amount_too_large', /at most/],
    [{ currency: '元' }, 'currency', 'currency_invalid', /CNY/],
    [{ currency: 'US' }, 'currency', 'currency_invalid', /CNY/],
    [{ status: '有问题' }, 'status', 'status_unknown', /placed, paid, shipped, completed or cancelled/],
    // A word that every object knows.
    [{ status: 'constructor' }, 'status', 'status_unknown', /placed/],
    [{ phone: '1381234' }, 'phone', 'phone_invalid', /13812341234/],
    [{ email: 'li@' }, 'email', 'email_invalid', /li@example\.com/],
  ])('refuses %j, naming the field %s (%s) and what would be right', (cells, field, code, advice) => {
    const result = read(cells);
    const text = (pattern: RegExp): unknown => expect.stringMatching(pattern);
    const reason = { en: text(advice), 'zh-CN': text(/\p{Script=Han}/u) };
    // A fault is shown in a list: its value is cut.
    expect(result).toMatchObject({ ok: false, fault: { field, code, reason, value: text(/^.{0,200}$/u) } });
  });
});
