import { isServiceNumber } from '../normalizing/service-numbers.ts';

/** What joins two records when both state it: its kind and its normalised value. */
export interface TrustedIdentifier {
  readonly kind: IdentifierKind;
  readonly value: string;
}

/** Kinds of identifier that are trusted to mean one person, wherever they are stated. */
export const IDENTIFIER_KINDS = [
  'phone',
  'email',
  'member_card',
  'wechat_unionid',
  'wechat_openid',
  'wecom_id',
  'marketplace_account',
  'masked_phone',
] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

/**
 * What of a statement is trusted to mean one person: phone, e-mail and the further identifiers. A name, an address or
 * an account never counts.
 */
export function identifiersOf(statement: {
  readonly phone: string | null;
  readonly email: string | null;
  readonly identifiers: readonly TrustedIdentifier[];
}): TrustedIdentifier[] {
  const trusted: TrustedIdentifier[] = [];
  // 400 numbers and the like mean a business, whoever states them.
  if (statement.phone !== null && !isServiceNumber(statement.phone)) {
    trusted.push({ kind: 'phone', value: statement.phone });
  }
  if (statement.email !== null) {
    trusted.push({ kind: 'email', value: statement.email });
  }
  for (const one of statement.identifiers) {
    if (one.kind !== 'phone' || !isServiceNumber(one.value)) {
      trusted.push(one);
    }
  }
  return trusted;
}
