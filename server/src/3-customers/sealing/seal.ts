import {
  type AttributeValue,
  isSealed,
  NO_ATTRIBUTES,
  type SealedValue,
  type StatedAttributes,
  type StoredValue,
} from '../identity/attributes.ts';

/** What it takes of the keys of the installation. */
export interface ValueSeals {
  seal(text: string, place: string): string;
  open(sealed: string, place: string): string;
  token(text: string, place: string): string;
}

/** Keeps values of fields as their levels want them. */
export interface FieldSeal {
  /** Whether values of the field are kept sealed. */
  seals(key: string): boolean;
  /** The value as it is to be kept by now: sealed or not, and with the current key when `renew` says so. */
  settle(key: string, value: StoredValue, options?: { readonly renew: boolean }): StoredValue;
  /** Throws `secret_unreadable` when it was changed, or is of another field. */
  open(key: string, value: StoredValue): AttributeValue;
  /** What sealed values of the field that equal this one, or any of its choices, have among their tokens. */
  tokens(key: string, value: AttributeValue): readonly string[];
}

/** Bound in, so that a sealed value is worth nothing in another field. Not in whose it is: values move in merges. */
function placeOf(key: string): string {
  return `customers.attributes.${key}`;
}

export function createFieldSeal(seals: ValueSeals, sealedKeys: ReadonlySet<string>): FieldSeal {
  const tokens: FieldSeal['tokens'] = (key, value) =>
    (typeof value === 'object' ? value : [value]).map((one) => seals.token(String(one), placeOf(key)));
  const seal = (key: string, value: AttributeValue): SealedValue => ({
    s: seals.seal(JSON.stringify(value), placeOf(key)),
    t: tokens(key, value),
  });
  const open: FieldSeal['open'] = (key, value) =>
    // What was sealed was a value, and cannot have been changed since.
    isSealed(value) ? (JSON.parse(seals.open(value.s, placeOf(key))) as AttributeValue) : value;
  return {
    seals: (key) => sealedKeys.has(key),
    settle: (key, value, { renew } = { renew: false }) => {
      if (!sealedKeys.has(key)) {
        return open(key, value);
      }
      return isSealed(value) && !renew ? value : seal(key, open(key, value));
    },
    open,
    tokens,
  };
}

/** All that is stated, as it is to be kept; the same object when nothing of it has to be sealed. */
export function settleStated(seal: FieldSeal, stated: StatedAttributes): StatedAttributes {
  if (stated === NO_ATTRIBUTES) {
    return stated;
  }
  const entries = Object.entries(stated);
  return entries.every(([key, value]) => value === null || isSealed(value) === seal.seals(key))
    ? stated
    : Object.fromEntries(entries.map(([key, value]) => [key, value === null ? null : seal.settle(key, value)]));
}

/** What of a value tells it from others, whether it is sealed or not. */
export function comparable(seal: FieldSeal, key: string, value: StoredValue): string {
  const settled = seal.settle(key, value);
  return isSealed(settled) ? settled.t.join() : String(settled);
}
