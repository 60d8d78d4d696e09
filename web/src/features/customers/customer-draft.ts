import type { CustomerField, FieldValue } from '@zhike/server/contracts';
import type { CustomerBody } from '../fields/api.ts';
import type { Typed } from '../fields/field-control.tsx';

/** One line of the form: a field, and what is known of it already. */
export interface FormLine
  extends Pick<CustomerField, 'key' | 'label' | 'type' | 'group' | 'groupLabel' | 'options' | 'openOptions' | 'unit'> {
  readonly purpose: CustomerField['purpose'];
  /** Null for a new customer. */
  readonly known: Pick<FieldValue, 'value' | 'text' | 'masked'> | null;
}

/** What was typed; a field that nobody touched is absent. */
export type Touched = Readonly<Record<string, Typed>>;

const BASIC = ['name', 'phone', 'email', 'address', 'region'] as const;
type BasicKey = (typeof BASIC)[number];
const CARDS = { memberCard: 'member_card', wechatUnionId: 'wechat_unionid' } as const;

/** Cards and ids are added, one at a time. */
export const CARD_KEYS = Object.keys(CARDS) as (keyof typeof CARDS)[];

/** What stands in the control: what was typed, else what is known and may be seen. */
export function shownIn(line: FormLine, touched: Touched): Typed {
  const typed = touched[line.key];
  if (typed !== undefined) {
    return typed;
  }
  const { known } = line;
  if (known === null || known.masked || known.value === null) {
    return null;
  }
  return typeof known.value === 'number' ? String(known.value) : known.value;
}

const isEmpty = (value: Typed): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Whether the typed value says something else than what is known. Emptied text over a masked value says nothing. */
export function isChanged(line: FormLine, typed: Typed): boolean {
  const { known } = line;
  const before = known?.value ?? null;
  if (known?.masked === true) {
    return typed !== '';
  }
  if (isEmpty(typed)) {
    return before !== null;
  }
  const text = (value: unknown): string => (Array.isArray(value) ? JSON.stringify(value) : String(value));
  return before === null || text(typed) !== text(before);
}

/** What is sent: only what was changed. */
export function bodyOf(lines: readonly FormLine[], touched: Touched): CustomerBody {
  const basics: Partial<Record<BasicKey, string | null>> = {};
  const attributes: Record<string, unknown> = {};
  for (const line of lines) {
    const typed = touched[line.key];
    if (typed === undefined || !isChanged(line, typed)) {
      continue;
    }
    const value = isEmpty(typed) ? null : typed;
    const basic = BASIC.find((key) => key === line.key);
    if (basic === undefined) {
      attributes[line.key] = value;
    } else {
      basics[basic] = typeof value === 'string' ? value.trim() : null;
    }
  }
  const identifiers = CARD_KEYS.flatMap((key) => {
    const typed = touched[key];
    return typeof typed === 'string' && typed.trim() !== '' ? [{ type: CARDS[key], value: typed.trim() }] : [];
  });
  return { ...basics, attributes, identifiers };
}

/** Whether there is anything to send. */
export function hasContent({ attributes, identifiers, ...basics }: CustomerBody): boolean {
  return Object.keys(attributes).length + identifiers.length + Object.keys(basics).length > 0;
}

/** The line that a fault of the server is about. */
export function faultKey(field: string, body: CustomerBody): string {
  const identifier = /^identifiers\.(\d+)/u.exec(field)?.[1];
  if (identifier !== undefined) {
    const type = body.identifiers[Number(identifier)]?.type;
    return CARD_KEYS.find((key) => CARDS[key] === type) ?? field;
  }
  return CARD_KEYS.find((key) => CARDS[key] === field) ?? field.replace(/^attributes\./u, '');
}
