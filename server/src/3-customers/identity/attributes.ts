/** A value of a field, already parsed by the field's type. */
export type AttributeValue = string | number | boolean | readonly string[];

/** A value of a sensitive field, as it is kept: only `FieldSeal` of `sealing/` makes and opens one. */
export interface SealedValue {
  readonly s: string;
  /** What equal values have in common: one token, or one for each choice. */
  readonly t: readonly string[];
}

/** A value as it is kept. */
export type StoredValue = AttributeValue | SealedValue;

/** Whether the value is sealed: then it says nothing but whether another one equals it. */
export function isSealed(value: StoredValue | null | undefined): value is SealedValue {
  return typeof value === 'object' && value !== null && 's' in value;
}

/** Field → what a source says; null says that there is nothing. */
export type StatedAttributes = Readonly<Record<string, StoredValue | null>>;

/** What was said of one field last, and when (ISO 8601, UTC). */
export interface DatedValue {
  readonly v: StoredValue | null;
  readonly at: string;
}

/** Field → what was said last, as a record keeps it; a record that never spoke of any has null in its place. */
export type DatedAttributes = Readonly<Record<string, DatedValue>>;

/** Said by whoever says nothing of attributes; shared, so that millions of such statements cost nothing. */
export const NO_ATTRIBUTES: StatedAttributes = Object.freeze({});

/** Every field dated with the moment of the statement. */
export function dateAttributes(stated: StatedAttributes, statedAt: Date): DatedAttributes | null {
  if (stated === NO_ATTRIBUTES) {
    return null;
  }
  const at = statedAt.toISOString();
  const entries = Object.entries(stated).map(([key, v]) => [key, { v, at }] as const);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

/** Per field the newer word; of two words of one moment the later one. */
export function mergeAttributes(
  earlier: DatedAttributes | null,
  later: DatedAttributes | null,
): DatedAttributes | null {
  if (earlier === null || later === null) {
    return earlier ?? later;
  }
  const newer = Object.entries(later).filter(([key, { at }]) => at >= (earlier[key]?.at ?? ''));
  return { ...earlier, ...Object.fromEntries(newer) };
}

/** Whether some field has another value, its date left aside; said to be empty is the same as never spoken of. */
export function hasOtherValues(before: DatedAttributes | null, after: DatedAttributes | null): boolean {
  return (
    before !== after &&
    keysOf(before, after).some((key) => !isSameStored(before?.[key]?.v ?? null, after?.[key]?.v ?? null))
  );
}

/** Whether some field was spoken of at another moment. */
export function hasOtherDates(before: DatedAttributes | null, after: DatedAttributes | null): boolean {
  return before !== after && keysOf(before, after).some((key) => before?.[key]?.at !== after?.[key]?.at);
}

function keysOf(before: DatedAttributes | null, after: DatedAttributes | null): string[] {
  return Object.keys({ ...before, ...after });
}

/** Whether two values are the same one; of sealed ones their tokens tell. */
export function isSameStored(a: StoredValue | null, b: StoredValue | null): boolean {
  if (isSealed(a) || isSealed(b)) {
    return isSealed(a) && isSealed(b) && a.t.join() === b.t.join();
  }
  return typeof a === 'object' || typeof b === 'object' ? JSON.stringify(a) === JSON.stringify(b) : a === b;
}

/** Values without dates and without empty ones; null when there are none. */
export function flatAttributes(dated: DatedAttributes | null): Readonly<Record<string, StoredValue>> | null {
  if (dated === null) {
    return null;
  }
  const said = Object.entries(dated).flatMap(([key, { v }]) => (v === null ? [] : [[key, v] as const]));
  return said.length === 0 ? null : Object.fromEntries(said);
}
