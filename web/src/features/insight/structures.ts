import type { DimensionName } from '@zhike/server/contracts';

interface AnyView {
  /** What it is called by, among the words of the page. */
  readonly name: string;
  readonly metric: string;
  readonly by: DimensionName;
  /** Whether the parts add up to the whole. */
  readonly isSplit: boolean;
}

/** What customers, goods and purchases are made of: three charts, each with a few ways to look at it, the usual first. */
export const STRUCTURES = {
  customers: [
    { name: 'stages', metric: 'lifecycle', by: 'stage', isSplit: true },
    { name: 'sources', metric: 'customers', by: 'source', isSplit: false },
    { name: 'buyers', metric: 'buyers', by: 'channel', isSplit: false },
  ],
  products: [
    { name: 'categories', metric: 'product_sales', by: 'category', isSplit: true },
    { name: 'products', metric: 'product_sales', by: 'product', isSplit: true },
    { name: 'units', metric: 'product_units', by: 'category', isSplit: true },
  ],
  behaviour: [
    { name: 'channels', metric: 'orders', by: 'channel', isSplit: true },
    { name: 'weekdays', metric: 'orders', by: 'weekday', isSplit: true },
    { name: 'hours', metric: 'orders', by: 'hour', isSplit: true },
  ],
} as const satisfies Readonly<Record<string, readonly AnyView[]>>;

export type Structure = keyof typeof STRUCTURES;
/** One way to look at a structure: a metric, and what it is divided by. */
export type StructureView = (typeof STRUCTURES)[Structure][number];
