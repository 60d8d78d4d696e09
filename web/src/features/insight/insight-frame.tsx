import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { openInsightPages } from '../../app/insight-pages.ts';
import type { Drill } from '../../app/insight-search.ts';
import { useMay } from '../../app/use-me.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Page } from '../../ui/page.tsx';
import './insight.css';
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
  const { t } = useTranslation();
  const pages = openInsightPages(useMay());
  const { search, change } = useInsightSearch();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    nav.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, []);
  return (
    <Page title={title} note={note} actions={actions}>
      <nav ref={nav} className="insight-pages" aria-label={t('nav.insight')}>
        {pages.map((page) => (
          <Link key={page.id} to={page.to} activeOptions={{ includeSearch: false }}>
            {page.label[currentLocale()]}
          </Link>
        ))}
      </nav>
      {children}
      {search.drill === undefined ? null : (
        <PeoplePanel drill={search.drill} clicked={clicked} onClose={() => change({ drill: undefined })} />
      )}
    </Page>
  );
}
