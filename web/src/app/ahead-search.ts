import { type InsightSearch, parseInsightSearch } from './insight-search.ts';

export const FUNNEL_BYS = ['shop', 'channel'] as const;
export type FunnelBy = (typeof FUNNEL_BYS)[number];
export const FORECAST_MEASURES = ['sales', 'orders'] as const;
export const FORECAST_GRAINS = ['week', 'day'] as const;

const STEPS = ['visit', 'view', 'cart', 'order', 'pay', 'repeat'] as const;

/** A step of a funnel whose people are shown: of one shop or channel, or of everything. */
export interface FunnelStop {
  readonly step: (typeof STEPS)[number];
  readonly place?: string;
}

export interface FunnelSearch extends InsightSearch {
  readonly by?: FunnelBy;
  readonly stop?: FunnelStop;
}

export interface ForecastSearch {
  readonly measure?: (typeof FORECAST_MEASURES)[number];
  readonly grain?: (typeof FORECAST_GRAINS)[number];
  readonly channel?: string;
  readonly category?: string;
  readonly currency?: string;
}

export interface TrendsSearch extends InsightSearch {
  /** The category whose goods are shown. */
  readonly category?: string;
}

type Raw = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= 200 ? value : undefined;

function stopOf(raw: unknown): FunnelStop | undefined {
  if (typeof raw !== 'object' || raw === null) {
    return undefined;
  }
  const given = raw as Raw;
  const step = STEPS.find((name) => name === given['step']);
  const place = textOf(given['place']);
  return step === undefined ? undefined : { step, ...(place === undefined ? {} : { place }) };
}

/** What does not fit is left out, never an error. */
export function parseFunnelSearch(raw: Raw): FunnelSearch {
  const by = FUNNEL_BYS.find((name) => name === raw['by']);
  const stop = stopOf(raw['stop']);
  return {
    ...parseInsightSearch(raw),
    ...(by === undefined ? {} : { by }),
    ...(stop === undefined ? {} : { stop }),
  };
}

export function parseForecastSearch(raw: Raw): ForecastSearch {
  const { currency } = parseInsightSearch(raw);
  const measure = FORECAST_MEASURES.find((name) => name === raw['measure']);
  const grain = FORECAST_GRAINS.find((name) => name === raw['grain']);
  const [channel, category] = [textOf(raw['channel']), textOf(raw['category'])];
  return {
    ...(measure === undefined ? {} : { measure }),
    ...(grain === undefined ? {} : { grain }),
    ...(channel === undefined ? {} : { channel }),
    ...(category === undefined ? {} : { category }),
    ...(currency === undefined ? {} : { currency }),
  };
}

export function parseTrendsSearch(raw: Raw): TrendsSearch {
  const category = textOf(raw['category']);
  return { ...parseInsightSearch(raw), ...(category === undefined ? {} : { category }) };
}
