import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { statusOf } from '../../../api/problem.ts';
import { Page, Section } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { type SegmentDetail, segmentQuery } from '../api.ts';
import { MembersGrid } from '../page/members-grid.tsx';
import { MovesGrid } from '../page/moves-grid.tsx';
import { SegmentHead } from '../page/segment-head.tsx';
import { SegmentProfile } from '../page/segment-profile.tsx';
import { SizeSection } from '../page/size-section.tsx';
import { StrategySection } from '../page/strategy-section.tsx';
import { VersionsSection } from '../page/versions-section.tsx';
import '../segments.css';

const route = getRouteApi('/shell/segments/$segmentId');
/** While it is being worked out, look again. */
const WATCH_MS = 1000;

export const SEGMENT_TABS = ['members', 'profile', 'strategy', 'moves', 'versions'] as const;
export type SegmentTab = (typeof SEGMENT_TABS)[number];

/** One segment: how many over time, who they are, who came and went, and how its rule came about. */
export function SegmentPage() {
  const { t } = useTranslation();
  const { segmentId } = route.useParams();
  const segment = useQuery({
    ...segmentQuery(segmentId),
    refetchInterval: (query) =>
      query.state.data?.stale === true && query.state.data.state === 'saved' ? WATCH_MS : false,
  });
  const isGone = statusOf(segment.error) === 404 || statusOf(segment.error) === 400;
  return (
    <Page title={segment.data?.name ?? t('segments.title')} isHeadless>
      <div className="segment-back">
        <Link to="/segments" search={{}}>
          {t('segments.title')}
        </Link>
      </div>
      {segment.data === undefined ? <h1 className="visually-hidden">{t('segments.title')}</h1> : null}
      {segment.isPending ? <Skeleton shape="rows" /> : null}
      {isGone ? <Empty icon="segments" title={t('segments.gone')} /> : null}
      {segment.isError && !isGone && segment.data === undefined ? (
        <Failure error={segment.error} onRetry={() => void segment.refetch()} />
      ) : null}
      {segment.data === undefined || isGone ? null : <Body segment={segment.data} />}
    </Page>
  );
}

function Body({ segment }: { readonly segment: SegmentDetail }) {
  const { t } = useTranslation();
  const { tab = 'members' } = route.useSearch();
  return (
    <>
      <SegmentHead segment={segment} />
      <SizeSection segment={segment} />
      <nav className="segment-tabs" aria-label={t('segments.parts')}>
        {SEGMENT_TABS.map((name) => (
          <Link
            key={name}
            to="/segments/$segmentId"
            params={{ segmentId: segment.id }}
            search={name === 'members' ? {} : { tab: name }}
            replace
            resetScroll={false}
            className={tab === name ? 'is-here' : undefined}
            {...(tab === name ? { 'aria-current': 'page' as const } : {})}
          >
            {t(`segments.tabs.${name}`)}
          </Link>
        ))}
      </nav>
      {tab === 'members' ? <MembersGrid segment={segment} /> : null}
      {tab === 'profile' ? <SegmentProfile id={segment.id} rule={segment.rule} /> : null}
      {tab === 'strategy' ? <StrategySection segmentId={segment.id} /> : null}
      {tab === 'moves' ? <MovesGrid segment={segment} /> : null}
      {tab === 'versions' ? <VersionsSection segment={segment} /> : null}
      {segment.usedBy.length === 0 ? null : (
        <Section title={t('segments.usedBy')}>
          <ul className="used-by">
            {segment.usedBy.map(({ id, name }) => (
              <li key={id}>
                <Link to="/segments/$segmentId" params={{ segmentId: id }} search={{}}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
