import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LineFacts, type OrderHead, orderContent, orderKind, placeOrder } from './place.ts';

const HEAD: OrderHead = {
  placedAt: new Date('2026-01-05T00:26:00Z'),
  businessDate: '2026-01-05',
  currency: 'CNY',
  status: null,
  region: null,
};

function line(quantity: string, amountMinor: number, overrides: Partial<LineFacts> = {}): LineFacts {
  const sells = !quantity.startsWith('-') && amountMinor > 0;
  return { sku: 'A', name: null, quantity, unitPrice: '1', amountMinor, sells, ...overrides };
}

describe('placing an order', () => {
  it.each([
    ['sale', [line('1', 100)]],
    ['sale', [line('1', 100), line('-1', -300)]],
    ['refund', [line('-1', -100)]],
    ['refund', [line('-1', -100), line('-2', 0)]],
    ['adjustment', [line('-5', 0)]],
    ['adjustment', [line('1', -1_106_206)]],
    ['adjustment', [line('1', 0)]],
  ] as const)('is a %s with lines %j', (kind, lines) => {
    expect(orderKind(lines)).toBe(kind);
    expect(placeOrder(HEAD, lines).kind).toBe(kind);
  });

  it('sums all lines into the total and those that sell into the sales', () => {
    const facts = placeOrder(HEAD, [line('2', 500), line('1', 0), line('-1', -200), line('1', 300)]);
    expect(facts).toMatchObject({ totalMinor: 600, salesMinor: 800, salesLines: 2, status: 'completed' });
  });

  it('sells nothing when cancelled, but keeps its total', () => {
    const facts = placeOrder({ ...HEAD, status: 'cancelled' }, [line('2', 500)]);
    expect(facts).toMatchObject({ totalMinor: 500, salesMinor: 0, salesLines: 0, status: 'cancelled' });
  });

  it('has a content that differs whenever status, time, currency, region or a line differs', () => {
    const text = fc.constantFrom('', 'a', 'a|1', 'a\nB|1|1|100|', '1', '|');
    const facts = fc.record({ sku: text, name: text, quantity: fc.constantFrom('1', '2') });
    const build = (lines: readonly { sku: string; name: string; quantity: string }[], region: string) => {
      const full = lines.map(({ quantity, ...rest }) => line(quantity, 100, rest));
      return orderContent(placeOrder({ ...HEAD, region }, full), full);
    };
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 3 }), fc.array(facts, { maxLength: 3 }), text, text, (a, b, ra, rb) => {
        const isSame = JSON.stringify([a, ra]) === JSON.stringify([b, rb]);
        expect(build(a, ra) === build(b, rb)).toBe(isSame);
      }),
    );
    const one = [line('1', 100)];
    const heads: OrderHead[] = [
      HEAD,
      { ...HEAD, status: 'paid' },
      { ...HEAD, currency: 'GBP' },
      { ...HEAD, placedAt: new Date('2026-01-06T00:26:00Z') },
    ];
    expect(new Set(heads.map((head) => orderContent(placeOrder(head, one), one))).size).toBe(heads.length);
  });
});
