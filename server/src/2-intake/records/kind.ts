import type { z } from 'zod';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';

/** Who a record is about, as its sender said it; the owner of the kind reads it with `#customers` `statementOf`. */
export interface RecordCustomer {
  readonly identifiers: readonly { readonly type: string; readonly value: string }[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** One record that came in by the API, with data that fit the kind's schema. */
export interface RecordItem<D> {
  readonly source: string;
  /** Names this record at its source for good: what comes again under it is the same record. */
  readonly key: string;
  readonly occurredAt: Date;
  /** The shop, brand or region that it belongs to; null for all. */
  readonly scopeId: string | null;
  readonly customer: RecordCustomer | null;
  readonly data: D;
}

/** Why a record was not taken in. */
export interface RecordFault {
  /** As in the request (`data.lines`, `customer.identifiers`), or null for the record as a whole. */
  readonly field: string | null;
  readonly code: string;
  readonly reason: Text;
}

export type RecordOutcome =
  | {
      readonly outcome: 'added' | 'changed' | 'same';
      /** What it made or changed; null when it has no row of its own. */
      readonly id: string | null;
      readonly customerId: string | null;
    }
  | { readonly outcome: 'rejected'; readonly fault: RecordFault };

/** One kind of data that the records API takes in; declared by the module that owns the facts, registered in `wiring.ts`. */
export interface RecordKind<D = unknown> {
  /** The word in `type`: customer, order, product, … */
  readonly type: string;
  readonly label: Text;
  readonly data: z.ZodType<D>;
  /**
   * Takes items in, in the transaction that claims their keys, and answers each at its place. All items of one call
   * have the same source and scope, no two the same key. A fault of one item is answered, never thrown: throwing
   * undoes them all, and they are then tried in smaller parts. Throw `identity_conflict` on: it is tried again.
   */
  apply(tx: Tx, context: Context, items: readonly RecordItem<D>[]): Promise<readonly RecordOutcome[]>;
}
