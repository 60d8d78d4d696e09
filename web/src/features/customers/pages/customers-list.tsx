import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useLocation } from '@tanstack/react-router';
import { Button, Input, type InputRef } from 'antd';
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomersSearch } from '../../../app/search-params.ts';
import { useMay } from '../../../app/use-me.ts';
import { formatInstant, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { useIsNarrow } from '../../../theme/appearance.tsx';
import { ColumnChooser } from '../../../ui/grid/column-chooser.tsx';
import { useColumnVisibility } from '../../../ui/grid/column-visibility.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Page } from '../../../ui/page.tsx';
import { FilterChip } from '../../../ui/parts.tsx';
import { Empty, Failure, Notice, Skeleton } from '../../../ui/states.tsx';
import { rfmMapQuery } from '../../insight/api.ts';
import { type CustomerFilter, customersQuery, extrasQuery, isScoredFilter, type Rights } from '../api.ts';
import { CustomerCard } from '../customer-card.tsx';
import { useCustomerColumns } from '../customer-columns.tsx';
import { CustomerPeek } from '../customer-peek.tsx';
import type { CustomerRow } from '../customer-row.ts';
import '../customers.css';

const route = getRouteApi('/shell/customers');

/** What arrived of each page, as one value that only changes when some of it does. */
const dataOf = (results: readonly { readonly data: readonly CustomerRow[] | undefined }[]) =>
  results.map((result) => result.data);

/** Pages of customers, each with its order totals and scores as they arrive. */
function useCustomers(filter: CustomerFilter, rights: Rights) {
  const list = useInfiniteQuery(customersQuery(filter));
  const pages = list.data?.pages;
  const extras = useQueries({ queries: (pages ?? []).map((page) => extrasQuery(page.rows, rights)), combine: dataOf });
  const rows = useMemo(() => (pages ?? []).flatMap((page, index) => extras[index] ?? page.rows), [pages, extras]);
  return { list, rows, total: pages?.at(-1)?.total ?? pages?.[0]?.total ?? null };
}

function Chips({
  filter,
  onClear,
}: {
  readonly filter: CustomerFilter;
  readonly onClear: (keys: readonly (keyof CustomersSearch)[]) => void;
}) {
  const { t } = useTranslation();
  const { source, group, r, f, asOf, currency } = filter;
  const hasCell = r !== undefined || f !== undefined;
  if (!isScoredFilter(filter) && source === undefined) {
    return null;
  }
  return (
    <div className="chips">
      {source === undefined ? null : (
        <FilterChip onRemove={() => onClear(['source'])}>{t('customers.chipSource', { source })}</FilterChip>
      )}
      {group === undefined ? null : (
        <FilterChip onRemove={() => onClear(['group'])}>
          {t('customers.chipGroup', { group: t(`groups.${group}`) })}
        </FilterChip>
      )}
      {hasCell ? (
        <FilterChip onRemove={() => onClear(['r', 'f'])}>
          {t('customers.chipCell', { r: r ?? '1–5', f: f ?? '1–5' })}
        </FilterChip>
      ) : null}
      {asOf === undefined ? null : (
        <FilterChip onRemove={() => onClear(['asOf'])}>{t('customers.chipAsOf', { date: asOf })}</FilterChip>
      )}
      {currency === undefined ? null : (
        <FilterChip onRemove={() => onClear(['currency'])}>{t('customers.chipCurrency', { currency })}</FilterChip>
      )}
    </div>
  );
}

/** A field that looks for what is typed after a moment; `/` anywhere on the page puts the cursor in it. */
function SearchField({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }) {
  const { t } = useTranslation();
  const field = useRef<InputRef>(null);
  const [draft, setDraft] = useState(text);
  const [known, setKnown] = useState(text);
  if (known !== text) {
    setKnown(text);
    setDraft(text);
  }
  useEffect(() => {
    const timer = draft === text ? null : window.setTimeout(() => onText(draft), 250);
    return () => window.clearTimeout(timer ?? undefined);
  }, [draft, text, onText]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (event.key === '/' && !isField) {
        event.preventDefault();
        field.current?.focus({ cursor: 'all' });
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Input
      ref={field}
      className="search-field"
      prefix={<Icon name="search" />}
      allowClear
      aria-label={t('customers.search')}
      placeholder={t('customers.searchHint')}
      autoComplete="off"
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown' || event.key === 'Enter') {
          event.preventDefault();
          document.querySelector<HTMLElement>('[role=grid]')?.focus();
        }
      }}
    />
  );
}

/** All customers, those found by a word, or those of one place on the RFM map. */
export function CustomersListPage() {
  const { t } = useTranslation();
  const may = useMay();
  const isNarrow = useIsNarrow();
  const navigate = route.useNavigate();
  const { peek, source, group, r, f, asOf, currency } = route.useSearch();
  const text = useLocation({ select: (location) => location.state.text ?? '' });
  const wanted = useMemo<CustomerFilter>(
    () => ({ source, group, r, f, asOf, currency, text: text.trim() }),
    [source, group, r, f, asOf, currency, text],
  );
  const filter = useDeferredValue(wanted);
  const isScored = isScoredFilter(filter);
  const rights = useMemo<Rights>(() => ({ orders: may('orders.read'), scores: may('scores.read') }), [may]);
  const { list, rows, total } = useCustomers(filter, rights);
  const map = useQuery({
    ...rfmMapQuery({ asOf: filter.asOf, currency: filter.currency }),
    enabled: isScored && rights.scores,
  });
  const columns = useCustomerColumns({ isScored, rights, currency: filter.currency ?? map.data?.currency ?? null });
  const { visibility, show, reset } = useColumnVisibility(columns, isScored ? 'customers-scored' : 'customers');
  const locale = currentLocale();

  const setText = useCallback(
    (next: string) => void navigate({ search: {}, state: next === '' ? {} : { text: next }, replace: true }),
    [navigate],
  );
  const clear = (keys: readonly (keyof CustomersSearch)[]): void =>
    void navigate({
      search: (old) =>
        Object.fromEntries(Object.entries(old).filter(([key]) => !keys.some((cleared) => cleared === key))),
    });
  const setPeek = useCallback(
    (id: string | null) =>
      void navigate({
        search: ({ peek: _peek, ...old }) => (id === null ? old : { ...old, peek: id }),
        state: true,
        replace: true,
      }),
    [navigate],
  );
  const open = (row: CustomerRow): void =>
    void navigate({ to: '/customers/$customerId', params: { customerId: row.id } });
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isFetchNextPageError } = list;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) {
      void fetchNextPage();
    }
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  const isNarrowed = isScored || text !== '' || filter.source !== undefined;
  const note = !list.isSuccess
    ? undefined
    : total === null
      ? t('customers.loaded', { loaded: formatNumber(rows.length, locale) })
      : t(isNarrowed ? 'customers.found' : 'customers.count', { total: formatNumber(total, locale) });
  const foot = isFetchNextPageError ? (
    <Failure error={list.error} onRetry={() => void fetchNextPage()} />
  ) : isFetchingNextPage ? (
    <div className="grid-foot">{t('common.more')}</div>
  ) : null;
  return (
    <Page title={t('customers.title')} note={note} isFilled>
      <div className="toolbar">
        <SearchField text={text} onText={setText} />
        <span className="grow" />
        {isNarrow ? null : <ColumnChooser columns={columns} visibility={visibility} onShow={show} onReset={reset} />}
      </div>
      <Chips filter={filter} onClear={clear} />
      {isScored && map.data?.freshness.stale === true ? (
        <Notice>
          {map.data.freshness.upTo === null
            ? t('common.staleUnknown')
            : t('common.stale', { when: formatInstant(map.data.freshness.upTo) })}
        </Notice>
      ) : null}
      {list.isPending ? <Skeleton shape="rows" /> : null}
      {list.isError && rows.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && rows.length === 0 ? (
        isNarrowed ? (
          <Empty icon="search" title={t('customers.noneTitle')} body={t('customers.noneBody')}>
            <Button onClick={() => setText('')}>{t('customers.clear')}</Button>
          </Empty>
        ) : (
          <Empty icon="people" title={t('customers.emptyTitle')} body={t('customers.emptyBody')}>
            {may('imports.write') ? <Link to="/imports/new">{t('imports.new')}</Link> : null}
          </Empty>
        )
      ) : null}
      {rows.length > 0 ? (
        <Grid
          key={JSON.stringify(filter)}
          label={t('customers.grid')}
          columns={columns}
          visibility={visibility}
          rows={rows}
          rowId={(row) => row.id}
          total={total}
          card={(row) => <CustomerCard row={row} />}
          peekedId={peek ?? null}
          onOpen={open}
          onPeek={(row) => setPeek(row.id)}
          onClose={() => setPeek(null)}
          onEndReached={loadMore}
          memoryKey={`customers:${JSON.stringify(filter)}`}
          foot={foot}
        />
      ) : null}
      {peek === undefined ? null : <CustomerPeek id={peek} onClose={() => setPeek(null)} />}
    </Page>
  );
}
