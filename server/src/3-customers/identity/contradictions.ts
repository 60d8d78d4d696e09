import type { ProposedPair } from '../reviews/proposal.ts';
import type { StoredValue } from './attributes.ts';
import { type Draft, identifierText } from './drafts.ts';
import type { Apart } from './grouping.ts';
import type { TrustedIdentifier } from './trusted-identifiers.ts';

/** The field of the number on an identity card: nobody has two. */
export const ID_NUMBER_FIELD = 'nationalId';

/** Who of these cannot be one person, because their ID numbers differ. */
export function contradictionsIn(numbers: readonly { readonly id: string; readonly number: string }[]): Apart[] {
  return numbers.flatMap((a, index) =>
    numbers
      .slice(index + 1)
      .filter((b) => b.number !== a.number)
      .map((b) => ({ left: a.id, right: b.id, cause: 'contradiction' as const })),
  );
}

/** The pair for the review queue: something means both, their ID numbers say that they are two. */
export function contradictionProposal({ left, right }: Pick<Apart, 'left' | 'right'>): ProposedPair {
  return {
    left,
    right,
    origin: 'contradiction',
    score: null,
    weights: [{ field: ID_NUMBER_FIELD, level: 'different', weight: null }],
  };
}

/** The ID number that a batch states of a record, as it is kept. */
export function statedNumber({ words }: Pick<Draft, 'words'>): StoredValue | null {
  return words.attributes?.[ID_NUMBER_FIELD]?.v ?? null;
}

export interface ContradictedIdentifier extends TrustedIdentifier {
  /** The record of the batch. */
  readonly index: number;
  readonly cause: 'contradiction';
  /** Whom it means: a customer with another ID number; null where that is somebody of the same batch. */
  readonly owner: string | null;
}

/**
 * Identifiers that would join a record to somebody with another ID number. Within a batch the first record that states
 * an identifier keeps it.
 */
export function contradictedIdentifiers(
  drafts: readonly Draft[],
  known: {
    readonly owners: ReadonlyMap<string, string>;
    readonly numbers: ReadonlyMap<string, string>;
    /** What of a number tells it from others. */
    readonly tell: (number: StoredValue) => string;
  },
): ContradictedIdentifier[] {
  const firsts = new Map<string, string>();
  return drafts.flatMap((draft, index) => {
    const stated = statedNumber(draft);
    const own = stated === null ? null : known.tell(stated);
    return draft.trusted.flatMap((identifier) => {
      const text = identifierText(identifier);
      const owner = known.owners.get(text) ?? null;
      const other = owner === null ? firsts.get(text) : known.numbers.get(owner);
      if (own === null || other === own || owner === draft.stored?.customerId) {
        return [];
      }
      if (other === undefined) {
        firsts.set(text, own);
        return [];
      }
      return [{ ...identifier, index, cause: 'contradiction' as const, owner }];
    });
  });
}
