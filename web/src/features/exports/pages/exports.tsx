import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatInstant, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { PagedList } from '../../../ui/paged-list.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Empty } from '../../../ui/states.tsx';
import { type ExportRun, exportFileUrl, exportKindsQuery, exportsQuery } from '../api.ts';
import '../exports.css';

/** The files that the reader asked for. */
export function ExportsPage() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(exportsQuery());
  return (
    <SettingsFrame title={t('exports.title')} lead={t('exports.lead')}>
      <PagedList
        list={list}
        className="export-list"
        none={<Empty icon="download" title={t('exports.emptyTitle')} body={t('exports.emptyBody')} />}
      >
        {(run) => <ExportLine key={run.id} run={run} />}
      </PagedList>
    </SettingsFrame>
  );
}

function ExportLine({ run }: { readonly run: ExportRun }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const kinds = useQuery(exportKindsQuery());
  const kind = kinds.data?.items.find(({ name }) => name === run.kind)?.label[locale] ?? run.kind;
  return (
    <li>
      <span className="export-what">
        <strong>
          {kind} · {run.format.toUpperCase()}
        </strong>
        <span className="quiet small figures">
          {[
            formatInstant(run.createdAt),
            t('exports.rows', { rows: formatNumber(run.rows, locale) }),
            run.bytes === null ? null : formatBytes(run.bytes, locale),
            run.unmasked ? t('exports.unmasked') : null,
            run.reason,
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
        {run.failure === null ? null : <span className="is-warning small">{run.failure}</span>}
      </span>
      {run.status === 'done' && run.expiresAt !== null ? (
        <>
          <span className="quiet small">{t('exports.keptUntil', { when: formatInstant(run.expiresAt) })}</span>
          <a href={exportFileUrl(run.id)} download>
            {t('exports.download')}
          </a>
        </>
      ) : (
        <span className="quiet">{t(`exports.status.${run.status}`)}</span>
      )}
    </li>
  );
}
