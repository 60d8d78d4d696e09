import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { FactCard } from '../../ui/fact-card.tsx';
import type { GridColumn } from '../../ui/grid/columns.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import { MoreButton } from '../../ui/paged-list.tsx';
import { MiddleText } from '../../ui/parts.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { type ImportFault, importFaultsQuery } from './api.ts';

function FaultCard({ fault }: { readonly fault: ImportFault }) {
  const { t } = useTranslation();
  return (
    <FactCard
      name={
        <span className="figures">
          {t('imports.rowNumber', { row: formatNumber(fault.row, currentLocale()) })}
          {fault.column === null ? '' : ` · ${fault.column}`}
        </span>
      }
    >
      <span className="is-failed">
        <MiddleText text={fault.value ?? ''} max={24} />
      </span>
      <span className="is-wide small">{fault.reason}</span>
    </FactCard>
  );
}

/** Rejected rows with their reasons, and the file to correct them in. */
export function ImportFaults({ importId, rejected }: { readonly importId: string; readonly rejected: number }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const faults = useInfiniteQuery(importFaultsQuery(importId));
  const pages = faults.data?.pages;
  const rows = useMemo(() => (pages ?? []).flatMap((page) => page.items), [pages]);
  const columns = useMemo<readonly GridColumn<ImportFault>[]>(
    () => [
      {
        id: 'row',
        header: t('imports.faultRow'),
        width: 96,
        isNumber: true,
        cell: (fault) => formatNumber(fault.row, locale),
      },
      {
        id: 'column',
        header: t('imports.faultColumn'),
        width: 144,
        cell: (fault) => <MiddleText text={fault.column ?? t('common.none')} max={20} />,
      },
      {
        id: 'value',
        header: t('imports.faultValue'),
        width: 176,
        cell: (fault) => <MiddleText text={fault.value || t('common.none')} max={24} />,
      },
      {
        id: 'reason',
        header: t('imports.faultReason'),
        width: 320,
        grow: 1,
        cell: (fault) => <MiddleText text={fault.reason} max={90} />,
      },
    ],
    [t, locale],
  );
  const download = (
    <a className="download" href={`/api/v1/imports/${importId}/errors.csv`} download>
      <Icon name="download" size={14} />
      {t('imports.download')}
    </a>
  );
  return (
    <Section title={t('imports.faults')} note={formatNumber(rejected, locale)} actions={download}>
      {faults.isPending ? <Skeleton shape="rows" /> : null}
      {faults.isError && rows.length === 0 ? (
        <Failure error={faults.error} onRetry={() => void faults.refetch()} />
      ) : null}
      {rows.length > 0 ? (
        <Grid
          label={t('imports.faultsGrid')}
          columns={columns}
          rows={rows}
          rowId={(fault) => `${fault.row}:${fault.column ?? ''}:${fault.code}`}
          total={pages?.[0]?.total ?? null}
          card={(fault) => <FaultCard fault={fault} />}
          isFlowing
        />
      ) : null}
      <MoreButton list={faults} label={t('imports.moreFaults')} />
    </Section>
  );
}
