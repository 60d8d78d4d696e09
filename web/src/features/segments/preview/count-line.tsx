import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import type { Preview } from '../api.ts';

interface CountLineProps {
  readonly preview: Preview;
  readonly isExact: boolean;
  readonly isOld: boolean;
  /** Conditions that are not finished and not counted yet. */
  readonly left: number;
}

/** The number, how sure it is, its part of all customers, and how long it took. */
export function CountLine({ preview, isExact, isOld, left }: CountLineProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { count, of, interval, tookMs } = preview;
  const number = formatNumber(count, locale);
  const margin = interval === undefined ? 0 : Math.ceil((interval.high - interval.low) / 2);
  const isSure = isExact || interval === undefined || margin === 0;
  return (
    <div className={isOld ? 'count is-old' : 'count'} role="status">
      <div className="count-value">
        <span className="count-number">{isSure ? number : t('segments.about', { number })}</span>
        <span className="count-unit">{t('segments.people', { count })}</span>
        {isSure ? null : <span className="count-margin">± {formatNumber(margin, locale)}</span>}
      </div>
      <div className="count-bar" aria-hidden="true">
        <span style={{ width: `${of === 0 ? 0 : Math.min(100, (count / of) * 100)}%` }} />
      </div>
      <div className="quiet small figures">
        {t('segments.shareOf', { share: formatShare(of === 0 ? 0 : count / of, locale), of: formatNumber(of, locale) })}
        {' · '}
        {t(isSure ? 'segments.exact' : 'segments.estimated', { ms: formatNumber(tookMs, locale) })}
      </div>
      {left === 0 ? null : <div className="count-left small">{t('segments.left', { count: left })}</div>}
      {count === 0 && left === 0 ? (
        <p className="quiet small">{t(of === 0 ? 'segments.noCustomersHint' : 'segments.nobodyHint')}</p>
      ) : null}
    </div>
  );
}
