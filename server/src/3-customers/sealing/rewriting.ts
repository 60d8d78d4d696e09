import { isSealed, type StoredValue } from '../identity/attributes.ts';
import type { FieldSeal } from './seal.ts';

/** Which values are to be kept otherwise: of one field by its level, or all sealed ones with the current key. */
export interface Rewriting {
  readonly seal: FieldSeal;
  /** Null for all. */
  readonly field: string | null;
  /** The name of the key that sealed values are to have in the end. */
  readonly keyId: string;
}

/** The value as it is to be kept; the same object when it is kept so already. */
export function rewritten<Value extends StoredValue>(
  { seal, field, keyId }: Rewriting,
  key: string,
  value: Value,
): Value | StoredValue {
  const isOld = isSealed(value) && !value.s.startsWith(`${keyId}.`);
  const isMeant = field === null ? isOld : field === key;
  return !isMeant || (isSealed(value) === seal.seals(key) && !isOld) ? value : seal.settle(key, value, { renew: true });
}

/** Values of a record (dated) or of a profile; the same object when nothing of it changes. */
export function rewrittenAll<Values extends object>(rewriting: Rewriting, values: Values): Values {
  let changed = false;
  const entries = Object.entries(values as Readonly<Record<string, StoredValue | DatedLike>>).map(([key, kept]) => {
    const dated = isDated(kept) ? kept : null;
    const value = dated === null ? (kept as StoredValue) : dated.v;
    const next = value === null ? null : rewritten(rewriting, key, value);
    changed ||= next !== value;
    return [key, dated === null ? next : { ...dated, v: next }] as const;
  });
  return changed ? (Object.fromEntries(entries) as Values) : values;
}

interface DatedLike {
  readonly v: StoredValue | null;
  readonly at: string;
}

function isDated(kept: StoredValue | DatedLike): kept is DatedLike {
  return typeof kept === 'object' && 'at' in kept && 'v' in kept;
}
