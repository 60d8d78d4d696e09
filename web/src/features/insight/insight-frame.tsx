import { useQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { INSIGHT_GROUPS, type InsightGroup, insightPageAt, openInsightPages } from '../../app/insight-pages.ts';
import type { Drill } from '../../app/insight-search.ts';
import { useMay } from '../../app/use-me.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Page } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import './insight.css';
import { metricQuery } from './metric-api.ts';
import { PeoplePanel } from './people-panel.tsx';
import { useInsightSearch } from './use-insight.ts';

interface InsightFrameProps {
  readonly title: string;
  readonly note?: ReactNode;
  /** Span, currency: what all charts of the page share. */
  readonly actions?: ReactNode;
  /** The cell whose people are shown, in the words of the page. */
  readonly clicked?: (drill: Drill, people: number | null) => ReactNode;
  readonly children: ReactNode;
}

/** A page of Insight: its neighbours in a row, its charts, and the people behind a cell beside them. */
export function InsightFrame({ title, note, actions, clicked, children }: InsightFrameProps) {
  const { search, change } = useInsightSearch();
  return (
    <Page title={title} note={note} actions={actions}>
      <InsightPages />
      <NoOrdersYet />
      {children}
      {search.drill === undefined ? null : (
        <PeoplePanel drill={search.drill} clicked={clicked} onClose={() => change({ drill: undefined })} />
      )}
    </Page>
  );
}

/** What a brand without a single order does first: no other span will show it figures. */
function NoOrdersYet() {
  const { t } = useTranslation();
  const may = useMay();
  const orders = useQuery({ ...metricQuery('orders', {}), enabled: may('insight.read') });
  return orders.data?.currencies.length === 0 ? (
    <Notice>
      {t('seeing.noOrdersYet')} {may('imports.write') ? <Link to="/imports/new">{t('home.emptyAction')}</Link> : null}
    </Notice>
  ) : null;
}

/** The groups of pages, and below them the pages of the group where one is. */
function InsightPages() {
  const { t } = useTranslation();
  const locale = currentLocale();
  const pages = openInsightPages(useMay());
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const here = insightPageAt(path)?.group;
  const nav = useRef<HTMLElement>(null);
  // A page that is opened from another one is drawn before its link is the active one.
  const arrived = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  useEffect(() => {
    nav.current?.querySelector('.insight-pages .active')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [arrived]);
  // `as`: the keys of a record that is written down
  const groups = Object.keys(INSIGHT_GROUPS) as InsightGroup[];
  const firstOf = (group: InsightGroup) => pages.find((page) => page.group === group);
  return (
    <nav ref={nav} className="insight-nav" aria-label={t('nav.insight')}>
      <div className="insight-groups">
        {groups.map((group) => {
          const first = firstOf(group);
          return first === undefined ? null : (
            <Link key={group} to={first.to} className={group === here ? 'is-here' : undefined} activeProps={{}}>
              {INSIGHT_GROUPS[group][locale]}
            </Link>
          );
        })}
      </div>
      <div className="insight-pages">
        {pages
          .filter(({ group }) => group === here)
          .map((page) => (
            <Link key={page.id} to={page.to} activeOptions={{ includeSearch: false }}>
              {page.label[locale]}
            </Link>
          ))}
      </div>
    </nav>
  );
}
