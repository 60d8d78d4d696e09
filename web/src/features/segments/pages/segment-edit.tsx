import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { statusOf } from '../../../api/problem.ts';
import { Page } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { conditionsQuery, EVERYBODY, segmentQuery } from '../api.ts';
import { SegmentEditor } from '../edit/segment-editor.tsx';
import type { Begun } from '../edit/use-segment-writing.ts';
import '../segments.css';

const editRoute = getRouteApi('/shell/segments/$segmentId/edit');
const newRoute = getRouteApi('/shell/segments/new');

const NOTHING: Begun = { name: '', note: '', refresh: 'daily', rule: EVERYBODY, baseVersion: null };

function Frame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Page title={title} isHeadless>
      <h1 className="visually-hidden">{title}</h1>
      <div className="segment-back">
        <Link to="/segments">{t('segments.title')}</Link>
        <span className="quiet segment-here"> / {title}</span>
      </div>
      {children}
    </Page>
  );
}

/** A segment that is new: from nothing, as a copy of another, or of the people of a list. */
export function SegmentNewPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { from, list } = newRoute.useSearch();
  const conditions = useQuery(conditionsQuery());
  const source = useQuery({ ...segmentQuery(from ?? ''), enabled: from !== undefined });
  const error = conditions.error ?? source.error;
  const isReady = conditions.data !== undefined && (from === undefined || source.data !== undefined);
  const ofList: Begun = { ...NOTHING, rule: { v: 1, all: [{ is: 'segment.list', lists: [list] }] } };
  const begun =
    source.data === undefined
      ? list === undefined
        ? NOTHING
        : ofList
      : {
          name: t('segments.copyOf', { name: source.data.name }),
          note: source.data.note ?? '',
          refresh: source.data.refresh,
          rule: source.data.rule,
          baseVersion: null,
        };
  return (
    <Frame title={t('segments.new')}>
      {error === null ? null : <Failure error={error} onRetry={() => void conditions.refetch()} />}
      {error === null && !isReady ? <Skeleton shape="rows" /> : null}
      {isReady ? (
        <SegmentEditor
          key={from ?? list ?? 'new'}
          id={null}
          draftKey={`new${from ?? list ?? ''}`}
          begun={begun}
          conditions={conditions.data}
          onSaved={(segmentId) => void navigate({ to: '/segments/$segmentId', params: { segmentId } })}
          onLeave={() => void navigate({ to: '/segments', search: {} })}
        />
      ) : null}
    </Frame>
  );
}

/** A segment that there is, to be changed. */
export function SegmentEditPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { segmentId } = editRoute.useParams();
  const conditions = useQuery(conditionsQuery());
  const segment = useQuery({ ...segmentQuery(segmentId), refetchOnWindowFocus: false });
  const isGone = statusOf(segment.error) === 404 || statusOf(segment.error) === 400;
  const error = segment.error ?? conditions.error;
  const leave = (): void => void navigate({ to: '/segments/$segmentId', params: { segmentId } });
  return (
    <Frame title={segment.data?.name ?? t('segments.edit')}>
      {isGone ? <Empty icon="segments" title={t('segments.gone')} /> : null}
      {error === null || isGone ? null : (
        <Failure
          error={error}
          onRetry={() => {
            void segment.refetch();
            void conditions.refetch();
          }}
        />
      )}
      {error === null && (segment.data === undefined || conditions.data === undefined) ? (
        <Skeleton shape="rows" />
      ) : null}
      {segment.data === undefined || conditions.data === undefined || error !== null ? null : (
        <SegmentEditor
          id={segmentId}
          draftKey={segmentId}
          begun={{
            name: segment.data.name,
            note: segment.data.note ?? '',
            refresh: segment.data.refresh,
            rule: segment.data.rule,
            baseVersion: segment.data.version,
          }}
          conditions={conditions.data}
          onSaved={leave}
          onLeave={leave}
        />
      )}
    </Frame>
  );
}
