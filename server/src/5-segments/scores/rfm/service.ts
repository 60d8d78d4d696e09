import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import type { Feed, Freshness } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import { formatMoney } from '#kernel/pure/money.ts';
import { RFM_GROUP_INFO } from './groups.ts';
import { cellsOf, groupsOf } from './map.ts';
import { explainRfm } from './reason.ts';
import { type CurrencyScale, mayReuse, type RfmRun, type RunParameters, scaleOf } from './run.ts';
import { RFM_GROUPS, type RfmGroup } from './schema.ts';
import { scoreCustomer } from './score.ts';
import {
  GROUP_CUT_KEY,
  groupCutSchema,
  REFUNDS_KEY,
  refundsSchema,
  WINDOW_DAYS_KEY,
  windowDaysSchema,
} from './settings.ts';
import {
  type CustomerValues,
  countBehind,
  countValues,
  dropValues,
  findRun,
  findValues,
  listValues,
  measureRun,
  readRun,
  readTiles,
  saveRun,
  scanOrders,
} from './store.ts';
import type { RfmGroupCut } from './values.ts';

export interface CustomerName {
  readonly name: string | null;
  readonly account: string | null;
}

export interface RfmOptions {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap' | 'clock' | 'log' | 'config' | 'metrics'>;
  readonly feed: Pick<Feed, 'freshness' | 'dataVersion'>;
  /** Names as the asker may see them. */
  readonly customerNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, CustomerName>>;
  readonly setting: (key: string) => Promise<unknown>;
}

export interface RfmQuestion {
  readonly asOf?: string | undefined;
  readonly currency?: string | undefined;
}

export interface RfmListQuestion extends RfmQuestion {
  readonly r?: number | undefined;
  readonly f?: number | undefined;
  readonly m?: number | undefined;
  readonly group?: RfmGroup | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export type Rfm = ReturnType<typeof createRfm>;

const KEPT_RUNS = 20;
const NO_CUTS = [0, 0, 0, 0] as const;

/**
 * RFM over all customers. Every answer comes from a run: one scan whose values are kept in the analytic store, so
 * that map, lists and single customers agree. Throws `analytic_store_unavailable` (503) while that store is down and
 * `scope_limited` (403) for actors who may see only some scopes: places in a population tell about all of it.
 */
export function createRfm(options: RfmOptions) {
  const { kernel, feed } = options;
  const { postgres, olap } = kernel;
  const runs = createRuns(options);

  const authorise = (context: Context): void => {
    requirePermission(context, 'scores.read');
    if (context.actor.scopeIds !== null) {
      throw new AppError('scope_limited', 403, {
        message: {
          'zh-CN': '评分以全体客户为基准，数据范围受限的账号不能查看',
          en: 'Scores compare with all customers, which an account limited to some scopes may not see',
        },
      });
    }
  };

  const getMap = async (context: Context, question: RfmQuestion) => {
    authorise(context);
    const startedMs = performance.now();
    const groupCut = await readGroupCut(options);
    const { run, freshness } = await runs.current(question.asOf);
    const own = chooseScale(run, question.currency);
    const scale = own === null ? null : scaleOf(own, groupCut);
    const tiles = own === null || scale === null ? [] : await readTiles(olap, { run: run.id, currency: own.currency, scale });
    return {
      asOf: run.asOf,
      windowDays: run.windowDays,
      currency: own?.currency ?? question.currency ?? '',
      currencies: run.scales.map((each) => each.currency),
      customers: own?.customers ?? 0,
      cuts: minorCuts(own),
      means: minorDimensions(own?.means),
      groupCut,
      groupCuts: minorDimensions(scale?.groupCuts),
      groups: groupsOf(tiles),
      cells: cellsOf(tiles),
      freshness: presentFreshness(freshness),
      tookMs: Math.round(performance.now() - startedMs),
    };
  };

  const listCustomers = async (context: Context, question: RfmListQuestion) => {
    authorise(context);
    const groupCut = await readGroupCut(options);
    const place = question.cursor === undefined ? null : readPlace(question.cursor);
    const run = place === null ? (await runs.current(question.asOf)).run : await runs.byId(place.run);
    const own = chooseScale(run, question.currency);
    if (own === null) {
      return { items: [], nextCursor: null, total: 0 };
    }
    const scale = scaleOf(own, groupCut);
    const { r, f, m, group, limit } = question;
    const { items, total } = await listValues(olap, {
      run: run.id,
      currency: own.currency,
      scale,
      filter: { r, f, m, groupIndex: group === undefined ? undefined : RFM_GROUPS.indexOf(group) },
      after: place?.after ?? null,
      limit: limit + 1,
    });
    const shown = items.slice(0, limit);
    const names = await options.customerNames(shown.map((item) => item.customerId));
    const last = items.length > limit ? shown.at(-1) : undefined;
    return {
      items: shown.map((item) => ({
        ...presentCustomer(item, own, groupCut),
        name: names.get(item.customerId)?.name ?? null,
        account: names.get(item.customerId)?.account ?? null,
      })),
      nextCursor: last === undefined ? null : encodeCursor([run.id, last.monetary, last.customerId]),
      total,
    };
  };

  const getCustomer = async (context: Context, question: { readonly customerId: string; readonly asOf?: string | undefined }) => {
    authorise(context);
    const groupCut = await readGroupCut(options);
    const { run, freshness } = await runs.current(question.asOf);
    const found = await findValues(olap, run.id, [question.customerId]);
    const rfm = await Promise.all(
      found.map(async (own) => {
        const scored = presentCustomer(own, scaleFor(run, own.currency), groupCut);
        const money = { amountMinor: own.monetary, currency: own.currency };
        const reason = explainRfm({
          parameters: { asOf: run.asOf, currency: own.currency, windowDays: run.windowDays, refunds: run.refunds, groupCut },
          recencyDays: own.recencyDays,
          frequency: own.frequency,
          amount: { 'zh-CN': formatMoney(money, 'zh-CN'), en: formatMoney(money, 'en') },
          customers: scaleFor(run, own.currency).customers,
          ahead: await countBehind(olap, run.id, own),
        });
        return { ...scored, currency: own.currency, ...RFM_GROUP_INFO[scored.group], reason };
      }),
    );
    return { asOf: run.asOf, rfm, freshness: presentFreshness(freshness) };
  };

  const lookup = async (
    context: Context,
    question: { readonly customerIds: readonly string[]; readonly asOf?: string | undefined },
  ) => {
    authorise(context);
    const groupCut = await readGroupCut(options);
    const { run } = await runs.current(question.asOf);
    const found = await findValues(olap, run.id, question.customerIds);
    return {
      items: found.map((own) => ({
        ...presentCustomer(own, scaleFor(run, own.currency), groupCut),
        currency: own.currency,
      })),
    };
  };

  return { getMap, listCustomers, getCustomer, lookup };

  function createRuns({ setting }: RfmOptions) {
    const computing = new Map<string, Promise<RfmRun>>();
    const took = kernel.metrics.histogram('zhike_rfm_run_seconds', 'Time of one RFM scan', [], [0.1, 0.5, 1, 2, 5, 10, 30]);

    const parametersFor = async (asOf: string | undefined): Promise<RunParameters> => ({
      asOf: asOf ?? businessDateOf(kernel.clock.now(), zoneOf(kernel.config.timeZone)),
      windowDays: windowDaysSchema.parse(await setting(WINDOW_DAYS_KEY)),
      refunds: refundsSchema.parse(await setting(REFUNDS_KEY)),
    });

    const compute = async (parameters: RunParameters, state: { dataVersion: string; freshness: Freshness }): Promise<RfmRun> => {
      const startedMs = performance.now();
      const id = newId();
      await scanOrders(olap, id, parameters);
      const scales = await measureRun(olap, id);
      const tookMs = performance.now() - startedMs;
      took.observe(tookMs / 1000);
      const run: RfmRun = {
        id,
        ...parameters,
        dataVersion: state.dataVersion,
        upTo: state.freshness.upTo,
        customers: scales.reduce((sum, scale) => sum + scale.customers, 0),
        scales,
        tookMs: Math.round(tookMs),
        computedAt: kernel.clock.now(),
      };
      for (const old of await saveRun(postgres.db, run, KEPT_RUNS)) {
        await dropValues(olap, old);
      }
      return run;
    };

    /** The run that answers now, computed at most once however many ask. */
    const current = async (asOf: string | undefined): Promise<{ readonly run: RfmRun; readonly freshness: Freshness }> => {
      const parameters = await parametersFor(asOf);
      // In this order: a run may know more than its data version says, never less.
      const dataVersion = await feed.dataVersion();
      const freshness = await feed.freshness();
      const known = await findRun(postgres.db, parameters);
      if (known !== null && mayReuse(known, { dataVersion, at: kernel.clock.now() }) && (await isWhole(known))) {
        return { run: known, freshness: known.dataVersion === dataVersion ? freshness : asOfRun(known, freshness) };
      }
      const key = JSON.stringify([parameters, dataVersion]);
      const work =
        computing.get(key) ?? compute(parameters, { dataVersion, freshness }).finally(() => computing.delete(key));
      computing.set(key, work);
      return { run: await work, freshness };
    };

    /** The run of an earlier page. Throws `cursor_expired` (410) when it is no longer kept. */
    const byId = async (id: string): Promise<RfmRun> => {
      const run = await readRun(postgres.db, id);
      if (run === null || !(await isWhole(run))) {
        throw new AppError('cursor_expired', 410, {
          message: { 'zh-CN': '列表已更新，请从头查看', en: 'The list has changed meanwhile. Start again from its beginning' },
        });
      }
      return run;
    };

    const isWhole = async (run: RfmRun): Promise<boolean> => (await countValues(olap, run.id)) === run.customers;

    /** Freshness of a run that was taken again although more is known by now. */
    const asOfRun = (run: RfmRun, freshness: Freshness): Freshness => ({
      upTo: run.upTo,
      secondsBehind: run.upTo === null ? null : (kernel.clock.now().getTime() - run.upTo.getTime()) / 1000,
      stale: freshness.stale,
    });

    return { current, byId };
  }
}

async function readGroupCut({ setting }: RfmOptions): Promise<RfmGroupCut> {
  return groupCutSchema.parse(await setting(GROUP_CUT_KEY));
}

function chooseScale(run: RfmRun, currency: string | undefined): CurrencyScale | null {
  const chosen = currency === undefined ? run.scales[0] : run.scales.find((scale) => scale.currency === currency);
  return chosen ?? null;
}

function scaleFor(run: RfmRun, currency: string): CurrencyScale {
  const scale = chooseScale(run, currency);
  if (scale === null) {
    throw new Error(`The run ${run.id} has values in ${currency}, but no scale`);
  }
  return scale;
}

function presentCustomer(own: CustomerValues, scale: CurrencyScale, groupCut: RfmGroupCut) {
  const { customerId, recencyDays, frequency, monetary } = own;
  return { customerId, recencyDays, frequency, monetaryMinor: monetary, ...scoreCustomer(own, scaleOf(scale, groupCut)) };
}

function minorCuts(scale: CurrencyScale | null) {
  const copy = (cuts: readonly number[]): number[] => [...cuts];
  return {
    recencyDays: copy(scale?.cuts.recencyDays ?? NO_CUTS),
    frequency: copy(scale?.cuts.frequency ?? NO_CUTS),
    monetaryMinor: copy(scale?.cuts.monetary ?? NO_CUTS),
  };
}

function minorDimensions(values: RfmScaleMeans | undefined) {
  return {
    recencyDays: values?.recencyDays ?? 0,
    frequency: values?.frequency ?? 0,
    monetaryMinor: values?.monetary ?? 0,
  };
}

type RfmScaleMeans = CurrencyScale['means'];

function presentFreshness({ upTo, secondsBehind, stale }: Freshness) {
  return { upTo: upTo?.toISOString() ?? null, secondsBehind, stale };
}

interface ListPlace {
  readonly run: string;
  readonly after: readonly [monetaryMinor: number, customerId: string];
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readPlace(cursor: string): ListPlace {
  const [run, monetary, customerId] = decodeCursor(cursor) ?? [];
  if (
    typeof run !== 'string' || !UUID.test(run) ||
    typeof customerId !== 'string' || !UUID.test(customerId) ||
    typeof monetary !== 'number' || !Number.isSafeInteger(monetary)
  ) {
    throw new AppError('cursor_malformed', 400, {
      message: { 'zh-CN': '游标无效', en: 'The cursor is not one of ours' },
    });
  }
  return { run, after: [monetary, customerId] };
}
