/** Ways of reaching somebody. */
export const CONTACT_CHANNELS = ['email', 'sms', 'wechat', 'wecom', 'phone', 'post', 'app'] as const;
export type ContactChannel = (typeof CONTACT_CHANNELS)[number];

export const CONSENT_ACTS = ['given', 'withdrawn', 'expired'] as const;
export type ConsentAct = (typeof CONSENT_ACTS)[number];

export const LEGAL_BASES = ['consent', 'contract', 'legal_obligation', 'legitimate_interest'] as const;
export type LegalBasis = (typeof LEGAL_BASES)[number];

/** The switch of PIPL Art. 24, kept as statements like a purpose: `withdrawn` turns personal features off. */
export const PERSONAL_FEATURES = 'personal_features';

/** Below this age a guardian has to say yes (PIPL Art. 31). */
export const GUARDIAN_BELOW_AGE = 14;

/** What somebody said once. */
export interface ConsentStatement {
  readonly purpose: string;
  /** Null for a purpose without channels. */
  readonly channel: ContactChannel | null;
  readonly act: ConsentAct;
  readonly occurredAt: Date;
  readonly expiresAt: Date | null;
  readonly byGuardian: boolean;
  readonly isConfirmed: boolean;
}

/** `none`: nothing was ever said. `unconfirmed`, `guardian_missing`: a yes that does not count yet. */
export const CONSENT_STATES = ['given', 'withdrawn', 'expired', 'unconfirmed', 'guardian_missing', 'none'] as const;
export type ConsentState = (typeof CONSENT_STATES)[number];

/** Where two things were said at the same instant, the one that allows less counts. */
const CAUTION: Readonly<Record<ConsentAct, number>> = { given: 0, expired: 1, withdrawn: 2 };
const FOR_EVER = Number.POSITIVE_INFINITY;

/** Positive when `a` counts more than `b`: the later one, and of two at once the more cautious. Says the same in any order. */
export function compareStatements(a: ConsentStatement, b: ConsentStatement): number {
  return (
    a.occurredAt.getTime() - b.occurredAt.getTime() ||
    CAUTION[a.act] - CAUTION[b.act] ||
    compareEnds(b.expiresAt, a.expiresAt) ||
    Number(b.byGuardian) - Number(a.byGuardian) ||
    Number(b.isConfirmed) - Number(a.isConfirmed)
  );
}

function compareEnds(a: Date | null, b: Date | null): number {
  const [left, right] = [a?.getTime() ?? FOR_EVER, b?.getTime() ?? FOR_EVER];
  return left === right ? 0 : left - right;
}

/** Of what was said up to an instant, over all records of a customer, that which counts; undefined when nothing was. */
export function countingStatement<S extends ConsentStatement>(
  statements: readonly S[],
  { purpose, channel, at }: Pick<ConsentStatement, 'purpose' | 'channel'> & { readonly at: Date },
): S | undefined {
  let found: S | undefined;
  for (const statement of statements) {
    const fits = statement.purpose === purpose && statement.channel === channel && statement.occurredAt <= at;
    if (fits && (found === undefined || compareStatements(statement, found) > 0)) {
      found = statement;
    }
  }
  return found;
}

/** What a statement is worth at an instant. */
export function stateOf(
  statement: ConsentStatement | undefined,
  { at, isMinor, confirmsEmail }: { readonly at: Date; readonly isMinor: boolean; readonly confirmsEmail: boolean },
): ConsentState {
  if (statement === undefined) {
    return 'none';
  }
  if (statement.act !== 'given') {
    return statement.act;
  }
  if (statement.expiresAt !== null && statement.expiresAt <= at) {
    return 'expired';
  }
  if (isMinor && !statement.byGuardian) {
    return 'guardian_missing';
  }
  return confirmsEmail && statement.channel === 'email' && !statement.isConfirmed ? 'unconfirmed' : 'given';
}

/** Whether personal features may be used for whom these statements are about: yes, unless somebody switched them off. */
export function allowsPersonalFeatures(statements: readonly ConsentStatement[], at: Date): boolean {
  return countingStatement(statements, { purpose: PERSONAL_FEATURES, channel: null, at })?.act !== 'withdrawn';
}
