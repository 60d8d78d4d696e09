import type { HomeMonth } from './api.ts';

/** Currencies of the months, the one with the largest revenue first. */
export function currenciesOf(months: readonly HomeMonth[]): readonly string[] {
  const sums = new Map<string, number>();
  for (const { currency, revenueMinor } of months) {
    sums.set(currency, (sums.get(currency) ?? 0) + revenueMinor);
  }
  return [...sums.entries()].toSorted((a, b) => b[1] - a[1]).map(([currency]) => currency);
}

/** Whether the newest month is still filling up: its last day in the business zone has not been reached. */
export function isPartial(month: string, newestOrderDate: string | null): boolean {
  if (newestOrderDate === null || !newestOrderDate.startsWith(month.slice(0, 7))) {
    return false;
  }
  const next = new Date(`${newestOrderDate}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 7) === month.slice(0, 7);
}

export interface Band {
  readonly x: number;
  readonly width: number;
  readonly centre: number;
}

/** Equal bands over a width, each bar taking `fill` of its band. */
export function bandsOf(count: number, o: { readonly width: number; readonly fill: number }): readonly Band[] {
  const step = count === 0 ? 0 : o.width / count;
  const width = Math.min(step * o.fill, 56);
  return Array.from({ length: count }, (_, index) => {
    const centre = step * (index + 0.5);
    return { x: centre - width / 2, width, centre };
  });
}

/** Scales values to a height; negative ones (more given back than sold) stand at nothing. */
export function heightsOf(values: readonly number[], height: number): readonly number[] {
  const top = Math.max(1, ...values);
  return values.map((value) => (Math.max(0, value) / top) * height);
}
