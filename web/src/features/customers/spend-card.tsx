import { useQuery } from '@tanstack/react-query';
import type { Spend } from '@zhike/server/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatMoney, formatMonth, formatNumber, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Definition } from '../../ui/parts.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { useWidth } from '../../ui/use-width.ts';
import { customerSpendQuery } from './api.ts';
import './spend.css';

const HEIGHT = 48;
const YEAR = 12;
const DAY_MS = 86_400_000;

/** What the customer spent month by month, and how long they usually wait before they buy again. */
export function SpendCard({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const spend = useQuery(customerSpendQuery(customerId));
  if (spend.isSuccess && spend.data.items.length === 0) {
    return null;
  }
  return (
    <Section title={t('profile.spend')}>
      {spend.isPending ? <Skeleton shape="lines" /> : null}
      {spend.isError ? <Failure error={spend.error} onRetry={() => void spend.refetch()} /> : null}
      {spend.data?.items.map((item) => (
        <SpendOf key={item.currency} spend={item} />
      ))}
    </Section>
  );
}

function SpendOf({ spend }: { readonly spend: Spend }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { currency, months } = spend;
  const [active, setActive] = useState<number | null>(null);
  const shown = active === null ? undefined : months[active];
  const year = months.slice(-YEAR).reduce((sum, { netMinor }) => sum + netMinor, 0);
  const money = (minor: number) => formatMoney(minor, { currency, locale });
  const figure = money(shown?.netMinor ?? year);
  const span =
    shown === undefined
      ? t('profile.lastYear')
      : t('profile.inMonth', {
          month: formatMonth(`${shown.month}-01`, { locale, withYear: true }),
          orders: formatNumber(shown.orders, locale),
        });
  return (
    <div className="spend">
      <p className="spend-figure">
        <strong className="figures">{figure}</strong>
        <span className="quiet small">{span}</span>
        {shown === undefined ? <Trend change={spend.trend.change} /> : null}
        <Definition name={t('profile.spend')} text={t('profile.spendMeans')} />
      </p>
      <Bars
        months={months}
        active={active}
        onActive={setActive}
        label={t('profile.spendLabel', { sum: money(year) })}
        valueText={`${span} ${figure}`}
      />
      <Waiting spend={spend} />
    </div>
  );
}

/** Below this nobody spends more or less: it is the same. */
const SAME = 0.005;

/** The last twelve months against the twelve before; nothing where there is nothing to compare with. */
function Trend({ change }: { readonly change: number | null }) {
  const { t } = useTranslation();
  if (change === null) {
    return null;
  }
  const share = formatShare(Math.abs(change), currentLocale());
  const way = Math.abs(change) < SAME ? 'Same' : change > 0 ? 'More' : 'Less';
  return <span className="quiet small figures">{t(`liking.trend${way}`, { share })}</span>;
}

interface BarsProps {
  readonly months: Spend['months'];
  readonly active: number | null;
  readonly onActive: (index: number | null) => void;
  readonly label: string;
  /** The figure of the month in hand, for those who do not see it. */
  readonly valueText: string;
}

/** One bar per month; below the line what was given back. Arrow keys move between months. */
function Bars({ months, active, onActive, label, valueText }: BarsProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const most = Math.max(1, ...months.map(({ netMinor }) => Math.abs(netMinor)));
  const step = width / Math.max(1, months.length);
  const hasNegative = months.some(({ netMinor }) => netMinor < 0);
  const base = hasNegative ? HEIGHT * 0.75 : HEIGHT;
  const move = (key: string): void => {
    const from = active ?? months.length;
    const to = key === 'ArrowLeft' ? from - 1 : from + 1;
    onActive(Math.min(months.length - 1, Math.max(0, to)));
  };
  return (
    <div
      ref={box}
      className="spend-bars"
      role="slider"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={months.length - 1}
      aria-valuenow={active ?? months.length - 1}
      aria-valuetext={valueText}
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
          event.preventDefault();
          move(event.key);
        }
      }}
      onBlur={() => onActive(null)}
      onPointerLeave={() => onActive(null)}
      onPointerMove={(event) => {
        const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
        onActive(Math.min(months.length - 1, Math.max(0, Math.floor(x / Math.max(1, step)))));
      }}
    >
      <svg width={width} height={HEIGHT} aria-hidden="true">
        {months.map(({ month, netMinor }, index) => {
          const height = Math.max(
            netMinor === 0 ? 1 : 2,
            (Math.abs(netMinor) / most) * (netMinor < 0 ? HEIGHT - base : base),
          );
          const name = netMinor === 0 ? 'is-none' : netMinor < 0 ? 'is-negative' : '';
          return (
            <rect
              key={month}
              className={`spend-bar ${name} ${index === active ? 'is-active' : ''}`}
              x={index * step + 1}
              width={Math.max(1, step - 2)}
              y={netMinor < 0 ? base : base - height}
              height={height}
            />
          );
        })}
      </svg>
    </div>
  );
}

/** How long the customer usually waits, against how long it has been: a sentence, no forecast. */
function Waiting({ spend }: { readonly spend: Spend }) {
  const { t } = useTranslation();
  const [today] = useState(() => formatDate(new Date().toISOString()));
  const { usualGapDays, lastPurchaseOn } = spend;
  if (lastPurchaseOn === null) {
    return null;
  }
  const since = Math.max(0, Math.round((Date.parse(today) - Date.parse(lastPurchaseOn)) / DAY_MS));
  const days = (count: number) => t('customers.days', { count });
  const usual = usualGapDays === null ? null : Math.max(1, Math.round(usualGapDays));
  return (
    <p className="small spend-waiting">
      {usual === null
        ? t('profile.since', { since: days(since) })
        : t(since > usual * 2 ? 'profile.overdue' : 'profile.rhythm', { usual: days(usual), since: days(since) })}
    </p>
  );
}
