import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ListedOrder } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrdersSearch } from '../../../app/orders-search.ts';
import { useMay } from '../../../app/use-me.ts';
import { formatDate, formatInstant, formatMoney, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { Page } from '../../../ui/page.tsx';
import { useGridPages } from '../../../ui/paged-list.tsx';
import { FilterChip, MiddleText } from '../../../ui/parts.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { ExportButton, setOnly } from '../../exports/export-button.tsx';
import { ordersQuery, shopsQuery } from '../api.ts';
import { OrderFilters } from '../order-filters.tsx';
import { OrderState } from '../order-state.tsx';
import '../orders.css';

const route = getRouteApi('/shell/orders');
const NOTHING = <span className="quiet">—</span>;

function useColumns(): readonly GridColumn<ListedOrder>[] {
  const { t } = useTranslation();
  const locale = currentLocale();
  return useMemo<readonly GridColumn<ListedOrder>[]>(
    () => [
      {
        id: 'number',
        header: t('orders.number'),
        width: 216,
        grow: 1,
        cell: (order) => (
          <Link className="order-number" to="/orders/$orderId" params={{ orderId: order.id }} tabIndex={-1}>
            <MiddleText text={order.number} max={22} />
          </Link>
        ),
      },
      {
        id: 'status',
        header: t('orders.status'),
        width: locale === 'en' ? 156 : 116,
        cell: (order) => (
          <span className="order-states">
            <OrderState status={order.status} />
            <OrderKindMark kind={order.kind} />
          </span>
        ),
      },
      {
        id: 'customer',
        header: t('orders.customer'),
        width: 136,
        grow: 1,
        cell: (order) =>
          order.customerId === null ? (
            NOTHING
          ) : (
            <Link to="/customers/$customerId" params={{ customerId: order.customerId }} tabIndex={-1}>
              <MiddleText text={order.customerName ?? t('customers.unnamed')} max={22} />
            </Link>
          ),
      },
      {
        id: 'shop',
        header: t('orders.shop'),
        width: 136,
        grow: 1,
        cell: (order) => <MiddleText text={order.shop?.name ?? order.source} max={18} />,
      },
      {
        id: 'placed',
        header: t('orders.placedAt'),
        width: 152,
        isNumber: true,
        cell: (order) => formatInstant(order.placedAt),
      },
      {
        id: 'lines',
        header: t('orders.lines'),
        width: 64,
        isNumber: true,
        cell: (order) => formatNumber(order.lineCount, locale),
      },
      {
        id: 'total',
        header: t('orders.total'),
        width: 128,
        isNumber: true,
        cell: (order) => formatMoney(order.totalMinor, { currency: order.currency, locale }),
      },
      {
        id: 'refunded',
        header: t('orders.refunded'),
        width: 116,
        isNumber: true,
        cell: (order) =>
          order.refundedMinor === 0 ? NOTHING : formatMoney(-order.refundedMinor, { currency: order.currency, locale }),
      },
    ],
    [t, locale],
  );
}

/** Most orders are sales; the others say what they are. */
function OrderKindMark({ kind }: Pick<ListedOrder, 'kind'>) {
  const { t } = useTranslation();
  return kind === 'sale' ? null : <span className="quiet small">{t(`customer.kinds.${kind}`)}</span>;
}

function OrderCard({ order }: { readonly order: ListedOrder }) {
  const { t } = useTranslation();
  return (
    <div className="order-card">
      <span className="order-card-number">{order.number}</span>
      <span className="figures">
        {formatMoney(order.totalMinor, { currency: order.currency, locale: currentLocale() })}
      </span>
      <span className="small">
        <OrderState status={order.status} /> <OrderKindMark kind={order.kind} />{' '}
        <span className="quiet">
          {order.customerId === null ? t('orders.nobody') : (order.customerName ?? t('customers.unnamed'))}
        </span>
      </span>
      <span className="quiet small figures">{formatDate(order.placedAt)}</span>
    </div>
  );
}

/** All orders, newest first, by state, shop, days and number. */
export function OrdersListPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = route.useNavigate();
  const search = route.useSearch();
  // The export knows sources, not the shops and channels that they are grouped by.
  const canExport = search.shop === undefined && search.channel === undefined && search.number === undefined;
  const list = useInfiniteQuery(ordersQuery(search));
  const shops = useQuery(shopsQuery());
  const columns = useColumns();
  const { rows, more, foot } = useGridPages(list);
  const set = useCallback((next: OrdersSearch) => void navigate({ search: next, replace: true }), [navigate]);
  const isNarrowed = Object.keys(search).length > 0;
  const channel = shops.data?.channels.find(({ key }) => key === search.channel)?.label[currentLocale()];
  const { source: _source, ...withoutSource } = search;
  const { channel: _channel, ...withoutChannel } = search;
  return (
    <Page
      title={t('orders.title')}
      note={list.isSuccess ? t('orders.loaded', { loaded: formatNumber(rows.length, currentLocale()) }) : undefined}
      isFilled
      {...(canExport
        ? {
            actions: (
              <ExportButton
                kind="orders"
                filter={setOnly({
                  source: search.source,
                  status: search.status,
                  from: search.from,
                  until: search.to,
                })}
              />
            ),
          }
        : {})}
    >
      <OrderFilters search={search} shops={shops.data?.items ?? []} onChange={set} />
      {search.source === undefined && search.channel === undefined ? null : (
        <div className="chips">
          {search.source === undefined ? null : (
            <FilterChip onRemove={() => set(withoutSource)}>
              {t('orders.chipSource', { source: search.source })}
            </FilterChip>
          )}
          {search.channel === undefined ? null : (
            <FilterChip onRemove={() => set(withoutChannel)}>
              {t('orders.chipChannel', { channel: channel ?? search.channel })}
            </FilterChip>
          )}
        </div>
      )}
      {list.isPending ? <Skeleton shape="rows" /> : null}
      {list.isError && rows.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && rows.length === 0 ? (
        isNarrowed ? (
          <Empty icon="search" title={t('orders.noneTitle')} body={t('orders.noneBody')}>
            <Button onClick={() => set({})}>{t('orders.clear')}</Button>
          </Empty>
        ) : (
          <Empty icon="orders" title={t('orders.emptyTitle')} body={t('orders.emptyBody')}>
            {may('imports.write') ? <Link to="/imports/new">{t('nav.newImport')}</Link> : null}
          </Empty>
        )
      ) : null}
      {rows.length > 0 ? (
        <Grid
          key={JSON.stringify(search)}
          label={t('orders.grid')}
          columns={columns}
          rows={rows}
          rowId={(order) => order.id}
          total={null}
          card={(order) => <OrderCard order={order} />}
          onOpen={(order) => void navigate({ to: '/orders/$orderId', params: { orderId: order.id } })}
          onEndReached={more}
          memoryKey={`orders:${JSON.stringify(search)}`}
          foot={foot}
        />
      ) : null}
    </Page>
  );
}
