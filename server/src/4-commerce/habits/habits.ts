/** One thing bought: a line of a purchase. */
export interface BoughtLine {
  readonly orderId: string;
  readonly source: string;
  readonly currency: string;
  /** Of the order, in the business's zone. */
  readonly day: string;
  readonly hour: number;
  readonly categoryId: string | null;
  readonly units: number;
  readonly amountMinor: number;
}

/** What a part of the purchases has in common. One of them is given. */
export interface Part {
  readonly category?: string | undefined;
  readonly channel?: string | undefined;
  readonly hour?: number | undefined;
  readonly weekday?: number | undefined;
  /** Unit price in minor units, both included. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** What stands for goods of no category. */
export const NO_CATEGORY = 'none';
/** What stands for sources of no shop. */
export const NO_CHANNEL = 'none';
const HOURS = 24;
const WEEK = 7;
const SHOWN_CATEGORIES = 5;
/** Fewer goods make no band. */
const LEAST_GOODS = 3;

export interface Habits {
  readonly orders: number;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly currency: string | null;
  readonly categories: readonly { readonly id: string; readonly orders: number; readonly share: number }[];
  /** The middle half of unit prices; null with fewer than three goods. */
  readonly priceBand: { readonly lowMinor: number; readonly middleMinor: number; readonly highMinor: number } | null;
  /** Orders by hour of the day, 0 to 23. */
  readonly hours: readonly number[];
  /** The four hours on end with most orders; null without orders. */
  readonly activeHours: { readonly from: number; readonly to: number; readonly orders: number } | null;
  /** Orders by day of the week, Monday first. */
  readonly weekdays: readonly number[];
  readonly channels: readonly { readonly key: string; readonly orders: number; readonly share: number }[];
}

/** How somebody buys: what, at what price, when and where, out of the lines of all purchases. */
export function habitsOf(lines: readonly BoughtLine[], channelOf: (source: string) => string): Habits {
  const orders = firstLines(lines);
  const days = orders.map(({ day }) => day).toSorted();
  const hours = countBy(orders, HOURS, ({ hour }) => hour);
  const currency = mostFrequent(orders.map((order) => order.currency));
  return {
    orders: orders.length,
    firstDay: days[0] ?? null,
    lastDay: days.at(-1) ?? null,
    currency,
    categories: sharesOf(lines, ({ categoryId }) => categoryId ?? NO_CATEGORY, orders.length)
      .map(({ key, ...rest }) => ({ id: key, ...rest }))
      .slice(0, SHOWN_CATEGORIES),
    priceBand: bandOf(lines.filter((line) => line.currency === currency).map(unitMinor)),
    hours,
    activeHours: orders.length === 0 ? null : busiestHours(hours),
    weekdays: countBy(orders, WEEK, ({ day }) => weekdayOf(day)),
    channels: sharesOf(lines, ({ source }) => channelOf(source), orders.length),
  };
}

/** The orders behind a figure, by the same reading of the lines. */
export function ordersBehind(
  lines: readonly BoughtLine[],
  part: Part,
  channelOf: (source: string) => string,
): ReadonlySet<string> {
  const holds = (line: BoughtLine): boolean =>
    (part.category === undefined || (line.categoryId ?? NO_CATEGORY) === part.category) &&
    (part.channel === undefined || channelOf(line.source) === part.channel) &&
    (part.hour === undefined || line.hour === part.hour) &&
    (part.weekday === undefined || weekdayOf(line.day) === part.weekday) &&
    (part.from === undefined || unitMinor(line) >= part.from) &&
    (part.to === undefined || unitMinor(line) <= part.to);
  return new Set(lines.filter(holds).map(({ orderId }) => orderId));
}

function firstLines(lines: readonly BoughtLine[]): readonly BoughtLine[] {
  return [...new Map(lines.map((line) => [line.orderId, line])).values()];
}

function unitMinor({ amountMinor, units }: BoughtLine): number {
  return Math.round(amountMinor / units);
}

/** 0 is Monday. 1970-01-01 was a Thursday. */
function weekdayOf(day: string): number {
  const days = Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000);
  return (((days + 3) % WEEK) + WEEK) % WEEK;
}

function countBy(
  orders: readonly BoughtLine[],
  size: number,
  placeOf: (order: BoughtLine) => number,
): readonly number[] {
  const counts = Array.from({ length: size }, () => 0);
  for (const order of orders) {
    const place = placeOf(order);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

/** Orders with each key, most first; an order of two categories counts for both. */
function sharesOf(
  lines: readonly BoughtLine[],
  keyOf: (line: BoughtLine) => string,
  total: number,
): { readonly key: string; readonly orders: number; readonly share: number }[] {
  return [...Map.groupBy(lines, keyOf)]
    .map(([key, own]) => {
      const orders = new Set(own.map(({ orderId }) => orderId)).size;
      return { key, orders, share: orders / total };
    })
    .toSorted((a, b) => b.orders - a.orders || (a.key < b.key ? -1 : 1));
}

function bandOf(prices: readonly number[]): Habits['priceBand'] {
  if (prices.length < LEAST_GOODS) {
    return null;
  }
  const sorted = prices.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { lowMinor: at(0.25), middleMinor: at(0.5), highMinor: at(0.75) };
}

const SPAN = 4;

function busiestHours(hours: readonly number[]): NonNullable<Habits['activeHours']> {
  const sums = hours.map((_, from) =>
    Array.from({ length: SPAN }, (__, step) => hours[(from + step) % HOURS] ?? 0).reduce((a, b) => a + b, 0),
  );
  const orders = Math.max(...sums);
  const best = sums.flatMap((sum, from) => (sum === orders ? [from] : []));
  // Of several the one in the middle: an order at eight in the evening is in the middle of its hours.
  const from = best[Math.floor((best.length - 1) / 2)] ?? 0;
  return { from, to: (from + SPAN) % HOURS, orders };
}

function mostFrequent(words: readonly string[]): string | null {
  const counted = [...Map.groupBy(words, (word) => word)].toSorted(
    ([a, left], [b, right]) => right.length - left.length || (a < b ? -1 : 1),
  );
  return counted[0]?.[0] ?? null;
}
