import type { Naming } from '#commerce';
import type { Context } from '#kernel/context.ts';
import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import { addDays, daysBetween, type Zone, zoneOf } from '#kernel/pure/dates.ts';
import { type Answers, createAnswers } from '../metrics/answers.ts';
import { labelOf } from '../metrics/dimensions.ts';
import type { Span } from '../metrics/kind.ts';
import { authorise, presentFreshness } from '../metrics/service.ts';
import { instantsOf, spanBefore, spanOf } from '../metrics/spans.ts';
import { readCurrencies } from '../metrics/store.ts';
import type { Split, TrendQuestion } from './counting.ts';
import { againstAll, growthOf } from './growth.ts';
import type { Trend, TrendsAnswer } from './schema.ts';
import { type Counted, readTrends } from './store.ts';
import { TRENDS_TEXT } from './words.ts';

export interface TrendsOptions {
  readonly kernel: Pick<Kernel, 'olap' | 'clock' | 'config'>;
  readonly feed: Pick<Feed, 'freshness' | 'dataVersion'>;
  readonly naming: Pick<Naming, 'places' | 'goods'>;
  /** The business date meant by those who name none. */
  readonly usualDate: () => Promise<string>;
  readonly defaultCurrency: () => Promise<string>;
}

export interface TrendsAsk {
  readonly asOf?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly channel?: string | undefined;
  readonly currency?: string | undefined;
}

export type Trends = ReturnType<typeof createTrends>;

interface Ground extends TrendsOptions {
  readonly answers: Answers;
  readonly zone: Zone;
}

/** What is wanted more and what less, by category, counted in the analytic store. Throws as metrics do. */
export function createTrends(options: TrendsOptions) {
  const { kernel } = options;
  const ground: Ground = {
    ...options,
    answers: createAnswers({ nowMs: () => kernel.clock.now().getTime(), tickMs: () => performance.now() }),
    zone: zoneOf(kernel.config.timeZone),
  };
  return {
    get: async (context: Context, asked: TrendsAsk): Promise<TrendsAnswer> => {
      authorise(context);
      return answer(ground, context, asked);
    },
  };
}

/** The question with everything decided that was left open, and the names of the categories. */
async function settle({ kernel, feed, naming, answers, zone, ...ground }: Ground, asked: TrendsAsk) {
  // In this order: an answer may know more than its version says, never less.
  const version = await feed.dataVersion();
  const asOf = asked.asOf ?? (await ground.usualDate());
  const now = spanOf({ asOf, from: asked.from, to: asked.to, by: [] });
  const [before, year] = [spanBefore(now), yearBefore(now)];
  const [places, goods] = await Promise.all([naming.places(), naming.goods()]);
  const known = await answers.keep('currencies', version, () => readCurrencies(kernel.olap));
  const question: TrendQuestion = {
    now,
    before,
    year,
    instants: { now: instantsOf(now, zone), before: instantsOf(before, zone), year: instantsOf(year, zone) },
    currency: asked.currency ?? known.value[0] ?? (await ground.defaultCurrency()),
    channel: asked.channel ?? null,
    places: places.sources,
    goods: goods.skus,
  };
  return { version, asOf, question, categories: goods.categories };
}

async function answer(ground: Ground, { locale }: Pick<Context, 'locale'>, asked: TrendsAsk): Promise<TrendsAnswer> {
  const { kernel, feed, answers } = ground;
  // Before the version: what is in by then is in every answer of that version.
  const freshness = await feed.freshness();
  const { version, asOf, question, categories } = await settle(ground, asked);
  const { now, before, year, currency, channel } = question;
  const count = async (split: Split): Promise<readonly Counted[]> => {
    const key = JSON.stringify([now, currency, channel, split]);
    return (await answers.keep(key, version, () => readTrends(kernel.olap, question, split))).value;
  };
  const [whole = NOTHING] = await count('all');
  const names = { category: categories };
  const trends = (await count('category'))
    .filter(({ buyers, lookers }) => [...buyers, ...lookers].some((people) => people > 0))
    .map((row) => trendOf(row, { whole, label: labelOf('category', row.category, { names, locale }) }));
  return {
    asOf,
    ...now,
    before,
    year,
    currency,
    formula: TRENDS_TEXT.formula[locale],
    source: TRENDS_TEXT.source[locale],
    whole: trendOf(whole, { whole, label: '' }),
    rows: trends.toSorted(
      (a, b) => b.growth.low - a.growth.low || b.buyers - a.buyers || (a.category < b.category ? -1 : 1),
    ),
    freshness: presentFreshness(freshness),
  };
}

const NOTHING: Counted = {
  category: '',
  buyers: [0, 0, 0],
  soldMinor: [0, 0, 0],
  lookers: [0, 0, 0],
  known: 0,
  fresh: 0,
};

/** As many days, ending on the day of the year before. */
function yearBefore(span: Span): Span {
  const year = String(Number(span.to.slice(0, 4)) - 1).padStart(4, '0');
  const day = span.to.slice(4);
  const to = `${year}${day === '-02-29' ? '-02-28' : day}`;
  return { from: addDays(to, -daysBetween(span.from, span.to)), to };
}

function trendOf(row: Counted, { whole, label }: { readonly whole: Counted; readonly label: string }): Trend {
  const { category, buyers, lookers, soldMinor, known, fresh } = row;
  const growth = growthOf(buyers[0], buyers[1]);
  return {
    category,
    label,
    buyers: buyers[0],
    buyersBefore: buyers[1],
    buyersYear: buyers[2],
    growth,
    yearGrowth: whole.buyers[2] === 0 ? null : growthOf(buyers[0], buyers[2]),
    relative: againstAll(growth, growthOf(whole.buyers[0], whole.buyers[1])),
    newShare: known === 0 ? null : fresh / known,
    soldMinor: soldMinor[0],
    soldBeforeMinor: soldMinor[1],
    lookers: lookers[0],
    lookersBefore: lookers[1],
    lookersGrowth: growthOf(lookers[0], lookers[1]),
  };
}
