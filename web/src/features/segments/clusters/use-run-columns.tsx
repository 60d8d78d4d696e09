import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import type { Clustering } from './api.ts';

/** What the log says of a run: by whom, when, with what, and what came of it. */
export function useRunColumns(): readonly GridColumn<Clustering>[] {
  const { t } = useTranslation();
  const locale = currentLocale();
  return useMemo<readonly GridColumn<Clustering>[]>(() => {
    const figure = (of: (result: NonNullable<Clustering['result']>) => string) => (row: Clustering) =>
      row.result === null ? '–' : of(row.result);
    return [
      { id: 'name', header: t('clusterings.name'), width: 180, grow: 3, cell: (row) => row.name },
      {
        id: 'state',
        header: t('clusterings.state'),
        width: 150,
        grow: 1,
        cell: (row) =>
          row.error === 'too_few_buyers' ? t('clusterings.tooFew') : t(`clusterings.states.${row.state}`),
      },
      { id: 'asOf', header: t('clusterings.asOf'), width: 104, cell: (row) => row.asOf },
      {
        id: 'bounds',
        header: t('clusterings.bounds'),
        width: 92,
        isNumber: true,
        cell: ({ parameters }) => `${parameters.minClusters}–${parameters.maxClusters}`,
      },
      {
        id: 'k',
        header: t('clusterings.k'),
        width: 72,
        isNumber: true,
        cell: figure(({ k }) => formatNumber(k, locale)),
      },
      {
        id: 'silhouette',
        header: t('clusterings.silhouette'),
        width: 92,
        isNumber: true,
        cell: figure(({ silhouette }) => formatNumber(silhouette, locale, 2)),
      },
      {
        id: 'sampled',
        header: t('clusterings.sampled'),
        width: 92,
        isNumber: true,
        cell: figure(({ sampled }) => formatNumber(sampled, locale)),
      },
      { id: 'by', header: t('clusterings.by'), width: 110, grow: 1, cell: (row) => row.by },
      { id: 'at', header: t('clusterings.at'), width: 140, cell: (row) => formatInstant(row.createdAt) },
    ];
  }, [t, locale]);
}
