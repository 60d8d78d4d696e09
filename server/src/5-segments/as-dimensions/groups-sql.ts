import type { RfmScale } from '../scores/rfm/cuts.ts';
import { RFM_GROUPS } from '../scores/rfm/schema.ts';

/** The scan over everybody that groups are told from. */
export interface RfmGroupsFound {
  readonly run: string;
  readonly currency: string;
  readonly cuts: RfmScale['groupCuts'];
}

/** Everybody who ever bought with the RFM group (`rfm_group`), as `groupIndex` places them. */
export function rfmGroupsSql(
  { run, currency, cuts }: RfmGroupsFound,
  param: (value: unknown, type: string) => string,
): string {
  const place = `if(frequency > 0 AND monetary_minor >= ${param(cuts.monetary, 'Float64')}, 0, 4)
    + if(frequency > 0 AND frequency >= ${param(cuts.frequency, 'Float64')}, 0, 2)
    + if(recency_days <= ${param(cuts.recencyDays, 'Float64')}, 0, 1)`;
  return `SELECT customer_id, ${param(RFM_GROUPS, 'Array(String)')}[1 + ${place}] AS rfm_group FROM segments_rfm_values
    WHERE run_id = ${param(run, 'UUID')} AND currency = ${param(currency, 'String')}`;
}
