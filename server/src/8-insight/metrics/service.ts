import { createHash } from 'node:crypto';
import type { Goods, Places } from '#commerce';
import type { Customers } from '#customers';
import { type Context, requirePermission } from '#kernel/context.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Feed, Freshness } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { type Zone, zoneOf } from '#kernel/pure/dates.ts';
import { type Answers, createAnswers } from './answers.ts';
import { columnOf } from './compile.ts';
import { DIMENSION_LABELS, GOODS, type Names } from './dimensions.ts';
import type { Asked, MetricKind, Span, StageLimits } from './kind.ts';
import { type Cell, filled, ordered, presentRow, valueOf } from './rows.ts';
import type { DimensionName, MetricAnswer, MetricInfo, MetricQuestion } from './schema.ts';
import { instantsOf, spanBefore, spanOf } from './spans.ts';
import * as store from './store.ts';

export interface MetricsOptions {
  readonly kernel: Pick<Kernel, 'olap' | 'clock' | 'config'>;
  readonly kinds: readonly MetricKind[];
  readonly feed: Pick<Feed, 'freshness' | 'dataVersion'>;
  readonly naming: { places(): Promise<Places>; goods(): Promise<Goods> };
  readonly customers: Pick<Customers['profiles'], 'summaries'>;
  /** The business date meant by those who name none. */
  readonly usualDate: () => Promise<string>;
  /** The days of the lifecycle in force. */
  readonly stageLimits: () => Promise<StageLimits>;
  /** What money is meant before there are orders. */
  readonly defaultCurrency: () => Promise<string>;
}

export type Metrics = ReturnType<typeof createMetrics>;

/** A question with everything decided that was left open. */
export interface Settled extends Span {
  readonly kind: MetricKind;
  readonly asOf: string;
  readonly by: readonly DimensionName[];
  readonly only: Readonly<Partial<Record<DimensionName, string>>>;
  readonly currency: string;
  readonly currencies: readonly string[];
  readonly version: string;
}

interface Ground extends MetricsOptions {
  readonly answers: Answers;
  readonly zone: Zone;
}

/**
 * Metrics over everybody, counted in the analytic store. All throw AppError `analytic_store_unavailable` (503) while
 * that store is down, and `scope_limited` (403) for actors who may see only some scopes.
 */
export function createMetrics(options: MetricsOptions) {
  const { kernel } = options;
  const ground: Ground = {
    ...options,
    answers: createAnswers({ nowMs: () => kernel.clock.now().getTime(), tickMs: () => performance.now() }),
    zone: zoneOf(kernel.config.timeZone),
  };
  return {
    list: async (context: Context) => {
      authorise(context);
      const items = options.kinds.map((kind) => presentKind(kind, context));
      return { items, freshness: presentFreshness(await options.feed.freshness()) };
    },
    get: async (context: Context, name: string, question: MetricQuestion & { readonly limit: number }) => {
      authorise(context);
      return answer(ground, context, name, question);
    },
    people: async (context: Context, name: string, asked: PeopleQuestion) => {
      authorise(context);
      requirePermission(context, 'customers.read');
      return listPeople(ground, context, { settled: await settle(ground, name, asked), asked });
    },
    /** For files and reports: who may ask was decided when they were asked for. */
    read: (context: Pick<Context, 'locale'>, name: string, question: MetricQuestion & { readonly limit: number }) =>
      answer(ground, context, name, question),
    /** Throws as asking would. */
    check: async (context: Context, name: string, question: MetricQuestion): Promise<Settled> => {
      authorise(context);
      return settle(ground, name, question);
    },
    kind: (name: string): MetricKind => findKind(ground, name),
  };
}

/** Numbers of everybody are for those who may see everybody. */
function authorise(context: Context): void {
  requirePermission(context, 'insight.read');
  if (context.actor.scopeIds !== null) {
    throw new AppError('scope_limited', 403, {
      message: {
        'zh-CN': '这些数字涵盖所有范围，而你的权限只限于部分范围',
        en: 'These numbers cover every scope; yours are limited to some',
      },
    });
  }
}

function findKind({ kinds }: Ground, name: string): MetricKind {
  const kind = kinds.find((known) => known.name === name);
  if (kind === undefined) {
    throw notFound({ 'zh-CN': '指标', en: 'metric' }, name);
  }
  return kind;
}

const ONLY = ['channel', 'shop', 'source', 'category', 'product'] as const satisfies readonly DimensionName[];

async function settle(ground: Ground, name: string, question: MetricQuestion): Promise<Settled> {
  const kind = findKind(ground, name);
  const by = [...new Set([...(kind.always ?? []), ...(question.by ?? [])])];
  const only = Object.fromEntries(
    ONLY.flatMap((dimension) => (question[dimension] === undefined ? [] : [[dimension, question[dimension]]])),
  );
  requireDimensions(kind, 'by', by);
  for (const dimension of Object.keys(only)) {
    requireDimensions(
      kind,
      dimension,
      ONLY.filter((known) => known === dimension),
    );
  }
  // In this order: an answer may know more than its version says, never less.
  const version = await ground.feed.dataVersion();
  const asOf = question.asOf ?? (await ground.usualDate());
  const { value: currencies } = await ground.answers.keep('currencies', version, () =>
    store.readCurrencies(ground.kernel.olap),
  );
  const currency = question.currency ?? currencies[0] ?? (await ground.defaultCurrency());
  const span = spanOf({ asOf, from: question.from, to: question.to, by });
  return { kind, asOf, ...span, by, only, currency, currencies, version };
}

function requireDimensions(kind: MetricKind, field: string, dimensions: readonly DimensionName[]): void {
  const unknown = dimensions.filter((dimension) => !kind.by.includes(dimension));
  if (unknown.length > 0) {
    const said = kind.by.join('、');
    throw invalidInput(
      unknown.map((dimension) => ({
        field,
        code: 'dimension_unknown',
        message: {
          'zh-CN': `指标 ${kind.name} 没有维度 ${dimension}，可用：${said}`,
          en: `${kind.name} has no dimension ${dimension}; there are ${said}`,
        },
      })),
    );
  }
}

interface BoundMeasure extends store.Bound {
  readonly names: Names;
  only(keys: Readonly<Partial<Record<DimensionName, string>>>): readonly string[];
}

/** The measure over a span, with its values bound. */
async function bind(ground: Ground, settled: Settled, { span, dimensions }: Binding): Promise<BoundMeasure> {
  const { kind, asOf, currency, only } = settled;
  const isPerGood =
    kind.isPerGood === true ||
    [...Object.keys(only), ...dimensions].some((each) => GOODS.some((good) => good === each));
  const [places, goods] = await Promise.all([
    ground.naming.places(),
    isPerGood ? ground.naming.goods() : Promise.resolve(null),
  ]);
  const params: Record<string, unknown> = {};
  const asked: Asked = {
    ...span,
    ...instantsOf(span, ground.zone),
    asOf,
    zone: ground.kernel.config.timeZone,
    currency,
    places: places.sources,
    goods: goods?.skus ?? [],
    isPerGood,
    stages: await ground.stageLimits(),
    param: (value, type) => {
      const place = `p${Object.keys(params).length}`;
      params[place] = value;
      return `{${place}:${type}}`;
    },
  };
  const measure = kind.measure(asked);
  const conditions = (keys: Readonly<Partial<Record<DimensionName, string>>>): readonly string[] =>
    Object.entries(keys).map(
      // `as`: the entries of a partial record have its keys
      ([dimension, key]) =>
        `toString(${columnOf(measure, dimension as DimensionName)}) = ${asked.param(key, 'String')}`,
    );
  const names: Names = {
    shop: places.shops,
    channel: places.channels,
    ...(goods === null ? {} : { product: goods.products, category: goods.categories }),
  };
  return { measure, params, names, only: conditions };
}

interface Binding {
  readonly span: Span;
  /** What is split by or narrowed to, which may need more to be looked up. */
  readonly dimensions: readonly string[];
}

async function cellsOf(
  ground: Ground,
  settled: Settled,
  part: { readonly span: Span; readonly by: readonly DimensionName[]; readonly whole: boolean },
): Promise<{
  readonly cells: readonly Cell[];
  readonly isDivided: boolean;
  readonly names: Names;
  readonly olderMs: number | null;
}> {
  const { kind, asOf, only, currency } = settled;
  const bound = await bind(ground, settled, { span: part.span, dimensions: part.by });
  const where = bound.only({ ...only, ...(part.whole ? kind.whole : {}) });
  const question = JSON.stringify([kind.name, part, asOf, only, currency, bound.params]);
  // The codes of a whole catalogue may be among the values.
  const key = createHash('sha256').update(question).digest('base64');
  const { value: cells, olderMs } = await ground.answers.keep(key, settled.version, () =>
    store.readCells(ground.kernel.olap, bound, { by: part.by, where }),
  );
  return { cells, isDivided: bound.measure.of !== undefined, names: bound.names, olderMs };
}

async function answer(
  ground: Ground,
  { locale }: Pick<Context, 'locale'>,
  name: string,
  question: MetricQuestion & { readonly limit: number },
): Promise<MetricAnswer> {
  const startedMs = performance.now();
  // Before the version: what is in by then is in every answer of that version.
  const freshness = await ground.feed.freshness();
  const settled = await settle(ground, name, question);
  const { kind, by, from, to } = settled;
  const span = { from, to };
  const [split, whole, before] = await Promise.all([
    by.length === 0 ? null : cellsOf(ground, settled, { span, by, whole: false }),
    cellsOf(ground, settled, { span, by: [], whole: true }),
    cellsOf(ground, settled, { span: spanBefore(span), by: [], whole: true }),
  ]);
  const { isDivided } = whole;
  const cells = split === null ? [] : ordered(filled(split.cells, by, span), by, span);
  const [all = NOTHING] = whole.cells;
  const [earlier = NOTHING] = before.cells;
  const rows = cells.slice(0, question.limit);
  return {
    ...describe(kind, locale),
    currency: kind.unit === 'money' ? settled.currency : null,
    currencies: [...settled.currencies],
    asOf: settled.asOf,
    ...span,
    by: [...by],
    value: valueOf(kind, all, isDivided),
    ...(isDivided ? { of: all.of } : {}),
    before: valueOf(kind, earlier, isDivided),
    rows: rows.map((cell) => presentRow(kind, cell, { by, names: whole.names, locale, isDivided })),
    more: cells.length - rows.length,
    freshness: presentFreshness(asOfAnswers(freshness, [whole, ...(split === null ? [] : [split])])),
    tookMs: Math.round(performance.now() - startedMs),
  };
}

const NOTHING: Cell = { keys: [], value: 0, of: 0 };

/** An answer that is older than the facts knows what was known when it was worked out. */
function asOfAnswers(freshness: Freshness, answers: readonly { readonly olderMs: number | null }[]): Freshness {
  const { upTo, secondsBehind, stale } = freshness;
  const atMs = Math.min(...answers.map(({ olderMs }) => olderMs ?? Number.POSITIVE_INFINITY));
  if (upTo === null || secondsBehind === null || upTo.getTime() <= atMs) {
    return freshness;
  }
  return {
    upTo: new Date(atMs),
    secondsBehind: secondsBehind + (upTo.getTime() - atMs) / 1000,
    stale,
  };
}

export interface PeopleQuestion extends MetricQuestion {
  readonly key?: Readonly<Partial<Record<DimensionName, string>>> | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

async function listPeople(
  ground: Ground,
  context: Context,
  { settled, asked }: { readonly settled: Settled; readonly asked: PeopleQuestion },
) {
  const { kind, only, from, to } = settled;
  const key = Object.keys(asked.key ?? {}).length === 0 ? (kind.whole ?? {}) : (asked.key ?? {});
  const dimensions = kind.by.filter((dimension) => key[dimension] !== undefined);
  if (dimensions.length < Object.keys(key).length) {
    requireDimensions(kind, 'key', Object.keys(key) as DimensionName[]);
  }
  const bound = await bind(ground, settled, { span: { from, to }, dimensions });
  const { ids, total } = await store.readPeople(ground.kernel.olap, bound, {
    where: bound.only({ ...only, ...key }),
    after: asked.cursor === undefined ? null : readPlace(asked.cursor),
    limit: asked.limit + 1,
  });
  const shown = ids.slice(0, asked.limit);
  const last = ids.length > asked.limit ? shown.at(-1) : undefined;
  return {
    items: await ground.customers.summaries(context, shown),
    nextCursor: last === undefined ? null : encodeCursor([last]),
    total,
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readPlace(cursor: string): string {
  const [id] = decodeCursor(cursor) ?? [];
  if (typeof id !== 'string' || !UUID.test(id)) {
    throw new AppError('cursor_malformed', 400, {
      message: { 'zh-CN': '游标无效', en: 'The cursor is not one of ours' },
    });
  }
  return id;
}

function describe(kind: MetricKind, locale: Context['locale']) {
  const { name, label, unit, formula, source } = kind;
  return { name, label: label[locale], unit, formula: formula[locale], source: source[locale] };
}

function presentKind(kind: MetricKind, { locale }: Context): MetricInfo {
  return {
    ...describe(kind, locale),
    by: kind.by.map((name) => ({ name, label: DIMENSION_LABELS[name][locale] })),
    always: [...(kind.always ?? [])],
  };
}

function presentFreshness({ upTo, secondsBehind, stale }: Freshness) {
  return { at: upTo?.toISOString() ?? null, secondsBehind, stale };
}
