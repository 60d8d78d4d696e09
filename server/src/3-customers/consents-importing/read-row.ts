import type { RowFault, RowResult } from '#intake';
import { parseInstant, type Zone } from '#kernel/pure/dates.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { Purpose } from '../consent-purposes/purpose.ts';
import { faultsOfSaying } from '../consents/say.ts';
import type { ConsentAct, ContactChannel } from '../consents/state.ts';
import { NO_ATTRIBUTES } from '../identity/attributes.ts';
import { NO_IDENTIFIERS, type Statement } from '../identity/statement.ts';
import { normalizeAccount, normalizeEmail, normalizePhone } from '../normalizing/normalizers.ts';
import { CONSENT_FIELDS, type ConsentField } from './fields.ts';
import { actOf, channelOf, purposeOf } from './words.ts';

/** One line of a file of consents, understood. */
export interface ConsentRow {
  readonly statement: Statement;
  readonly purpose: string;
  readonly channel: ContactChannel | null;
  readonly act: ConsentAct;
  readonly at: Date;
  readonly expiresAt: Date | null | undefined;
  readonly form: string | null;
  readonly guardian: string | null;
}

export interface ConsentReaderSetup {
  readonly columns: ReadonlyMap<string, number>;
  readonly purposes: readonly Purpose[];
  readonly zone: Zone;
  readonly now: Date;
}

type Cell = (field: ConsentField) => string;
type Fault = { readonly ok: false; readonly fault: RowFault };

/** A consent says nothing new about name or phone, so it never outranks a word about them. */
const SAID_FIRST = new Date(0);
const MAX_TEXT = 200;

/** Reads lines of one file. */
export function createConsentReader(setup: ConsentReaderSetup): (cells: readonly string[]) => RowResult<ConsentRow> {
  const index = new Map<string, number>(CONSENT_FIELDS.map(({ name }) => [name, setup.columns.get(name) ?? -1]));
  return (cells) => {
    const cell: Cell = (field) => cells[index.get(field) ?? -1]?.trim() ?? '';
    const who = readWho(cell);
    if (!who.ok) {
      return who;
    }
    const what = readWhat(cell, setup);
    return what.ok ? { ok: true, row: { ...what.row, statement: who.statement } } : what;
  };
}

function fault(field: ConsentField | null, code: string, value: string, reason: Text): Fault {
  return { ok: false, fault: { field, code, reason, value: value.slice(0, MAX_TEXT) } };
}

function readWho(cell: Cell): { readonly ok: true; readonly statement: Statement } | Fault {
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
    return fault('phone', 'customer_missing', '', {
      'zh-CN': '缺少客户：请给出账号、手机或邮箱',
      en: 'does not say whose it is: give an account, phone or e-mail',
    });
  }
  const nothing = { name: null, address: null, region: null, identifiers: NO_IDENTIFIERS, attributes: NO_ATTRIBUTES };
  return { ok: true, statement: { ...nothing, account, phone, email, statedAt: SAID_FIRST } };
}

type What = { readonly ok: true; readonly row: Omit<ConsentRow, 'statement'> } | Fault;

function readWhat(cell: Cell, { purposes, zone, now }: ConsentReaderSetup): What {
  const purpose = purposeOf(cell('purpose'), purposes);
  if (purpose === null) {
    const keys = purposes.map(({ key }) => key);
    return fault('purpose', 'purpose_unknown', cell('purpose'), {
      'zh-CN': `应为授权目的的代码或名称：${keys.join('、')}`,
      en: `should be the key or name of a purpose: ${keys.join(', ')}`,
    });
  }
  const channel = cell('channel') === '' ? null : channelOf(cell('channel'));
  if (cell('channel') !== '' && channel === null) {
    return fault('channel', 'channel_unknown', cell('channel'), {
      'zh-CN': '应为邮件、短信、微信、企业微信、电话、信函或推送',
      en: 'should be email, sms, wechat, wecom, phone, post or app',
    });
  }
  const act = actOf(cell('act'));
  if (act === null) {
    return fault('act', 'act_unknown', cell('act'), {
      'zh-CN': '应为 同意 或 退订（也可写 是/否、yes/no、given/withdrawn/expired）',
      en: 'should be yes or no (or given, withdrawn, expired)',
    });
  }
  const at = parseInstant(cell('at'), zone);
  const expiresAt = cell('expiresAt') === '' ? undefined : parseInstant(cell('expiresAt'), zone);
  if (at === null || expiresAt === null) {
    const field = at === null ? 'at' : 'expiresAt';
    return fault(field, 'time_invalid', cell(field), {
      'zh-CN': '应为时间，例如 2026-01-05 10:30:00',
      en: 'should be a time such as 2026-01-05 10:30:00',
    });
  }
  const byGuardian = cell('guardian') !== '';
  const saying = {
    act,
    purpose: purpose.key,
    channels: channel === null ? undefined : [channel],
    occurredAt: at,
    expiresAt,
  };
  const [wrong] = faultsOfSaying({ ...saying, byGuardian }, { purposes, now, isMinor: false });
  if (wrong !== undefined) {
    const field = wrong.field === 'channels' ? 'channel' : wrong.field === 'occurredAt' ? 'at' : null;
    return fault(field, wrong.code, field === null ? '' : cell(field), wrong.message);
  }
  return {
    ok: true,
    row: {
      purpose: purpose.key,
      channel,
      act,
      at,
      expiresAt,
      form: cell('form') === '' ? null : cell('form').slice(0, MAX_TEXT),
      guardian: byGuardian ? cell('guardian').slice(0, 100) : null,
    },
  };
}
