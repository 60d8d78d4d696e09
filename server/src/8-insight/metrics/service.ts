import type { Customers } from '#customers';
import { type Context, requirePermission } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import type { Freshness } from '#kernel/feed/feed.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { zoneOf } from '#kernel/pure/dates.ts';
import {
  asOfAnswers,
  type CountingOptions,
  cellsOf,
  findKind,
  type Ground,
  NOTHING,
  peopleOf,
  requireDimensions,
  type Settled,
  settle,
  type Told,
} from '../counting/service.ts';
import { createAnswers } from './answers.ts';
import { dimensionsOf } from './customer-dimensions.ts';
import { DIMENSION_LABELS } from './dimensions.ts';
import type { MetricKind } from './kind.ts';
import { filled, ordered, presentRow, valueOf } from './rows.ts';
import type { DimensionName, MetricAnswer, MetricInfo, MetricQuestion } from './schema.ts';
import { spanBefore } from './spans.ts';

export interface MetricsOptions extends CountingOptions {
  readonly customers: Pick<Customers['profiles'], 'summaries'>;
}

interface MetricsGround extends Ground {
  readonly customers: MetricsOptions['customers'];
}

export type Metrics = ReturnType<typeof createMetrics>;

/** Counting over one kernel, with answers kept. */
export function createGround(options: CountingOptions): Ground {
  const { kernel } = options;
  return {
    ...options,
    answers: createAnswers({ nowMs: () => kernel.clock.now().getTime(), tickMs: () => performance.now() }),
    zone: zoneOf(kernel.config.timeZone),
  };
}

/**
 * Metrics over everybody, counted in the analytic store. All throw AppError `analytic_store_unavailable` (503) while
 * that store is down, and `scope_limited` (403) for actors who may see only some scopes.
 */
export function createMetrics(options: Pick<MetricsOptions, 'customers'> & { readonly ground: Ground }) {
  const ground: MetricsGround = { ...options.ground, customers: options.customers };
  return {
    list: async (context: Context) => {
      authorise(context);
      const items = ground.kinds.map((kind) => presentKind(kind, context));
      return { items, freshness: presentFreshness(await ground.feed.freshness()) };
    },
    get: async (context: Context, name: string, question: MetricQuestion & { readonly limit: number }) => {
      authorise(context);
      return answer(ground, { told: context, locale: context.locale }, name, question);
    },
    people: async (context: Context, name: string, asked: PeopleQuestion) => {
      authorise(context);
      requirePermission(context, 'customers.read');
      return listPeople(ground, context, { settled: await settle(ground, context, name, asked), asked });
    },
    /** For files and reports: who may ask, and of which segments, was decided when they were asked for. */
    read: (
      { locale, segments = [] }: Pick<Context, 'locale'> & { readonly segments?: Settled['segments'] },
      name: string,
      question: MetricQuestion & { readonly limit: number },
    ) => answer(ground, { told: { segments }, locale }, name, question),
    /** Throws as asking would. */
    check: async (context: Context, name: string, question: MetricQuestion): Promise<Settled> => {
      authorise(context);
      return settle(ground, context, name, question);
    },
    kind: (name: string): MetricKind => findKind(ground, name),
  };
}

/** Numbers of everybody are for those who may see everybody. */
export function authorise(context: Context): void {
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

async function answer(
  ground: Ground,
  { told, locale }: { readonly told: Told; readonly locale: Context['locale'] },
  name: string,
  question: MetricQuestion & { readonly limit: number },
): Promise<MetricAnswer> {
  const startedMs = performance.now();
  // Before the version: what is in by then is in every answer of that version.
  const freshness = await ground.feed.freshness();
  const settled = await settle(ground, told, name, question);
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
    rows: rows.map((cell) => presentRow(kind, cell, { by, names: (split ?? whole).names, locale, isDivided })),
    more: cells.length - rows.length,
    freshness: presentFreshness(asOfAnswers(freshness, [whole, ...(split === null ? [] : [split])])),
    tookMs: Math.round(performance.now() - startedMs),
  };
}

export interface PeopleQuestion extends MetricQuestion {
  readonly key?: Readonly<Partial<Record<DimensionName, string>>> | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

async function listPeople(
  ground: MetricsGround,
  context: Context,
  { settled, asked }: { readonly settled: Settled; readonly asked: PeopleQuestion },
) {
  const { kind } = settled;
  const key = Object.keys(asked.key ?? {}).length === 0 ? (kind.whole ?? {}) : (asked.key ?? {});
  // `as`: the entries of a partial record have its keys
  requireDimensions(kind, 'key', Object.keys(key) as DimensionName[]);
  const { ids, total } = await peopleOf(ground, settled, {
    where: Object.fromEntries(Object.entries(key).map(([dimension, value]) => [dimension, [value]])),
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

/** The id after which a page begins. Throws 400 for a cursor that is not ours. */
export function readPlace(cursor: string): string {
  const [id] = decodeCursor(cursor) ?? [];
  if (typeof id !== 'string' || !UUID.test(id)) {
    throw new AppError('cursor_malformed', 400, {
      message: { 'zh-CN': '游标无效', en: 'The cursor is not one of ours' },
    });
  }
  return id;
}

export function describe(kind: MetricKind, locale: Context['locale']) {
  const { name, label, unit, formula, source } = kind;
  return { name, label: label[locale], unit, formula: formula[locale], source: source[locale] };
}

function presentKind(kind: MetricKind, { locale }: Context): MetricInfo {
  return {
    ...describe(kind, locale),
    by: dimensionsOf(kind).map((name) => ({ name, label: DIMENSION_LABELS[name][locale] })),
    always: [...(kind.always ?? [])],
  };
}

/** How fresh, as answers say it. */
export function presentFreshness({ upTo, secondsBehind, stale }: Freshness) {
  return { at: upTo?.toISOString() ?? null, secondsBehind, stale };
}
