import type { MatchRecord } from '../matching/columns.ts';
import { hashOf } from './hash.ts';

/** In what two have to agree to be compared, each way with the values it takes; one that lacks a value has no such key. */
const KEYS: readonly ((record: MatchRecord) => readonly string[])[] = [
  ({ national_id }) => [national_id],
  ({ phone }) => [phone.includes('*') ? '' : phone],
  ({ phone2 }) => [phone2],
  ({ email }) => [email.split('@')[0] ?? ''],
  ({ address }) => [address],
  (record) => [given(record), record.birth],
  (record) => [record.surname_sound, swapped(record.birth)],
  (record) => [record.surname_sound, record.phone.slice(-4)],
  (record) => [given(record), record.phone.slice(0, -4)],
  (record) => [record.birth, record.phone.slice(-4)],
  (record) => [names(record), record.city],
  (record) => [given(record), record.address_numbers],
  (record) => [record.birth, record.address_numbers],
  (record) => [names(record)],
];

function given({ given_sound }: MatchRecord): string {
  return given_sound;
}

/** The names in whichever column they stand. */
function names({ surname_sound, given_sound }: MatchRecord): string {
  return surname_sound === '' || given_sound === '' ? '' : [surname_sound, given_sound].toSorted().join(' ');
}

/** Day and month in whichever order they stand. */
function swapped(birth: string): string {
  return birth === '' ? '' : birth.slice(0, 4) + [birth.slice(4, 6), birth.slice(6, 8)].toSorted().join('');
}

/** The keys of a record, ascending, each once: somebody who shares none of them is not compared with it. */
export function keysOf(record: MatchRecord): number[] {
  const keys = KEYS.flatMap((valuesOf, place) => {
    const values = valuesOf(record);
    return values.includes('') ? [] : [hashOf(`${place}|${values.join('|')}`)];
  });
  return [...new Set(keys)].toSorted((a, b) => a - b);
}

/** What says under which number it is kept how many have a value. */
export function frequencyKey(column: string, value: string): number {
  return hashOf(`${column}|${value}`);
}
