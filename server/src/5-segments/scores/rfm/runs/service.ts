import { newId } from '#kernel/clock.ts';
import { AppError } from '#kernel/errors.ts';
import type { Feed, Freshness } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import { mayReuse, type RfmRun, type RunParameters } from '../reuse.ts';
import {
  QUIET_DAYS_KEY,
  quietDaysSchema,
  REFUNDS_KEY,
  refundsSchema,
  WINDOW_DAYS_KEY,
  windowDaysSchema,
} from '../settings.ts';
import { usualDate } from '../usual-date.ts';
import {
  countValues,
  dropValues,
  findRun,
  findStrays,
  measureRun,
  newestPurchase,
  readRun,
  saveRun,
  scanOrders,
} from './store.ts';

export interface RunsOptions {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap' | 'clock' | 'config' | 'metrics'>;
  readonly feed: Pick<Feed, 'freshness' | 'dataVersion'>;
  readonly setting: (key: string) => Promise<unknown>;
}

/** A run with how fresh its answers are. */
export interface CurrentRun {
  readonly run: RfmRun;
  readonly freshness: Freshness;
}

export interface Runs {
  /** The run that answers now for a business date (default: the usual date), computed at most once however many ask. */
  current(asOf: string | undefined): Promise<CurrentRun>;
  /** The run of an earlier page. Throws AppError `cursor_expired` (410) when it is no longer kept. */
  byId(id: string): Promise<RfmRun>;
}

const KEPT_RUNS = 20;
const SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30];

export function createRuns(options: RunsOptions): Runs {
  const { kernel, feed } = options;
  const { postgres, olap, clock } = kernel;
  const computing = new Map<string, Promise<RfmRun>>();
  const current = async (asOf: string | undefined): Promise<CurrentRun> => {
    const parameters = await readParameters(options, asOf);
    // In this order: a run may know more than its data version says, never less.
    const dataVersion = await feed.dataVersion();
    const freshness = await feed.freshness();
    const known = await findRun(postgres.db, parameters);
    if (known !== null && mayReuse(known, { dataVersion, at: clock.now() }) && (await isWhole(known))) {
      return { run: known, freshness: known.dataVersion === dataVersion ? freshness : asOfRun(known, freshness) };
    }
    const key = JSON.stringify([parameters, dataVersion]);
    const begin = (): Promise<RfmRun> =>
      computeRun(options, { parameters, dataVersion, upTo: freshness.upTo }).finally(() => computing.delete(key));
    const work = computing.get(key) ?? begin();
    computing.set(key, work);
    return { run: await work, freshness };
  };
  const byId = async (id: string): Promise<RfmRun> => {
    const run = await readRun(postgres.db, id);
    if (run === null || !(await isWhole(run))) {
      throw new AppError('cursor_expired', 410, {
        message: {
          'zh-CN': '列表已更新，请从头查看',
          en: 'The list has changed meanwhile. Start again from its beginning',
        },
      });
    }
    return run;
  };
  /** The analytic store may have been emptied since. */
  const isWhole = async (run: RfmRun): Promise<boolean> => (await countValues(olap, run.id)) === run.customers;
  /** Freshness of a run that is used again although more is known by now. */
  const asOfRun = ({ upTo }: RfmRun, { stale }: Freshness): Freshness => ({
    upTo,
    secondsBehind: upTo === null ? null : (clock.now().getTime() - upTo.getTime()) / 1000,
    stale,
  });
  return { current, byId };
}

async function readParameters(options: RunsOptions, asOf: string | undefined): Promise<RunParameters> {
  const { setting } = options;
  const [windowDays, refunds] = await Promise.all([setting(WINDOW_DAYS_KEY), setting(REFUNDS_KEY)]);
  return {
    asOf: asOf ?? (await findUsualDate(options)),
    windowDays: windowDaysSchema.parse(windowDays),
    refunds: refundsSchema.parse(refunds),
  };
}

/** The date to look at when nobody chose one. */
export async function findUsualDate({
  kernel,
  setting,
}: {
  readonly kernel: Pick<Kernel, 'olap' | 'clock' | 'config'>;
  readonly setting: (key: string) => Promise<unknown>;
}): Promise<string> {
  const today = businessDateOf(kernel.clock.now(), zoneOf(kernel.config.timeZone));
  const quietDays = quietDaysSchema.parse(await setting(QUIET_DAYS_KEY));
  return usualDate({ today, newestPurchase: await newestPurchase(kernel.olap, today), quietDays });
}

interface RunRequest {
  readonly parameters: RunParameters;
  readonly dataVersion: string;
  readonly upTo: Date | null;
}

async function computeRun({ kernel }: RunsOptions, request: RunRequest): Promise<RfmRun> {
  const { postgres, olap, clock, metrics } = kernel;
  const startedMs = performance.now();
  const id = newId();
  await scanOrders(olap, id, request.parameters);
  const scales = await measureRun(olap, id);
  const tookMs = performance.now() - startedMs;
  metrics.histogram('zhike_rfm_run_seconds', 'Time of one RFM scan', [], SECONDS).observe(tookMs / 1000);
  const run: RfmRun = {
    id,
    ...request.parameters,
    dataVersion: request.dataVersion,
    upTo: request.upTo,
    customers: scales.reduce((sum, scale) => sum + scale.customers, 0),
    scales,
    tookMs: Math.round(tookMs),
    computedAt: clock.now(),
  };
  const { kept, forgotten } = await saveRun(postgres.db, run, KEPT_RUNS);
  for (const old of [...forgotten, ...(await findStrays(olap, kept))]) {
    await dropValues(olap, old);
  }
  return run;
}
