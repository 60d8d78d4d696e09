import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Freshness } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { formatMoney } from '#kernel/pure/money.ts';
import type { LookupSource } from '#kernel/rules/engine.ts';
import type { RfmGroupsFound } from '../../as-dimensions/groups-sql.ts';
import { RFM_MEASURE, type RfmMeasure } from './condition-facts.ts';
import { RFM_GROUP_INFO } from './groups.ts';
import { cellsOf, groupsOf } from './map.ts';
import { explainRfm } from './reason.ts';
import { type CurrencyScale, type RfmRun, scaleOf } from './reuse.ts';
import { createRuns, findUsualDate, type Runs, type RunsOptions } from './runs/service.ts';
import { findNewestRun } from './runs/store.ts';
import { RFM_GROUPS, type RfmGroup } from './schema.ts';
import { scoreCustomer } from './score.ts';
import { GROUP_CUT_KEY, groupCutSchema } from './settings.ts';
import { type CustomerValues, countBehind, findValues, listValues, readTiles } from './store.ts';
import type { PerDimension, RfmGroupCut } from './values.ts';

export interface CustomerName {
  readonly name: string | null;
  readonly account: string | null;
}

export interface RfmOptions extends RunsOptions {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap' | 'clock' | 'config' | 'metrics'>;
  /** Names as lists show them. */
  readonly customerNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, CustomerName>>;
}

export interface RfmQuestion {
  /** Business date; the usual one (see usual-date.ts) when absent. */
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

/** What every use-case needs. */
interface Ground extends RfmOptions {
  readonly runs: Runs;
}

export type Rfm = ReturnType<typeof createRfm>;

/**
 * RFM over all customers. Every answer comes from a run: one scan whose values are kept in the analytic store, so
 * that map, lists and single customers agree. All throw AppError `analytic_store_unavailable` (503) while that store
 * is down, and `scope_limited` (403) for actors who may see only some scopes.
 */
export function createRfm(options: RfmOptions) {
  const ground: Ground = { ...options, runs: createRuns(options) };
  return {
    getMap: (context: Context, question: RfmQuestion) => getMap(ground, context, question),
    listCustomers: (context: Context, question: RfmListQuestion) => listCustomers(ground, context, question),
    getCustomer: (context: Context, question: CustomerQuestion) => getCustomer(ground, context, question),
    lookup: (context: Context, question: LookupQuestion) => lookup(ground, context, question),
    /** One customer in the newest run there is, however old: nobody waits for a scan. Null where there is none. */
    recent: (context: Context, customerId: string) => recent(ground, context, customerId),
    /** The business date that people mean when they name none. */
    usualDate: (): Promise<string> => findUsualDate(options),
    /** What the groups of a day are told from, in the currency of most purchases; null where nobody has bought. */
    groupsOn: async (date: string): Promise<RfmGroupsFound | null> => {
      const groupCut = await readGroupCut(ground);
      const { run } = await ground.runs.current(date);
      const own = chooseScale(run, undefined);
      return own === null ? null : { run: run.id, currency: own.currency, cuts: scaleOf(own, groupCut).groupCuts };
    },
    /** Measures everybody for a day, unless that has been done and still holds. */
    measure: async (date: string): Promise<void> => {
      await ground.runs.current(date);
    },
  };
}

/** A place in a population tells about all of it, so scores are for those who may see all. */
export function authoriseScores(context: Context): void {
  requirePermission(context, 'scores.read');
  if (context.actor.scopeIds !== null) {
    throw new AppError('scope_limited', 403, {
      message: {
        'zh-CN': '评分以全体客户为基准，数据范围受限的账号不能查看',
        en: 'Scores compare with all customers, which an account limited to some scopes may not see',
      },
    });
  }
}

async function getMap(ground: Ground, context: Context, question: RfmQuestion) {
  authoriseScores(context);
  const startedMs = performance.now();
  const groupCut = await readGroupCut(ground);
  const { run, freshness } = await ground.runs.current(question.asOf);
  const own = chooseScale(run, question.currency);
  const tiles =
    own === null
      ? []
      : await readTiles(ground.kernel.olap, { run: run.id, currency: own.currency, scale: scaleOf(own, groupCut) });
  return {
    asOf: run.asOf,
    windowDays: run.windowDays,
    currency: own?.currency ?? question.currency ?? '',
    currencies: run.scales.map((scale) => scale.currency),
    customers: own?.customers ?? 0,
    cuts: presentCuts(own),
    means: presentDimensions(own?.means),
    groupCut,
    groupCuts: presentDimensions(groupCut === 'mean' ? own?.means : own?.medians),
    groups: groupsOf(tiles),
    cells: cellsOf(tiles),
    freshness: presentFreshness(freshness),
    tookMs: Math.round(performance.now() - startedMs),
  };
}

async function listCustomers(ground: Ground, context: Context, question: RfmListQuestion) {
  authoriseScores(context);
  const groupCut = await readGroupCut(ground);
  const place = question.cursor === undefined ? null : readPlace(question.cursor);
  const { runs } = ground;
  const run = place === null ? (await runs.current(question.asOf)).run : await runs.byId(place.run);
  const own = chooseScale(run, question.currency);
  if (own === null) {
    return { items: [], nextCursor: null, total: 0 };
  }
  const { r, f, m, group, limit } = question;
  const { items, total } = await listValues(ground.kernel.olap, {
    run: run.id,
    currency: own.currency,
    scale: scaleOf(own, groupCut),
    filter: { r, f, m, groupIndex: group === undefined ? undefined : RFM_GROUPS.indexOf(group) },
    after: place?.after ?? null,
    limit: limit + 1,
  });
  const shown = items.slice(0, limit);
  const names = await ground.customerNames(shown.map((item) => item.customerId));
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
}

export interface CustomerQuestion {
  readonly customerId: string;
  readonly asOf?: string | undefined;
}

async function getCustomer(ground: Ground, context: Context, question: CustomerQuestion) {
  authoriseScores(context);
  const groupCut = await readGroupCut(ground);
  const { run, freshness } = await ground.runs.current(question.asOf);
  const { olap } = ground.kernel;
  const found = await findValues(olap, run.id, [question.customerId]);
  const rfm = await Promise.all(
    found.map(async (own) => {
      const scale = scaleFor(run, own.currency);
      const scored = presentCustomer(own, scale, groupCut);
      const money = { amountMinor: own.monetary, currency: own.currency };
      const reason = explainRfm({
        parameters: run,
        recencyDays: own.recencyDays,
        frequency: own.frequency,
        amount: { 'zh-CN': formatMoney(money, 'zh-CN'), en: formatMoney(money, 'en') },
        customers: scale.customers,
        ahead: await countBehind(olap, run.id, own),
      });
      return { ...scored, currency: own.currency, ...RFM_GROUP_INFO[scored.group], reason };
    }),
  );
  return { asOf: run.asOf, rfm, freshness: presentFreshness(freshness) };
}

async function recent(ground: Ground, context: Context, customerId: string) {
  authoriseScores(context);
  const { postgres, olap } = ground.kernel;
  const run = await findNewestRun(postgres.db, await findUsualDate(ground));
  const [own] = run === null ? [] : await findValues(olap, run.id, [customerId]);
  if (run === null || own === undefined) {
    return null;
  }
  const scored = presentCustomer(own, scaleFor(run, own.currency), await readGroupCut(ground));
  return { ...scored, currency: own.currency, label: RFM_GROUP_INFO[scored.group].label, asOf: run.asOf };
}

export interface LookupQuestion {
  readonly customerIds: readonly string[];
  readonly asOf?: string | undefined;
}

async function lookup(ground: Ground, context: Context, question: LookupQuestion) {
  authoriseScores(context);
  const groupCut = await readGroupCut(ground);
  const { run } = await ground.runs.current(question.asOf);
  const found = await findValues(ground.kernel.olap, run.id, question.customerIds);
  const items = found.map((own) => ({
    ...presentCustomer(own, scaleFor(run, own.currency), groupCut),
    currency: own.currency,
  }));
  return { items };
}

async function readGroupCut({ setting }: RfmOptions): Promise<RfmGroupCut> {
  return groupCutSchema.parse(await setting(GROUP_CUT_KEY));
}

/**
 * What conditions about scores measure with: the newest scale of the currency up to a day, from the runs that people
 * or rebuilt segments asked for; nobody has scores before the first one.
 */
export function rfmLookup(setting: (key: string, reader: Db | Tx) => Promise<unknown>): LookupSource {
  return {
    name: RFM_MEASURE,
    find: async (db, keys, { date, currency }) => {
      const run = await findNewestRun(db, date);
      const own = run === null ? null : (run.scales.find((scale) => scale.currency === currency) ?? null);
      if (run === null || own === null) {
        return new Map();
      }
      const cut = groupCutSchema.parse(await setting(GROUP_CUT_KEY, db));
      const measure: RfmMeasure = { windowDays: run.windowDays, refunds: run.refunds, scale: scaleOf(own, cut) };
      return new Map(keys.map((key) => [key, measure]));
    },
  };
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
  const scores = scoreCustomer(own, scaleOf(scale, groupCut));
  return { customerId, recencyDays, frequency, monetaryMinor: monetary, ...scores };
}

const NO_CUTS = [0, 0, 0, 0] as const;

function presentCuts(scale: CurrencyScale | null) {
  const { recencyDays, frequency, monetary } = scale?.cuts ?? {
    recencyDays: NO_CUTS,
    frequency: NO_CUTS,
    monetary: NO_CUTS,
  };
  return { recencyDays: [...recencyDays], frequency: [...frequency], monetaryMinor: [...monetary] };
}

function presentDimensions(values: PerDimension<number> | undefined) {
  const { recencyDays, frequency, monetary } = values ?? { recencyDays: 0, frequency: 0, monetary: 0 };
  return { recencyDays, frequency, monetaryMinor: monetary };
}

function presentFreshness({ upTo, secondsBehind, stale }: Freshness) {
  return { upTo: upTo?.toISOString() ?? null, secondsBehind, stale };
}

interface ListPlace {
  readonly run: string;
  readonly after: readonly [monetaryMinor: number, customerId: string];
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const isId = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

function readPlace(cursor: string): ListPlace {
  const [run, monetary, customerId] = decodeCursor(cursor) ?? [];
  if (!isId(run) || !isId(customerId) || typeof monetary !== 'number' || !Number.isSafeInteger(monetary)) {
    throw new AppError('cursor_malformed', 400, {
      message: { 'zh-CN': '游标无效', en: 'The cursor is not one of ours' },
    });
  }
  return { run, after: [monetary, customerId] };
}
