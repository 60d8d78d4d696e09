import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFailure } from '../../../api/problem.ts';
import { formatInstant } from '../../../i18n/format.ts';
import { FactCard } from '../../../ui/fact-card.tsx';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { RowMenu } from '../../../ui/row-menu.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { offerUndo } from '../../../ui/undo.ts';
import { InsightFrame } from '../../insight/insight-frame.tsx';
import { PIVOTS_KEY, type Pivot, pivotsQuery, requestArchive, requestRestore } from '../api.ts';
import '../pivots.css';

const idOf = (pivot: Pivot): string => pivot.id;

/** Puts a pivot away, with ten seconds to take it back. */
function useArchive(): (pivot: Pivot) => Promise<void> {
  const { t } = useTranslation();
  const client = useQueryClient();
  return async ({ id, name }) => {
    const again = (): Promise<void> => client.invalidateQueries({ queryKey: PIVOTS_KEY });
    try {
      await requestArchive(id);
    } catch (error) {
      offerUndo(explainFailure(error));
      return;
    }
    await again();
    offerUndo(t('pivots.archived', { name }), {
      undo: async () => {
        try {
          await requestRestore(id);
          await again();
        } catch (error) {
          offerUndo(explainFailure(error));
        }
      },
    });
  };
}

function useWhen(): (pivot: Pivot) => string {
  const { t } = useTranslation();
  return ({ nextRunAt, lastRun }) =>
    lastRun?.state === 'failed'
      ? t('pivots.lastFailed')
      : nextRunAt === null
        ? '—'
        : t('pivots.nextRun', { when: formatInstant(nextRunAt) });
}

/** The pivots of the reader and those shared with everybody. */
export function PivotsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useQuery(pivotsQuery());
  const archive = useArchive();
  const when = useWhen();
  const pivots = query.data?.items ?? [];
  const open = (id: string): void => void navigate({ to: '/insight/pivots/table', search: { id } });
  const columns = useMemo(
    (): readonly GridColumn<Pivot>[] => [
      { id: 'name', header: t('pivots.name'), width: 240, grow: 2, cell: ({ name }) => name },
      {
        id: 'owner',
        header: t('pivots.owner'),
        width: 140,
        cell: ({ isMine, owner }) => (isMine ? t('pivots.mine') : owner),
      },
      {
        id: 'shared',
        header: t('pivots.seenBy'),
        width: 110,
        cell: ({ shared }) => (shared ? t('pivots.everybody') : t('pivots.onlyOwner')),
      },
      { id: 'when', header: t('pivots.schedule'), width: 210, grow: 1, cell: when },
      {
        id: 'updated',
        header: t('pivots.updated'),
        width: 150,
        isNumber: true,
        cell: ({ updatedAt }) => formatInstant(updatedAt),
      },
      {
        id: 'menu',
        header: '',
        width: 48,
        cell: (pivot) => (
          <RowMenu
            name={pivot.name}
            items={[{ key: 'archive', label: t('pivots.archive'), onChoose: () => void archive(pivot) }]}
          />
        ),
      },
    ],
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what the functions read does not change
    [t],
  );
  return (
    <InsightFrame
      title={t('pivots.title')}
      actions={
        <Button type="primary" onClick={() => void navigate({ to: '/insight/pivots/table' })}>
          {t('pivots.new')}
        </Button>
      }
    >
      <p className="insight-lead">{t('pivots.lead')}</p>
      {query.isPending ? <Skeleton shape="rows" /> : null}
      {query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isSuccess && pivots.length === 0 ? (
        <Empty icon="columns" title={t('pivots.emptyTitle')} body={t('pivots.emptyBody')} />
      ) : null}
      {pivots.length > 0 ? (
        <Grid
          label={t('pivots.grid')}
          columns={columns}
          rows={pivots}
          rowId={idOf}
          card={(pivot) => (
            <FactCard name={pivot.name}>
              <span className="quiet small">{pivot.isMine ? t('pivots.mine') : pivot.owner}</span>
              <span className="quiet small figures">{when(pivot)}</span>
            </FactCard>
          )}
          isFlowing
          onOpen={({ id }) => open(id)}
          onPeek={({ id }) => open(id)}
        />
      ) : null}
    </InsightFrame>
  );
}
