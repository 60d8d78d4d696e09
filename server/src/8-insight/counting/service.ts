import { createHash } from 'node:crypto';
import type { Goods, Places } from '#commerce';
import type { TierTable } from '#customers/pure';
import { type Context, requirePermission } from '#kernel/context.ts';
import { invalidInput, notFound } from '#kernel/errors.ts';
import type { Feed, Freshness } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Zone } from '#kernel/pure/dates.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { SegmentDimensions } from '#segments';
import type { LifecycleLimits } from '#segments/pure';
import type { Answers } from '../metrics/answers.ts';
import { columnOf, type Fold, foldKey } from '../metrics/compile.ts';
import {
  DIMENSION_PERMISSIONS,
  dimensionsOf,
  type PeopleGround,
  withCustomers,
} from '../metrics/customer-dimensions.ts';
import { GOODS, type Names } from '../metrics/dimensions.ts';
import type { Asked, Measure, MetricKind, Span } from '../metrics/kind.ts';
import type { Cell } from '../metrics/rows.ts';
import type { DimensionName, MetricQuestion } from '../metrics/schema.ts';
import { instantsOf, spanOf } from '../metrics/spans.ts';
import * as store from '../metrics/store.ts';

/** What figures are counted with. */
export interface CountingOptions {
  readonly kernel: Pick<Kernel, 'olap' | 'clock' | 'config'>;
  readonly kinds: readonly MetricKind[];
  readonly feed: Pick<Feed, 'freshness' | 'dataVersion'>;
  readonly naming: { places(): Promise<Places>; goods(): Promise<Goods> };
  /** How sources are called. */
  readonly sourceNames: () => Promise<ReadonlyMap<string, { readonly label: Text }>>;
  /** Segments and scores, which figures may be split by. */
  readonly dimensions: SegmentDimensions;
  /** Which cities are of which tier. */
  readonly cityTable: () => Promise<TierTable>;
  /** The business date meant by those who name none. */
  readonly usualDate: () => Promise<string>;
  /** The days of the lifecycle in force. */
  readonly stageLimits: () => Promise<LifecycleLimits>;
  /** What money is meant before there are orders. */
  readonly defaultCurrency: () => Promise<string>;
}

export interface Ground extends CountingOptions {
  readonly answers: Answers;
  readonly zone: Zone;
}

/** Values of dimensions that facts may have. */
export type Where = Readonly<Partial<Record<DimensionName, readonly string[]>>>;

/** A question with everything decided that was left open. */
export interface Settled extends Span {
  readonly kind: MetricKind;
  readonly asOf: string;
  readonly by: readonly DimensionName[];
  readonly only: Where;
  readonly currency: string;
  readonly currencies: readonly string[];
  readonly version: string;
  /** Segments that the asker may be told of. */
  readonly segments: readonly { readonly id: string; readonly name: string }[];
}

export function findKind({ kinds }: Pick<Ground, 'kinds'>, name: string): MetricKind {
  const kind = kinds.find((known) => known.name === name);
  if (kind === undefined) {
    throw notFound({ 'zh-CN': '指标', en: 'metric' }, name);
  }
  return kind;
}

const ONLY = ['channel', 'shop', 'source', 'category', 'product'] as const satisfies readonly DimensionName[];

interface AskedFor extends MetricQuestion {
  /** Of people: the cell that they stand behind. */
  readonly key?: Readonly<Partial<Record<DimensionName, string>>> | undefined;
}

/** Whose segments are told: those of a reader, or those that were decided when a file was asked for. */
export type Told = Context | { readonly segments: Settled['segments'] };

/** Decides what was left open. Throws 400 for dimensions that the metric has not, 403 for those not open to the reader. */
export async function settle(ground: Ground, told: Told, name: string, question: AskedFor): Promise<Settled> {
  const kind = findKind(ground, name);
  const by = [...new Set([...(kind.always ?? []), ...(question.by ?? [])])];
  const single = Object.fromEntries(
    ONLY.flatMap((dimension) => (question[dimension] === undefined ? [] : [[dimension, [question[dimension]]]])),
  );
  const only: Where = { ...question.where, ...single };
  requireDimensions(kind, 'by', by);
  // `as`: the entries of a partial record have its keys
  for (const dimension of Object.keys(only) as DimensionName[]) {
    requireDimensions(kind, dimension in single ? dimension : 'where', [dimension]);
  }
  const used = [...by, ...(Object.keys({ ...only, ...question.key }) as DimensionName[])];
  const segments = 'segments' in told ? told.segments : await segmentsFor(ground, told, used);
  // In this order: an answer may know more than its version says, never less.
  const version = await ground.feed.dataVersion();
  const asOf = question.asOf ?? (await ground.usualDate());
  const { value: currencies } = await ground.answers.keep('currencies', version, () =>
    store.readCurrencies(ground.kernel.olap),
  );
  const currency = question.currency ?? currencies[0] ?? (await ground.defaultCurrency());
  const span = spanOf({ asOf, from: question.from, to: question.to, by });
  return { kind, asOf, ...span, by, only, currency, currencies, version, segments };
}

async function segmentsFor(
  { dimensions }: Ground,
  context: Context,
  used: readonly DimensionName[],
): Promise<Settled['segments']> {
  for (const dimension of used) {
    const permission = DIMENSION_PERMISSIONS[dimension];
    if (permission !== undefined) {
      requirePermission(context, permission);
    }
  }
  return used.includes('segment') ? dimensions.segments(context) : [];
}

export function requireDimensions(kind: MetricKind, field: string, dimensions: readonly DimensionName[]): void {
  const known = dimensionsOf(kind);
  const unknown = dimensions.filter((dimension) => !known.includes(dimension));
  if (unknown.length > 0) {
    const said = known.join('、');
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

export interface BoundMeasure extends store.Bound {
  readonly names: Names;
  only(keys: Where): readonly string[];
  fold(by: readonly DimensionName[], keys: readonly (readonly string[])[]): Fold;
}

interface Binding {
  readonly span: Span;
  /** What is split by. */
  readonly split: readonly DimensionName[];
  /** What is narrowed to, which may need more to be looked up. */
  readonly narrowed: readonly DimensionName[];
}

/** The measure over a span, with its values bound. */
export async function bind(
  ground: Ground,
  settled: Settled,
  { span, split, narrowed }: Binding,
): Promise<BoundMeasure> {
  const { kind, asOf, currency, segments } = settled;
  const used = [...split, ...narrowed];
  const isPerGood = kind.isPerGood === true || used.some((each) => GOODS.some((good) => good === each));
  const [places, goods, people, described] = await Promise.all([
    ground.naming.places(),
    isPerGood ? ground.naming.goods() : Promise.resolve(null),
    peopleGround(ground, settled, used),
    used.some(isOfSource) ? ground.sourceNames() : Promise.resolve(new Map<string, { readonly label: Text }>()),
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
  const measure = withCustomers(kind.measure(asked), { split, narrowed }, { asked, people });
  const names: Names = {
    shop: places.shops,
    channel: places.channels,
    ...ofSources(places, described),
    segment: new Map(segments.map(({ id, name }) => [id, { 'zh-CN': name, en: name }])),
    ...(goods === null ? {} : { product: goods.products, category: goods.categories }),
  };
  return {
    measure,
    params,
    names,
    only: (keys) =>
      Object.entries(keys).map(([dimension, values]) =>
        // `as`: the entries of a partial record have its keys
        conditionOf(measure, dimension as DimensionName, { values, param: asked.param }),
      ),
    fold: (by, keys) => ({ by, keep: asked.param(keys.map(foldKey), 'Array(String)') }),
  };
}

const isOfSource = (dimension: DimensionName): boolean => dimension === 'source' || dimension === 'customer_source';

/** A source is called as somebody described it, else after its shop where it has one of its own. */
function ofSources(
  { sources, shops }: Places,
  described: ReadonlyMap<string, { readonly label: Text }>,
): Pick<Names, 'source' | 'customer_source'> {
  const names = new Map([
    ...sources.flatMap(({ source, shop }) => {
      const name = shops.get(shop);
      const isOnly = sources.every((other) => other.shop !== shop || other.source === source);
      return name === undefined || !isOnly ? [] : [[source, name] as const];
    }),
    ...[...described].map(([source, { label }]) => [source, label] as const),
  ]);
  return { source: names, customer_source: names };
}

/** What of everybody the dimensions need. */
async function peopleGround(
  { dimensions, cityTable }: Ground,
  { asOf, segments }: Settled,
  used: readonly DimensionName[],
): Promise<PeopleGround> {
  const [cities, rfm, abcRun] = await Promise.all([
    used.includes('city_tier') ? cityTable() : Promise.resolve({ patterns: [] }),
    used.includes('rfm_group') ? dimensions.rfmGroups(asOf) : Promise.resolve(null),
    used.includes('abc_class') ? dimensions.scoreRun('abc-revenue', asOf) : Promise.resolve(null),
  ]);
  return { cities, rfm, abcRun, segments: segments.map(({ id }) => id) };
}

/** A row has one of the values; where it may have several, one of them is enough, and '' stands for none. */
function conditionOf(
  measure: Measure,
  dimension: DimensionName,
  { values, param }: { readonly values: readonly string[]; readonly param: Asked['param'] },
): string {
  const list = measure.lists?.[dimension];
  const wanted = param(values, 'Array(String)');
  return list === undefined
    ? `has(${wanted}, toString(${columnOf(measure, dimension)}))`
    : `(hasAny(${list}, ${wanted}) OR (empty(${list}) AND has(${wanted}, '')))`;
}

export interface CellsAsked {
  readonly span: Span;
  readonly by: readonly DimensionName[];
  /** The value of it all, of metrics that say which cells that is about. */
  readonly whole: boolean;
  /** Keys that are kept apart; all others are counted in one heap. */
  readonly keep?: readonly { readonly by: readonly DimensionName[]; readonly keys: readonly (readonly string[])[] }[];
}

export interface CellsFound {
  readonly cells: readonly Cell[];
  readonly isDivided: boolean;
  readonly names: Names;
  readonly olderMs: number | null;
}

/** The cells of a split, counted once while the facts are the same. */
export async function cellsOf(ground: Ground, settled: Settled, part: CellsAsked): Promise<CellsFound> {
  const { kind, asOf, only, currency } = settled;
  const { keep = [] } = part;
  const narrowing: Where = { ...wholeOf(kind, part), ...only };
  const narrowed = Object.keys(narrowing) as DimensionName[];
  const bound = await bind(ground, settled, { span: part.span, split: part.by, narrowed });
  const where = bound.only(narrowing);
  const fold = keep.map(({ by, keys }) => bound.fold(by, keys));
  const question = JSON.stringify([kind.name, part, asOf, only, currency, bound.params]);
  // The codes of a whole catalogue may be among the values.
  const key = createHash('sha256').update(question).digest('base64');
  const { value: cells, olderMs } = await ground.answers.keep(key, settled.version, () =>
    store.readCells(ground.kernel.olap, bound, { by: part.by, where, fold }),
  );
  return { cells, isDivided: bound.measure.of !== undefined, names: bound.names, olderMs };
}

/** What the value of it all is about, unless it is split by that. */
function wholeOf(kind: MetricKind, { by, whole }: CellsAsked): Where {
  return whole
    ? Object.fromEntries(
        Object.entries(kind.whole ?? {}).flatMap(([dimension, value]) =>
          by.some((one) => one === dimension) ? [] : [[dimension, [value]]],
        ),
      )
    : {};
}

/** The people behind a cell, a page after an id. */
export async function peopleOf(
  ground: Ground,
  settled: Settled,
  asked: { readonly where: Where; readonly after: string | null; readonly limit: number },
): Promise<{ readonly ids: readonly string[]; readonly total: number }> {
  const { from, to } = settled;
  const narrowed = [...new Set([...Object.keys(settled.only), ...Object.keys(asked.where)])] as DimensionName[];
  const bound = await bind(ground, settled, { span: { from, to }, split: [], narrowed });
  return store.readPeople(ground.kernel.olap, bound, {
    where: [...bound.only(settled.only), ...bound.only(asked.where)],
    after: asked.after,
    limit: asked.limit,
  });
}

/** Where nothing was counted. */
export const NOTHING: Cell = { keys: [], value: 0, of: 0 };

/** An answer that is older than the facts knows what was known when it was worked out. */
export function asOfAnswers(freshness: Freshness, answers: readonly { readonly olderMs: number | null }[]): Freshness {
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
