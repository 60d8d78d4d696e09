import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { openEntryPages } from '../../app/entry-pages.ts';
import { useMay } from '../../app/use-me.ts';
import { Page } from '../../ui/page.tsx';
import './entry.css';

interface EntryFrameProps {
  readonly title: string;
  readonly lead: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page of the room of entry: its neighbours above it, when the reader has any. */
export function EntryFrame({ title, lead, actions, children }: EntryFrameProps) {
  const { t } = useTranslation();
  const pages = openEntryPages(useMay());
  return (
    <Page title={title} actions={actions}>
      {pages.length > 1 ? (
        <nav className="entry-pages" aria-label={t('nav.entry')}>
          {pages.map(({ id, to }) => (
            <Link key={id} to={to}>
              {t(`entry.pages.${id}`)}
            </Link>
          ))}
        </nav>
      ) : null}
      <p className="quiet entry-lead">{lead}</p>
      {children}
    </Page>
  );
}
