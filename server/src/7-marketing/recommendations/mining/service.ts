import type { Naming, Offering } from '#commerce';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { addDays, dayNumber } from '#kernel/pure/dates.ts';
import { keptModel, type LearnedContent } from '../learned-content.ts';
import { createLearning, type Learned } from '../learning.ts';
import { WINDOW_DAYS } from '../present.ts';
import { confidenceSchema, MIN_CONFIDENCE, MIN_SUPPORT, supportSchema } from '../settings.ts';
import * as tables from '../store.ts';
import { guestBaskets, histories, SLICES, soldSkus, type Window } from './store.ts';

export interface MiningOptions {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap' | 'clock' | 'transaction'>;
  readonly naming: Pick<Naming, 'goods'>;
  readonly offering: Pick<Offering, 'lines'>;
  readonly setting: (key: string) => Promise<unknown>;
  /** The business date meant by those who name none. */
  readonly usualDate: () => Promise<string>;
}

/** The most sold ones; the memory of learning grows with its square (100 MB at this size). */
const MOST_PRODUCTS = 2000;
const LEAST_BASKETS = 3;
const CHUNK = 5000;

/** Learns from all orders of a year what is bought together, by whom again and after what, and keeps it. */
export async function learnAll(options: MiningOptions, context: Context, signal?: AbortSignal): Promise<void> {
  const { kernel } = options;
  const startedMs = performance.now();
  const asOf = await options.usualDate();
  const window = { from: addDays(asOf, 1 - WINDOW_DAYS), to: asOf };
  const shelf = await shelfOf(options, window);
  const support = supportSchema.parse(await options.setting(MIN_SUPPORT.key));
  const confidence = confidenceSchema.parse(await options.setting(MIN_CONFIDENCE.key));
  const learning = createLearning({
    items: shelf.products.length,
    // Today's orders are known; the day that is asked about is the next one.
    asOfDay: dayNumber(asOf) + 1,
    lineOf: (item) => shelf.lines[item] ?? null,
    floor: (baskets) => ({ baskets: Math.max(LEAST_BASKETS, Math.ceil(support * baskets)), confidence }),
  });
  const itemsOf = (skus: readonly string[]): number[] => [
    ...new Set(skus.flatMap((sku) => shelf.places.get(sku) ?? [])),
  ];
  for (let slice = 0; slice < SLICES; slice += 1) {
    for await (const bought of histories(kernel.olap, { ...window, slice })) {
      const history = bought
        .map(([day, skus]) => ({ day, items: itemsOf(skus) }))
        .filter(({ items }) => items.length > 0);
      if (history.length > 0) {
        learning.add(history);
      }
    }
    signal?.throwIfAborted();
  }
  for await (const skus of guestBaskets(kernel.olap, window)) {
    learning.addBasket(itemsOf(skus));
  }
  const learned = learning.finish();
  await keep(kernel, context, { asOf, learned, products: shelf.products, startedMs });
}

interface Shelf {
  /** Ids of the products that are looked at. */
  readonly products: readonly string[];
  /** Of each the root of its category. */
  readonly lines: readonly (string | null)[];
  readonly places: ReadonlyMap<string, number>;
}

async function shelfOf({ kernel, naming, offering }: MiningOptions, window: Window): Promise<Shelf> {
  const [{ skus }, lineOf, sold] = await Promise.all([naming.goods(), offering.lines(), soldSkus(kernel.olap, window)]);
  const goods = new Map(skus.map((good) => [good.sku, good]));
  const orders = new Map<string, number>();
  for (const { sku, orders: count } of sold) {
    const product = goods.get(sku)?.product;
    if (product !== undefined) {
      orders.set(product, (orders.get(product) ?? 0) + count);
    }
  }
  const products = [...orders]
    .toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .slice(0, MOST_PRODUCTS)
    .map(([product]) => product);
  const placeOf = new Map(products.map((product, place) => [product, place]));
  const lines: (string | null)[] = products.map(() => null);
  const places = new Map<string, number>();
  for (const { sku, product, category } of skus) {
    const place = placeOf.get(product);
    if (place !== undefined) {
      places.set(sku, place);
      lines[place] = lineOf.get(category)?.id ?? null;
    }
  }
  return { products, lines, places };
}

interface Keeping {
  readonly asOf: string;
  readonly learned: Learned;
  readonly products: readonly string[];
  readonly startedMs: number;
}

/** Written in pieces, so that no transaction is long; whoever reads sees what was learned before until all is there. */
async function keep(
  { transaction, clock }: MiningOptions['kernel'],
  context: Context,
  { asOf, learned, products, startedMs }: Keeping,
): Promise<void> {
  const id = newId();
  const name = (item: number): string => products[item] ?? '';
  const { now, ranking, quality, lines } = learned;
  const content: LearnedContent = {
    own: keptModel(ranking.own),
    fresh: keptModel(ranking.fresh),
    quality,
    lines: lines.map((pair) => ({ ...pair })),
  };
  const facts = now.facts.map((each, item) => ({
    product: name(item),
    ...each,
    lastSoldDay: Number.isFinite(each.lastSoldDay) ? each.lastSoldDay : 0,
    intervalDays: learned.intervals[item] ?? null,
  }));
  const neighbours = now.neighbours.flatMap((all, item) =>
    all.map(({ item: other, weight }) => ({ product: name(item), other: name(other), weight })),
  );
  const followers = learned.followers.map(({ item, other, ...rest }) => ({
    product: name(item),
    other: name(other),
    ...rest,
  }));
  const pairs = learned.pairs.map(({ left, right, ...rest }) => ({ left: name(left), right: name(right), ...rest }));
  const run = { id, asOf, customers: learned.customers, baskets: learned.baskets, products: products.length };
  const tookMs = Math.round(performance.now() - startedMs);
  await transaction(context, (tx) => tables.insertRun(tx, { ...run, content, computedAt: clock.now() }, tookMs));
  const write = <Row>(rows: readonly Row[], insert: (tx: Tx, id: string, some: readonly Row[]) => Promise<void>) =>
    inChunks(rows, (some) => transaction(context, (tx) => insert(tx, id, some)));
  await write(facts, tables.insertFacts);
  await write(neighbours, tables.insertNeighbours);
  await write(followers, tables.insertFollowers);
  await write(pairs, tables.insertPairs);
  await transaction(context, (tx) => tables.finishRun(tx, id));
}

async function inChunks<Row>(rows: readonly Row[], write: (some: readonly Row[]) => Promise<void>): Promise<void> {
  for (let from = 0; from < rows.length; from += CHUNK) {
    await write(rows.slice(from, from + CHUNK));
  }
}
