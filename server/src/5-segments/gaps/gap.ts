import { type Lift, liftOf } from '../profile/lift.ts';

/**
 * `unbought`: many look and clearly fewer of them buy than of the others who look. `under`: clearly fewer of all
 * members buy than of everybody else.
 */
export const GAPS = ['unbought', 'under'] as const;
export type Gap = (typeof GAPS)[number];

/** Fewer who look say nothing. */
export const MIN_LOOKERS = 20;
/** A share has to be so much smaller than that of the others, at the cautious end of its interval. */
const FAR = 0.8;

export interface Counts {
  readonly members: number;
  /** Members who looked at goods of the category, who bought some, and who did both. */
  readonly lookers: number;
  readonly buyers: number;
  readonly both: number;
}

export interface GapCell {
  /** Share of buyers among members ÷ among everybody else. */
  readonly buying: Lift;
  /** Share of buyers among those who looked ÷ among everybody else who looked. */
  readonly converting: Lift;
  readonly gap: Gap | null;
}

function isFar({ high }: Lift): boolean {
  return high !== null && high < FAR;
}

/** What one group does with one category, against everybody who is not in the group. */
export function gapOf(group: Counts, all: Counts): GapCell {
  const others = {
    members: all.members - group.members,
    lookers: all.lookers - group.lookers,
    buyers: all.buyers - group.buyers,
    both: all.both - group.both,
  };
  const buying = liftOf({
    customers: group.buyers,
    count: group.members,
    baseCustomers: others.buyers,
    baseCount: others.members,
  });
  const converting = liftOf({
    customers: group.both,
    count: group.lookers,
    baseCustomers: others.both,
    baseCount: others.lookers,
  });
  if (group.lookers >= MIN_LOOKERS && (group.both === 0 || isFar(converting))) {
    return { buying, converting, gap: 'unbought' };
  }
  return { buying, converting, gap: isFar(buying) ? 'under' : null };
}
