import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatMoney, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { FactCard } from '../../../ui/fact-card.tsx';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { useGridPages } from '../../../ui/paged-list.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { InsightFrame } from '../insight-frame.tsx';
import { type ReportHead, reportsQuery, requestReport } from '../reports-api.ts';
import { addDays } from '../spans.ts';
import { useToday } from '../use-insight.ts';

const idOf = (report: ReportHead): string => report.id;
const weekOf = ({ from, to }: Pick<ReportHead, 'from' | 'to'>): string => `${from} – ${to}`;

function revenueOf({ revenue }: ReportHead): string {
  const locale = currentLocale();
  return revenue.map(({ currency, minor }) => formatMoney(minor, { currency, locale })).join(' · ') || '—';
}

function useColumns(): readonly GridColumn<ReportHead>[] {
  const { t } = useTranslation();
  const locale = currentLocale();
  return useMemo(
    () => [
      { id: 'week', header: t('seeing.reports.week'), width: 220, grow: 1, cell: weekOf },
      {
        id: 'visits',
        header: t('seeing.reports.visits'),
        width: 120,
        isNumber: true,
        cell: (report) => formatNumber(report.visits, locale),
      },
      {
        id: 'orders',
        header: t('seeing.reports.orders'),
        width: 120,
        isNumber: true,
        cell: (report) => formatNumber(report.orders, locale),
      },
      { id: 'revenue', header: t('seeing.reports.revenue'), width: 180, isNumber: true, cell: revenueOf },
      {
        id: 'made',
        header: t('seeing.reports.made'),
        width: 160,
        isNumber: true,
        cell: (report) => formatInstant(report.madeAt),
      },
    ],
    [t, locale],
  );
}

const card = (report: ReportHead) => (
  <FactCard name={weekOf(report)}>
    <span className="figures">{revenueOf(report)}</span>
    <span className="quiet small figures">{formatInstant(report.madeAt)}</span>
  </FactCard>
);

/** The weekly channel reports, and a way to make that of last week when its Monday was missed. */
export function ReportsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const today = useToday();
  const columns = useColumns();
  const query = useInfiniteQuery(reportsQuery());
  const { rows: reports, more, foot } = useGridPages(query);
  const open = (reportId: string): void => void navigate({ to: '/insight/reports/$reportId', params: { reportId } });
  const make = useMutation({
    mutationFn: () => requestReport(addDays(today, -7)),
    onSuccess: async (report) => {
      await client.invalidateQueries({ queryKey: ['insight', 'reports'] });
      open(report.id);
    },
  });
  return (
    <InsightFrame
      title={t('seeing.reports.title')}
      actions={
        <Button loading={make.isPending} onClick={() => make.mutate()}>
          {t('seeing.reports.make')}
        </Button>
      }
    >
      <p className="insight-lead">{t('seeing.reports.lead')}</p>
      {make.isError ? <Failure error={make.error} /> : null}
      {query.isPending ? <Skeleton shape="rows" /> : null}
      {query.isError && reports.length === 0 ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isSuccess && reports.length === 0 ? (
        <Empty icon="file" title={t('seeing.reports.emptyTitle')} body={t('seeing.reports.emptyBody')} />
      ) : null}
      {reports.length > 0 ? (
        <Grid
          label={t('seeing.reports.grid')}
          columns={columns}
          rows={reports}
          rowId={idOf}
          card={card}
          isFlowing
          onOpen={({ id }) => open(id)}
          onPeek={({ id }) => open(id)}
          onEndReached={more}
          foot={foot}
        />
      ) : null}
    </InsightFrame>
  );
}
