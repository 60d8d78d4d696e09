import type { Statement } from '#customers/pure';
import { NO_ATTRIBUTES, NO_IDENTIFIERS, normalizeAccount, normalizeEmail, normalizePhone } from '#customers/pure';
import type { RowFault, RowResult } from '#intake';
import { parseInstant, type Zone } from '#kernel/pure/dates.ts';
import type { Text } from '#kernel/pure/text.ts';
import { behaviourData, factsOf } from '../recording/event-data.ts';
import type { EventFacts } from '../recording/event-facts.ts';
import { kindOfWord } from '../recording/event-words.ts';
import { SAID_FIRST } from '../recording/said-first.ts';
import { EVENT_FIELDS, type EventField } from './fields.ts';

/** One line of a file of events, understood. */
export interface EventRow {
  /** Empty where the file has no numbers: what the line says is then its name. */
  readonly key: string;
  readonly at: Date;
  readonly facts: EventFacts;
  readonly statement: Statement | null;
}

export interface EventReaderSetup {
  readonly columns: ReadonlyMap<string, number>;
  readonly zone: Zone;
}

const MAX_KEY = 200;
/** What the analytic store can hold as a date. */
const FIRST_INSTANT = Date.UTC(1900, 0, 2);
const LAST_INSTANT = Date.UTC(2299, 11, 30);

type Fault = { readonly ok: false; readonly fault: RowFault };

/** Reads lines of one file; made once, since the place of each column is found once. */
export function createEventReader({
  columns,
  zone,
}: EventReaderSetup): (cells: readonly string[]) => RowResult<EventRow> {
  // Object.fromEntries forgets the names of its keys.
  const index = Object.fromEntries(EVENT_FIELDS.map(({ name }) => [name, columns.get(name) ?? -1])) as Readonly<
    Record<EventField, number>
  >;
  return (cells) => {
    const cell = (field: EventField): string => cells[index[field]]?.trim() ?? '';
    const told = (field: EventField): string | null => (cell(field) === '' ? null : cell(field));
    const at = readTime(cell('at'), zone);
    if (at === null) {
      return fault('at', 'time_invalid', cell('at'), {
        'zh-CN': '应为时间，例如 2026-11-22 14:30:00、2026-11-22T14:30:00+08:00 或 1970 年以来的毫秒数',
        en: 'should be a time such as 2026-11-22 14:30:00, 2026-11-22T14:30:00+08:00, or milliseconds since 1970',
      });
    }
    const key = cell('key');
    const word = cell('event');
    if (word === '' || key.length > MAX_KEY) {
      return fault(
        word === '' ? 'event' : 'key',
        word === '' ? 'value_missing' : 'value_too_long',
        word === '' ? '' : key,
        {
          'zh-CN': word === '' ? '缺少行为，应如 page_view' : `最多 ${MAX_KEY} 个字符`,
          en: word === '' ? 'the event is missing; should be like page_view' : `at most ${MAX_KEY} characters`,
        },
      );
    }
    const who = readWho(cell);
    if (!who.ok) {
      return who;
    }
    const kind = kindOfWord(word);
    const quantity = told('quantity');
    const data = behaviourData.safeParse({
      event: kind,
      name: told('name') ?? (kind === 'custom' ? word : null),
      anonymousId: told('anonymousId'),
      visitId: told('visitId'),
      url: told('url'),
      sku: told('sku'),
      category: told('category'),
      quantity: quantity === null ? null : Number(quantity),
      query: told('query'),
      campaign: told('campaign'),
    });
    return data.success
      ? { ok: true, row: { key, at, facts: factsOf(data.data), statement: who.statement } }
      : misfit(cell, data.error.issues[0]?.path[0]);
  };
}

function fault(field: EventField | null, code: string, value: string, reason: Text): Fault {
  return { ok: false, fault: { field, code, reason, value: value.slice(0, 200) } };
}

const WANTED: Readonly<Record<string, Text>> = {
  quantity: { 'zh-CN': '应为整数，例如 1', en: 'should be a whole number such as 1' },
  anonymousId: {
    'zh-CN': '应为 1 至 100 位字母、数字或 _ . : -',
    en: 'should be 1 to 100 letters, digits or _ . : -',
  },
  visitId: { 'zh-CN': '应为 1 至 100 位字母、数字或 _ . : -', en: 'should be 1 to 100 letters, digits or _ . : -' },
};

function misfit(cell: (field: EventField) => string, field: PropertyKey | undefined): Fault {
  const known = EVENT_FIELDS.find(({ name }) => name === field)?.name ?? null;
  const wanted = WANTED[String(field)] ?? { 'zh-CN': '内容过长', en: 'is too long' };
  return fault(known, 'value_invalid', known === null ? '' : cell(known), wanted);
}

/** Times as written, or as seconds or milliseconds since 1970. */
function readTime(text: string, zone: Zone): Date | null {
  const at = /^\d{10}$/.test(text)
    ? new Date(Number(text) * 1000)
    : /^\d{13}$/.test(text)
      ? new Date(Number(text))
      : parseInstant(text, zone);
  return at === null || at.getTime() < FIRST_INSTANT || at.getTime() > LAST_INSTANT ? null : at;
}

type WhoRead = { readonly ok: true; readonly statement: Statement | null } | Fault;

function readWho(cell: (field: EventField) => string): WhoRead {
  const account = cell('account') === '' ? null : normalizeAccount(cell('account'));
  const phone = cell('phone') === '' ? null : normalizePhone(cell('phone'));
  if (cell('phone') !== '' && phone === null) {
    return fault('phone', 'phone_invalid', cell('phone'), {
      'zh-CN': '应为电话号码，例如 13812341234',
      en: 'should be a phone number such as 13812341234',
    });
  }
  const email = cell('email') === '' ? null : normalizeEmail(cell('email'));
  if (cell('email') !== '' && email === null) {
    return fault('email', 'email_invalid', cell('email'), {
      'zh-CN': '应为邮箱，例如 li@example.com',
      en: 'should be an e-mail address such as li@example.com',
    });
  }
  if (account === null && phone === null && email === null) {
    return { ok: true, statement: null };
  }
  const nothing = { name: null, address: null, region: null, identifiers: NO_IDENTIFIERS, attributes: NO_ATTRIBUTES };
  return { ok: true, statement: { ...nothing, account, phone, email, statedAt: SAID_FIRST } };
}
