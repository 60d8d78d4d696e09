import type { Context } from '#kernel/context.ts';
import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import { addDays, businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import { createAnswers } from '../metrics/answers.ts';
import { mondayOf } from '../metrics/dimensions.ts';
import { MAX_ROWS, type MetricAnswer } from '../metrics/schema.ts';
import { authorise, type Metrics } from '../metrics/service.ts';
import { type Forecast, fewestValues, forecastOf, INTERVAL_SHARE, usableSeason } from './backtest.ts';
import { shoppingInWeek, shoppingOn } from './festivals.ts';
import type { FORECAST_GRAINS, FORECAST_MEASURES, ForecastAnswer } from './schema.ts';
import { FORECAST_TEXT } from './words.ts';

export interface ForecastOptions {
  readonly kernel: Pick<Kernel, 'clock' | 'config'>;
  readonly metrics: Pick<Metrics, 'read'>;
  readonly feed: Pick<Feed, 'dataVersion'>;
  /** The business date meant by those who name none. */
  readonly usualDate: () => Promise<string>;
}

type Grain = (typeof FORECAST_GRAINS)[number];

export interface ForecastAsk {
  readonly measure: (typeof FORECAST_MEASURES)[number];
  readonly grain: Grain;
  readonly channel?: string | undefined;
  readonly category?: string | undefined;
  readonly currency?: string | undefined;
  readonly asOf?: string | undefined;
}

export type Forecasts = ReturnType<typeof createForecasts>;

/** Of each grain: days in a step, steps ahead, steps in a season, and as far back as is looked. */
const GRAINS: Readonly<Record<Grain, { days: number; horizon: number; season: number; past: number }>> = {
  week: { days: 7, horizon: 8, season: 52, past: 208 },
  day: { days: 1, horizon: 14, season: 7, past: 400 },
};

/** What comes of it: the past over and over again foreseen from what was known then. Throws as metrics do. */
export function createForecasts(options: ForecastOptions) {
  const { kernel, metrics } = options;
  const zone = zoneOf(kernel.config.timeZone);
  const answers = createAnswers({ nowMs: () => kernel.clock.now().getTime(), tickMs: () => performance.now() });
  return {
    get: async (context: Context, asked: ForecastAsk): Promise<ForecastAnswer> => {
      authorise(context);
      const { grain, measure, channel, category, currency } = asked;
      const { days, past, horizon } = GRAINS[grain];
      // In this order: an answer may know more than its version says, never less.
      const version = await options.feed.dataVersion();
      const asOf = asked.asOf ?? (await options.usualDate());
      const to = lastWhole(asOf, { grain, today: businessDateOf(kernel.clock.now(), zone) });
      const from = addDays(to, 1 - days * past);
      const answer = await metrics.read(context, metricOf(asked), {
        asOf: to,
        from,
        to,
        by: [grain],
        limit: MAX_ROWS,
        ...(channel === undefined ? {} : { channel }),
        ...(category === undefined ? {} : { category }),
        ...(currency === undefined ? {} : { currency }),
      });
      const steps = stepsOf(answer, grain);
      const key = JSON.stringify([asked, answer.currency, to]);
      const { value: found } = await answers.keep(key, version, async () => foresee(steps, grain));
      const said = new Map(found.forecast?.said.map(({ at, foreseen }) => [at, foreseen]));
      return {
        measure,
        grain,
        label: answer.label,
        unit: answer.unit === 'money' ? 'money' : 'count',
        currency: answer.currency,
        currencies: answer.currencies,
        formula: [answer.formula, FORECAST_TEXT[context.locale]].join(context.locale === 'en' ? '. ' : '。'),
        source: answer.source,
        asOf,
        actuals: steps.map((step, at) => ({ ...step, said: rounded(said.get(at) ?? null) })),
        needed: fewestValues(horizon),
        forecast: found.forecast === null ? null : present(found.forecast, { ...found, grain, to }),
        freshness: answer.freshness,
      };
    },
  };
}

function metricOf({ measure, category }: ForecastAsk): string {
  // Revenue is of orders, which may hold goods of several categories.
  return measure === 'orders' ? 'orders' : category === undefined ? 'revenue' : 'product_sales';
}

/** The last day of the last step that is over. */
function lastWhole(asOf: string, { grain, today }: { readonly grain: Grain; readonly today: string }): string {
  const last = asOf < today ? asOf : addDays(today, -1);
  // Tomorrow's Monday is this one's unless the week is over.
  return grain === 'day' ? last : addDays(mondayOf(addDays(last, 1)), -1);
}

interface Step {
  readonly date: string;
  readonly value: number;
}

/** From the first step with something in it. */
function stepsOf({ rows }: MetricAnswer, grain: Grain): readonly Step[] {
  const steps = rows.map(({ key, value }) => ({ date: key[grain] ?? '', value: value ?? 0 }));
  const first = steps.findIndex(({ value }) => value !== 0);
  return first < 0 ? [] : steps.slice(first);
}

interface Foreseen {
  readonly forecast: Forecast | null;
  readonly season: number;
}

function foresee(steps: readonly Step[], grain: Grain): Foreseen {
  const { days, horizon, season: usual } = GRAINS[grain];
  const season = usableSeason(usual, { count: steps.length, horizon });
  const festivalOf = grain === 'week' ? shoppingInWeek : shoppingOn;
  const first = steps[0]?.date ?? '1970-01-01';
  const festivals = Array.from({ length: steps.length + horizon }, (_, at) => festivalOf(addDays(first, at * days)));
  return { forecast: forecastOf({ values: steps.map(({ value }) => value), season, festivals }, horizon), season };
}

/** Whole orders and whole minor units. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

function present(
  forecast: Forecast,
  { season, grain, to }: { readonly season: number; readonly grain: Grain; readonly to: string },
): ForecastAnswer['forecast'] {
  const { days } = GRAINS[grain];
  const { said: _, ahead, errors, methods, ...told } = forecast;
  return {
    ...told,
    season,
    intervalShare: INTERVAL_SHARE,
    errors: [...errors],
    methods: [...methods],
    ahead: ahead.map(({ value, low, high }, step) => {
      const date = addDays(to, 1 + step * days);
      return {
        date,
        value: Math.round(value),
        low: rounded(low),
        high: rounded(high),
        festival: grain === 'week' ? shoppingInWeek(date) : shoppingOn(date),
      };
    }),
  };
}
