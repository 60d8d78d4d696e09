import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { statusOf } from '../../../api/problem.ts';
import { formatBytes, formatInstant, formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Page, Section } from '../../../ui/page.tsx';
import { ProgressLine } from '../../../ui/parts.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { type ImportRun, importKindsQuery, importQuery, isMoving } from '../api.ts';
import { ImportActions } from '../import-actions.tsx';
import { ImportFaults } from '../import-faults.tsx';
import { ImportRepeats } from '../import-repeats.tsx';
import { ImportStatusMark } from '../import-status.tsx';
import '../imports.css';
import { roundDuration, secondsLeft } from '../mapping.ts';

const route = getRouteApi('/shell/imports/$importId');

function useDuration(): (seconds: number) => string {
  const { t } = useTranslation();
  return (seconds) => {
    const { unit, count } = roundDuration(seconds);
    return t(`imports.${unit}`, { count });
  };
}

/** The line that moves: rows, rows per second, time left, what was accepted and rejected. */
function Progress({ run }: { readonly run: ImportRun }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const duration = useDuration();
  const left = secondsLeft(run);
  const isReading = run.status === 'running';
  return (
    <div className="import-progress">
      <ProgressLine share={isReading && run.progress > 0 ? run.progress : null} label={t('imports.processing')} />
      <p className="import-progress-facts figures">
        {isReading ? <strong>{formatShare(run.progress, locale)}</strong> : null}
        <span>{t('imports.rowsDone', { rows: formatNumber(run.rows, locale) })}</span>
        {run.rowsPerSecond === null ? null : (
          <span>{t('imports.speed', { rows: formatNumber(run.rowsPerSecond, locale) })}</span>
        )}
        {left === null ? null : <span>{t('imports.left', { time: duration(left) })}</span>}
        <span>{t('imports.acceptedRows', { count: run.accepted })}</span>
        {run.rejected > 0 ? (
          <span className="is-warning">{t('imports.rejectedRows', { count: run.rejected })}</span>
        ) : null}
      </p>
      <p className="quiet">{t('imports.processing')}</p>
    </div>
  );
}

/** What happened, in one sentence and its numbers. */
function Outcome({ run }: { readonly run: ImportRun }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const duration = useDuration();
  const accepted = formatNumber(run.accepted, locale);
  const titles = {
    queued: t('imports.queuedTitle'),
    running: t('imports.statuses.running'),
    undoing: t('imports.undoingTitle'),
    undone: t('imports.undoneTitle'),
    failed: t('imports.failedTitle'),
    done:
      run.rejected > 0
        ? t('imports.doneRejected', { accepted, count: run.rejected })
        : t('imports.doneTitle', { accepted }),
  } as const satisfies Readonly<Record<ImportRun['status'], string>>;
  const seconds =
    run.startedAt === null || run.finishedAt === null
      ? null
      : (new Date(run.finishedAt).getTime() - new Date(run.startedAt).getTime()) / 1000;
  return (
    <div className="import-outcome" role="status">
      <h2>{titles[run.status]}</h2>
      {run.status === 'done' ? (
        <p>
          {t('imports.doneBody', {
            added: formatNumber(run.added, locale),
            changed: formatNumber(run.changed, locale),
            same: formatNumber(run.same, locale),
          })}
          {seconds === null ? null : <span className="quiet"> {t('imports.took', { time: duration(seconds) })}</span>}
        </p>
      ) : null}
      {run.status === 'undone' ? <p>{t('imports.undoneBody')}</p> : null}
      {run.status === 'failed' ? (
        <>
          {run.failure === null ? null : <p className="import-failure">{run.failure}</p>}
          {run.canResume ? <p>{t('imports.failedBody', { accepted })}</p> : null}
        </>
      ) : null}
    </div>
  );
}

function Facts({ run }: { readonly run: ImportRun }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const kinds = useQuery(importKindsQuery());
  const kind = kinds.data?.items.find((candidate) => candidate.name === run.kind);
  const mapping = Object.entries(run.mapping);
  return (
    <Section title={t('imports.mapping')} note={mapping.length}>
      <ul className="mapping-list">
        {mapping.map(([field, header]) => (
          <li key={field}>
            <span className="quiet">{header}</span>
            <span aria-hidden="true">→</span>
            <span>{kind?.fields.find((candidate) => candidate.name === field)?.label[locale] ?? field}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** One import while it runs and after: progress, outcome, rejected rows, undo and resume. */
export function ImportRunPage() {
  const { t } = useTranslation();
  const { importId } = route.useParams();
  const queryClient = useQueryClient();
  const query = useQuery(importQuery(importId));
  const run = query.data;
  const hasSettled = run !== undefined && !isMoving(run.status);

  useEffect(() => {
    if (hasSettled) {
      // Whatever other pages showed is older than this import.
      void queryClient.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== 'intake' && queryKey[0] !== 'access',
      });
    }
  }, [hasSettled, queryClient]);

  const isGone = statusOf(query.error) === 404 || statusOf(query.error) === 400;
  const name = run === undefined ? t('imports.title') : run.fileName === '' ? run.source : run.fileName;
  return (
    <Page
      title={name}
      {...(run === undefined ? {} : { note: <ImportStatusMark status={run.status} /> })}
      isHeadless={isGone}
      actions={<Link to="/imports">{t('imports.all')}</Link>}
    >
      {query.isPending ? <Skeleton shape="lines" /> : null}
      {query.isError && isGone ? (
        <Empty isPage icon="import" title={t('errors.importGone')}>
          <Link to="/imports">{t('imports.all')}</Link>
        </Empty>
      ) : null}
      {query.isError && !isGone ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {run === undefined ? null : (
        <>
          <p className="quiet figures import-facts">
            {run.source} · {t(`imports.formats.${run.format}`)}
            {run.sheet === null ? '' : ` · ${run.sheet}`} · {formatBytes(run.bytes, currentLocale())} ·{' '}
            {formatInstant(run.createdAt)}
          </p>
          <Outcome run={run} />
          {isMoving(run.status) ? <Progress run={run} /> : null}
          <ImportActions run={run} />
          {run.rejected > 0 && !isMoving(run.status) ? (
            <ImportFaults importId={run.id} rejected={run.rejected} />
          ) : null}
          {run.repeated > 0 && !isMoving(run.status) ? (
            <ImportRepeats importId={run.id} repeated={run.repeated} />
          ) : null}
          {Object.keys(run.mapping).length === 0 ? null : <Facts run={run} />}
        </>
      )}
    </Page>
  );
}
