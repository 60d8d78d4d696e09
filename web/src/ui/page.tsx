import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import './page.css';

interface PageProps {
  readonly title: string;
  /** Beside the title: a count, a date. */
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** A list page: its grid takes the height that is left and scrolls by itself. */
  readonly isFilled?: boolean;
  /** Names the browser tab when the title of the page is something else, or nothing yet. */
  readonly tabTitle?: string;
  /** The page draws its own head; the title is for the tab. */
  readonly isHeadless?: boolean;
  readonly children: ReactNode;
}

/** A page: its name in the tab, one h1, actions at the right. */
export function Page({ title, note, actions, isFilled = false, tabTitle, isHeadless = false, children }: PageProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = t('app.title', { page: tabTitle ?? title });
  }, [t, title, tabTitle]);
  return (
    <div className={isFilled ? 'page is-filled' : 'page'}>
      {isHeadless ? null : (
        <header className="page-head">
          <h1>{title}</h1>
          {note === undefined ? null : <div className="page-note">{note}</div>}
          {actions === undefined ? null : <div className="page-actions">{actions}</div>}
        </header>
      )}
      {children}
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page under a hairline, with its own heading. */
export function Section({ title, note, actions, children }: SectionProps) {
  return (
    <section className="section" aria-label={title}>
      <header className="section-head">
        <h2>{title}</h2>
        {note === undefined ? null : <div className="quiet small">{note}</div>}
        {actions === undefined ? null : <div className="section-actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
