import type { Olap } from '#kernel/db/olap.ts';
import type { LifecycleStage } from './stages.ts';

/** Where somebody stands in a run of the score. */
export interface StagePerson {
  readonly customerId: string;
  readonly stage: LifecycleStage;
  /** Days since the last purchase; null without any. */
  readonly since: number | null;
  /** What they spent so far, in the run's currency. */
  readonly worthMinor: number;
}

interface Row {
  readonly customerId: string;
  readonly band: LifecycleStage;
  readonly since: number | null;
  readonly worth: number | null;
}

const COLUMNS = `toString(customer_id) AS customerId, band, inputs[2] AS since, inputs[4] AS worth`;

/** Everybody of a run of the lifecycle, or some. */
export async function* streamStages(
  olap: Olap,
  run: string,
  customerIds?: readonly string[],
): AsyncGenerator<readonly StagePerson[]> {
  const narrowed = customerIds === undefined ? '' : ' AND customer_id IN {ids:Array(UUID)}';
  const rows = olap.stream<Row>({
    sql: `SELECT ${COLUMNS} FROM segments_score_values WHERE run_id = {run:UUID}${narrowed}`,
    params: { run, ...(customerIds === undefined ? {} : { ids: customerIds }) },
    maxSeconds: 600,
  });
  for await (const some of rows) {
    yield some.map(({ customerId, band, since, worth }) => ({
      customerId,
      stage: band,
      // Not-a-number comes as null.
      since: since === null ? null : Number(since),
      worthMinor: Math.round(Number(worth ?? 0)),
    }));
  }
}
