import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import type { ComparedPart, ComparedTrait } from './compare.ts';
import './preview.css';

const percent = (share: number): string => `${Math.min(100, share * 100)}%`;

/** One part of a trait: its bar, a mark where everybody stands, and both in figures. */
export function TraitBar({
  part,
  heading = null,
  withCount = false,
}: {
  readonly part: ComparedPart;
  readonly heading?: Readonly<Record<'zh-CN' | 'en', string>> | null;
  readonly withCount?: boolean;
}) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const label = part.label[locale];
  const points = Math.round((part.share - part.baseShare) * 100);
  return (
    <li className="trait-bar">
      <span className="trait-label" title={label}>
        {heading === null ? null : <span className="quiet small">{heading[locale]} </span>}
        <span className="clip">{label}</span>
      </span>
      <span className="trait-figures figures small">
        {withCount ? <span className="trait-count">{formatNumber(part.customers, locale)}</span> : null}
        <span className="trait-share">{formatShare(part.share, locale)}</span>
        {part.lift === undefined ? (
          <span className="quiet trait-base" title={t('segments.pointsTitle')}>
            {t('segments.points', { points: `${points > 0 ? '+' : points < 0 ? '−' : '±'}${Math.abs(points)}` })}
          </span>
        ) : (
          <LiftMark lift={part.lift} />
        )}
      </span>
      <span className="trait-track" aria-hidden="true">
        <span className="trait-fill" style={{ width: percent(part.share) }} />
        <span className="trait-mark" style={{ left: percent(part.baseShare) }} />
      </span>
      <span className="visually-hidden">{t('segments.baseShare', { share: formatShare(part.baseShare, locale) })}</span>
    </li>
  );
}

/** How many times as often; pale where it may be chance. */
function LiftMark({ lift }: { readonly lift: NonNullable<ComparedPart['lift']> }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const times = (value: number): string => formatNumber(value, locale, 2);
  const interval = t('understanding.interval', { low: times(lift.low), high: times(lift.high) });
  return (
    <span className={lift.isClear ? 'trait-lift is-clear' : 'trait-lift quiet'} title={interval}>
      {t('understanding.times', { times: times(lift.value) })}
    </span>
  );
}

/** A trait with all its parts. */
export function TraitBars({
  trait,
  withCount = false,
}: {
  readonly trait: ComparedTrait;
  readonly withCount?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <section className="trait" aria-label={trait.label[currentLocale()]} data-trait={trait.name}>
      <h3>
        {trait.label[currentLocale()]}
        {trait.overlaps ? <span className="quiet small trait-note">{t('segments.overlaps')}</span> : null}
      </h3>
      <ul>
        {trait.parts.map((part) => (
          <TraitBar key={part.value} part={part} withCount={withCount} />
        ))}
      </ul>
    </section>
  );
}
