import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Section } from '../../../ui/page.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { isAtWork, type MatchRun, requestRun, runsQuery } from './api.ts';

const SHOWN = 8;

/** The matching over all customers: start it, watch it, and how it ended before. */
export function RunsSection() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const runs = useQuery(runsQuery());
  const start = useMutation({
    mutationFn: requestRun,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['reviews'] }),
  });
  const items = runs.data?.items ?? [];
  const current = items.find(isAtWork);
  return (
    <Section
      title={t('match.runs')}
      {...(runs.data?.can.run === true
        ? {
            actions: (
              <Button
                type="primary"
                size="small"
                loading={start.isPending}
                disabled={current !== undefined}
                onClick={() => start.mutate()}
              >
                {t('match.run')}
              </Button>
            ),
          }
        : {})}
    >
      {runs.isPending ? <Skeleton shape="lines" /> : null}
      {runs.isError ? <Failure error={runs.error} onRetry={() => void runs.refetch()} /> : null}
      {start.isError ? <Failure error={start.error} /> : null}
      {start.isSuccess && current === undefined ? (
        <p role="status" className="quiet">
          {t('match.queued')}
        </p>
      ) : null}
      {current === undefined ? null : <AtWork run={current} />}
      {runs.isSuccess && items.length === 0 ? <p className="quiet">{t('match.noRuns')}</p> : null}
      <ul className="match-runs">
        {items.slice(0, SHOWN).map((run) => (
          <li key={run.id}>
            <Ended run={run} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function AtWork({ run }: { readonly run: MatchRun }) {
  const { t } = useTranslation();
  const share = run.state === 'learning' ? 0 : run.applied / Math.max(1, run.pairs);
  return (
    <div role="status">
      <p>{t(run.state === 'learning' ? 'match.learning' : 'match.applying', { done: run.applied, all: run.pairs })}</p>
      <Progress percent={Math.round(share * 100)} size="small" aria-label={t('match.runs')} />
    </div>
  );
}

function Ended({ run }: { readonly run: MatchRun }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const said =
    run.state === 'failed'
      ? t('match.failed')
      : t('match.result', {
          pairs: formatNumber(run.pairs, locale),
          proposed: formatNumber(run.proposed, locale),
          merged: formatNumber(run.merged, locale),
          heldBack: formatNumber(run.heldBack, locale),
        });
  return (
    <>
      <span className="figures">{formatInstant(run.startedAt)}</span>
      <span>
        {said}
        {run.problem === null ? null : (
          <span className="quiet small" lang="zxx">
            {' '}
            {run.problem}
          </span>
        )}
      </span>
      <span className="quiet small">
        {run.modelVersion === null ? null : t('match.version', { version: run.modelVersion })}{' '}
        {run.askedBy === 'system' ? t('match.byPlatform') : run.askedBy}
      </span>
    </>
  );
}
