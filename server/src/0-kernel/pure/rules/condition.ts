import type { BusinessDate } from '../dates.ts';
import type { Text } from '../text.ts';
import type { ArgFaces, ArgsOf } from './arg-face.ts';
import type { Measure } from './measures.ts';

/** What a condition is about. */
export type Subject = 'customer';

/** As of when, and in which money, a question is asked. Facts up to the end of the day count. */
export interface AsOf {
  readonly date: BusinessDate;
  /** IANA name of the business's zone. */
  readonly zone: string;
  /** ISO 4217; where an argument names none. */
  readonly currency: string;
}

/** Something that must be looked up in PostgreSQL before a condition can be asked: the SKUs of a category, say. */
export interface Lookup {
  /** The name under which the owning module offers it. */
  readonly name: string;
  readonly key: string;
}

/** What the lookups of a condition came to. Throws for one that the condition did not declare. */
export type Found = (name: string, key: string) => unknown;

/** What a condition is asked with beside its arguments. */
export interface Asking extends AsOf {
  readonly found: Found;
}

/** Binds a value to a place in the text of a query; equal values share a place. */
export interface SqlAsking extends Asking {
  param(value: unknown, type: string): string;
}

/**
 * The face for the population, in the ClickHouse dialect. `columns` are expressions over the customer's own row, or
 * measures of the many rows that a source has of the customer, which stand in arrays of that row. Equal ones of all
 * conditions are computed once. The predicate gets the names they go by.
 */
export interface SqlFace {
  readonly columns: Readonly<Record<string, string | Measure>>;
  /** Long expressions over those columns, also computed once: a query has room for so much text. The predicate gets their names too. */
  also?(columns: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  predicate(columns: Readonly<Record<string, string>>): string;
}

/** One question about a customer, declared by the module that owns the facts. Pure. */
export interface Condition<Faces extends ArgFaces = ArgFaces, Facts = unknown> {
  /** `module.what`, never reused. */
  readonly is: string;
  readonly subject: Subject;
  /** Heading in the builder. */
  readonly group: Text;
  readonly label: Text;
  /** What else people call it, in both languages with spaces between: the builder finds it by these too. */
  readonly words?: string;
  /** The name of the facts it needs (`FactSource.name`). */
  readonly source: string;
  readonly args: Faces;
  /**
   * How it reads: literal text, `{arg}`, and `[first|second]`, of which the first alternative is taken whose arguments
   * are all there. It is also read back by this.
   */
  readonly sentence: Text;
  /** What is wrong with arguments that are fine one by one. */
  check?(args: ArgsOf<Faces>): Text | null;
  lookups?(args: ArgsOf<Faces>): readonly Lookup[];
  /** Why it cannot be asked by what the lookups found, though its arguments are fine; null when it can. */
  refuses?(args: ArgsOf<Faces>, asking: Asking): Text | null;
  /** The answer would tell a value that is masked: whoever can filter by it can read it. */
  tellsMasked?(args: ArgsOf<Faces>, asking: Asking): boolean | 'sensitive';
  /** Asked as of one day after the other, the answers would tell a masked value: by those who may not see it, only as of today. */
  readonly tellsMaskedOverTime?: true;
  sql(args: ArgsOf<Faces>, asking: SqlAsking): SqlFace;
  evaluate(facts: Facts, args: ArgsOf<Faces>, asking: Asking): boolean;
  /** What was found of the customer, for an explanation. */
  explain(facts: Facts, args: ArgsOf<Faces>, asking: Asking): Text;
}

/** Any condition, as registries hold them. */
// oxlint-disable-next-line typescript/no-explicit-any -- a condition's arguments and facts are its own business
export type AnyCondition = Condition<any, any>;

/** Keeps the types of arguments and facts together while a condition is written. */
export function defineCondition<const Faces extends ArgFaces, Facts>(
  condition: Omit<Condition<Faces, Facts>, 'subject'>,
): Condition<Faces, Facts> {
  return { subject: 'customer', ...condition };
}

/** The conditions that there are, by name. Throws when two share a name. */
export type Conditions = ReadonlyMap<string, AnyCondition>;

export function conditionsOf(list: readonly AnyCondition[]): Conditions {
  const byName = new Map(list.map((condition) => [condition.is, condition]));
  if (byName.size !== list.length) {
    throw new Error('Two conditions share a name');
  }
  return byName;
}

/** Where the facts of a source stand in the row that the analytic store has of each customer. */
export interface AnalyticFacts {
  /**
   * Of a source with many rows for a customer: what measures call a column of them → the array with an element for
   * each row. Arrays that are named together have the same length; the newest row comes first.
   */
  readonly arrays?: Readonly<Record<string, string>>;
}

/** The table of the analytic store with one row for each customer, sorted by a hash of the customer's id. */
export interface AnalyticPopulation {
  /** A ReplacingMergeTree, read with FINAL. */
  readonly table: string;
  readonly customerColumn: string;
  /** The UInt64 by which it is sorted: a range of it is a sample. */
  readonly hash: string;
}
