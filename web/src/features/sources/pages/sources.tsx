import { useQuery } from '@tanstack/react-query';
import type { Source } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { ProgressLine } from '../../../ui/parts.tsx';
import { RowMenu } from '../../../ui/row-menu.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { sourcesQuery } from '../api.ts';
import { RemoveDialog } from '../remove-dialog.tsx';
import { SourceForm } from '../source-form.tsx';
import '../sources.css';
import '../../../ui/lines.css';

/** Where data about customers comes from: whose it is, by which right, how much, and the way to let it go. */
export function SourcesPage() {
  const { t } = useTranslation();
  const list = useQuery(sourcesQuery());
  const [open, setOpen] = useState<Source | 'new' | null>(null);
  const [removing, setRemoving] = useState<Source | null>(null);
  const items = list.data?.items ?? [];
  const mayWrite = list.data?.can.write === true;
  const add = (
    <Button type="primary" onClick={() => setOpen('new')}>
      {t('sources.new')}
    </Button>
  );
  return (
    <SettingsFrame
      title={t('sources.title')}
      lead={t('sources.lead')}
      {...(mayWrite && items.length > 0 ? { actions: add } : {})}
    >
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError && items.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? (
        <Empty icon="import" title={t('sources.emptyTitle')} body={t('sources.emptyBody')}>
          {mayWrite ? add : null}
        </Empty>
      ) : null}
      <ul className="line-list">
        {items.map((source) => (
          <li key={source.source}>
            <SourceSummary source={source} />
            <span className="source-counts">
              <span>{t('sources.customers', { total: formatNumber(source.customers, currentLocale()) })}</span>
              <span className="quiet small">
                {t('sources.records', { total: formatNumber(source.records, currentLocale()) })}
              </span>
            </span>
            {mayWrite ? (
              <RowMenu
                name={source.label[currentLocale()]}
                items={[
                  {
                    key: 'edit',
                    label: t(source.described ? 'sources.edit' : 'sources.describe'),
                    onChoose: () => setOpen(source),
                  },
                  ...(source.records === 0 || source.removal?.status === 'running'
                    ? []
                    : [
                        {
                          key: 'remove',
                          label: t('sources.remove'),
                          onChoose: () => setRemoving(source),
                          isApart: true,
                        },
                      ]),
                ]}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {open === null ? null : (
        <SourceForm
          key={open === 'new' ? '' : open.source}
          source={open === 'new' ? null : open}
          onClose={() => setOpen(null)}
        />
      )}
      {removing === null ? null : <RemoveDialog source={removing} onClose={() => setRemoving(null)} />}
    </SettingsFrame>
  );
}

function SourceSummary({ source }: { readonly source: Source }) {
  const { t } = useTranslation();
  const name = source.label[currentLocale()];
  const { removal } = source;
  const parts = [
    t(`sources.kinds.${source.kind}`),
    source.provider,
    source.basis,
    source.obtainedOn === null ? null : t('sources.obtained', { date: source.obtainedOn }),
    source.contact,
  ].filter((part) => part !== null);
  return (
    <span className="source-name">
      <span>
        <strong>{name}</strong> {name === source.source ? null : <code className="quiet small">{source.source}</code>}
      </span>
      <span className="quiet small">{source.described ? parts.join(' · ') : t('sources.undescribed')}</span>
      {removal?.status === 'running' ? (
        <>
          <span className="quiet small">{t('sources.removing', { done: removal.done, total: removal.records })}</span>
          <ProgressLine
            share={removal.records === 0 ? null : Math.min(1, removal.done / removal.records)}
            label={t('sources.removing', { done: removal.done, total: removal.records })}
          />
        </>
      ) : null}
    </span>
  );
}
