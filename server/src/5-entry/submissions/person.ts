import { maskAddress, maskEmail, maskPhone } from '#access/pure';
import { maskText } from '#customers/pure';
import type { HandedPerson, ShownPerson } from './schema.ts';

/** What somebody may be handed in with, as the record that it becomes. */
export function customerOf(person: HandedPerson): {
  readonly identifiers: readonly { readonly type: string; readonly value: string }[];
  readonly attributes: Readonly<Record<string, unknown>>;
} {
  const { name, phone, email, address, gender, birthday, occupation } = person;
  const said = { name, phone, email, address, gender, birthday, occupation };
  return {
    identifiers: [],
    attributes: Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined && value !== '')),
  };
}

/** As those see it who may not see contact data: name whole, the rest in part. */
export function maskPerson({
  name,
  phone,
  email,
  address,
  gender,
  birthday,
  occupation,
  note,
}: HandedPerson): ShownPerson {
  return {
    name,
    phone: maskPhone(phone),
    email: email === undefined ? null : maskEmail(email),
    address: address === undefined ? null : maskAddress(address),
    gender: gender ?? null,
    birthday: birthday === undefined ? null : `${birthday.slice(0, 4)}-**-**`,
    occupation: occupation ?? null,
    note: note === undefined ? null : maskText(note),
  };
}

/** What is left for an agent once the department has taken the person in. */
export function maskAccepted({ name, phone }: Pick<HandedPerson, 'name' | 'phone'>): { name: string; phone: string } {
  const [first = ''] = [...name];
  return { name: `${first}**`, phone: maskPhone(phone) };
}
