import { parseAmount } from '#kernel/pure/money.ts';
import { normalizeText, type Text } from '#kernel/pure/text.ts';
import { normalizePhone, readBirthday, readNationalId } from '../normalizing/normalizers.ts';
import type { AttributeValue, FieldDefinition, FieldOption } from './definition.ts';
import { readDeliveryWindows, sayDeliveryWindows } from './delivery-window.ts';
import { parseDateText } from './parse-date.ts';

/** What is wrong with a value, and what would be right. */
export interface FieldFault {
  readonly code: string;
  readonly reason: Text;
}

/** null: nothing is said (an empty text). */
export type ParsedField =
  | { readonly ok: true; readonly value: AttributeValue | null }
  | { readonly ok: false; readonly fault: FieldFault };

export const MAX_TEXT = 500;
export const MAX_LONG_TEXT = 5000;
const MAX_CHOICES = 100;
const MAX_OPTION = 60;
const SHOWN_OPTIONS = 8;
const MAX_NUMBER = 1e15;
const SEPARATORS = /[、,;|\n]/u;

const YES: ReadonlySet<string> = new Set(['是', '有', '对', '真', 'y', 'yes', 'true', 't', '1', 'on', '√', '✓', '✔']);
const NO: ReadonlySet<string> = new Set([
  '否',
  '无',
  '没有',
  '不是',
  '错',
  '假',
  'n',
  'no',
  'false',
  'f',
  '0',
  'off',
  '×',
  '✗',
  '✘',
]);

function fault(code: string, zh: string, en: string): ParsedField {
  return { ok: false, fault: { code, reason: { 'zh-CN': zh, en } } };
}

function value(parsed: AttributeValue | null): ParsedField {
  return { ok: true, value: parsed };
}

/** Reads a value of the field from text, as files and people write it; an empty text says nothing. */
export function parseField(definition: FieldDefinition, text: string): ParsedField {
  const trimmed = text.trim();
  if (trimmed === '') {
    return value(null);
  }
  switch (definition.type) {
    case 'text':
      return parseFormatted(definition, trimmed);
    case 'long_text':
      return parseText(trimmed, MAX_LONG_TEXT);
    case 'number':
      return parseNumber(definition, trimmed);
    case 'date':
      return definition.key === 'birthday' ? parseBirthday(trimmed) : parseDate(trimmed);
    case 'boolean':
      return parseBoolean(trimmed);
    case 'choice':
      return parseChoice(definition, trimmed);
    case 'choices':
      return parseChoices(definition, splitChoices(definition, trimmed));
  }
}

/** Reads a value of the field from JSON: of its own type, or the text of it. null and undefined say that there is none. */
export function parseFieldJson(definition: FieldDefinition, given: unknown): ParsedField {
  if (given === null || given === undefined) {
    return value(null);
  }
  if (typeof given === 'string') {
    return parseField(definition, given);
  }
  if (typeof given === 'number' && definition.type === 'number') {
    return inRange(given) ? value(given) : tooLarge();
  }
  if (typeof given === 'boolean' && definition.type === 'boolean') {
    return value(given);
  }
  if (Array.isArray(given) && definition.type === 'choices' && given.every((each) => typeof each === 'string')) {
    const said = given.map((each) => each.trim()).filter((each) => each !== '');
    return said.length === 0 ? value(null) : parseChoices(definition, said);
  }
  // A number or a switch where text is kept: 12 as a postcode, true as a choice.
  return typeof given === 'number' || typeof given === 'boolean'
    ? parseField(definition, String(given))
    : fault('value_type_invalid', '值的类型不对', 'the value is of the wrong type');
}

function parseText(text: string, max: number): ParsedField {
  return text.length > max
    ? fault('value_too_long', `过长，最多 ${max} 个字符`, `too long; at most ${max} characters`)
    : value(text);
}

function parseFormatted({ format }: FieldDefinition, text: string): ParsedField {
  switch (format) {
    case 'phone':
      return parsePhone(text);
    case 'deliveryWindow':
      return parseDeliveryWindow(text);
    case 'nationalId':
      return parseNationalId(text);
    case null:
      return parseText(text, MAX_TEXT);
  }
}

/** Kept as Chinese says it, whatever way it was written. */
function parseDeliveryWindow(text: string): ParsedField {
  const windows = readDeliveryWindows(text.slice(0, MAX_TEXT));
  return windows === null
    ? fault(
        'delivery_window_invalid',
        '看不出是哪些天的几点，应如 工作日 18-21 时；周末全天',
        'days and hours expected, like: working days 18:00-21:00; weekends all day',
      )
    : value(sayDeliveryWindows(windows, 'zh-CN'));
}

/** 18 characters, whatever way it was written. */
function parseNationalId(text: string): ParsedField {
  const read = readNationalId(text);
  return read.ok
    ? value(read.number)
    : fault(
        'national_id_invalid',
        '不是有效的身份证号，应为 18 位且校验位正确（旧的 15 位也可）',
        'not an ID number of China; should have 18 characters with a right check (or the 15 of old ones)',
      );
}

function parsePhone(text: string): ParsedField {
  const phone = normalizePhone(text);
  return phone === null
    ? fault('phone_invalid', '不是有效的电话号码，应如 13812341234', 'not a phone number; should be like 13812341234')
    : value(phone);
}

function inRange(number: number): boolean {
  return Number.isFinite(number) && Math.abs(number) <= MAX_NUMBER;
}

function tooLarge(): ParsedField {
  return fault('number_too_large', '数字过大，最多一千万亿', 'too large; at most a quadrillion');
}

/** What only dates by the moon have. */
const MOON = /[农阴旧老闰閏正冬腊臘初廿卅]|lunar/iu;
const CM = /^(?:cm|厘米|公分)$/iu;

function parseNumber({ unit }: FieldDefinition, text: string): ParsedField {
  const plain = text.normalize('NFKC').trim();
  const written = /^(.*?[\d)])\s*([\p{L}%°/²³]+)$/u.exec(plain);
  const suffix = written?.[2] ?? '';
  const isOwnUnit =
    suffix !== '' &&
    unit !== null &&
    (suffix.toLowerCase() === unit.toLowerCase() || (CM.test(unit) && CM.test(suffix)));
  const amount = parseAmount(isOwnUnit ? (written?.[1] ?? '') : plain) ?? exponential(plain);
  if (amount === null) {
    const example = unit === null ? '1234.5' : `175 ${unit}`;
    return fault('number_invalid', `不是数字，应如 ${example}`, `not a number; should be like ${example}`);
  }
  const number = Number(amount);
  return inRange(number) ? value(number) : tooLarge();
}

/** `1.5E+3`, which spreadsheets make of long numbers. */
function exponential(text: string): string | null {
  return /^[+-]?\d+(?:\.\d+)?e[+-]?\d{1,2}$/iu.test(text) ? String(Number(text)) : null;
}

function parseDate(text: string): ParsedField {
  const parsed = parseDateText(text);
  if (parsed.ok) {
    return value(parsed.date);
  }
  switch (parsed.why) {
    case 'ambiguous':
      return fault(
        'date_ambiguous',
        '分不清哪个是月、哪个是日，请写成 1990-05-12',
        'day and month cannot be told apart; write it like 1990-05-12',
      );
    case 'out_of_range':
      return fault('date_out_of_range', '日期应在 1900 年至 2299 年之间', 'the date should be between 1900 and 2299');
    case 'not_a_date':
      return fault('date_invalid', '不是日期，应如 1990-05-12', 'not a date; should be like 1990-05-12');
  }
}

/** Also by the moon, in Chinese numerals, with two digits of the year: the day of birth by the sun. */
function parseBirthday(text: string): ParsedField {
  const birthday = readBirthday(text);
  return birthday.kind === 'none' || birthday.date === null ? parseDate(text) : value(birthday.date);
}

/** By which calendar a birthday is kept, as far as the way of writing tells. */
export function calendarOf(text: string): 'lunar' | null {
  return MOON.test(text) && readBirthday(text).kind === 'lunar' ? 'lunar' : null;
}

function parseBoolean(text: string): ParsedField {
  const word = fold(text);
  if (YES.has(word) || NO.has(word)) {
    return value(YES.has(word));
  }
  return fault('boolean_invalid', '应为“是”或“否”', 'should be yes or no');
}

/** So that case, width and blanks make no difference. */
function fold(text: string): string {
  return normalizeText(text).toLowerCase();
}

function findOption(options: readonly FieldOption[], text: string): FieldOption | undefined {
  const word = fold(text);
  return (
    options.find((option) => fold(option.value) === word) ??
    options.find(({ label }) => fold(label['zh-CN']) === word || fold(label.en) === word) ??
    options.find(({ synonyms = [] }) => synonyms.includes(word))
  );
}

function chosen(definition: FieldDefinition, text: string): string | null {
  const option = findOption(definition.options, text);
  if (option !== undefined) {
    return option.value;
  }
  const free = normalizeText(text);
  return definition.openOptions && free.length <= MAX_OPTION ? free : null;
}

function unknownChoice(definition: FieldDefinition, text: string): ParsedField {
  if (definition.openOptions) {
    return fault('choice_too_long', `过长，最多 ${MAX_OPTION} 个字符`, `too long; at most ${MAX_OPTION} characters`);
  }
  const shown = text.length > MAX_OPTION ? `${text.slice(0, MAX_OPTION)}…` : text;
  const listed = definition.options.slice(0, SHOWN_OPTIONS);
  const more = definition.options.length > SHOWN_OPTIONS;
  // Faults are kept and logged: of a sensitive field they do not repeat what was said.
  const said =
    definition.sensitivity === 'sensitive'
      ? { zh: '这个选项', en: 'such option' }
      : { zh: `选项“${shown}”`, en: `option “${shown}”` };
  const zh = listed.map(({ label }) => label['zh-CN']).join('、');
  const en = listed.map(({ label }) => label.en).join(', ');
  return fault(
    'choice_unknown',
    `没有${said.zh}，可选：${zh}${more ? '等' : ''}`,
    `no ${said.en}; there are: ${en}${more ? ', …' : ''}`,
  );
}

function parseChoice(definition: FieldDefinition, text: string): ParsedField {
  const found = chosen(definition, text);
  return found === null ? unknownChoice(definition, text) : value(found);
}

/** A label may hold a separator itself, so the whole is tried first. */
function splitChoices(definition: FieldDefinition, text: string): string[] {
  if (findOption(definition.options, text) !== undefined) {
    return [text];
  }
  return text
    .normalize('NFKC')
    .split(SEPARATORS)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function parseChoices(definition: FieldDefinition, said: readonly string[]): ParsedField {
  const found = new Set<string>();
  for (const text of said) {
    const one = chosen(definition, text);
    if (one === null) {
      return unknownChoice(definition, text);
    }
    found.add(one);
  }
  if (found.size > MAX_CHOICES) {
    return fault('choices_too_many', `最多 ${MAX_CHOICES} 项`, `at most ${MAX_CHOICES}`);
  }
  return value(found.size === 0 ? null : inOrder(definition, found));
}

/** Options in their order, then what is free: the same choices are the same value however they were written. */
function inOrder(definition: FieldDefinition, found: ReadonlySet<string>): readonly string[] {
  const listed = definition.options.flatMap((option) => (found.has(option.value) ? [option.value] : []));
  const known = new Set(listed);
  return [...listed, ...[...found].filter((each) => !known.has(each)).toSorted((a, b) => (a < b ? -1 : 1))];
}
