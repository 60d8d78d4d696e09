import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatMoney, formatNumber, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { useAppearance } from '../../theme/appearance.tsx';
import { heatOf } from '../../theme/heat.ts';
import { BarList } from '../../ui/chart/bar-list.tsx';
import { Section } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { weekdayName } from '../insight/labels.ts';
import { type BuyingHabits, type HabitPart, habitOrdersQuery, habitsQuery } from './api.ts';
import './portrait.css';

interface Asked {
  readonly what: string;
  readonly part: HabitPart;
}
type Ask = (asked: Asked) => void;

/** What somebody buys, at what price, when and where; every figure opens the orders behind it. */
export function HabitsSection({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const habits = useQuery(habitsQuery(customerId));
  const [asked, setAsked] = useState<Asked | null>(null);
  const { data } = habits;
  return (
    <>
      {habits.isPending ? <Skeleton shape="lines" /> : null}
      {habits.isError ? <Failure error={habits.error} onRetry={() => void habits.refetch()} /> : null}
      {data === undefined ? null : data.orders === 0 ? (
        <Section title={t('portrait.buys')}>
          <p className="quiet">{t('portrait.noOrders')}</p>
        </Section>
      ) : (
        <Habits habits={data} onAsk={setAsked} />
      )}
      {asked === null ? null : <Behind customerId={customerId} asked={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function Habits({ habits, onAsk }: { readonly habits: BuyingHabits; readonly onAsk: Ask }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { orders, firstDay, lastDay, categories, channels, priceBand, currency } = habits;
  const money = (minor: number): string => formatMoney(minor, { currency: currency ?? 'CNY', locale });
  const rowsOf = (parts: typeof categories | typeof channels) =>
    parts.map((part) => ({
      id: 'id' in part ? part.id : part.key,
      name: part.label[locale],
      value: part.orders,
      text: t('portrait.orders', { total: formatNumber(part.orders, locale) }),
      note: formatShare(part.share, locale),
    }));
  const band =
    priceBand === null
      ? null
      : t('portrait.priceText', {
          low: money(priceBand.lowMinor),
          high: money(priceBand.highMinor),
          middle: money(priceBand.middleMinor),
        });
  return (
    <>
      <Section
        title={t('portrait.categories')}
        note={t('portrait.basedOn', { count: orders, from: firstDay ?? '', to: lastDay ?? '' })}
      >
        <BarList
          label={t('portrait.categories')}
          rows={rowsOf(categories)}
          onPick={(index) => {
            const part = categories[index];
            if (part !== undefined) {
              onAsk({ what: part.label[locale], part: { category: part.id } });
            }
          }}
        />
      </Section>
      <Section title={t('portrait.priceBand')} note={t('portrait.priceBandNote')}>
        {priceBand === null || band === null ? (
          <p className="quiet">{t('common.none')}</p>
        ) : (
          <Button
            type="link"
            className="figures portrait-band"
            onClick={() => onAsk({ what: band, part: { from: priceBand.lowMinor, to: priceBand.highMinor } })}
          >
            {band}
          </Button>
        )}
      </Section>
      <Hours habits={habits} onAsk={onAsk} />
      <Section title={t('portrait.channels')}>
        <BarList
          label={t('portrait.channels')}
          rows={rowsOf(channels)}
          onPick={(index) => {
            const part = channels[index];
            if (part !== undefined) {
              onAsk({ what: part.label[locale], part: { channel: part.key } });
            }
          }}
        />
      </Section>
    </>
  );
}

function Hours({
  habits: { hours, weekdays, activeHours },
  onAsk,
}: {
  readonly habits: BuyingHabits;
  readonly onAsk: Ask;
}) {
  const { t } = useTranslation();
  const { mode } = useAppearance();
  const locale = currentLocale();
  const most = Math.max(1, ...hours);
  return (
    <Section
      title={t('portrait.active')}
      note={activeHours === null ? undefined : t('portrait.activeText', activeHours)}
    >
      <ul className="portrait-hours figures" aria-label={t('portrait.hours')}>
        {hours.map((orders, hour) => {
          const name = `${hour}:00`;
          const { background, text } = heatOf(orders / most, mode);
          const style = { background, color: text };
          const said = `${name} ${t('portrait.orders', { total: orders })}`;
          return (
            <li key={hour}>
              {orders === 0 ? (
                <span className="quiet">
                  <span aria-hidden="true">{hour}</span>
                  <span className="visually-hidden">{said}</span>
                </span>
              ) : (
                <button
                  type="button"
                  style={style}
                  aria-label={said}
                  title={said}
                  onClick={() => onAsk({ what: name, part: { hour } })}
                >
                  {hour}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <div className="portrait-weekdays">
        {weekdays.map((orders, weekday) => {
          const name = weekdayName(String(weekday + 1), locale);
          return orders === 0 ? null : (
            <Button
              key={name}
              type="link"
              size="small"
              className="figures"
              onClick={() => onAsk({ what: name, part: { weekday } })}
            >
              {`${name} ${t('portrait.orders', { total: orders })}`}
            </Button>
          );
        })}
      </div>
    </Section>
  );
}

interface BehindProps {
  readonly customerId: string;
  readonly asked: Asked;
  readonly onClose: () => void;
}

function Behind({ customerId, asked: { what, part }, onClose }: BehindProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const orders = useQuery(habitOrdersQuery(customerId, part));
  return (
    <Panel label={t('portrait.behind')} onClose={onClose}>
      {orders.isPending ? <Skeleton shape="lines" /> : null}
      {orders.isError ? <Failure error={orders.error} onRetry={() => void orders.refetch()} /> : null}
      {orders.data === undefined ? null : (
        <>
          <h2>{t('portrait.behindNote', { what, total: orders.data.items.length })}</h2>
          <ul className="portrait-orders figures">
            {orders.data.items.map(({ id, number, placedAt, totalMinor, currency }) => (
              <li key={id}>
                <Link to="/orders/$orderId" params={{ orderId: id }}>
                  {number}
                </Link>
                <span className="quiet">{formatDate(placedAt)}</span>
                <span>{formatMoney(totalMinor, { currency, locale })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
