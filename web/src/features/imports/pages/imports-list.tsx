import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatInstant, formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { FactCard } from '../../../ui/fact-card.tsx';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { Page } from '../../../ui/page.tsx';
import { useGridPages } from '../../../ui/paged-list.tsx';
import { MiddleText } from '../../../ui/parts.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { type ImportRun, importKindsQuery, importsQuery } from '../api.ts';
import { ImportStatusMark } from '../import-status.tsx';
import '../imports.css';

function useImportColumns(): readonly GridColumn<ImportRun>[] {
  const { t } = useTranslation();
  const locale = currentLocale();
  const kinds = useQuery(importKindsQuery());
  const labels = kinds.data?.items;
  return useMemo<readonly GridColumn<ImportRun>[]>(
    () => [
      {
        id: 'file',
        header: t('imports.file'),
        width: 220,
        grow: 2,
        cell: (run) => (
          <Link className="import-name" to="/imports/$importId" params={{ importId: run.id }} tabIndex={-1}>
            <MiddleText text={run.fileName === '' ? run.source : run.fileName} max={36} />
          </Link>
        ),
      },
      {
        id: 'kind',
        header: t('imports.kind'),
        width: 96,
        cell: (run) => labels?.find((kind) => kind.name === run.kind)?.label[locale] ?? run.kind,
      },
      {
        id: 'source',
        header: t('imports.source'),
        width: 136,
        grow: 1,
        cell: (run) => <MiddleText text={run.source} max={22} />,
      },
      {
        id: 'status',
        header: t('imports.status'),
        width: 136,
        cell: (run) => (
          <>
            <ImportStatusMark status={run.status} />
            {run.status === 'running' ? (
              <span className="quiet figures import-share">{formatShare(run.progress, locale)}</span>
            ) : null}
          </>
        ),
      },
      {
        id: 'rows',
        header: t('imports.rows'),
        width: 104,
        isNumber: true,
        cell: (run) => formatNumber(run.rows, locale),
      },
      {
        id: 'accepted',
        header: t('imports.accepted'),
        width: 104,
        isNumber: true,
        cell: (run) => formatNumber(run.accepted, locale),
      },
      {
        id: 'rejected',
        header: t('imports.rejected'),
        width: 96,
        isNumber: true,
        cell: (run) => (
          <span className={run.rejected > 0 ? 'is-warning' : undefined}>{formatNumber(run.rejected, locale)}</span>
        ),
      },
      {
        id: 'created',
        header: t('imports.created'),
        width: 148,
        isNumber: true,
        cell: (run) => formatInstant(run.createdAt),
      },
    ],
    [t, locale, labels],
  );
}

function ImportCard({ run }: { readonly run: ImportRun }) {
  const { t } = useTranslation();
  return (
    <FactCard name={<MiddleText text={run.fileName === '' ? run.source : run.fileName} max={24} />}>
      <span className="figures small">{t('imports.rowsDone', { rows: formatNumber(run.rows, currentLocale()) })}</span>
      <span className="small">
        <ImportStatusMark status={run.status} />
      </span>
      <span className="quiet small figures">{formatInstant(run.createdAt)}</span>
    </FactCard>
  );
}

/** Every file that came in, newest first. */
export function ImportsListPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const list = useInfiniteQuery(importsQuery());
  const columns = useImportColumns();
  const { rows, more, foot } = useGridPages(list);
  const total = list.data?.pages[0]?.total ?? null;
  const start = may('imports.write') ? (
    <Button type="primary" onClick={() => void navigate({ to: '/imports/new' })}>
      {t('nav.newImport')}
    </Button>
  ) : null;
  return (
    <Page
      title={t('imports.title')}
      note={total === null ? undefined : formatNumber(total, currentLocale())}
      {...(rows.length > 0 && start !== null ? { actions: start } : {})}
      isFilled
    >
      {list.isPending ? <Skeleton shape="rows" /> : null}
      {list.isError && rows.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && rows.length === 0 ? (
        <Empty icon="import" title={t('imports.emptyTitle')} body={t('imports.emptyBody')}>
          {start}
        </Empty>
      ) : null}
      {rows.length > 0 ? (
        <Grid
          label={t('imports.grid')}
          columns={columns}
          rows={rows}
          rowId={(run) => run.id}
          total={total}
          card={(run) => <ImportCard run={run} />}
          onOpen={(run) => void navigate({ to: '/imports/$importId', params: { importId: run.id } })}
          onEndReached={more}
          memoryKey="imports"
          foot={foot}
        />
      ) : null}
    </Page>
  );
}
