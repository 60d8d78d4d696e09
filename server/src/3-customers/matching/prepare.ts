import { normalizeText } from '#kernel/pure/text.ts';
import {
  emailIdentity,
  namePinyin,
  normalizeEmail,
  readAddress,
  readBirthday,
  readName,
  readNationalId,
  readPhones,
  simplify,
  suggestEmail,
} from '../normalizing/normalizers.ts';
import { syllablesOf } from '../normalizing/pinyin.ts';
import type { MatchField, MatchRecord } from './columns.ts';

/** The values of one row by field; several texts in the order of their columns. */
export interface RawRecord {
  readonly values: Readonly<Partial<Record<Exclude<MatchField, 'id' | 'text'>, string>>>;
  readonly texts: readonly string[];
}

const HAN = /\p{Script=Han}/u;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})(?:$|[T ])/;
const COMPACT_DATE = /^\d{8}$/;
const PARTED_DATE = /^(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})\D?$/;
const FEMALE = new Set(['f', 'female', 'woman', '女', '女性', '女士']);
const MALE = new Set(['m', 'male', 'man', '男', '男性', '先生']);

/** A row as the model compares it. */
export function prepareRecord(raw: RawRecord): MatchRecord {
  const { values } = raw;
  const names = prepareNames(values);
  const address = prepareAddress(values.addressLine ?? '');
  return {
    ...names.columns,
    gender: prepareGender(values.gender ?? '') || (names.title ?? ''),
    birth: prepareBirth(values.birthDate ?? ''),
    phone: preparePhone(values.phone ?? ''),
    phone2: preparePhone(values.phone2 ?? ''),
    email: prepareEmail(values.email ?? ''),
    national_id: prepareNationalId(values.nationalId ?? ''),
    member_card: prepareCode(values.memberCard ?? ''),
    wechat: prepareCode(values.wechat ?? ''),
    ...address.columns,
    city: prepareText(values.city ?? '') || address.area,
    state: prepareText(values.state ?? ''),
    postcode: prepareCode(values.postcode ?? ''),
    texts: raw.texts.map(prepareText),
  };
}

type NameColumns = Pick<MatchRecord, 'surname' | 'given' | 'surname_sound' | 'given_sound'>;

function prepareNames(values: RawRecord['values']): {
  readonly columns: NameColumns;
  readonly title: 'f' | 'm' | null;
} {
  const { fullName, surname = '', givenName = '' } = values;
  if (surname === '' && givenName === '' && fullName !== undefined && fullName !== '') {
    const name = readName(fullName);
    const sound = namePinyin(name);
    return {
      columns: {
        surname: name.surname,
        given: name.given,
        surname_sound: sound.surname,
        given_sound: hiddenNone(sound.given),
      },
      title: name.title === 'female' ? 'f' : name.title === 'male' ? 'm' : null,
    };
  }
  const [first, second] = [prepareName(surname), prepareName(givenName)];
  return {
    columns: {
      surname: first,
      given: second,
      surname_sound: HAN.test(first) ? syllablesOf(first, 'surname').join('') : first,
      given_sound: HAN.test(second)
        ? hiddenNone([...second].flatMap((one) => syllablesOf(one, 'other')).join(''))
        : second,
    },
    title: null,
  };
}

function hiddenNone(sound: string): string {
  return sound.includes('*') ? '' : sound;
}

function prepareName(value: string): string {
  if (value === '') {
    return '';
  }
  const text = simplify(normalizeText(value)).toLowerCase();
  return text.replaceAll(/[\s.'’·-]+/gu, '');
}

function prepareGender(value: string): string {
  const text = value.trim().toLowerCase();
  return FEMALE.has(text) ? 'f' : MALE.has(text) ? 'm' : '';
}

function prepareBirth(value: string): string {
  const text = value.trim();
  if (text === '') {
    return '';
  }
  const iso = ISO_DATE.exec(text);
  if (iso !== null) {
    return `${iso[1]}${iso[2]}${iso[3]}`;
  }
  if (COMPACT_DATE.test(text)) {
    return text;
  }
  const parted = PARTED_DATE.exec(text);
  if (parted !== null) {
    return `${parted[1]}${(parted[2] ?? '').padStart(2, '0')}${(parted[3] ?? '').padStart(2, '0')}`;
  }
  const read = readBirthday(text);
  return read.kind === 'none' ? '' : (read.date ?? '').replaceAll('-', '');
}

function preparePhone(value: string): string {
  const text = value.trim();
  if (text === '') {
    return '';
  }
  if (/^1[3-9]\d{9}$/.test(text)) {
    return text;
  }
  const { numbers, masked } = readPhones(text);
  const found = numbers[0]?.e164 ?? masked[0];
  const national = found?.replace(/^\+86/, '');
  return national ?? normalizeText(text).replaceAll(/\D/gu, '');
}

function prepareEmail(value: string): string {
  const text = value.trim();
  if (text === '') {
    return '';
  }
  const meant = suggestEmail(text) ?? normalizeEmail(text);
  return meant === null ? normalizeText(text).toLowerCase() : emailIdentity(meant);
}

function prepareCode(value: string): string {
  return value === ''
    ? ''
    : normalizeText(value)
        .toLowerCase()
        .replaceAll(/[\s-]+/gu, '');
}

function prepareText(value: string): string {
  return value === '' ? '' : simplify(normalizeText(value)).toLowerCase();
}

function prepareNationalId(value: string): string {
  const code = prepareCode(value);
  const read = code.length < 15 ? null : readNationalId(code);
  return read?.ok === true ? read.number.toLowerCase() : code;
}

interface PreparedAddress {
  readonly columns: Pick<MatchRecord, 'address' | 'address_numbers' | 'address_words'>;
  /** Code of the area or city that a Chinese address names. */
  readonly area: string;
}

function prepareAddress(value: string): PreparedAddress {
  if (!HAN.test(value)) {
    return { columns: partsOf(prepareText(value), null), area: '' };
  }
  const { detail, room, areaCode, cityCode } = readAddress(value);
  const text = detail === '' ? prepareText(value) : detail.toLowerCase();
  return { columns: partsOf(text, room), area: areaCode ?? cityCode ?? '' };
}

function partsOf(address: string, room: string | null): PreparedAddress['columns'] {
  return {
    address,
    address_numbers: room ?? (address.match(/\d+/gu) ?? []).join('-'),
    address_words: address.replaceAll(/[\d\s.,#/-]+/gu, ' ').trim(),
  };
}
