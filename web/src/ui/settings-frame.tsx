import { Link, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { openSettingsPages, SETTINGS_GROUPS } from '../app/settings-pages.ts';
import { useMay } from '../app/use-me.ts';
import { currentLocale } from '../i18n/i18n.ts';
import { Page } from './page.tsx';
import './settings-frame.css';

interface SettingsFrameProps {
  readonly title: string;
  /** One line: what is set here and what follows from it. */
  readonly lead?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A settings page: its neighbours at the left (in a row when narrow), what it sets at the right. */
export function SettingsFrame({ title, lead, actions, children }: SettingsFrameProps) {
  const { t } = useTranslation();
  const pages = openSettingsPages(useMay());
  const nav = useRef<HTMLElement>(null);
  // A page that is opened from another one is drawn before its link is the active one.
  const arrived = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  useEffect(() => {
    nav.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [arrived]);
  return (
    <Page title={title} actions={actions}>
      <div className="settings">
        <nav ref={nav} className="settings-pages" aria-label={t('nav.settings')}>
          {[...Map.groupBy(pages, ({ group }) => group)].map(([group, own]) => (
            <section key={group} aria-label={SETTINGS_GROUPS[group][currentLocale()]}>
              <p aria-hidden="true">{SETTINGS_GROUPS[group][currentLocale()]}</p>
              {own.map((page) => (
                <Link key={page.id} to={page.to} activeOptions={{ includeSearch: false }}>
                  {page.label[currentLocale()]}
                </Link>
              ))}
            </section>
          ))}
        </nav>
        <div className="settings-body">
          {lead === undefined ? null : <p className="quiet">{lead}</p>}
          {children}
        </div>
      </div>
    </Page>
  );
}
