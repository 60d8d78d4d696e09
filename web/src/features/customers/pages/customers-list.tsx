import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { CUSTOMER_SORTS, type CustomerSort, RFM_GROUPS } from '@zhike/server/contracts';
import { Button, Select } from 'antd';
import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomersSearch } from '../../../app/search-params.ts';
import { useMay } from '../../../app/use-me.ts';
import { formatInstant, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { useIsNarrow } from '../../../theme/appearance.tsx';
import { ColumnChooser } from '../../../ui/grid/column-chooser.tsx';
import { defaultVisibility, useColumnVisibility, type Visibility } from '../../../ui/grid/column-visibility.ts';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Page } from '../../../ui/page.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { Empty, Failure, Notice, Skeleton } from '../../../ui/states.tsx';
import { ExportButton, setOnly } from '../../exports/export-button.tsx';
import { rfmMapQuery } from '../../insight/api.ts';
import { fieldsQuery, type View, viewsQuery } from '../../people/api.ts';
import { BulkBar, type Done } from '../../people/bulk-bar.tsx';
import { type FieldFilter, fromAttributes, toAttributes } from '../../people/field-filter.ts';
import { AddFilter } from '../../people/filter-bar.tsx';
import { UndoLine } from '../../people/undo-line.tsx';
import { ViewTabs } from '../../people/view-tabs.tsx';
import { type CustomerFilter, customerPageQuery, isScoredFilter, type Rights } from '../api.ts';
import { Chips, isNarrowed } from '../chips.tsx';
import { fieldColumnId, type Selection, SelectionContext, useCustomerColumns } from '../customer-columns.tsx';
import { CustomerPeek } from '../customer-peek.tsx';
import type { CustomerRow } from '../customer-row.ts';
import { CustomersGrid } from '../customers-grid.tsx';
import { NewCustomerButton } from '../new-customer-button.tsx';
import '../customers.css';
import { rememberList } from '../trail.ts';
import { listKeyOf, placesOf } from '../use-customer-rows.ts';
import { definitionOf, isSameDefinition, stateOf, usePrivateState } from '../use-list-state.ts';

const route = getRouteApi('/shell/customers');
/** As many fields as one question may ask for. */
const MAX_FIELDS = 12;

/** The first page of the list as narrowed; while another one loads, the list stays that of before. */
function useFirstPage(wanted: CustomerFilter) {
  const client = useQueryClient();
  const first = useQuery({
    ...customerPageQuery(client, wanted, { page: 0, places: placesOf(client, wanted) }),
    placeholderData: keepPreviousData,
  });
  const [shown, setShown] = useState(wanted);
  const isThere = first.isSuccess && !first.isPlaceholderData;
  if (isThere && shown !== wanted) {
    setShown(wanted);
  }
  return { first, filter: isThere ? wanted : shown };
}

/** Columns as the view shows them at first. */
function inView(
  columns: readonly GridColumn<CustomerRow>[],
  view: View | undefined,
): readonly GridColumn<CustomerRow>[] {
  const shown = view?.definition.columns ?? null;
  return shown === null
    ? columns
    : columns.map((column) => ({ ...column, isHiddenAtFirst: !shown.includes(column.id) }));
}

/** The shown columns for a view to keep; null when they are the usual ones. */
function keptColumns(columns: readonly GridColumn<CustomerRow>[], visibility: Visibility): readonly string[] | null {
  const usual = defaultVisibility(columns);
  const isUsual = columns.every(({ id }) => (visibility[id] !== false) === (usual[id] !== false));
  return isUsual ? null : columns.filter(({ id }) => visibility[id] !== false).map(({ id }) => id);
}

function useSelection(mayLog: boolean): { readonly selection: Selection | null; readonly clear: () => void } {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const onToggle = useCallback(
    (id: string) =>
      setIds((old) => (old.has(id) ? new Set([...old].filter((other) => other !== id)) : new Set([...old, id]))),
    [],
  );
  const selection = useMemo(() => (mayLog ? { ids, onToggle } : null), [mayLog, ids, onToggle]);
  return { selection, clear: useCallback(() => setIds(new Set()), []) };
}

/** Everything of the list that its address, its history and its view say. */
function useListState() {
  const navigate = route.useNavigate();
  const search = route.useSearch();
  const { text, fieldFilters } = usePrivateState();
  const { peek: _peek, view: viewId, ...narrowed } = search;
  const show = useCallback(
    (next: CustomersSearch, state: { readonly text: string; readonly fieldFilters: readonly FieldFilter[] }) =>
      void navigate({ search: next, state: stateOf(state), replace: true }),
    [navigate],
  );
  const setText = useCallback(
    (next: string) => show(viewId === undefined ? {} : { ...narrowed, view: viewId }, { text: next, fieldFilters }),
    // oxlint-disable-next-line react/exhaustive-deps -- the parts of the address, not the object they stand in
    [show, JSON.stringify(search), fieldFilters],
  );
  return {
    search,
    narrowed,
    viewId,
    text,
    fieldFilters,
    setText,
    filterBy: (more: CustomersSearch) => show({ ...withoutScores(search), ...more }, { text, fieldFilters }),
    filterByField: (filter: FieldFilter) =>
      show(withoutScores(search), {
        text,
        fieldFilters: [...fieldFilters.filter(({ key }) => key !== filter.key), filter],
      }),
    clearField: (cleared: string) =>
      show(search, { text, fieldFilters: fieldFilters.filter(({ key }) => key !== cleared) }),
    clear: (keys: readonly (keyof CustomersSearch)[]) =>
      show(Object.fromEntries(Object.entries(search).filter(([key]) => !keys.some((cleared) => cleared === key))), {
        text,
        fieldFilters,
      }),
    clearAll: () => show({}, { text: '', fieldFilters: [] }),
    setPeek: (id: string | null) =>
      void navigate({
        search: ({ peek: _old, ...old }) => (id === null ? old : { ...old, peek: id }),
        state: true,
        replace: true,
      }),
    openView: (view: View | null) => {
      if (view === null) {
        show({}, { text: '', fieldFilters: [] });
        return;
      }
      const { rfmGroup, attributes, ...filter } = view.definition.filter;
      const group = RFM_GROUPS.find((name) => name === rfmGroup);
      const sort = view.definition.sort === 'newest' ? {} : { sort: view.definition.sort };
      const next = { ...defined(filter), ...sort, ...(group === undefined ? {} : { group }), view: view.id };
      show(next, { text: '', fieldFilters: fromAttributes(attributes) });
    },
  };
}

/** People found on the RFM map are another list: its filters do not mix with those of this one. */
function withoutScores({ group: _g, r: _r, f: _f, asOf: _a, currency: _c, ...rest }: CustomersSearch): CustomersSearch {
  return rest;
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // The cast states what the filter just did.
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** What the export understands of the list's state; a word that was searched for and the RFM map are not part of it. */
function exportFilter(search: CustomersSearch, fieldFilters: readonly FieldFilter[]): Record<string, unknown> {
  const { source, tag, status, prospectStatus, region, qualityMin, qualityMax, fault, heardBefore } = search;
  const attributes = fieldFilters.length === 0 ? undefined : toAttributes(fieldFilters);
  return setOnly({
    source,
    tag,
    status,
    prospectStatus,
    region,
    qualityMin,
    qualityMax,
    fault,
    heardBefore,
    attributes,
  });
}

/** All customers, those found by a word, those of a view or a filter, or those of one place on the RFM map. */
export function CustomersListPage() {
  const { t } = useTranslation();
  const may = useMay();
  const isNarrow = useIsNarrow();
  const navigate = route.useNavigate();
  const locale = currentLocale();
  const state = useListState();
  const { search, narrowed, viewId, text, fieldFilters } = state;
  const isScored = isScoredFilter(search);
  const rights = useMemo<Rights>(() => ({ orders: may('orders.read'), scores: may('scores.read') }), [may]);
  const { selection, clear: clearSelection } = useSelection(may('interactions.write'));
  const [done, setDone] = useState<Done | null>(null);
  const fields = useQuery(fieldsQuery());
  const views = useQuery(viewsQuery());
  const view = views.data?.items.find((each) => each.id === viewId);
  const map = useQuery({
    ...rfmMapQuery({ asOf: search.asOf, currency: search.currency }),
    enabled: isScored && rights.scores,
  });
  const shownFields = useMemo(() => fields.data?.items ?? [], [fields.data]);
  const columns = useCustomerColumns({
    isScored,
    rights,
    currency: search.currency ?? map.data?.currency ?? null,
    fields: shownFields,
  });
  const { visibility, show, reset } = useColumnVisibility(
    inView(columns, view),
    isScored ? 'customers-scored' : viewId === undefined ? 'customers' : `customers.${viewId}`,
  );
  const asked = shownFields
    .map(({ key }) => key)
    .filter((key) => visibility[fieldColumnId(key)] === true)
    .slice(0, MAX_FIELDS)
    .join(',');
  const where = JSON.stringify(narrowed);
  const wanted = useMemo<CustomerFilter>(
    () => ({
      // `as`: the text is what was just made of it
      ...(JSON.parse(where) as CustomersSearch),
      text: text.trim(),
      fieldFilters,
      fields: asked === '' ? [] : asked.split(','),
    }),
    [where, text, fieldFilters, asked],
  );
  const { first: list, filter } = useFirstPage(useDeferredValue(wanted));
  useEffect(() => rememberList(filter), [filter]);
  const page = list.data;
  const count = page === undefined || page.nextCursor !== null ? null : page.rows.length;
  const total = page?.total ?? count;
  const definition = definitionOf(search, {
    fieldFilters,
    columns: isScored ? null : keptColumns(columns, visibility),
  });
  const hasFilter = isNarrowed(search) || text !== '' || fieldFilters.length > 0;
  const note = !list.isSuccess
    ? undefined
    : total === null
      ? t('customers.atLeast', { rows: formatNumber(page?.rows.length ?? 0, locale) })
      : t(hasFilter ? 'customers.found' : 'customers.count', { total: formatNumber(total, locale) });
  return (
    <Page
      title={t('customers.title')}
      note={note}
      isFilled
      actions={
        <>
          {may('customers.review') ? <Link to="/reviews">{t('reviews.link')}</Link> : null}
          {may('relations.write') ? <Link to="/relations">{t('relations.suggestions')}</Link> : null}
          <Link to="/quality">{t('quality.link')}</Link>
          <Link to="/organisations">{t('people.organisationsLink')}</Link>
          {isScored || text !== '' ? null : (
            <ExportButton kind="customers" filter={exportFilter(search, fieldFilters)} />
          )}
          <NewCustomerButton />
        </>
      }
    >
      <ViewTabs
        current={viewId}
        definition={definition}
        isChanged={view === undefined || definition === null || !isSameDefinition(definition, view.definition)}
        onView={state.openView}
      />
      <div className="toolbar">
        <SearchField
          text={text}
          onText={state.setText}
          label={t('customers.search')}
          hint={t('customers.searchHint')}
        />
        {isNarrow ? null : <AddFilter onFilter={state.filterBy} onField={state.filterByField} />}
        <span className="grow" />
        {isScored || text !== '' || isNarrow ? null : (
          <SortSelect value={search.sort ?? 'newest'} onSort={(sort) => state.filterBy({ sort })} />
        )}
        {isNarrow ? null : <ColumnChooser columns={columns} visibility={visibility} onShow={show} onReset={reset} />}
      </div>
      <Chips search={search} fieldFilters={fieldFilters} onClear={state.clear} onClearField={state.clearField} />
      {selection === null || selection.ids.size === 0 ? null : (
        <BulkBar ids={selection.ids} onClear={clearSelection} onDone={setDone} />
      )}
      {done === null ? null : (
        <UndoLine
          text={done.text}
          onUndo={done.undo === null ? undefined : () => done.undo?.()}
          onGone={() => setDone(null)}
        />
      )}
      {isScored && map.data?.freshness.stale === true ? (
        <Notice>
          {map.data.freshness.upTo === null
            ? t('common.staleUnknown')
            : t('common.stale', { when: formatInstant(map.data.freshness.upTo) })}
        </Notice>
      ) : null}
      {list.isPending ? <Skeleton shape="rows" /> : null}
      {list.isError && page === undefined ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {page?.rows.length === 0 ? <Nobody hasFilter={hasFilter} onClear={state.clearAll} /> : null}
      {page !== undefined && page.rows.length > 0 ? (
        <SelectionContext value={selection}>
          <CustomersGrid
            key={listKeyOf(filter)}
            filter={filter}
            rights={rights}
            total={total}
            columns={columns}
            visibility={visibility}
            peekedId={search.peek ?? null}
            onOpen={(row) => void navigate({ to: '/customers/$customerId', params: { customerId: row.id } })}
            onPeek={(row) => state.setPeek(row.id)}
            onSelect={selection === null ? undefined : (row) => selection.onToggle(row.id)}
            onClose={() => state.setPeek(null)}
          />
        </SelectionContext>
      ) : null}
      {search.peek === undefined ? null : <CustomerPeek id={search.peek} onClose={() => state.setPeek(null)} />}
    </Page>
  );
}

function SortSelect({
  value,
  onSort,
}: {
  readonly value: CustomerSort;
  readonly onSort: (sort: CustomerSort) => void;
}) {
  const { t } = useTranslation();
  return (
    <Select<CustomerSort>
      aria-label={t('people.sort')}
      value={value}
      onChange={onSort}
      popupMatchSelectWidth={false}
      options={CUSTOMER_SORTS.map((sort) => ({ value: sort, label: t(`people.sorts.${sort}`) }))}
    />
  );
}

function Nobody({ hasFilter, onClear }: { readonly hasFilter: boolean; readonly onClear: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  return hasFilter ? (
    <Empty icon="search" title={t('customers.noneTitle')} body={t('customers.noneBody')}>
      <Button onClick={onClear}>{t('customers.clear')}</Button>
    </Empty>
  ) : (
    <Empty icon="people" title={t('customers.emptyTitle')} body={t('customers.emptyBody')}>
      {may('imports.write') ? <Link to="/imports/new">{t('nav.newImport')}</Link> : null}
    </Empty>
  );
}
