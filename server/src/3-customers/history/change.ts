import { BASIC_KEYS, type BasicKey } from '../fields/basic.ts';
import { isSameStored, type StoredValue } from '../identity/attributes.ts';

/** What can be read of a customer at one moment: basic fields, attributes and cards. */
export interface Snapshot extends Readonly<Record<BasicKey, string | null>> {
  readonly id: string;
  readonly attributes: Readonly<Record<string, StoredValue>> | null;
}

/** One field that became another. */
export interface Change {
  readonly customerId: string;
  readonly field: string;
  readonly before: StoredValue | null;
  readonly after: StoredValue | null;
}

/** The value of a field, basic or not. */
export function valueIn(snapshot: Snapshot, field: string): StoredValue | null {
  const basic = BASIC_KEYS.find((key) => key === field);
  return basic === undefined ? (snapshot.attributes?.[field] ?? null) : snapshot[basic];
}

/** What became another between two readings of the same customers; who was not there before has no history. */
export function diffSnapshots(before: readonly Snapshot[], after: readonly Snapshot[]): Change[] {
  const former = new Map(before.map((snapshot) => [snapshot.id, snapshot]));
  return after.flatMap((now) => {
    const then = former.get(now.id);
    if (then === undefined) {
      return [];
    }
    const fields = new Set([
      ...BASIC_KEYS,
      ...Object.keys(then.attributes ?? {}),
      ...Object.keys(now.attributes ?? {}),
    ]);
    return [...fields].flatMap((field) => {
      const [from, to] = [valueIn(then, field), valueIn(now, field)];
      return isSameStored(from, to) ? [] : [{ customerId: now.id, field, before: from, after: to }];
    });
  });
}
