import type { Locale } from '#kernel/pure/text.ts';
import type { Purpose } from '../consent-purposes/purpose.ts';
import type { ConsentEvidence, ConsentWay, CustomerConsents, ShownConsent } from './schema.ts';
import {
  allowsPersonalFeatures,
  type ConsentStatement,
  type ContactChannel,
  countingStatement,
  stateOf,
} from './state.ts';

interface Said extends ConsentStatement {
  readonly id: string;
  readonly recordId: string;
  readonly how: ConsentWay;
  readonly evidence: ConsentEvidence;
  readonly language: Locale | null;
  readonly version: number | null;
  readonly saidByName: string | null;
  readonly source: string | null;
}

export interface PresentedFrom {
  /** Newest first. */
  readonly statements: readonly Said[];
  readonly purposes: readonly Purpose[];
  readonly isMinor: boolean;
  readonly at: Date;
  readonly canWrite: boolean;
  /** Of the history. */
  readonly limit: number;
}

/** What the statements of a customer come to, purpose by purpose and channel by channel. */
export function presentConsents(from: PresentedFrom): CustomerConsents {
  const { statements, purposes, at, isMinor, canWrite, limit } = from;
  const open = purposes.filter(({ archivedAt }) => archivedAt === null);
  return {
    states: open.flatMap((purpose) =>
      (purpose.channels.length === 0 ? [null] : purpose.channels).map((channel) => shownState(from, purpose, channel)),
    ),
    personalFeatures: allowsPersonalFeatures(statements, at),
    isMinor,
    history: statements.slice(0, limit).map((row) => ({
      id: row.id,
      purpose: row.purpose,
      channel: row.channel,
      act: row.act,
      occurredAt: row.occurredAt.toISOString(),
      expiresAt: row.expiresAt?.toISOString() ?? null,
      how: row.how,
      byGuardian: row.byGuardian,
      isConfirmed: row.isConfirmed,
      evidence: row.evidence,
      text: row.language === null || row.version === null ? null : { language: row.language, version: row.version },
      saidBy: row.saidByName,
      source: row.source,
      recordId: row.recordId,
    })),
    can: { write: canWrite },
  };
}

function shownState(
  { statements, at, isMinor }: PresentedFrom,
  { key, confirmsEmail }: Purpose,
  channel: ContactChannel | null,
): ShownConsent {
  const counting = countingStatement(statements, { purpose: key, channel, at });
  return {
    purpose: key,
    channel,
    state: stateOf(counting, { at, isMinor, confirmsEmail }),
    since: counting?.occurredAt.toISOString() ?? null,
    expiresAt: counting?.expiresAt?.toISOString() ?? null,
    how: counting?.how ?? null,
    textVersion: counting?.version ?? null,
  };
}
