import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatMoney, formatMoneyShort, formatMonth, formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { useWidth } from '../../ui/use-width.ts';
import type { HomeMonth } from './api.ts';
import { bandsOf, currenciesOf, heightsOf, isPartial } from './months.ts';

const REVENUE_HEIGHT = 190;
const ORDERS_HEIGHT = 52;
/** Room above each band for the figures on it. */
const HEADROOM = 22;
const AXIS = 26;
const HEIGHT = HEADROOM + REVENUE_HEIGHT + HEADROOM + ORDERS_HEIGHT + AXIS;

interface ChartProps {
  readonly months: readonly HomeMonth[];
  readonly currency: string;
  readonly active: number;
  readonly lastIsPartial: boolean;
  readonly onActive: (index: number) => void;
}

function Chart({ months, currency, active, lastIsPartial, onActive }: ChartProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const [box, width] = useWidth<HTMLDivElement>();
  const bands = bandsOf(months.length, { width, fill: 0.62 });
  const revenue = heightsOf(
    months.map((month) => month.revenueMinor),
    REVENUE_HEIGHT,
  );
  const orders = heightsOf(
    months.map((month) => month.orders),
    ORDERS_HEIGHT,
  );
  const baseline = HEADROOM + REVENUE_HEIGHT;
  const ordersBase = HEIGHT - AXIS;
  const isTight = width / Math.max(1, months.length) < 46;
  const points = bands.map((band, index) => `${band.centre},${ordersBase - (orders[index] ?? 0)}`).join(' ');
  // A figure at the very edge leans inward instead of being cut.
  const anchorOf = (index: number): 'start' | 'middle' | 'end' =>
    !isTight ? 'middle' : index === 0 ? 'start' : index === months.length - 1 ? 'end' : 'middle';
  const edgeOf = (index: number): number =>
    anchorOf(index) === 'start' ? 0 : anchorOf(index) === 'end' ? width : (bands[index]?.centre ?? 0);
  return (
    <div ref={box} className="months-chart">
      <svg width={width} height={HEIGHT} role="img" aria-label={t('home.monthsTitle')}>
        <line x1={0} x2={width} y1={baseline} y2={baseline} className="chart-axis" />
        <polyline points={points} className="chart-line" />
        {months.map((month, index) => {
          const band = bands[index];
          if (band === undefined) {
            return null;
          }
          const top = baseline - (revenue[index] ?? 0);
          const isLastPartial = lastIsPartial && index === months.length - 1;
          const isJanuary = month.month.slice(5, 7) === '01';
          const withYear = isJanuary || (index === 0 && months[1]?.month.slice(5, 7) !== '01');
          return (
            <g
              key={month.month}
              className={index === active ? 'chart-month is-active' : 'chart-month'}
              onMouseEnter={() => onActive(index)}
              onClick={() => onActive(index)}
            >
              <rect
                x={band.centre - width / months.length / 2}
                width={width / months.length}
                y={0}
                height={HEIGHT}
                fill="transparent"
              />
              <rect
                x={band.x}
                width={band.width}
                y={top}
                height={revenue[index] ?? 0}
                rx={2}
                className={isLastPartial ? 'chart-bar is-partial' : 'chart-bar'}
              />
              {!isTight || index === active ? (
                <text x={edgeOf(index)} y={top - 6} textAnchor={anchorOf(index)} className="chart-figure">
                  {formatMoneyShort(month.revenueMinor, { currency, locale })}
                </text>
              ) : null}
              <circle
                cx={band.centre}
                cy={ordersBase - (orders[index] ?? 0)}
                r={index === active ? 4 : 2.5}
                className="chart-dot"
              />
              {!isTight || index === active ? (
                <text
                  x={edgeOf(index)}
                  y={ordersBase - (orders[index] ?? 0) - 8}
                  textAnchor={anchorOf(index)}
                  className="chart-figure is-soft"
                >
                  {formatNumber(month.orders, locale)}
                </text>
              ) : null}
              {isTight && index % 3 !== 0 && index !== active ? null : (
                <text
                  x={index === 0 && withYear && !isTight ? 0 : band.centre}
                  y={HEIGHT - 6}
                  textAnchor={index === 0 && withYear && !isTight ? 'start' : 'middle'}
                  className="chart-month-name"
                >
                  {formatMonth(month.month, { locale, withYear: withYear && !isTight })}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function MonthsTable({ months, currency }: { readonly months: readonly HomeMonth[]; readonly currency: string }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  return (
    <details className="months-table">
      <summary>{t('home.monthsTable')}</summary>
      <table className="plain-table figures">
        <thead>
          <tr>
            <th scope="col">{t('home.month')}</th>
            <th scope="col">{t('home.monthsRevenue')}</th>
            <th scope="col">{t('home.monthsOrders')}</th>
            <th scope="col">{t('home.buyers')}</th>
            <th scope="col">{t('home.newBuyers')}</th>
          </tr>
        </thead>
        <tbody>
          {months.map((month) => (
            <tr key={month.month}>
              <th scope="row">{month.month.slice(0, 7)}</th>
              <td>{formatMoney(month.revenueMinor, { currency, locale })}</td>
              <td>{formatNumber(month.orders, locale)}</td>
              <td>{formatNumber(month.buyers, locale)}</td>
              <td>{formatNumber(month.newBuyers, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** Net sales as columns over orders as a line, month by month, one currency at a time. */
export function MonthsChart({
  months,
  newestOrderAt,
}: {
  readonly months: readonly HomeMonth[];
  readonly newestOrderAt: string | null;
}) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const currencies = currenciesOf(months);
  const [chosen, setChosen] = useState<string | null>(null);
  const [active, setActive] = useState<number | null>(null);
  const currency = chosen ?? currencies[0];
  if (currency === undefined) {
    return null;
  }
  const shown = months.filter((month) => month.currency === currency);
  const index = Math.min(active ?? shown.length - 1, shown.length - 1);
  const month = shown[index];
  const lastIsPartial = isPartial(shown.at(-1)?.month ?? '', newestOrderAt === null ? null : formatDate(newestOrderAt));
  const choice =
    currencies.length > 1 ? (
      <Segmented
        size="small"
        aria-label={t('rfm.currency')}
        options={[...currencies]}
        value={currency}
        onChange={setChosen}
      />
    ) : undefined;
  return (
    <Section title={t('home.monthsTitle')} note={currency} {...(choice === undefined ? {} : { actions: choice })}>
      <Chart months={shown} currency={currency} active={index} lastIsPartial={lastIsPartial} onActive={setActive} />
      <p className="months-caption quiet figures" aria-live="polite">
        {month === undefined
          ? null
          : t('home.monthTip', {
              month: formatMonth(month.month, { locale, withYear: true }),
              revenue: formatMoney(month.revenueMinor, { currency, locale }),
              orders: formatNumber(month.orders, locale),
              buyers: formatNumber(month.buyers, locale),
              newBuyers: formatNumber(month.newBuyers, locale),
            })}
        {lastIsPartial && index === shown.length - 1 ? ` · ${t('home.partial')}` : null}
      </p>
      <MonthsTable months={shown} currency={currency} />
    </Section>
  );
}
