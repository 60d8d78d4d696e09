import { BASIC_KEYS } from '../fields/basic.ts';
import type { DatedAttributes, StoredValue } from '../identity/attributes.ts';
import { type RecordWords, STAFF_SOURCE } from '../identity/statement.ts';

/** What one record says, and whose record it is. */
export interface SpokenRecord extends RecordWords {
  readonly id: string;
  readonly source: string;
}

/** The word on a field that counts, and where it comes from. */
export interface Survivor {
  readonly value: StoredValue;
  readonly source: string;
  readonly at: Date;
  readonly byHand: boolean;
}

interface Word {
  readonly record: SpokenRecord;
  readonly value: StoredValue | null;
  readonly at: Date;
}

/**
 * Per field the word that counts: of staff, else the newest; the same order in which the profile is made. A word that
 * there is no value leaves none.
 */
export function survivorsOf(records: readonly SpokenRecord[]): ReadonlyMap<string, Survivor> {
  const best = new Map<string, Word>();
  const offer = (field: string, word: Word): void => {
    const known = best.get(field);
    if (known === undefined || isBetter(word, known)) {
      best.set(field, word);
    }
  };
  for (const record of records) {
    for (const key of BASIC_KEYS) {
      const value = record[key];
      if (value !== null) {
        offer(key, { record, value, at: record.statedAt });
      }
    }
    for (const [key, { v, at }] of Object.entries<DatedAttributes[string]>(record.attributes ?? {})) {
      offer(key, { record, value: v, at: new Date(at) });
    }
  }
  return new Map(
    [...best].flatMap(([field, { record, value, at }]) =>
      value === null
        ? []
        : [[field, { value, source: record.source, at, byHand: record.source === STAFF_SOURCE }] as const],
    ),
  );
}

function isBetter(a: Word, b: Word): boolean {
  const [aByHand, bByHand] = [a.record.source === STAFF_SOURCE, b.record.source === STAFF_SOURCE];
  if (aByHand !== bByHand) {
    return aByHand;
  }
  const newer = a.at.getTime() - b.at.getTime();
  return newer > 0 || (newer === 0 && a.record.id > b.record.id);
}
