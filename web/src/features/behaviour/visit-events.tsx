import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { type BehaviourEvent, listCustomerEvents } from '@zhike/server/contracts';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.ts';
import { formatInstant, formatTime } from '../../i18n/format.ts';
import { MoreButton } from '../../ui/paged-list.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import './behaviour.css';
import '../../ui/lines.css';

const PAGE = 50;

const visitQuery = (customerId: string, visitId: string) =>
  infiniteQueryOptions({
    queryKey: ['behaviour', customerId, 'visit', visitId],
    queryFn: ({ pageParam, signal }) =>
      call(listCustomerEvents, {
        params: { id: customerId },
        query: { visitOf: visitId, limit: PAGE, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

/** What somebody did in one visit, the last thing first. */
export function VisitEvents({ customerId, visitId }: { readonly customerId: string; readonly visitId: string }) {
  const { t } = useTranslation();
  const visit = useInfiniteQuery(visitQuery(customerId, visitId));
  const events = (visit.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <>
      {visit.isPending ? <Skeleton shape="lines" /> : null}
      {events.length === 0 ? null : (
        <ol className="visit-events lines-below" aria-label={t('behaviour.inVisit')}>
          {events.map((event) => (
            <VisitEvent key={event.id} event={event} />
          ))}
        </ol>
      )}
      {visit.isError ? <Failure error={visit.error} onRetry={() => void visit.refetch()} /> : null}
      <MoreButton list={visit} label={t('behaviour.earlier')} />
    </>
  );
}

function VisitEvent({ event }: { readonly event: BehaviourEvent }) {
  const { t } = useTranslation();
  const { kind, name, at, title, path, sku, category, query, quantity, campaign, referrerHost } = event;
  const what = [
    kind === 'custom' ? name : null,
    query === null ? null : t('behaviour.searched', { query }),
    title ?? path,
    [category, sku].filter((part) => part !== null).join(' · ') || null,
    quantity === null || quantity === 1 ? null : `× ${quantity}`,
  ].filter((part) => part !== null);
  const from = [
    campaign === null ? null : t('behaviour.byCampaign', { campaign }),
    referrerHost === null ? null : t('behaviour.from', { host: referrerHost }),
  ].filter((part) => part !== null);
  return (
    <li>
      <time className="quiet figures" dateTime={at} title={formatInstant(at)}>
        {formatTime(at)}
      </time>
      <span className="visit-kind">{t(`behaviour.kind.${kind}`)}</span>
      <span className="visit-what" title={path ?? undefined}>
        {what.join(' · ')}
        {from.length === 0 ? null : <span className="quiet small"> {from.join(' · ')}</span>}
      </span>
    </li>
  );
}
