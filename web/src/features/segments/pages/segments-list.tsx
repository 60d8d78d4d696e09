import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { FactCard } from '../../../ui/fact-card.tsx';
import { Grid } from '../../../ui/grid/grid.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Page } from '../../../ui/page.tsx';
import { MiddleText } from '../../../ui/parts.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { segmentsQuery, sizesQuery } from '../api.ts';
import { StrategyMark } from '../list/strategy-mark.tsx';
import { changeOf, daysSince, signed } from '../list/trend.tsx';
import { type ListedSegment, StateMark, useSegmentColumns } from '../list/use-segment-columns.tsx';
import { ListsView } from '../lists/lists-view.tsx';
import { NewSegmentButton } from '../new-segment-button.tsx';
import { SegmentsTabs } from '../segments-tabs.tsx';
import '../segments.css';
import { useArchive } from '../use-archive.ts';

const route = getRouteApi('/shell/segments');
const TREND_DAYS = 30;
/** Segments that are being worked out say so, and then their number. */
const WATCH_MS = 2000;

function SegmentCard({ row }: { readonly row: ListedSegment }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const change = row.days === null ? null : changeOf(row.days);
  return (
    <FactCard name={<MiddleText text={row.name} max={26} />}>
      <span className="figures">{t('common.people', { count: row.members })}</span>
      <span className="quiet small">
        <StateMark row={row} labels={{ draft: t('segments.draft'), stale: t('segments.stale') }} />
        <StrategyMark row={row} />
        {row.state === 'draft' || row.stale ? ' ' : null}
        {t(`segments.refreshes.${row.refresh}`)}
      </span>
      <span className="quiet small figures">
        {change === null ? '' : t('segments.trendOf', { change: signed(change, locale) })}
      </span>
    </FactCard>
  );
}

const cardOf = (row: ListedSegment) => <SegmentCard row={row} />;

/** All segments, and the lists of people beside them. */
export function SegmentsListPage() {
  const { t } = useTranslation();
  const { show = 'segments' } = route.useSearch();
  const list = useQuery({
    ...segmentsQuery(),
    refetchInterval: (query) =>
      query.state.data?.items.some(({ stale, state }) => stale && state === 'saved') === true ? WATCH_MS : false,
  });
  const total = list.data?.items.length ?? 0;
  return (
    <Page
      title={t('segments.title')}
      note={list.data === undefined || total === 0 ? undefined : formatNumber(total, currentLocale())}
      isFilled
      actions={total === 0 && show === 'segments' ? undefined : <NewSegmentButton />}
    >
      <SegmentsTabs here={show} isPadded />
      {show === 'lists' ? <ListsView /> : null}
      {show === 'segments' && list.isPending ? <Skeleton shape="rows" /> : null}
      {show === 'segments' && list.isError && list.data === undefined ? (
        <div className="padded">
          <Failure error={list.error} onRetry={() => void list.refetch()} />
        </div>
      ) : null}
      {show === 'segments' && list.isSuccess && total === 0 ? (
        <Empty icon="segments" title={t('segments.emptyTitle')} body={t('segments.emptyBody')}>
          <NewSegmentButton />
        </Empty>
      ) : null}
      {show === 'segments' && total > 0 ? (
        <SegmentsGrid items={list.data?.items ?? []} canWrite={list.data?.can.write === true} />
      ) : null}
    </Page>
  );
}

function SegmentsGrid({
  items,
  canWrite,
}: {
  readonly items: readonly Omit<ListedSegment, 'days'>[];
  readonly canWrite: boolean;
}) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const archive = useArchive();
  const { q = '' } = route.useSearch();
  const [text, setText] = useState(q);
  const find = (next: string): void => {
    setText(next);
    void navigate({ search: ({ q: _, ...old }) => (next === '' ? old : { ...old, q: next }), replace: true });
  };
  const needle = useDeferredValue(text.trim().toLowerCase());
  const sizes = useQuery(sizesQuery({ days: TREND_DAYS }));
  const locale = currentLocale();
  const rows = useMemo(() => {
    const days = new Map(sizes.data?.items.map((item) => [item.segmentId, item.days]));
    return items
      .filter((row) =>
        `${row.name} ${row.owner} ${row.note ?? ''} ${row.sentence[locale]}`.toLowerCase().includes(needle),
      )
      .map((row): ListedSegment => {
        const found = days.get(row.id);
        return { ...row, days: found === undefined ? null : daysSince(found, row.createdAt) };
      });
  }, [items, sizes.data, needle, locale]);
  const onCopy = useCallback(
    (row: ListedSegment) => void navigate({ to: '/segments/new', search: { from: row.id } }),
    [navigate],
  );
  const onArchive = useCallback((row: ListedSegment) => void archive(row), [archive]);
  const columns = useSegmentColumns({ canWrite, onCopy, onArchive });
  return (
    <>
      <div className="toolbar">
        <Input
          className="search-field"
          allowClear
          prefix={<Icon name="search" />}
          aria-label={t('segments.search')}
          placeholder={t('segments.search')}
          value={text}
          onChange={(event) => find(event.target.value)}
        />
      </div>
      {rows.length === 0 ? (
        <Empty icon="search" title={t('segments.noneTitle')}>
          <Button onClick={() => find('')}>{t('customers.clear')}</Button>
        </Empty>
      ) : (
        <Grid
          label={t('segments.grid')}
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          total={rows.length}
          card={cardOf}
          onOpen={(row) => void navigate({ to: '/segments/$segmentId', params: { segmentId: row.id } })}
          memoryKey="segments"
        />
      )}
    </>
  );
}
