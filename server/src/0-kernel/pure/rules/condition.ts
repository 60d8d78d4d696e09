import type { BusinessDate } from '../dates.ts';
import type { Text } from '../text.ts';
import type { ArgFaces, ArgsOf } from './arg-face.ts';

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
 * The face for the population, in the ClickHouse dialect. `columns` are expressions over the rows of the source: of a
 * source with many rows for a customer aggregates, which over no rows give 0, '' or []; of a source with one row plain
 * ones. Equal expressions of all conditions are computed once. The predicate gets the names they go by.
 */
export interface SqlFace {
  readonly columns: Readonly<Record<string, string>>;
  /**
   * Of a source with many rows for a customer: the columns are the same over these rows alone. When all conditions
   * that share a scan say so, the others are not read.
   */
  readonly rows?: string;
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
  /** The answer would tell a value that is masked: whoever can filter by it can read it. */
  tellsMasked?(args: ArgsOf<Faces>, asking: Asking): boolean;
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

/** The table of the analytic store that holds the facts of a source. */
export interface AnalyticFacts {
  readonly table: string;
  /** A ReplacingMergeTree is read with FINAL. */
  readonly customerColumn: string;
  /** `one` row for each customer: then it is the population. */
  readonly rows: 'one' | 'many';
  /** What rows count at all. */
  readonly where?: string;
}
