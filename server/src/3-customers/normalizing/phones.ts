import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { normalizeText } from '#kernel/pure/text.ts';

/** One number as a field names it. */
export interface PhoneNumber {
  /** E.164 */
  readonly e164: string;
  /** Behind a switchboard. */
  readonly extension: string | null;
}

/** Everything that stands in a field for phones. */
export interface PhoneField {
  readonly numbers: readonly PhoneNumber[];
  /** Numbers of which a marketplace shows a part (138****1234) or a stand-in (18412345678-1234). */
  readonly masked: readonly string[];
}

const PLAIN_MOBILE = /^1[3-9]\d{9}$/;
const CN_MOBILE = /^(?:\+86|0086|86)?(1[3-9]\d{9})$/;
const GROUPING = /[\s()-]/g;
const EXTENSION = /(?:转|轉|分机号?|分機|ext(?:ension)?\.?|(?<=\d)\s*[x#;])\s*(?:ext=|[:：])?\s*(\d{1,6})$/iu;
/** 010-12345678-801; seven or eight digits, so that 021-5555-6666 keeps its last group. */
const LANDLINE_EXTENSION = /^((?:\+?86[\s-]?)?\(?0\d{2,3}\)?[\s-]?\d{7,8})-(\d{1,6})$/;
/** Only stand-in numbers of marketplaces are mobiles with an extension. */
const STAND_IN = /^(?:\+?86[\s-]?)?(1[3-9]\d{9})\s*(?:-|转|轉|,|分机|ext\.?)\s*(\d{3,6})$/iu;
const MASKED = /^(?:\+?86[\s-]?)?(1[3-9]\d)[*xX]{3,8}(\d{2,4})$/;
const BETWEEN = /[/、,，;；|\n]|或|和|及/u;
const NOTE = /[(（【[][^)）】\]]*\p{L}[^)）】\]]*[)）】\]]/gu;
const LABEL = /^[\p{L}\s]*[:：]|^\p{Script=Han}+/u;
const WORDS_BEHIND = /[\p{Script=Han}\s]+$/u;
const NUMBER_INSIDE =
  /(?<!\d)(?:(?:\+|00)?86[\s-]?)?(?:1[3-9]\d(?:[\s-]?\d){8}|\(?0\d{2,3}\)?[\s-]?\d{7,8}|[48]00[\s-]?\d{3}[\s-]?\d{4})(?!\d)/gu;
const MAX_LENGTH = 120;
const MAX_NUMBERS = 5;

/**
 * E.164 of the one number that is written, with `;ext=801` (RFC 3966) where it names an extension; null when it is no
 * valid number, or something stands behind it (`readPhones` reads such fields). Without a country code it is Chinese.
 */
export function normalizePhone(given: string): string | null {
  if (PLAIN_MOBILE.test(given)) {
    return `+86${given}`;
  }
  const number = readOne(normalizeText(given));
  return number === null ? null : writtenPhone(number);
}

/** As it is stored. */
export function writtenPhone({ e164, extension }: PhoneNumber): string {
  return extension === null ? e164 : `${e164};ext=${extension}`;
}

/** All numbers of a field, in the order in which they stand; what is no number is passed over. */
export function readPhones(given: string): PhoneField {
  const numbers = new Map<string, PhoneNumber>();
  const masked = new Set<string>();
  const text = normalizeText(given.slice(0, MAX_LENGTH)).replace(NOTE, ' ').trim();
  for (const part of [text, ...text.split(BETWEEN)].slice(0, MAX_NUMBERS * 2)) {
    const hidden = maskOf(part.trim());
    const number = hidden === null ? (readOne(part.trim()) ?? readOne(part.replace(WORDS_BEHIND, '').trim())) : null;
    if (hidden !== null) {
      masked.add(hidden);
    } else if (number !== null) {
      numbers.set(writtenPhone(number), number);
    }
    if (part === text && (hidden !== null || number !== null)) {
      break;
    }
  }
  if (numbers.size === 0 && masked.size === 0) {
    for (const [inside] of text.matchAll(NUMBER_INSIDE)) {
      const number = readOne(inside);
      if (number !== null) {
        numbers.set(writtenPhone(number), number);
      }
    }
  }
  return { numbers: [...numbers.values()].slice(0, MAX_NUMBERS), masked: [...masked].slice(0, MAX_NUMBERS) };
}

/** One number in half-width text; null when there is none, or something beside it. */
function readOne(text: string): PhoneNumber | null {
  if (text === '' || text.length > MAX_LENGTH || STAND_IN.test(text)) {
    return null;
  }
  const bare = PLAIN_MOBILE.test(text) ? text : text.replace(GROUPING, '');
  const mobile = CN_MOBILE.exec(bare);
  if (mobile !== null) {
    return { e164: `+86${mobile[1]}`, extension: null };
  }
  if (!/\d$/.test(text)) {
    return null;
  }
  const { number, extension } = parted(text.replace(LABEL, '').trim());
  const parsed = parsePhoneNumberFromString(number.replace(/^00/, '+'), 'CN');
  if (parsed === undefined || !parsed.isValid()) {
    return null;
  }
  const foreign = parsed.ext === undefined ? null : String(parsed.ext);
  return { e164: parsed.number, extension: extension ?? foreign };
}

function parted(text: string): { readonly number: string; readonly extension: string | null } {
  const landline = LANDLINE_EXTENSION.exec(text);
  if (landline !== null) {
    return { number: landline[1] ?? '', extension: landline[2] ?? null };
  }
  const named = EXTENSION.exec(text);
  return named === null
    ? { number: text, extension: null }
    : { number: text.slice(0, named.index).trim(), extension: named[1] ?? null };
}

/** The digits that a marketplace shows of a number, or its stand-in, in one form; null when it is neither. */
export function normalizeMaskedPhone(given: string): string | null {
  return maskOf(normalizeText(given));
}

function maskOf(text: string): string | null {
  const hidden = MASKED.exec(text.replace(GROUPING, ''));
  if (hidden !== null) {
    return `${hidden[1]}****${hidden[2]}`;
  }
  const standIn = STAND_IN.exec(text);
  return standIn === null ? null : `${standIn[1]}-${standIn[2]}`;
}

/** Whether the number can be the one behind the mask; a stand-in tells nothing about it. */
export function fitsMask(mask: string, e164: string): boolean {
  const [head = '', tail = ''] = mask.split('****');
  return !mask.includes('****') || (e164.startsWith(`+86${head}`) && e164.endsWith(tail));
}
