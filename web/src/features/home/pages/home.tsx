import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatInstant, formatMoney, formatNumber, formatProseDate, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Page } from '../../../ui/page.tsx';
import { Figure } from '../../../ui/parts.tsx';
import { Empty, Failure, Notice, Skeleton } from '../../../ui/states.tsx';
import { type Home, homeQuery } from '../api.ts';
import { GroupBars } from '../group-bars.tsx';
import '../home.css';
import { MonthsChart } from '../months-chart.tsx';

function Figures({ home }: { readonly home: Home }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const main = home.revenue.toSorted((a, b) => b.minor - a.minor);
  const [first, ...others] = main;
  const money = (amount: Home['revenue'][number], whole: boolean): string =>
    formatMoney(amount.minor, { currency: amount.currency, locale, whole });
  const perOrder =
    first === undefined || home.orders === 0 || others.length > 0 ? null : Math.round(first.minor / home.orders);
  return (
    <div className="figures-row">
      <Figure
        label={t('home.revenue')}
        definition={t('home.revenueDefinition')}
        value={first === undefined ? t('common.none') : money(first, true)}
        note={
          first !== undefined && perOrder !== null
            ? t('home.perOrder', { value: formatMoney(perOrder, { currency: first.currency, locale }) })
            : others.map((amount) => money(amount, true)).join(' · ')
        }
      />
      <Figure
        label={t('home.orders')}
        definition={t('home.ordersDefinition')}
        value={formatNumber(home.orders, locale)}
        note={
          home.buyers === 0 ? null : t('home.perBuyer', { value: formatNumber(home.orders / home.buyers, locale, 1) })
        }
      />
      <Figure
        label={t('home.buyers')}
        definition={t('home.buyersDefinition')}
        value={formatNumber(home.buyers, locale)}
        note={
          home.customers === 0
            ? null
            : t('home.buyersShare', { share: formatShare(home.buyers / home.customers, locale) })
        }
      />
      <Figure
        label={t('home.customers')}
        definition={t('home.customersDefinition')}
        value={formatNumber(home.customers, locale)}
        note={<Link to="/customers">{t('rfm.list')}</Link>}
      />
    </div>
  );
}

/** The first page: how many, how much, when, and who they are by group. */
export function HomePage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const query = useQuery(homeQuery());
  const [now] = useState(() => new Date());
  const home = query.data;
  const isEmpty = home !== undefined && home.customers === 0 && home.orders === 0;
  const upTo = home?.freshness.upTo ?? null;
  const note =
    home === undefined || isEmpty ? undefined : (
      <>
        {home.newestOrderAt === null
          ? null
          : t('home.newest', {
              when: formatProseDate(home.newestOrderAt, { locale: currentLocale(), now }),
            })}
        {upTo === null || home.freshness.stale ? null : (
          <span className="freshness">{t('common.asOf', { when: formatInstant(upTo) })}</span>
        )}
      </>
    );
  return (
    <Page title={t('home.title')} note={note}>
      {query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {home?.freshness.stale === true && !isEmpty ? (
        <Notice>{upTo === null ? t('common.staleUnknown') : t('common.stale', { when: formatInstant(upTo) })}</Notice>
      ) : null}
      {home !== undefined && home.importsRunning > 0 && may('imports.read') ? (
        <Notice>
          <Link to="/imports">{t('home.importsRunning', { count: home.importsRunning })}</Link>
        </Notice>
      ) : null}
      {query.isPending ? (
        <>
          <Skeleton shape="figures" />
          <Skeleton shape="block" />
        </>
      ) : null}
      {isEmpty ? (
        <Empty
          icon="import"
          title={t('home.emptyTitle')}
          body={may('imports.write') ? t('home.emptyBody') : t('home.emptyNoRight')}
        >
          {may('imports.write') ? (
            <Button type="primary" size="large" onClick={() => void navigate({ to: '/imports/new' })}>
              {t('home.emptyAction')}
            </Button>
          ) : null}
        </Empty>
      ) : null}
      {home === undefined || isEmpty ? null : (
        <>
          <Figures home={home} />
          <div className="home-columns">
            <MonthsChart months={home.months} newestOrderAt={home.newestOrderAt} />
            {may('scores.read') ? <GroupBars /> : null}
          </div>
        </>
      )}
    </Page>
  );
}
