import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatMonth } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { addMonths } from '../../../ui/calendar.ts';
import { FactCard } from '../../../ui/fact-card.tsx';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { useGridPages } from '../../../ui/paged-list.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { InsightFrame } from '../../insight/insight-frame.tsx';
import { formatMetricShort } from '../../insight/metric-format.ts';
import { useToday } from '../../insight/use-insight.ts';
import { PACKS_KEY, type PackHead, packsQuery, requestPack } from '../api.ts';

const idOf = (pack: PackHead): string => pack.id;
const nameOf = ({ month }: PackHead): string => formatMonth(month, { locale: currentLocale(), withYear: true });

function figureOf({ figures }: PackHead, metric: string): string {
  const found = figures.find((one) => one.metric === metric);
  return found === undefined ? '—' : formatMetricShort(found.value, { ...found, locale: currentLocale() });
}

/** The monthly packs, and a way to make that of last month when its first was missed. */
export function PacksPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const today = useToday();
  const query = useInfiniteQuery(packsQuery());
  const { rows: packs, more, foot } = useGridPages(query);
  const open = (packId: string): void => void navigate({ to: '/insight/packs/$packId', params: { packId } });
  const make = useMutation({
    mutationFn: () => requestPack(`${addMonths(today.slice(0, 7), -1)}-01`),
    onSuccess: async (pack) => {
      await client.invalidateQueries({ queryKey: PACKS_KEY });
      open(pack.id);
    },
  });
  const columns = useMemo(
    (): readonly GridColumn<PackHead>[] => [
      { id: 'month', header: t('packs.month'), width: 180, grow: 1, cell: nameOf },
      {
        id: 'revenue',
        header: t('packs.parts.sales'),
        width: 140,
        isNumber: true,
        cell: (pack) => figureOf(pack, 'revenue'),
      },
      {
        id: 'new',
        header: t('packs.parts.customers'),
        width: 140,
        isNumber: true,
        cell: (pack) => figureOf(pack, 'new_customers'),
      },
      {
        id: 'comments',
        header: t('packs.comments'),
        width: 100,
        isNumber: true,
        cell: ({ comments }) => String(comments),
      },
      {
        id: 'made',
        header: t('seeing.reports.made'),
        width: 160,
        isNumber: true,
        cell: ({ madeAt }) => formatInstant(madeAt),
      },
    ],
    [t],
  );
  return (
    <InsightFrame
      title={t('packs.title')}
      actions={
        <Button loading={make.isPending} onClick={() => make.mutate()}>
          {t('packs.make')}
        </Button>
      }
    >
      <p className="insight-lead">{t('packs.lead')}</p>
      {make.isError ? <Failure error={make.error} /> : null}
      {query.isPending ? <Skeleton shape="rows" /> : null}
      {query.isError && packs.length === 0 ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isSuccess && packs.length === 0 ? (
        <Empty icon="file" title={t('packs.emptyTitle')} body={t('packs.emptyBody')} />
      ) : null}
      {packs.length > 0 ? (
        <Grid
          label={t('packs.grid')}
          columns={columns}
          rows={packs}
          rowId={idOf}
          card={(pack) => (
            <FactCard name={nameOf(pack)}>
              <span className="figures">{figureOf(pack, 'revenue')}</span>
              <span className="quiet small figures">{formatInstant(pack.madeAt)}</span>
            </FactCard>
          )}
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
