import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Order } from '@zhike/server/contracts';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatInstant, formatMoney, formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { FactCard } from '../../ui/fact-card.tsx';
import type { GridColumn } from '../../ui/grid/columns.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import { MoreButton } from '../../ui/paged-list.tsx';
import { MiddleText } from '../../ui/parts.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { customerOrdersQuery } from './api.ts';
import { OrderLines } from './order-lines.tsx';
import { OrderTotalsList } from './order-totals.tsx';

function useOrderColumns(openIds: ReadonlySet<string>, toggle: (order: Order) => void): readonly GridColumn<Order>[] {
  const { t } = useTranslation();
  const locale = currentLocale();
  return useMemo<readonly GridColumn<Order>[]>(
    () => [
      {
        id: 'number',
        header: t('customer.number'),
        width: 124,
        grow: 1,
        cell: (order) => (
          <span className="order-opener">
            <button
              type="button"
              className="expander"
              tabIndex={-1}
              aria-expanded={openIds.has(order.id)}
              aria-label={`${t(openIds.has(order.id) ? 'customer.collapse' : 'customer.expand')} ${order.number}`}
              onClick={() => toggle(order)}
            >
              <Icon name={openIds.has(order.id) ? 'down' : 'right'} size={11} />
            </button>
            <Link to="/orders/$orderId" params={{ orderId: order.id }} tabIndex={-1}>
              <MiddleText text={order.number} max={13} />
            </Link>
          </span>
        ),
      },
      {
        id: 'placed',
        header: t('customer.placedAt'),
        width: 96,
        isNumber: true,
        cell: (order) => <span title={formatInstant(order.placedAt)}>{formatDate(order.placedAt)}</span>,
      },
      {
        id: 'kind',
        header: t('customer.kind'),
        width: 56,
        cell: (order) => (
          <span className={order.kind === 'sale' ? undefined : 'is-marked'}>{t(`customer.kinds.${order.kind}`)}</span>
        ),
      },
      {
        id: 'status',
        header: t('customer.status'),
        width: locale === 'en' ? 116 : 88,
        cell: (order) => t(`orders.statuses.${order.status}`),
      },
      {
        id: 'lines',
        header: t('customer.lines'),
        width: 48,
        isNumber: true,
        cell: (order) => formatNumber(order.lineCount, locale),
      },
      {
        id: 'total',
        header: t('customer.total'),
        width: 104,
        isNumber: true,
        cell: (order) => formatMoney(order.totalMinor, { currency: order.currency, locale }),
      },
    ],
    [t, locale, openIds, toggle],
  );
}

function OrderCard({ order }: { readonly order: Order }) {
  const { t } = useTranslation();
  return (
    <FactCard
      name={
        <Link to="/orders/$orderId" params={{ orderId: order.id }}>
          {order.number}
        </Link>
      }
    >
      <span className="figures">
        {formatMoney(order.totalMinor, { currency: order.currency, locale: currentLocale() })}
      </span>
      <span className="quiet small">
        {t(`customer.kinds.${order.kind}`)} · {t(`orders.statuses.${order.status}`)}
      </span>
      <span className="quiet small figures">{formatDate(order.placedAt)}</span>
    </FactCard>
  );
}

/** Orders of a customer, newest first; Enter or a click opens the lines below a row. */
export function OrdersSection({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const orders = useInfiniteQuery(customerOrdersQuery(customerId));
  const [openIds, setOpenIds] = useState<ReadonlySet<string>>(new Set());
  const toggle = useMemo(
    () =>
      ({ id }: Order): void =>
        setOpenIds((open) => new Set(open.has(id) ? [...open].filter((other) => other !== id) : [...open, id])),
    [],
  );
  const columns = useOrderColumns(openIds, toggle);
  const pages = orders.data?.pages;
  const rows = useMemo(() => (pages ?? []).flatMap((page) => page.items), [pages]);
  const total = pages?.[0]?.total ?? null;
  return (
    <Section title={t('customer.orders')} note={total === null ? undefined : formatNumber(total, currentLocale())}>
      {orders.isPending ? <Skeleton shape="rows" /> : null}
      {orders.isError && rows.length === 0 ? (
        <Failure error={orders.error} onRetry={() => void orders.refetch()} />
      ) : null}
      {pages?.[0] === undefined ? null : <OrderTotalsList totals={pages[0].totals} />}
      {orders.isSuccess && rows.length === 0 ? <p className="quiet">{t('customer.ordersEmpty')}</p> : null}
      {rows.length > 0 ? (
        <Grid
          label={t('customer.ordersGrid')}
          columns={columns}
          rows={rows}
          rowId={(order) => order.id}
          total={total}
          card={(order) => <OrderCard order={order} />}
          onOpen={toggle}
          onPeek={toggle}
          isFlowing
          detail={(order) => (openIds.has(order.id) ? <OrderLines orderId={order.id} /> : null)}
        />
      ) : null}
      <MoreButton list={orders} label={t('customer.loadMore')} />
    </Section>
  );
}
