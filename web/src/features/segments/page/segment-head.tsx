import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type Refresh, refreshSegment, updateSegment } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client.ts';
import { explainFailure } from '../../../api/problem.ts';
import { formatInstant } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { ProgressLine } from '../../../ui/parts.tsx';
import { ExportButton } from '../../exports/export-button.tsx';
import { type SegmentDetail, segmentQuery, segmentsKey } from '../api.ts';
import { RefreshSelect } from '../edit/refresh-select.tsx';
import { CostText } from '../list/refresh-cost.tsx';
import { SegmentMenu } from '../list/segment-menu.tsx';
import { StateMark } from '../list/use-segment-columns.tsx';
import { ownerText } from '../owner-text.ts';
import { useArchive } from '../use-archive.ts';

const WATCH_MS = 1000;

/** Asks for everybody to be looked at again, and waits until that is done. */
function useRefreshNow({ id, refreshedAt }: SegmentDetail) {
  const client = useQueryClient();
  const [since, setSince] = useState<{ readonly refreshedAt: string | null } | null>(null);
  const ask = useMutation({
    mutationFn: () => call(refreshSegment, { params: { id } }),
    onSuccess: () => setSince({ refreshedAt }),
  });
  const isRunning = since !== null && since.refreshedAt === refreshedAt;
  useEffect(() => {
    if (!isRunning) {
      return undefined;
    }
    const timer = window.setInterval(
      () => void client.invalidateQueries({ queryKey: segmentQuery(id).queryKey }),
      WATCH_MS,
    );
    return () => window.clearInterval(timer);
  }, [isRunning, client, id]);
  return { ask, isRunning };
}

/** Its name, its rule in words, what can be done with it. */
export function SegmentHead({ segment }: { readonly segment: SegmentDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const archive = useArchive();
  const { id, name, note, rule, state, version } = segment;
  const { ask, isRunning } = useRefreshNow(segment);
  const change = useMutation({
    mutationFn: (refresh: Refresh) =>
      call(updateSegment, { params: { id }, body: { name, note, rule, state, refresh, baseVersion: version } }),
    onSuccess: () => client.invalidateQueries({ queryKey: segmentsKey }),
  });
  const isWaiting = segment.stale && segment.state === 'saved';
  const failure = ask.error ?? change.error;
  return (
    <header className="segment-head">
      <div className="segment-title">
        <h1>{name}</h1>
        <StateMark row={segment} labels={{ draft: t('segments.draft'), stale: t('segments.stale') }} />
        <div className="page-actions">
          {segment.can.write ? (
            <>
              <RefreshSelect value={segment.refresh} onChange={(refresh) => change.mutate(refresh)} />
              <Button loading={ask.isPending || isRunning} onClick={() => ask.mutate()}>
                {t('segments.refreshNow')}
              </Button>
            </>
          ) : null}
          <ExportButton kind="segment_members" filter={{ segmentId: id }} />
          {segment.can.write ? (
            <>
              <Button
                type="primary"
                onClick={() => void navigate({ to: '/segments/$segmentId/edit', params: { segmentId: id } })}
              >
                {t('segments.edit')}
              </Button>
              <SegmentMenu
                name={name}
                onCopy={() => void navigate({ to: '/segments/new', search: { from: id } })}
                onArchive={() =>
                  void archive(segment).then((isDone) =>
                    isDone ? navigate({ to: '/segments', search: {} }) : undefined,
                  )
                }
              />
            </>
          ) : null}
        </div>
      </div>
      {isWaiting || isRunning ? <ProgressLine share={null} label={t('segments.working')} /> : null}
      <p className="segment-sentence">{segment.sentence[currentLocale()]}</p>
      {note === null ? null : <p className="quiet">{note}</p>}
      <p className="quiet small figures" role="status">
        {isWaiting || isRunning
          ? t('segments.working')
          : segment.refreshedAt === null
            ? t('segments.neverRefreshed')
            : t('segments.refreshedAt', { when: formatInstant(segment.refreshedAt) })}
        {segment.lastRun === null ? null : (
          <>
            {' · '}
            <CostText cost={segment.lastRun} />
          </>
        )}
        {' · '}
        {t('segments.madeBy', { who: ownerText(segment.owner, t), version })}
      </p>
      {failure === null ? null : (
        <p className="field-fault" role="alert">
          {explainFailure(failure)}
        </p>
      )}
    </header>
  );
}
