import type { Tx } from '#kernel/db/postgres.ts';
import type { StoredEvent } from '#kernel/events/log.ts';

/** First and last id, both included. */
export type IdRange = readonly [first: string, last: string];

/** Which rows some events touched; ids are those of the source's key. Ranges may cover rows that did not change. */
export interface FeedPlan {
  readonly upsertIds: readonly string[];
  readonly upsertRanges: readonly IdRange[];
  readonly removeIds: readonly string[];
  readonly removeRanges: readonly IdRange[];
}

/** A fact table that has a copy in the analytic store, declared by the module that owns the facts. */
export interface AnalyticTable {
  /** In the analytic store: a ReplacingMergeTree with the columns `version` and `is_deleted` besides those below. */
  readonly name: string;
  /** `schema.table` in PostgreSQL. */
  readonly source: string;
  /** The id of a row, a UUID: its column there and here. */
  readonly key: { readonly source: string; readonly column: string };
  /** Analytic column → SQL expression over the source's columns; the key is among them. */
  readonly columns: Readonly<Record<string, string>>;
  /** Events that touch the table. */
  readonly types: readonly string[];
  /** What other modules have in a row of it. */
  readonly parts?: readonly AnalyticPart[];
  /** Pure. Throws when an event is not as it was declared. */
  plan(events: readonly StoredEvent[]): FeedPlan;
}

/** Columns that a module has in the analytic rows of another: told anew with the row whenever one of them changes. */
export interface AnalyticPart {
  /** A function of PostgreSQL, `schema.name`, from the key to one row; its columns have names of their own. */
  readonly source: string;
  /**
   * A view, `schema.name`, of the same rows by a column with the key, without those in which there is nothing: for
   * copying everything, when sorting and grouping once is quicker than asking of each.
   */
  readonly all: { readonly source: string; readonly key: string };
  /** Analytic column → SQL expression over that row. */
  readonly columns: Readonly<Record<string, string>>;
  /** Events that touch it. */
  readonly types: readonly string[];
  /** The keys of the rows that these events touched. */
  keysOf(tx: Tx, events: readonly StoredEvent[]): Promise<readonly string[]>;
}

/** The table with columns of other modules beside its own. */
export function withParts(table: AnalyticTable, parts: readonly AnalyticPart[]): AnalyticTable {
  return {
    ...table,
    columns: Object.assign({}, table.columns, ...parts.map(({ columns }) => columns)),
    types: [...new Set([...table.types, ...parts.flatMap(({ types }) => types)])],
    parts,
    plan: (events) => table.plan(events.filter(({ type }) => table.types.includes(type))),
  };
}

/** Sorted, without repetition or overlap. UUIDs in lower case sort as PostgreSQL sorts them. */
export function joinRanges(ranges: readonly IdRange[]): readonly IdRange[] {
  const joined: IdRange[] = [];
  for (const range of ranges.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const last = joined.at(-1);
    if (last === undefined || range[0] > last[1]) {
      joined.push(range);
    } else if (range[1] > last[1]) {
      joined[joined.length - 1] = [last[0], range[1]];
    }
  }
  return joined;
}
