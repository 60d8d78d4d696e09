import type { Cuts, RfmScale } from './cuts.ts';
import type { PerDimension, RfmGroupCut, RfmRefunds } from './values.ts';

/** What a run is computed from. Which of mean and median parts the groups is chosen when it is read. */
export interface RunParameters {
  readonly asOf: string;
  readonly windowDays: number | null;
  readonly refunds: RfmRefunds;
}

/** The measures of one currency's customers. */
export interface CurrencyScale {
  readonly currency: string;
  readonly customers: number;
  /** In the window. */
  readonly purchases: number;
  readonly cuts: PerDimension<Cuts>;
  readonly means: PerDimension<number>;
  readonly medians: PerDimension<number>;
}

/** One scan over all customers. */
export interface RfmRun extends RunParameters {
  readonly id: string;
  readonly dataVersion: string;
  readonly upTo: Date | null;
  /** Rows of the run: customers, once for each currency that they bought in. */
  readonly customers: number;
  /** Most purchases first. */
  readonly scales: readonly CurrencyScale[];
  readonly tookMs: number;
  readonly computedAt: Date;
}

/** Runs over fewer customers are computed again whenever the facts have changed. */
const LARGE = 100_000;
/** Larger ones are taken again for so many times the time they took: at most a twentieth of all time goes into scans. */
const REST_FACTOR = 20;

/**
 * Whether an earlier run with the same parameters still answers: always while the facts are the same, and for a
 * while longer when it was large, since under a stream of orders the facts are never the same.
 */
export function mayReuse(run: RfmRun, now: { readonly dataVersion: string; readonly at: Date }): boolean {
  if (run.dataVersion === now.dataVersion) {
    return true;
  }
  const ageMs = now.at.getTime() - run.computedAt.getTime();
  return run.customers >= LARGE && ageMs >= 0 && ageMs < run.tookMs * REST_FACTOR;
}

/** The scale of one currency with the group cut in force. */
export function scaleOf(scale: CurrencyScale, groupCut: RfmGroupCut): RfmScale {
  const { customers, cuts, means, medians } = scale;
  return { customers, cuts, means, groupCuts: groupCut === 'mean' ? means : medians };
}
