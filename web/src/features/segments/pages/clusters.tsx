import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatDate, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { FactCard } from '../../../ui/fact-card.tsx';
import { Grid } from '../../../ui/grid/grid.tsx';
import { Page } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { NameForm } from '../../insight/name-form.tsx';
import { type Clustering, clusteringsKey, clusteringsQuery, requestClustering } from '../clusters/api.ts';
import { Clusters } from '../clusters/clusters.tsx';
import { useRunColumns } from '../clusters/use-run-columns.tsx';
import { SegmentsTabs } from '../segments-tabs.tsx';

const route = getRouteApi('/shell/segments/clusters');

/** Groups of customers that the data themselves fall into, and the runs that found them. */
export function ClustersPage() {
  const { t } = useTranslation();
  const may = useMay();
  const runs = useQuery(clusteringsQuery());
  const items = runs.data?.items ?? [];
  const [isStarting, setIsStarting] = useState(false);
  const canStart = may('segments.write');
  return (
    <Page
      title={t('clusterings.title')}
      actions={
        canStart && !isStarting ? (
          <Button type="primary" onClick={() => setIsStarting(true)}>
            {t('clusterings.start')}
          </Button>
        ) : null
      }
    >
      <SegmentsTabs here="clusters" />
      {isStarting ? <Starting onDone={() => setIsStarting(false)} /> : null}
      {runs.isPending ? <Skeleton shape="rows" /> : null}
      {runs.isError ? <Failure error={runs.error} onRetry={() => void runs.refetch()} /> : null}
      {runs.isSuccess && items.length === 0 ? (
        <Empty icon="segments" title={t('clusterings.none')} body={t('clusterings.noneBody')} />
      ) : null}
      {items.length === 0 ? null : <Runs items={items} />}
    </Page>
  );
}

function Starting({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  const [now] = useState(() => new Date().toISOString());
  const start = useMutation({
    mutationFn: (name: string) => requestClustering(name, key),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: clusteringsKey });
      onDone();
    },
  });
  return (
    <NameForm
      label={t('clusterings.name')}
      usual={t('clusterings.usualName', { date: formatDate(now) })}
      missing={t('clusterings.nameMissing')}
      isSaving={start.isPending}
      error={start.error}
      onSave={(name) => start.mutate(name)}
      onCancel={onDone}
    />
  );
}

function Runs({ items }: { readonly items: readonly Clustering[] }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useRunColumns();
  const shown = items.find(({ id }) => id === search.run) ?? items.find(({ state }) => state === 'done');
  return (
    <>
      {shown === undefined ? null : <Clusters key={shown.id} run={shown} />}
      <h2 className="cluster-log">{t('clusterings.log')}</h2>
      <Grid
        label={t('clusterings.log')}
        columns={columns}
        rows={items}
        rowId={(row) => row.id}
        total={items.length}
        card={(row) => (
          <FactCard name={row.name}>
            <span>{t(`clusterings.states.${row.state}`)}</span>
            <span className="quiet">{formatDate(row.createdAt)}</span>
            <span className="figures">
              {row.result === null ? '–' : t('clusterings.found', { count: row.result.k })}{' '}
              {row.result === null ? '' : formatNumber(row.result.silhouette, locale, 2)}
            </span>
          </FactCard>
        )}
        onOpen={(row) => void navigate({ search: { run: row.id }, resetScroll: false })}
        memoryKey="clusterings"
      />
    </>
  );
}
