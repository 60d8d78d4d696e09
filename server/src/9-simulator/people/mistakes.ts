import { fullName, inTraditional, misheard } from '../brand/names.ts';
import { addressText } from '../brand/places.ts';
import { below, chance, type Random } from '../random.ts';
import type { Person } from './person.ts';
import { maskedMobile } from './phones.ts';
import type { Mistake, Source } from './sources.ts';

/** A value as somebody typed it, and what happened to it. */
export interface Given {
  readonly text: string;
  readonly mistake: Mistake | null;
}

function as(text: string, mistake: Mistake | null): Given {
  return { text, mistake };
}

/** Shares of names that are not written as in the identity card. */
const NAMES: readonly (readonly [mistake: Mistake, share: number])[] = [
  ['name_homophone', 0.04],
  ['name_nickname', 0.05],
  ['name_honorific', 0.03],
  ['name_traditional', 0.025],
  ['name_spaced', 0.02],
  ['name_missing', 0.04],
];

function draw(random: Random, shares: readonly (readonly [Mistake, number])[]): Mistake | null {
  let left = random();
  for (const [mistake, share] of shares) {
    left -= share;
    if (left < 0) {
      return mistake;
    }
  }
  return null;
}

export function writeName(random: Random, person: Person): Given {
  const name = fullName(person.name);
  const mistake = draw(random, NAMES);
  if (mistake === null) {
    return as(name, null);
  }
  const written = misnamed(random, { person, name, mistake });
  return as(written, written === name ? null : mistake);
}

interface Misnaming {
  readonly person: Person;
  readonly name: string;
  readonly mistake: Mistake;
}

function misnamed(random: Random, { person, name, mistake }: Misnaming): string {
  switch (mistake) {
    case 'name_homophone':
      return misheard(random, person.name) ?? name;
    case 'name_nickname':
      return person.nickname;
    case 'name_honorific':
      return `${person.name.surname.text}${person.sex === 'male' ? '先生' : '女士'}`;
    case 'name_traditional':
      return inTraditional(name);
    case 'name_spaced':
      return `${person.name.surname.text}　${name.slice(person.name.surname.text.length)} `;
    default:
      return '';
  }
}

/** Where the phone is the key of the record it is right; marketplaces hide it. */
export interface Dialling {
  readonly source: Source;
  /** Day number of the record, and until when the person had the old number. */
  readonly registered: number;
  readonly changedOn: number;
  /** The number of the household, where it shares one; null otherwise. */
  readonly shared: string | null;
}

const PHONES: readonly (readonly [mistake: Mistake, share: number])[] = [
  ['phone_swapped', 0.006],
  ['phone_short', 0.0015],
  ['phone_full_width', 0.006],
  ['phone_spaced', 0.03],
  ['phone_missing', 0.05],
];

export function writePhone(random: Random, person: Person, { source, registered, changedOn, shared }: Dialling): Given {
  if (source === 'tmall' || source === 'jd') {
    return as(maskedMobile(person.phone), 'phone_masked');
  }
  if (source === 'agent' || source === 'phone') {
    return as(person.phone, null);
  }
  if (source === 'newsletter') {
    return as('', null);
  }
  if (person.oldPhone !== null && registered < changedOn) {
    return as(person.oldPhone, 'phone_old');
  }
  if (shared !== null && shared !== person.phone && chance(random, 0.6)) {
    return as(shared, 'phone_shared');
  }
  const mistake = draw(random, PHONES);
  return mistake === null ? as(person.phone, null) : as(misdialled(random, person.phone, mistake), mistake);
}

function misdialled(random: Random, phone: string, mistake: Mistake): string {
  switch (mistake) {
    case 'phone_swapped': {
      const at = 4 + below(random, 6);
      return `${phone.slice(0, at)}${phone.charAt(at + 1)}${phone.charAt(at)}${phone.slice(at + 2)}`;
    }
    case 'phone_short':
      return phone.slice(0, 10);
    case 'phone_full_width':
      return phone.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
    case 'phone_spaced':
      return chance(random, 0.5)
        ? `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`
        : `+86 ${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`;
    default:
      return '';
  }
}

/** Share of accounts with an e-mail address, where the source asks for one. */
const EMAIL_ASKED: Readonly<Record<Source, number>> = {
  tmall: 0,
  jd: 0,
  shop: 0.75,
  store: 0.15,
  wechat: 0,
  agent: 0.2,
  phone: 0.05,
  newsletter: 1,
};

export function writeEmail(random: Random, person: Person, source: Source): Given {
  if (!chance(random, EMAIL_ASKED[source])) {
    return as('', null);
  }
  if (source !== 'newsletter' && chance(random, 0.012)) {
    // Two letters of the host change places.
    return as(person.email.replace('example', 'exmaple'), 'email_typo');
  }
  return source !== 'newsletter' && chance(random, 0.03)
    ? as(person.email.toUpperCase(), 'email_upper_case')
    : as(person.email, null);
}

/** Each source has its own way with dates; some people leave what the form proposes. */
export function writeBirthday(random: Random, person: Person, source: Source): Given {
  if (source === 'tmall' || source === 'jd' || source === 'phone' || source === 'newsletter' || chance(random, 0.35)) {
    return as('', null);
  }
  if (chance(random, 0.012)) {
    return as('1990-01-01', person.birthday === '1990-01-01' ? null : 'birthday_default');
  }
  return as(dateAs(person.birthday, source), null);
}

function dateAs(date: string, source: Source): string {
  const [year = '', month = '', day = ''] = date.split('-');
  if (source === 'store') {
    return `${year}年${Number(month)}月${Number(day)}日`;
  }
  return source === 'agent' ? `${year}/${Number(month)}/${Number(day)}` : date;
}

export function writeAddress(random: Random, person: Person): Given {
  const { home } = person;
  const draw = random();
  if (draw < 0.08) {
    return as(`${home.place.city.replace('市', '')}${home.district}${home.detail}`, 'address_short');
  }
  return draw < 0.1 ? as(inTraditional(addressText(home)), 'address_traditional') : as(addressText(home), null);
}
