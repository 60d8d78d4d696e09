import { abcProfit, abcRevenue } from './abc/abc.ts';
import { churnChance } from './churn-chance/churn-chance.ts';
import { churnRisk } from './churn-risk/churn-risk.ts';
import { policy, rank, size, standing } from './classes/classes.ts';
import { clv } from './clv/score.ts';
import { CREDIT_SHARED, credit } from './credit/credit.ts';
import type { ScoreKind } from './kind.ts';
import { lifecycle } from './lifecycle/score.ts';
import { LIFECYCLE_SETTINGS } from './lifecycle/settings.ts';
import { loyalty } from './loyalty/loyalty.ts';
import { nonFinancial } from './non-financial/non-financial.ts';
import { priceSensitivity } from './price-sensitivity/price-sensitivity.ts';
import { profit } from './profit/profit.ts';
import { purchasingPower } from './purchasing-power/purchasing-power.ts';
import { repeat } from './repeat/repeat.ts';
import { responseChance } from './response-chance/response-chance.ts';
import { selectionTime } from './selection-time/selection-time.ts';
import { walletShare } from './wallet-share/wallet-share.ts';

/** The scores there are, in the order in which pages show them; RFM has a page and a mechanism of its own. */
export const SCORE_KINDS: readonly ScoreKind[] = [
  clv,
  profit,
  abcProfit,
  abcRevenue,
  lifecycle,
  churnRisk,
  churnChance,
  responseChance,
  loyalty,
  repeat,
  policy,
  standing,
  rank,
  size,
  priceSensitivity,
  selectionTime,
  purchasingPower,
  walletShare,
  nonFinancial,
  credit,
];

/** The figures that people may change, each once. */
export const SCORE_SETTINGS = [...new Set(SCORE_KINDS.flatMap(({ settings }) => settings))].filter(
  ({ key }) => ![...LIFECYCLE_SETTINGS, ...CREDIT_SHARED].some((known) => known.key === key),
);

export function findKind(name: string): ScoreKind | undefined {
  return SCORE_KINDS.find((kind) => kind.name === name);
}
