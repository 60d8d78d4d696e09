import { below, chance, createPicker, createRandom, type Random } from '../random.ts';
import {
  type Dialling,
  type Given,
  writeAddress,
  writeBirthday,
  writeEmail,
  writeName,
  writePhone,
} from './mistakes.ts';
import type { Household, Person } from './person.ts';
import type { Account, Mistake, Source } from './sources.ts';

/** Where people come to the brand first. */
const pickFirst = {
  young: createPicker<Source>([
    ['tmall', 30],
    ['jd', 15],
    ['shop', 20],
    ['store', 9],
    ['wechat', 14],
    ['agent', 12],
  ]),
  adult: createPicker<Source>([
    ['tmall', 36],
    ['jd', 17],
    ['shop', 22],
    ['store', 14],
    ['wechat', 9],
    ['phone', 2],
  ]),
  older: createPicker<Source>([
    ['tmall', 22],
    ['jd', 12],
    ['shop', 14],
    ['store', 28],
    ['wechat', 8],
    ['phone', 16],
  ]),
} as const;

/** How likely somebody is to have an account there as well. */
const FURTHER: readonly (readonly [source: Source, share: number])[] = [
  ['tmall', 0.18],
  ['jd', 0.13],
  ['shop', 0.2],
  ['store', 0.14],
  ['wechat', 0.3],
  ['phone', 0.02],
  ['newsletter', 0.06],
];
/** Forgot the password, made another. */
const SECOND_ACCOUNT = 0.04;
const BINDS_WECHAT = 0.22;

export interface Joining {
  readonly seed: number;
  readonly household: Household;
  /** Of the first order, or of the subscription of a prospect. */
  readonly joined: number;
  readonly lastDay: number;
  readonly isProspect: boolean;
}

/** All records that the sources hold about a person, the one he came with first. */
export function accountsOf(person: Person, joining: Joining): Account[] {
  const random = createRandom(joining.seed, { stream: 'accounts', index: person.index });
  if (joining.isProspect) {
    return [openAccount(random, person, { ...joining, source: 'newsletter', registered: joining.joined, copy: 0 })];
  }
  const first = (person.age < 25 ? pickFirst.young : person.age < 52 ? pickFirst.adult : pickFirst.older)(random);
  const accounts = [openAccount(random, person, { ...joining, source: first, registered: joining.joined, copy: 0 })];
  for (const [source, share] of FURTHER) {
    if (source !== first && chance(random, share)) {
      accounts.push(openAccount(random, person, { ...joining, source, registered: later(random, joining), copy: 0 }));
    }
  }
  const shop = accounts.find((account) => account.source === 'shop');
  if (shop !== undefined && chance(random, SECOND_ACCOUNT)) {
    accounts.push(
      openAccount(random, person, { ...joining, source: 'shop', registered: later(random, joining), copy: 1 }),
    );
  }
  return accounts;
}

function later(random: Random, { joined, lastDay }: Joining): number {
  return joined + below(random, Math.max(1, lastDay - joined));
}

interface Opening extends Joining {
  readonly source: Source;
  readonly registered: number;
  /** 1 for the second account of one person at one source. */
  readonly copy: 0 | 1;
}

function openAccount(random: Random, person: Person, opening: Opening): Account {
  const { source, registered, household, seed } = opening;
  const code = person.index * 2 + opening.copy;
  const name = writeName(random, person);
  const dialling: Dialling = {
    source,
    registered,
    changedOn: changedOn(person, opening),
    shared: household.sharesPhone ? (household.members[0]?.phone ?? null) : null,
  };
  const phone = writePhone(random, person, dialling);
  const email = writeEmail(random, person, source);
  const birthday = writeBirthday(random, person, source);
  const address = source === 'newsletter' || source === 'wechat' ? NOTHING : writeAddress(random, person);
  const account = accountName(random, { source, person, code });
  const mistakes = [name, phone, email, birthday, address].flatMap(({ mistake }): Mistake[] =>
    mistake === null ? [] : [mistake],
  );
  const givesSex = source !== 'tmall' && source !== 'jd' && source !== 'newsletter' && chance(random, 0.7);
  const knowsWechat = source === 'wechat' || (source === 'shop' && chance(random, BINDS_WECHAT));
  return {
    source,
    person: person.index,
    account,
    key:
      account === null ? (phone.text === '' ? `email:${email.text}` : `phone:+86${phone.text}`) : `account:${account}`,
    registered,
    name: source === 'wechat' ? person.nickname : source === 'newsletter' ? '' : name.text,
    phone: phone.text,
    email: email.text,
    province: source === 'newsletter' ? '' : person.home.place.province,
    city: source === 'newsletter' ? '' : person.home.place.city,
    address: address.text,
    birthday: birthday.text,
    gender: givesSex ? (person.sex === 'male' ? '男' : '女') : '',
    card: source === 'store' ? (account ?? '') : '',
    unionid: knowsWechat ? wechatId(seed, { stream: 'unionid', person }) : '',
    openid: source === 'wechat' ? (account ?? '') : '',
    mistakes:
      source === 'wechat' || source === 'newsletter' ? mistakes.filter((each) => !each.startsWith('name_')) : mistakes,
    faulty: mistakes.includes('phone_short'),
  };
}

const NOTHING: Given = { text: '', mistake: null };

/** Numbers change once, somewhere between joining and the end. */
function changedOn({ index }: Person, { seed, joined, lastDay }: Opening): number {
  const random = createRandom(seed, { stream: 'number change', index });
  return joined + random() * (lastDay - joined);
}

interface Naming {
  readonly source: Source;
  readonly person: Person;
  readonly code: number;
}

/** What the source calls somebody: never the same for two. */
function accountName(random: Random, { source, person, code }: Naming): string | null {
  switch (source) {
    case 'tmall':
      return chance(random, 0.45) ? `tb${10_000_000 + code * 7}` : `${person.nickname}_${code.toString(36)}`;
    case 'jd':
      return `jd_${(code * 2_654_435).toString(36)}${code % 2}`;
    case 'shop':
      return `U${10_000_000 + code}`;
    case 'store':
      return `8${String(code).padStart(9, '0')}`;
    case 'wechat':
      return `o${letters(random, 21)}${code.toString(36).padStart(6, '0')}`;
    default:
      return null;
  }
}

function wechatId(seed: number, { stream, person }: { stream: string; person: Person }): string {
  const random = createRandom(seed, { stream, index: person.index });
  return `oU${letters(random, 20)}${person.index.toString(36).padStart(6, '0')}`;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function letters(random: Random, count: number): string {
  let text = '';
  for (let i = 0; i < count; i += 1) {
    text += ALPHABET.charAt(below(random, ALPHABET.length));
  }
  return text;
}
