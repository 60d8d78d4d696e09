import { type RfmScale, scoreAbove, scoreBelow } from './cuts.ts';
import { groupOf } from './groups.ts';
import type { RfmGroup } from './schema.ts';
import type { Amount, RfmValues } from './values.ts';

/** One customer's place in the population. */
export interface RfmScores {
  readonly r: number;
  readonly f: number;
  readonly m: number;
  readonly group: RfmGroup;
}

/**
 * Scores 1 to 5 and the group. Without a purchase in the window F and M are 1 whatever the cuts say (with refunds
 * subtracted somebody else's monetary value may lie below 0), and neither is high for the group: where nobody bought
 * in the window, the mean is 0 and everybody would reach it.
 */
export function scoreCustomer<M extends Amount>(values: RfmValues<M>, scale: RfmScale<M>): RfmScores {
  const bought = values.frequency > 0;
  return {
    r: scoreBelow(values.recencyDays, scale.cuts.recencyDays),
    f: bought ? scoreAbove(values.frequency, scale.cuts.frequency) : 1,
    m: bought ? scoreAbove(values.monetary, scale.cuts.monetary) : 1,
    group: groupOf({
      recency: values.recencyDays <= scale.groupCuts.recencyDays,
      frequency: bought && values.frequency >= scale.groupCuts.frequency,
      monetary: bought && values.monetary >= scale.groupCuts.monetary,
    }),
  };
}
