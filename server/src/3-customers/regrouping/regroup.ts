import { componentsOf } from './components.ts';
import type { RegroupRecord } from './record.ts';

export type { RegroupRecord } from './record.ts';

export interface Assignment {
  readonly recordId: string;
  readonly customerId: string;
  readonly ownCustomerId: string;
}

export interface RegroupOptions {
  readonly newId: () => string;
  /** Customers that exist outside what is regrouped; their ids cannot be given. */
  readonly taken: ReadonlySet<string>;
}

/**
 * Which customer each record belongs to once some identifiers are gone: records still joined stay together, and the
 * group gets the smallest of its records' own ids, as if it had never been part of anything larger. Returns what
 * changes. Pure regrouping: what no longer holds together falls apart, whatever the order in which it was joined.
 */
export function regroup(records: readonly RegroupRecord[], { newId, taken }: RegroupOptions): Assignment[] {
  const used = new Set(taken);
  return componentsOf(records).flatMap((component) => {
    const own = component.map((record) => record.ownCustomerId).toSorted();
    const customerId = own.find((id) => !used.has(id)) ?? newId();
    used.add(customerId);
    return component.flatMap((record) => {
      // Of two groups that were born as one customer the second gets an id of its own, for good.
      const ownCustomerId = record.ownCustomerId < customerId ? customerId : record.ownCustomerId;
      const isSame = record.customerId === customerId && record.ownCustomerId === ownCustomerId;
      return isSame ? [] : [{ recordId: record.id, customerId, ownCustomerId }];
    });
  });
}

/** The prefix of what joins records by the word of staff, beside `phone:` and the like. */
const BOND = 'bond:';

/** The records as if these bonds were not. */
export function withoutBonds(records: readonly RegroupRecord[], bondIds: ReadonlySet<string>): RegroupRecord[] {
  return records.map((record) => ({
    ...record,
    identifiers: record.identifiers.filter((text) => !text.startsWith(BOND) || !bondIds.has(text.slice(BOND.length))),
  }));
}
