import type { Naming, Offering } from '#commerce';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import { daysBetween, zoneOf } from '#kernel/pure/dates.ts';
import { RULE_VERSION } from '#kernel/pure/rules/tree.ts';
import type { Locale } from '#kernel/pure/text.ts';
import type { SegmentDimensions } from '#segments';
import { type Answers, createAnswers } from '../metrics/answers.ts';
import { labelOf } from '../metrics/dimensions.ts';
import type { Span } from '../metrics/kind.ts';
import { authorise, presentFreshness } from '../metrics/service.ts';
import { instantsOf, spanOf } from '../metrics/spans.ts';
import { gapOf, type OpportunityVerdict } from './gap.ts';
import type { OpportunitiesAnswer, Opportunity } from './schema.ts';
import { LEAST_GAP, LEAST_PEOPLE, limitsOf } from './settings.ts';
import { type Demand, readDemand } from './store.ts';
import { OPPORTUNITY_TEXT } from './words.ts';

export interface OpportunitiesOptions {
  readonly kernel: Pick<Kernel, 'olap' | 'clock' | 'config'>;
  readonly feed: Pick<Feed, 'freshness' | 'dataVersion'>;
  readonly naming: Pick<Naming, 'goods'>;
  readonly offering: Pick<Offering, 'supply'>;
  readonly dimensions: Pick<SegmentDimensions, 'segments'>;
  readonly usualDate: () => Promise<string>;
  readonly setting: (key: string) => Promise<unknown>;
}

export interface OpportunityAsk {
  readonly asOf?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly segmentId?: string | undefined;
  readonly verdict?: OpportunityVerdict | undefined;
}

/** For whom: the language, and the segments that may be told. */
export interface ToldTo {
  readonly locale: Locale;
  readonly segments: readonly { readonly id: string; readonly name: string }[];
}

export type Opportunities = ReturnType<typeof createOpportunities>;

const MOST = 500;
/** What stands first. */
const ORDER: readonly OpportunityVerdict[] = ['opportunity', 'unknown', 'served', 'few'];

/** What segments want and we offer too little of, counted in the analytic store. Throws as metrics do. */
export function createOpportunities(options: OpportunitiesOptions) {
  const answers = createAnswers({
    nowMs: () => options.kernel.clock.now().getTime(),
    tickMs: () => performance.now(),
  });
  const check = async (context: Context, asked: OpportunityAsk) => {
    authorise(context);
    requirePermission(context, 'segments.read');
    const asOf = asked.asOf ?? (await options.usualDate());
    const span = spanOf({ asOf, from: asked.from, to: asked.to, by: [] });
    return { ...asked, asOf, ...span, segments: await options.dimensions.segments(context) };
  };
  const read = (told: ToldTo, asked: OpportunityAsk & Span & { readonly asOf: string }, most = Infinity) =>
    answer({ ...options, answers }, told, { ...asked, most });
  return {
    get: async (context: Context, asked: OpportunityAsk): Promise<OpportunitiesAnswer> => {
      const { segments, ...settled } = await check(context, asked);
      return read({ locale: context.locale, segments }, settled, MOST);
    },
    /** The question with dates and segments decided, for a file that is written later. */
    check,
    read,
  };
}

type Settled = OpportunityAsk & Span & { readonly asOf: string; readonly most: number };

interface Ground extends OpportunitiesOptions {
  readonly answers: Answers;
}

/** Who wants what in the span, and what can be bought of it. */
async function countOf({ kernel, feed, naming, offering, answers }: Ground, told: ToldTo, span: Span) {
  const version = await feed.dataVersion();
  const [goods, supply] = await Promise.all([naming.goods(), offering.supply()]);
  const question = {
    ...span,
    ...instantsOf(span, zoneOf(kernel.config.timeZone)),
    goods: goods.skus,
    named: supply.names.map(({ id, name }) => ({ id, name: name.toLowerCase() })),
    told: told.segments.map(({ id }) => id),
  };
  const { value: demand } = await answers.keep(JSON.stringify([span, question.told, question.named]), version, () =>
    readDemand(kernel.olap, question),
  );
  return { demand, supply, categories: goods.categories };
}

async function answer(ground: Ground, told: ToldTo, asked: Settled): Promise<OpportunitiesAnswer> {
  const { feed, setting } = ground;
  // Before the version: what is in by then is in every answer of that version.
  const freshness = await feed.freshness();
  const span = { from: asked.from, to: asked.to };
  const { demand, supply, categories } = await countOf(ground, told, span);
  const limits = limitsOf({ people: await setting(LEAST_PEOPLE.key), gap: await setting(LEAST_GAP.key) });
  const names = { category: categories };
  const nameOf = new Map(supply.names.map(({ id, name }) => [id, name]));
  const wanted = sums(demand);
  const segments = new Map(told.segments.map((one) => [one.id, one]));
  const rows = demand
    .filter(({ segment }) => asked.segmentId === undefined || segment === asked.segmentId)
    .map((row): Opportunity => {
      const supplied = supply.byCategory.get(row.category) ?? 0;
      const found = {
        people: row.people,
        unmet: row.unmet,
        wanted: wanted.get(row.segment) ?? 0,
        supplied,
        offered: supply.offered,
      };
      const { segment, ...counts } = row;
      return {
        ...counts,
        segment: segments.get(segment) ?? null,
        label: labelOf('category', row.category, { names, locale: told.locale }),
        supplied,
        ...gapOf(found, limits),
        rule: ruleOf(row, { days: daysBetween(span.from, span.to) + 1, name: nameOf.get(row.category) ?? null }),
      };
    })
    .filter(({ verdict }) => asked.verdict === undefined || verdict === asked.verdict)
    .toSorted(byWeight);
  return {
    asOf: asked.asOf,
    ...span,
    formula: OPPORTUNITY_TEXT.formula[told.locale],
    source: OPPORTUNITY_TEXT.source[told.locale],
    supply: supply.basis,
    offered: supply.offered,
    limits,
    rows: rows.slice(0, asked.most),
    isCut: rows.length > asked.most,
    freshness: presentFreshness(freshness),
  };
}

/** Of each segment, its people over all categories. */
function sums(demand: readonly Demand[]): ReadonlyMap<string, number> {
  const all = new Map<string, number>();
  for (const { segment, people } of demand) {
    all.set(segment, (all.get(segment) ?? 0) + people);
  }
  return all;
}

function byWeight(a: Opportunity, b: Opportunity): number {
  return (
    ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) ||
    (b.gap ?? b.demandShare) - (a.gap ?? a.demandShare) ||
    b.people - a.people ||
    `${a.segment?.id ?? ''} ${a.category}`.localeCompare(`${b.segment?.id ?? ''} ${b.category}`)
  );
}

/** Who of the segment wants the category and bought nothing of it, as far back as the span is long. */
function ruleOf(
  { segment, category }: Pick<Demand, 'segment' | 'category'>,
  { days, name }: { readonly days: number; readonly name: string | null },
): unknown {
  const window = { lastDays: days };
  const did = {
    is: 'behaviour.category',
    kinds: ['product_view', 'cart_add'],
    of: [category],
    count: { min: 1 },
    window,
  };
  const stated = name === null ? [] : [{ is: 'profile.field', field: 'preferredCategories', anyOf: [name] }];
  return {
    v: RULE_VERSION,
    all: [
      ...(segment === '' ? [] : [{ is: 'segment.in', segments: [segment] }]),
      { any: [did, ...stated] },
      { none: [{ is: 'orders.bought_category', of: [category], window }] },
    ],
  };
}
