import { type Draft, identifierText, isOnFile } from '../identity/drafts.ts';
import type { TrustedIdentifier } from '../identity/trusted-identifiers.ts';

/** A number that joins a record of the batch to nobody, and why. */
export interface Withholding extends TrustedIdentifier {
  /** The record of the batch. */
  readonly index: number;
  readonly cause: 'shared' | 'reassigned';
}

/** What a batch says against joining by some numbers. */
export interface NegativeEvidence {
  readonly against: readonly Withholding[];
  /** Numbers found out to mean nobody in particular. */
  readonly foundShared: readonly string[];
}

export const NO_EVIDENCE: NegativeEvidence = { against: [], foundShared: [] };

/** Which records of the batch state which numbers anew; only those that would join somebody are looked into. */
export function doubtfulPhones(
  drafts: readonly Draft[],
  claimed: ReadonlySet<string>,
): ReadonlyMap<string, readonly number[]> {
  const stated = drafts.flatMap(({ trusted, stored }, index) =>
    trusted.flatMap((one) => (one.kind === 'phone' && !isOnFile(one, stored) ? [{ phone: one.value, index }] : [])),
  );
  const statedBy = new Map<string, number[]>();
  for (const { phone, index } of stated) {
    const others = statedBy.get(phone);
    if (others === undefined) {
      statedBy.set(phone, [index]);
    } else {
      others.push(index);
    }
  }
  return new Map([...statedBy].filter(([phone, indexes]) => indexes.length > 1 || claimed.has(phone)));
}

/** An identifier that joins a record of the batch to nobody. */
export type Refused = TrustedIdentifier & { readonly index: number };

/** The drafts without the identifiers that join them to nobody. */
export function heeding(drafts: readonly Draft[], against: readonly Refused[]): readonly Draft[] {
  if (against.length === 0) {
    return drafts;
  }
  const refused = Map.groupBy(against, ({ index }) => index);
  return drafts.map((draft, index) => {
    const texts = new Set(refused.get(index)?.map(identifierText));
    return texts.size === 0
      ? draft
      : { ...draft, trusted: draft.trusted.filter((one) => !texts.has(identifierText(one))) };
  });
}
