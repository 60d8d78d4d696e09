import type { Text } from '#kernel/pure/text.ts';
import type { LifecycleLimits } from '#segments/pure';
import type { DimensionName, MetricUnit } from './schema.ts';

/** First and last business date, both included. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** Which shop and which sales channel the orders and visits of a source belong to. */
export interface PlaceOfSource {
  readonly source: string;
  readonly shop: string;
  readonly channel: string;
}

/** What a SKU is of; `category` is empty for products outside of the tree. */
export interface GoodOfSku {
  /** In lower case, as orders have it. */
  readonly sku: string;
  readonly product: string;
  readonly category: string;
}

/** What a metric is asked. */
export interface Asked extends Span {
  /** Facts up to the end of this day are known. */
  readonly asOf: string;
  readonly zone: string;
  /** Instants at which the span begins and the day after it begins, as the analytic store writes them. */
  readonly startsAt: string;
  readonly endsAt: string;
  readonly currency: string;
  readonly places: readonly PlaceOfSource[];
  /** Only looked up where a dimension needs it. */
  readonly goods: readonly GoodOfSku[];
  /** Each thing sold is a row of its own: something is split by goods, or narrowed to some. */
  readonly isPerGood: boolean;
  readonly stages: LifecycleLimits;
  /** Binds a value and gives its place in the statement. */
  param(value: unknown, type: string): string;
}

/** How a metric is counted in the analytic store. */
export interface Measure {
  /** What rows are counted: a query with `customer_id` and what the expressions below use. */
  readonly from: string;
  /** Where a row belongs in each dimension. */
  readonly columns: Readonly<Partial<Record<DimensionName, string>>>;
  /** Of dimensions in which a row may have several values: the list of them. */
  readonly lists?: Readonly<Partial<Record<DimensionName, string>>>;
  /** When given, rows are first put together by cell and customer, with these aggregates. */
  readonly perCustomer?: Readonly<Record<string, string>>;
  /**
   * When given, rows are put together by cell and customer, with `began`: whether the first row of all is among them.
   * This is a query of the customers who had rows before the span.
   */
  readonly before?: string;
  /** An aggregate over a cell: a whole number. */
  readonly value: string;
  /** What the value is divided by: of shares and averages. */
  readonly of?: string;
  /** Whose customers are behind a value: a condition on rows, or on what `perCustomer` gives. */
  readonly person: string;
}

/** A number that people steer by; declared in a folder of its own, listed in `index.ts` of the module. */
export interface MetricKind {
  readonly name: string;
  readonly label: Text;
  readonly unit: MetricUnit;
  readonly formula: Text;
  /** Which facts, and where the definition comes from. */
  readonly source: Text;
  /** What it can be split by. */
  readonly by: readonly DimensionName[];
  /** What every answer is split by. */
  readonly always?: readonly DimensionName[];
  /** Only things sold can be counted: rows are always per good. */
  readonly isPerGood?: boolean;
  /** Which cells the value of it all is about; without it all of them. */
  readonly whole?: Readonly<Partial<Record<DimensionName, string>>>;
  measure(asked: Asked): Measure;
}

/** Names a kind without widening it. */
export function defineMetric(kind: MetricKind): MetricKind {
  return kind;
}
