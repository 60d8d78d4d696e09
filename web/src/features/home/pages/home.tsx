import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatInstant, formatProseDate } from '../../../i18n/format.ts';
import { currentLocale, withWords } from '../../../i18n/i18n.ts';
import { Page } from '../../../ui/page.tsx';
import { Empty, Failure, Notice, Skeleton } from '../../../ui/states.tsx';
import { MetricCard } from '../../insight/metric-card.tsx';
import { MetricOverTime } from '../../insight/metric-over-time.tsx';
import { PageControls, SpanWait } from '../../insight/page-controls.tsx';
import { grainOf, type Span, spanOf } from '../../insight/spans.ts';
import { useInsightSearch, useSpan, useToday } from '../../insight/use-insight.ts';
import { type Home, homeQuery } from '../api.ts';
import { GroupBars } from '../group-bars.tsx';
import '../../insight/insight.css';
import '../home.css';
import { TodoList } from '../todo-list.tsx';

/** The list of people brings the grid: it comes when it is asked for. */
const PeoplePanel = lazy(async () => ({
  default: (await withWords(() => import('../../insight/people-panel.tsx'))).PeoplePanel,
}));

const CARDS = [
  { metric: 'revenue', to: '/insight/sales' },
  { metric: 'orders', to: '/insight/sales' },
  { metric: 'average_order', to: '/insight/sales' },
  { metric: 'buyers', to: '/insight/sales' },
  { metric: 'new_customers', to: '/insight/sources' },
  { metric: 'repeat_share', to: '/insight/retention' },
] as const;

function EmptyHome() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  return (
    <Empty
      icon="import"
      title={t('home.emptyTitle')}
      body={may('imports.write') ? t('home.emptyBody') : t('home.emptyNoRight')}
    >
      {may('imports.write') ? (
        <Button type="primary" size="large" onClick={() => void navigate({ to: '/imports/new' })}>
          {t('home.emptyAction')}
        </Button>
      ) : null}
    </Empty>
  );
}

function Numbers({ page, span }: { readonly page: ReturnType<typeof useSpan>; readonly span: Span }) {
  const { t } = useTranslation();
  const may = useMay();
  const today = useToday();
  const year = spanOf({ span: 'm12' }, { asOf: page.asOf ?? today, today });
  return (
    <>
      <div className="figures-cards is-home">
        {CARDS.map(({ metric, to }) => (
          <MetricCard key={metric} metric={metric} to={to} span={span} over={grainOf(span)} currency={page.currency} />
        ))}
      </div>
      <div className="home-columns">
        <MetricOverTime
          title={t('seeing.homeMonths')}
          metric="revenue"
          by="channel"
          over="month"
          span={year}
          currency={page.currency}
          sum={t('seeing.sum')}
          height={300}
          empty={t('seeing.noOrders')}
        />
        <div className="home-side">
          <TodoList />
          {may('scores.read') ? <GroupBars /> : null}
        </div>
      </div>
    </>
  );
}

/** When something was sold last. */
function Note({ home }: { readonly home: Home }) {
  const { t } = useTranslation();
  const [now] = useState(() => new Date());
  // A business date is the same day everywhere.
  return home.newestDay === null
    ? null
    : t('home.newest', {
        when: formatProseDate(`${home.newestDay}T12:00:00Z`, { locale: currentLocale(), now, zone: 'UTC' }),
      });
}

/** The first page: the numbers that matter, how they moved, and what needs doing. */
export function HomePage() {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery(homeQuery({ imports: may('imports.read') }));
  const page = useSpan();
  const { search, change } = useInsightSearch();
  const home = query.data;
  const isEmpty = home?.isEmpty === true;
  const upTo = home?.freshness.at ?? null;
  return (
    <Page
      title={t('home.title')}
      note={home === undefined || isEmpty ? undefined : <Note home={home} />}
      {...(home === undefined || isEmpty ? {} : { actions: <PageControls page={page} hasCurrency hasAgainst /> })}
    >
      {query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {home?.freshness.stale === true && !isEmpty ? (
        <Notice>{upTo === null ? t('common.staleUnknown') : t('common.stale', { when: formatInstant(upTo) })}</Notice>
      ) : null}
      {home !== undefined && home.importsRunning > 0 ? (
        <Notice>
          <Link to="/imports">{t('home.importsRunning', { count: home.importsRunning })}</Link>
        </Notice>
      ) : null}
      {query.isPending ? (
        <>
          <Skeleton shape="figures" />
          <Skeleton shape="block" />
        </>
      ) : null}
      {isEmpty ? <EmptyHome /> : null}
      {home === undefined || isEmpty ? null : (
        <SpanWait page={page}>{(span) => <Numbers page={page} span={span} />}</SpanWait>
      )}
      {search.drill === undefined ? null : (
        <Suspense>
          <PeoplePanel drill={search.drill} onClose={() => change({ drill: undefined })} />
        </Suspense>
      )}
    </Page>
  );
}
