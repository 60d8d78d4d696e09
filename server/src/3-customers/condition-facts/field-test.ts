import { addDays, type BusinessDate } from '#kernel/pure/dates.ts';
import { optional } from '#kernel/pure/rules/arg-face.ts';
import { range, text, texts, type Window, window } from '#kernel/pure/rules/args.ts';
import { EARLIEST_DATE, inRange, LATEST_DATE } from '#kernel/pure/rules/bounds.ts';
import { type Condition, defineCondition, type Found } from '#kernel/pure/rules/condition.ts';
import type { Text } from '#kernel/pure/text.ts';
import {
  FIELD_MASKS,
  FIELD_SEALS,
  FIELD_TOKENS,
  MASKED,
  PROFILE_GROUP,
  PROFILE_SOURCE,
  type ProfileFacts,
  shown,
  tokenKey,
} from './profile.ts';

const MAX_NUMBER = 1e12;
const ONE_TEST: Text = { 'zh-CN': '每个条件只用一种比较', en: 'use one comparison in each condition' };

/** A field of the profile has a value, and which one: by choice, number, date or part of its text. */
export function fieldCondition(given: {
  readonly is: string;
  readonly label: Text;
  readonly catalogue: string;
  readonly words: Text;
}) {
  const { is, label, catalogue, words } = given;
  const args = {
    field: text({ 'zh-CN': '字段', en: 'Field' }, catalogue),
    anyOf: optional(texts({ 'zh-CN': '等于其中之一', en: 'Is one of' }, 'customers.field:{field}')),
    number: optional(
      range({ label: { 'zh-CN': '数值', en: 'Number' }, min: -MAX_NUMBER, max: MAX_NUMBER, decimals: 4 }),
    ),
    date: optional(window({ 'zh-CN': '日期', en: 'Date' })),
    contains: optional(text({ 'zh-CN': '包含文字', en: 'Contains' })),
  };
  const condition: Condition<typeof args, ProfileFacts> = defineCondition({
    is,
    group: PROFILE_GROUP,
    label,
    source: PROFILE_SOURCE,
    args,
    sentence: {
      'zh-CN': `${words['zh-CN']}{field}[为{anyOf}|的数值{number}|的日期在{date}|包含{contains}|有值]`,
      en: `${words.en} {field} [is {anyOf}|as a number is {number}|as a date lies {date}|contains {contains}|is known]`,
    },
    lookups: ({ field, anyOf = [] }) => [
      { name: FIELD_MASKS, key: field },
      { name: FIELD_SEALS, key: field },
      ...anyOf.map((value) => ({ name: FIELD_TOKENS, key: tokenKey.write(field, value) })),
    ],
    refuses: ({ field, ...tests }, { found }) => refusal(found(FIELD_SEALS, field), tests),
    check: ({ anyOf, number, date, contains }) =>
      [anyOf, number, date, contains].filter((test) => test !== undefined).length > 1 ? ONE_TEST : null,
    sql: ({ field, anyOf, number, date, contains }, asking) => {
      const column = `attributes[${asking.param(field, 'String')}]`;
      return {
        columns: { yes: fieldSql(column, { anyOf: asKept(field, anyOf, asking), number, date, contains }, asking) },
        predicate: ({ yes = '' }) => yes,
      };
    },
    evaluate: ({ attributes }, { field, ...test }, asking) =>
      fits(attributes[field] ?? [], { ...test, anyOf: asKept(field, test.anyOf, asking) }, asking.date),
    tellsMasked: ({ field, ...tests }, { found }) => {
      const tells = Object.values(tests).some((test) => test !== undefined) && isMasked(found, field);
      return tells && found(FIELD_MASKS, field) === 'sensitive' ? 'sensitive' : tells;
    },
    explain: ({ attributes }, { field }, { found }) => {
      const values = attributes[field] ?? [];
      return values.length > 0 && isMasked(found, field) ? MASKED : shown(values);
    },
  });
  return condition;
}

/** Sealed values equal others and tell nothing else; those that are nobody's may be named in a rule. */
function refusal(sealed: unknown, tests: Readonly<Record<string, unknown>>): Text | null {
  const { anyOf, ...others } = tests;
  const wantsMore = Object.values(others).some((test) => test !== undefined);
  if (sealed === 'none' && (wantsMore || anyOf !== undefined)) {
    return {
      'zh-CN': '这个字段加密保存，规则里只能判断“有值”；要按内容筛选，请把它的级别降到机密',
      en: 'This field is kept encrypted: a rule can only ask whether it is known; to ask for values lower its level to confidential',
    };
  }
  return sealed === 'options' && wantsMore
    ? {
        'zh-CN': '这个字段加密保存，规则里只能用“等于其中之一”或“有值”',
        en: 'This field is kept encrypted: a rule can only ask whether it is one of some options, or known',
      }
    : null;
}

/** The values, and what they are known by where they are kept sealed. */
function asKept(
  field: string,
  anyOf: readonly string[] | undefined,
  { found }: { readonly found: Found },
): readonly string[] | undefined {
  return anyOf?.flatMap((value) => {
    const token = found(FIELD_TOKENS, tokenKey.write(field, value));
    return typeof token === 'string' ? [value, token] : [value];
  });
}

/** What nobody has declared is not shown either. */
function isMasked(found: Found, field: string): boolean {
  return found(FIELD_MASKS, field) !== false;
}

/** A date of the profile may lie ahead, and what is known of it does not depend on the day asked about. */
function datesOf(window: Window, asOf: BusinessDate): { readonly from: BusinessDate; readonly to: BusinessDate } {
  if ('lastDays' in window) {
    return { from: addDays(asOf, 1 - window.lastDays), to: asOf };
  }
  return { from: window.from ?? EARLIEST_DATE, to: window.to ?? LATEST_DATE };
}

const NUMBER = '^-?[0-9]{1,15}([.][0-9]{1,6})?$';
const DATE = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$';

function isNumber(value: string): boolean {
  return new RegExp(NUMBER, 'u').test(value);
}

function isDate(value: string): boolean {
  return new RegExp(DATE, 'u').test(value);
}

type Asking = Parameters<Condition['sql']>[1];
type Test = Readonly<Record<'anyOf' | 'number' | 'date' | 'contains', unknown>> & {
  readonly number?: Parameters<typeof inRange>[1] | undefined;
  readonly date?: Window | undefined;
};

/** The same for one customer. */
function fits(
  values: readonly string[],
  {
    anyOf,
    number,
    date,
    contains,
  }: Pick<Test, 'number' | 'date'> & {
    readonly anyOf?: readonly string[] | undefined;
    readonly contains?: string | undefined;
  },
  asOf: string,
): boolean {
  const first = values[0];
  if (first === undefined) {
    return false;
  }
  if (anyOf !== undefined) {
    return values.some((value) => anyOf.includes(value));
  }
  if (number !== undefined) {
    return isNumber(first) && inRange(Number(first), number);
  }
  if (date !== undefined) {
    const { from, to } = datesOf(date, asOf);
    return isDate(first) && first >= from && first <= to;
  }
  return contains === undefined || values.some((value) => value.includes(contains));
}

function fieldSql(column: string, { anyOf, number, date, contains }: Test, asking: Asking): string {
  if (anyOf !== undefined) {
    return `hasAny(${column}, ${asking.param(anyOf, 'Array(String)')})`;
  }
  if (number !== undefined) {
    const value = `toDecimal128OrZero(${column}[1], 6)`;
    const bounds = [
      ...(number.min === undefined ? [] : [`${value} >= ${asking.param(decimal(number.min), 'Decimal(38, 6)')}`]),
      ...(number.max === undefined ? [] : [`${value} <= ${asking.param(decimal(number.max), 'Decimal(38, 6)')}`]),
    ];
    return `match(${column}[1], ${asking.param(NUMBER, 'String')}) AND ${bounds.join(' AND ')}`;
  }
  if (date !== undefined) {
    const { from, to } = datesOf(date, asking.date);
    return `match(${column}[1], ${asking.param(DATE, 'String')}) AND ${column}[1] >= ${asking.param(from, 'String')} AND ${column}[1] <= ${asking.param(to, 'String')}`;
  }
  return contains === undefined
    ? `notEmpty(${column})`
    : `arrayExists(v -> position(v, ${asking.param(contains, 'String')}) > 0, ${column})`;
}

/** Without an exponent, whatever the size. */
function decimal(value: number): string {
  return value.toFixed(4);
}
