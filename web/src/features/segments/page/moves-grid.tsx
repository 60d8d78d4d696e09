import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatInstant } from '../../../i18n/format.ts';
import { FactCard } from '../../../ui/fact-card.tsx';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { useGridPages } from '../../../ui/paged-list.tsx';
import { MiddleText } from '../../../ui/parts.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { type Move, movesQuery, type SegmentDetail } from '../api.ts';

const CAUSES = ['refresh', 'rule_changed'] as const;

/** Why somebody moved, for people: what we know a word for, else that something happened. */
function useCause(): (move: Move) => string {
  const { t } = useTranslation();
  return ({ cause, version }) => {
    const known = CAUSES.find((one) => one === cause);
    if (known === 'rule_changed') {
      return t('segments.causes.rule_changed', { version });
    }
    if (known === 'refresh') {
      return t('segments.causes.refresh');
    }
    const [module] = cause.split('.');
    const about = (['commerce', 'customers', 'behaviour', 'segments'] as const).find((one) => one === module);
    return t(`segments.causes.${about ?? 'other'}`);
  };
}

function useMoveColumns(): readonly GridColumn<Move>[] {
  const { t } = useTranslation();
  const causeOf = useCause();
  return [
    {
      id: 'name',
      header: t('customers.name'),
      width: 180,
      grow: 2,
      cell: (row) => <MiddleText text={row.name ?? row.account ?? t('customers.unnamed')} max={30} />,
    },
    {
      id: 'what',
      header: t('segments.move'),
      width: 96,
      cell: (row) => (
        <span className={row.entered ? 'move is-in' : 'move is-out'}>
          {t(row.entered ? 'segments.entered' : 'segments.leftIt')}
        </span>
      ),
    },
    { id: 'why', header: t('segments.cause'), width: 200, grow: 2, cell: (row) => causeOf(row) },
    { id: 'at', header: t('segments.at'), width: 160, isNumber: true, cell: (row) => formatInstant(row.at) },
  ];
}

function MoveCard({ row }: { readonly row: Move }) {
  const { t } = useTranslation();
  const causeOf = useCause();
  return (
    <FactCard name={<MiddleText text={row.name ?? row.account ?? t('customers.unnamed')} max={26} />}>
      <span className={row.entered ? 'move is-in' : 'move is-out'}>
        {t(row.entered ? 'segments.entered' : 'segments.leftIt')}
      </span>
      <span className="quiet small">{causeOf(row)}</span>
      <span className="quiet small figures">{formatInstant(row.at)}</span>
    </FactCard>
  );
}

const cardOf = (row: Move) => <MoveCard row={row} />;

/** Who entered and left, the latest first, and because of what. */
export function MovesGrid({ segment }: { readonly segment: SegmentDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const moves = useInfiniteQuery(movesQuery(segment.id));
  const columns = useMoveColumns();
  const { rows, more, foot } = useGridPages(moves);
  if (moves.isPending) {
    return <Skeleton shape="rows" />;
  }
  if (moves.isError && rows.length === 0) {
    return <Failure error={moves.error} onRetry={() => void moves.refetch()} />;
  }
  if (rows.length === 0) {
    return <Empty icon="clock" title={t('segments.noMoves')} />;
  }
  return (
    <div className="segment-grid" style={{ ['--rows' as string]: rows.length }}>
      <Grid
        label={t('segments.tabs.moves')}
        columns={columns}
        rows={rows}
        rowId={(row) => `${row.customerId}${row.at}${row.entered ? '+' : '-'}`}
        card={cardOf}
        {...(may('customers.read')
          ? {
              onOpen: (row: Move) =>
                void navigate({ to: '/customers/$customerId', params: { customerId: row.customerId } }),
            }
          : {})}
        onEndReached={more}
        foot={foot}
        memoryKey={`segment-moves:${segment.id}`}
      />
    </div>
  );
}
