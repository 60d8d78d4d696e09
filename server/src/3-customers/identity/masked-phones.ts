import { fitsMask } from '../normalizing/phones.ts';
import type { Statement } from './statement.ts';
import type { TrustedIdentifier } from './trusted-identifiers.ts';

/**
 * The identifier of a number that a marketplace hides: thousands share what it shows of one, so it means somebody only
 * together with the account at its source. It joins real numbers when a binding states both.
 */
export function maskedPhoneOf(given: {
  readonly source: string;
  readonly account: string;
  readonly mask: string;
}): TrustedIdentifier {
  const platform = given.source.toLowerCase().replaceAll(':', '_');
  return { kind: 'masked_phone', value: `${platform}:${given.account}:${given.mask}` };
}

/** Statements with what they show of hidden numbers as identifiers; without an account it tells nobody apart. */
export function withMaskedPhones(statements: readonly Statement[], source: string): readonly Statement[] {
  return statements.some(({ maskedPhone }) => maskedPhone !== undefined)
    ? statements.map((statement) => withMaskedPhone(statement, source))
    : statements;
}

function withMaskedPhone(statement: Statement, source: string): Statement {
  const { maskedPhone, ...rest } = statement;
  if (maskedPhone === undefined || statement.account === null) {
    return rest;
  }
  const own = maskedPhoneOf({ source, account: statement.account, mask: maskedPhone });
  const isStated = rest.identifiers.some(({ kind, value }) => kind === own.kind && value === own.value);
  return isStated ? rest : { ...rest, identifiers: [...rest.identifiers, own] };
}

/** Whether a binding names a number that cannot be the one behind the mask. */
export function contradictsMask(phone: string | null, identifiers: readonly TrustedIdentifier[]): boolean {
  return (
    phone !== null &&
    identifiers.some(
      ({ kind, value }) => kind === 'masked_phone' && !fitsMask(value.slice(value.lastIndexOf(':') + 1), phone),
    )
  );
}

/** For faults: what is wrong with such a binding. */
export const MASK_CONTRADICTED = {
  'zh-CN': '手机号与脱敏号码对不上（显示的数字不同），请核对是不是同一个人的号码',
  en: 'the phone cannot be the number behind the mask (the digits shown differ); check that both are of one person',
} as const;
