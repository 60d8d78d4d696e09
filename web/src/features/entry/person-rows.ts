import type { Person } from './api.ts';

/** What can be said of somebody who is handed in, in the order in which a pasted line has it. */
export const PERSON_KEYS = [
  'name',
  'phone',
  'gender',
  'birthday',
  'email',
  'address',
  'occupation',
  'note',
] as const satisfies readonly (keyof Person)[];
export type PersonKey = (typeof PERSON_KEYS)[number];
export type PersonDraft = Readonly<Record<PersonKey, string>>;

export const NO_PERSON: PersonDraft = {
  name: '',
  phone: '',
  gender: '',
  birthday: '',
  email: '',
  address: '',
  occupation: '',
  note: '',
};

/** A draft without what was left empty. */
export function personOf(draft: PersonDraft): Person {
  const { name, phone, ...others } = draft;
  const said = Object.entries(others).filter(([, value]) => value.trim() !== '');
  return { name, phone, ...Object.fromEntries(said) };
}

/** Values of a file or of the server, as a draft. */
export function draftOf(values: Readonly<Partial<Record<PersonKey, string | undefined>>>): PersonDraft {
  return Object.fromEntries(PERSON_KEYS.map((key) => [key, values[key] ?? ''])) as PersonDraft;
}

/** Field of a refused call (`people.3.phone`) → which row and what of it. */
export function faultPlace(field: string): { readonly row: number; readonly key: string } | null {
  const [, row, key] = /^people\.(\d+)\.(\w+)$/u.exec(field) ?? [];
  return row === undefined || key === undefined ? null : { row: Number(row), key };
}
