import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { FORECAST_GRAINS, FORECAST_MEASURES } from '../../../app/ahead-search.ts';
import { formatAside, formatFixed, formatMonth, formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { ChartFrame } from '../../../ui/chart/chart-frame.tsx';
import { ChartTable } from '../../../ui/chart/chart-table.tsx';
import { InsightFrame } from '../../insight/insight-frame.tsx';
import { pointName, tickOf } from '../../insight/labels.ts';
import { metricQuery } from '../../insight/metric-api.ts';
import { formatMetric, formatMetricShort } from '../../insight/metric-format.ts';
import { NarrowChoice } from '../../insight/narrow-choice.tsx';
import { ranked } from '../../insight/shape.ts';
import '../ahead.css';
import { type Forecast, forecastQuery } from '../api.ts';
import { ForecastChart, type ForecastPoint } from '../forecast-chart.tsx';

const route = getRouteApi('/shell/insight/forecast');

type Known = NonNullable<Forecast['forecast']>;

/** Of weeks two years are drawn, of days four months; further back says little about what comes. */
const DRAWN = { week: 104, day: 120 } as const;

function pointsOf({ actuals, forecast, grain }: Forecast, locale: 'zh-CN' | 'en'): readonly ForecastPoint[] {
  const words = (date: string) => ({
    date,
    name: pointName(date, { over: grain, locale, withYear: true }),
    // Two years of weeks: a day alone would stand there twice.
    tick:
      grain === 'week'
        ? formatMonth(`${date.slice(0, 7)}-01`, { locale, withYear: true })
        : tickOf(date, { over: grain, locale }),
  });
  return [
    ...actuals.slice(-DRAWN[grain]).map(({ date, value, said }) => ({
      ...words(date),
      actual: value,
      said,
      ahead: null,
      low: null,
      high: null,
    })),
    ...(forecast?.ahead ?? []).map(({ date, value, low, high }) => ({
      ...words(date),
      actual: null,
      said: null,
      ahead: value,
      low,
      high,
    })),
  ];
}

/** Which way is used, whether it beats the naive one, and how wrong it has been. */
function Verdict({ answer, known }: { readonly answer: Forecast; readonly known: Known }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const share = (value: number | null): string => (value === null ? '—' : formatShare(value, locale));
  const { overall, method, season } = known;
  const naive = t(season > 1 ? `ahead.forecast.naives.${answer.grain}` : 'ahead.forecast.naives.last');
  return (
    <p className="forecast-verdict">
      {method === 'naive'
        ? t('ahead.forecast.naiveWins', { naive })
        : t('ahead.forecast.uses', { method: t(`ahead.forecast.methods.${method}`) })}
      {t('ahead.forecast.wrongBy', {
        wape: share(overall.wape),
        naive,
        naiveWape: share(overall.naiveWape),
        count: known.origins,
      })}
      {overall.of === 0
        ? ''
        : t('ahead.forecast.held', {
            wanted: share(known.intervalShare),
            share: share(overall.held / overall.of),
            count: overall.of,
          })}
    </p>
  );
}

function Errors({ answer, known }: { readonly answer: Forecast; readonly known: Known }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const share = (value: number | null): string => (value === null ? '—' : formatShare(value, locale));
  const number = (value: number | null): string => (value === null ? '—' : formatFixed(value, locale, 2));
  const rowOf = (id: string, name: string, error: Known['overall']) => ({
    id,
    name,
    cells: [
      share(error.wape),
      share(error.mape),
      number(error.mase),
      share(error.naiveWape),
      error.of === 0 ? '—' : `${share(error.held / error.of)}`,
      formatNumber(error.cases, locale),
    ],
  });
  const frame = {
    answer: { isPending: false, isError: false, error: null, refetch: () => undefined },
    shape: 'bars' as const,
  };
  return (
    <>
      <ChartFrame
        {...frame}
        title={t('ahead.forecast.errors')}
        definition={{ formula: t('ahead.forecast.errorFormula'), source: answer.source }}
      >
        <ChartTable
          label={t('ahead.forecast.errors')}
          content={{
            head: [
              t(`ahead.forecast.steps.${answer.grain}`),
              t('ahead.forecast.wape'),
              t('ahead.forecast.mape'),
              t('ahead.forecast.mase'),
              t('ahead.forecast.naiveWape'),
              t('ahead.forecast.inside'),
              t('ahead.forecast.cases'),
            ],
            rows: [
              ...known.errors.map((error) => rowOf(String(error.ahead), String(error.ahead), error)),
              rowOf('all', t('ahead.forecast.all'), known.overall),
            ],
          }}
        />
      </ChartFrame>
      <ChartFrame {...frame} title={t('ahead.forecast.ways')}>
        <ChartTable
          label={t('ahead.forecast.ways')}
          content={{
            head: [t('ahead.forecast.way'), t('ahead.forecast.wape'), t('ahead.forecast.mase')],
            rows: known.methods.map(({ method, wape, mase }) => ({
              id: method,
              name: `${t(`ahead.forecast.methods.${method}`)}${method === known.method ? t('ahead.forecast.used') : ''}`,
              cells: [share(wape), number(mase)],
            })),
          }}
        />
      </ChartFrame>
    </>
  );
}

function Choices({ currencies }: { readonly currencies: readonly string[] }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: object): void =>
    void navigate({ to: '.', search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false });
  const channels = useQuery(metricQuery('orders', { from: '2000-01-01', by: ['channel'] }));
  const categories = useQuery(metricQuery('product_units', { from: '2000-01-01', by: ['category'] }));
  const optionsOf = (rows: ReturnType<typeof ranked>, all: string) => [
    { value: '*', label: all },
    ...rows.slice(0, 50).map(({ id, name }) => ({ value: id, label: name })),
  ];
  const chosen = (value: string): string | undefined => (value === '*' ? undefined : value);
  return (
    <>
      <Segmented
        aria-label={t('ahead.forecast.measure')}
        value={search.measure ?? 'sales'}
        options={FORECAST_MEASURES.map((value) => ({ value, label: t(`ahead.forecast.measures.${value}`) }))}
        onChange={(measure) => change({ measure })}
      />
      <Segmented
        aria-label={t('ahead.forecast.grain')}
        value={search.grain ?? 'week'}
        options={FORECAST_GRAINS.map((value) => ({ value, label: t(`ahead.forecast.grains.${value}`) }))}
        onChange={(grain) => change({ grain })}
      />
      {currencies.length > 1 && search.measure !== 'orders' ? (
        <NarrowChoice
          label={t('common.currency')}
          options={currencies.map((value) => ({ value, label: value }))}
          value={search.currency ?? currencies[0] ?? ''}
          onChange={(currency) => change({ currency })}
        />
      ) : null}
      <NarrowChoice
        label={t('seeing.dimensions.channel')}
        options={optionsOf(ranked(channels.data?.rows ?? [], 'channel'), t('ahead.forecast.everyChannel'))}
        value={search.channel ?? '*'}
        onChange={(channel) => change({ channel: chosen(channel) })}
      />
      <NarrowChoice
        label={t('seeing.dimensions.category')}
        options={optionsOf(ranked(categories.data?.rows ?? [], 'category'), t('ahead.forecast.everyCategory'))}
        value={search.category ?? '*'}
        onChange={(category) => change({ category: chosen(category) })}
      />
    </>
  );
}

/** What comes, beside what came, with how wrong the same would have been before. */
export function ForecastPage() {
  const { t } = useTranslation();
  const locale = currentLocale();
  const search = route.useSearch();
  const query = useQuery(forecastQuery(search));
  const answer = query.data;
  const known = answer?.forecast ?? null;
  const measure = { unit: answer?.unit ?? 'count', currency: answer?.currency ?? null, locale } as const;
  const format = (value: number): string => formatMetric(value, measure);
  const festival = (name: string | null): string =>
    name === null ? '' : formatAside(t(`ahead.forecast.festivals.${name}`, { defaultValue: name }), locale);
  return (
    <InsightFrame title={t('ahead.forecast.title')} actions={<Choices currencies={answer?.currencies ?? []} />}>
      <ChartFrame
        title={
          answer === undefined
            ? t('ahead.forecast.title')
            : t(`ahead.forecast.chart.${answer.grain}`, { what: answer.label })
        }
        {...(measure.currency === null ? {} : { unit: t('seeing.currencyUnit', { currency: measure.currency }) })}
        {...(answer === undefined
          ? {}
          : { definition: { formula: answer.formula, source: answer.source }, freshness: answer.freshness })}
        answer={query}
        shape="columns"
        empty={
          answer === undefined || known !== null
            ? null
            : answer.actuals.length === 0
              ? t('ahead.forecast.nothing')
              : t(`ahead.forecast.tooShort.${answer.grain}`, { have: answer.actuals.length, needed: answer.needed })
        }
        table={
          known === null
            ? undefined
            : {
                head: [
                  t(`seeing.dimensions.${answer?.grain ?? 'week'}`),
                  t('ahead.forecast.ahead'),
                  t('ahead.forecast.low'),
                  t('ahead.forecast.high'),
                ],
                rows: known.ahead.map(({ date, value, low, high, festival: name }) => ({
                  id: date,
                  name: `${date}${festival(name)}`,
                  cells: [format(value), low === null ? '—' : format(low), high === null ? '—' : format(high)],
                })),
              }
        }
      >
        {answer === undefined || known === null ? null : (
          <>
            <Verdict answer={answer} known={known} />
            <ForecastChart
              label={t('ahead.forecast.title')}
              points={pointsOf(answer, locale)}
              format={format}
              formatTick={(value) => formatMetricShort(value, measure)}
              words={{
                actual: t('ahead.forecast.actual'),
                said: t('ahead.forecast.said'),
                ahead: t('ahead.forecast.ahead'),
                between: t('ahead.forecast.between'),
                look: t('ahead.forecast.look'),
              }}
            />
          </>
        )}
      </ChartFrame>
      {answer === undefined || known === null ? null : <Errors answer={answer} known={known} />}
    </InsightFrame>
  );
}
