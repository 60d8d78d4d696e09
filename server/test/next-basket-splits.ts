import { dayNumber } from '#kernel/pure/dates.ts';
import type { Basket } from '../src/7-marketing/recommendations/histories.ts';
import type { Split } from '../src/7-marketing/recommendations/next-basket.ts';
import { type Invoice, readInvoices } from './online-retail.ts';

/** Histories up to a day and the first invoice from it to another: the first `from`, the last before `to`. */
export function splitOf(invoices: readonly Invoice[], from: string, to: string): Split {
  const [first, end] = [dayNumber(from), dayNumber(to)];
  const places = new Map<string, number>();
  const histories = new Map<string, Basket<number>[]>();
  const next = new Map<string, readonly number[]>();
  for (const { customer, day, items } of invoices) {
    if (day < first) {
      const known = [...items].map((item) => {
        const place = places.get(item) ?? places.size;
        places.set(item, place);
        return place;
      });
      const history = histories.get(customer) ?? [];
      history.push({ day, items: known });
      histories.set(customer, history);
    } else if (day < end && histories.has(customer) && !next.has(customer)) {
      next.set(
        customer,
        [...items].map((item) => places.get(item) ?? -1),
      );
    }
  }
  return { asOfDay: first, items: places.size, histories, next };
}

/** The split of the data README (August 2011), and the two months before it to learn from. */
export async function nextBasketSplits(folder: string): Promise<{ readonly test: Split; readonly learning: Split[] }> {
  const invoices = await readInvoices(folder, { goodsOnly: true });
  return {
    test: splitOf(invoices, '2011-08-01', '2011-09-01'),
    learning: [splitOf(invoices, '2011-06-01', '2011-07-01'), splitOf(invoices, '2011-07-01', '2011-08-01')],
  };
}
