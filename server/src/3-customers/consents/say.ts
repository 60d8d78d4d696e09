import { type Fault, invalidInput } from '#kernel/errors.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { Purpose } from '../consent-purposes/purpose.ts';
import type { ConsentAct, ContactChannel } from './state.ts';

/** One purpose and channel that something was said of. */
export interface SaidPart {
  readonly purpose: string;
  readonly channel: ContactChannel | null;
}

export interface Saying {
  readonly act: ConsentAct;
  readonly purpose: string;
  readonly channels: readonly ContactChannel[] | undefined;
  readonly occurredAt: Date;
  readonly expiresAt: Date | null | undefined;
  readonly byGuardian: boolean;
}

/** Clocks of clients differ a little. */
const MAX_AHEAD_MS = 5 * 60_000;

export interface SayingRules {
  readonly purposes: readonly Purpose[];
  readonly now: Date;
  readonly isMinor: boolean;
}

/** What is wrong with a saying; nothing when it can be kept. */
export function faultsOfSaying(saying: Saying, { purposes, ...rules }: SayingRules): readonly Fault[] {
  const purpose = purposes.find(({ key }) => key === saying.purpose);
  return purpose === undefined ? [purposeUnknown(saying, purposes)] : faultsOf(saying, purpose, rules);
}

/** What a saying means, channel by channel. Throws `input_invalid` naming what is wrong with it. */
export function partsOf(saying: Saying, rules: SayingRules): readonly SaidPart[] {
  const faults = faultsOfSaying(saying, rules);
  const purpose = rules.purposes.find(({ key }) => key === saying.purpose);
  if (purpose === undefined || faults.length > 0) {
    throw invalidInput(faults);
  }
  if (purpose.channels.length === 0) {
    return [{ purpose: purpose.key, channel: null }];
  }
  return (saying.channels ?? purpose.channels).map((channel) => ({ purpose: purpose.key, channel }));
}

function purposeUnknown(saying: Saying, purposes: readonly Purpose[]): Fault {
  const keys = purposes.filter(({ archivedAt }) => archivedAt === null).map(({ key }) => key);
  return fault('purpose', 'purpose_unknown', {
    'zh-CN': `没有授权目的“${saying.purpose}”，应为其中之一：${keys.join('、')}`,
    en: `there is no purpose ${saying.purpose}; should be one of ${keys.join(', ')}`,
  });
}

function faultsOf(
  saying: Saying,
  purpose: Purpose,
  { now, isMinor }: { readonly now: Date; readonly isMinor: boolean },
): readonly Fault[] {
  const faults: Fault[] = [];
  const strange = saying.channels?.find((channel) => !purpose.channels.includes(channel));
  if (strange !== undefined && saying.act === 'given') {
    faults.push(
      fault('channels', 'channel_not_offered', {
        'zh-CN': `“${purpose.label['zh-CN']}”不使用渠道 ${strange}`,
        en: `${purpose.label.en} does not use the channel ${strange}`,
      }),
    );
  }
  if (saying.act === 'given' && purpose.archivedAt !== null) {
    faults.push(
      fault('purpose', 'purpose_archived', {
        'zh-CN': `“${purpose.label['zh-CN']}”已停用，不再征求同意`,
        en: `${purpose.label.en} is archived; nobody is asked for it any more`,
      }),
    );
  }
  if (saying.occurredAt.getTime() > now.getTime() + MAX_AHEAD_MS) {
    faults.push(fault('occurredAt', 'time_ahead', { 'zh-CN': '时间不能在将来', en: 'cannot lie in the future' }));
  }
  if (saying.expiresAt instanceof Date && saying.expiresAt <= saying.occurredAt) {
    faults.push(
      fault('expiresAt', 'end_before_start', {
        'zh-CN': '到期时间应晚于同意时间',
        en: 'should be later than the consent itself',
      }),
    );
  }
  if (saying.act === 'given' && isMinor && !saying.byGuardian) {
    faults.push(GUARDIAN_MISSING);
  }
  return faults;
}

/** A child under 14 cannot say yes alone. */
export const GUARDIAN_MISSING: Fault = fault('evidence.guardian', 'guardian_missing', {
  'zh-CN': '客户未满 14 周岁，需要监护人同意：请填写监护人关系和核验方式',
  en: 'the customer is under 14, so a guardian has to agree: say the relation and how it was checked',
});

function fault(field: string, code: string, message: Text): Fault {
  return { field, code, message };
}

/** The end of a yes: as said, else by the purpose's own period. */
export function endOf(
  { act, occurredAt, expiresAt }: Pick<Saying, 'act' | 'occurredAt' | 'expiresAt'>,
  expiresMonths: number | null,
): Date | null {
  if (act !== 'given') {
    return null;
  }
  if (expiresAt !== undefined || expiresMonths === null) {
    return expiresAt ?? null;
  }
  const end = new Date(occurredAt);
  const day = end.getUTCDate();
  end.setUTCMonth(end.getUTCMonth() + expiresMonths);
  if (end.getUTCDate() !== day) {
    // 31 January and a month later: the last day of February, not the third of March.
    end.setUTCDate(0);
  }
  return end;
}
