import { useTranslation } from 'react-i18next';
import type { Change } from './metric-format.ts';
import './insight.css';

/** How a figure moved against the span before: an arrow and words, no colour, which means the opposite elsewhere. */
export function ChangeMark({ change, span }: { readonly change: Change; readonly span?: string }) {
  const { t } = useTranslation();
  if (change.kind === 'none') {
    return <span className="change" />;
  }
  const against = span ?? t('seeing.before');
  if (change.kind === 'up' || change.kind === 'down') {
    return (
      <span className="change figures">
        <b>
          <span aria-hidden="true">{change.kind === 'up' ? '↑' : '↓'}</span>
          <span className="visually-hidden">{t(`seeing.${change.kind}`)}</span> {change.text}
        </b>{' '}
        {against}
      </span>
    );
  }
  return (
    <span className="change">
      <b>{t(`seeing.${change.kind}`)}</b> {against}
    </span>
  );
}
