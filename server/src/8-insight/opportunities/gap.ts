import { shareOf } from '../best-channels/choose.ts';

/** What a category comes to in a segment. */
export const OPPORTUNITY_VERDICTS = ['opportunity', 'served', 'few', 'unknown'] as const;
export type OpportunityVerdict = (typeof OPPORTUNITY_VERDICTS)[number];

export interface Gap {
  /** Of all that the segment wants. */
  readonly demandShare: number;
  /** The lower end of its interval (99 %). */
  readonly low: number;
  /** Of all goods that can be bought now; null where nobody keeps stock and nothing is on sale. */
  readonly supplyShare: number | null;
  readonly gap: number | null;
  readonly verdict: OpportunityVerdict;
}

/**
 * Demand against supply: an opportunity where enough people want the category and did not get it, its share of demand lies above its
 * share of what can be bought by the gap that is set, and chance does not explain that it lies above.
 */
export function gapOf(
  found: {
    readonly people: number;
    readonly unmet: number;
    readonly wanted: number;
    readonly supplied: number;
    readonly offered: number;
  },
  limits: { readonly leastPeople: number; readonly leastGap: number },
): Gap {
  const { people, unmet, wanted, supplied, offered } = found;
  const demandShare = wanted === 0 ? 0 : people / wanted;
  const { low } = shareOf(people, wanted);
  if (offered === 0) {
    return { demandShare, low, supplyShare: null, gap: null, verdict: 'unknown' };
  }
  const supplyShare = supplied / offered;
  const gap = demandShare - supplyShare;
  const isLarge = unmet >= limits.leastPeople && gap >= limits.leastGap && low > supplyShare;
  const verdict = people < limits.leastPeople ? 'few' : isLarge ? 'opportunity' : 'served';
  return { demandShare, low, supplyShare, gap, verdict };
}
