import { useTranslation } from 'react-i18next';
import { formatInstant, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import type { SegmentRow } from '../api.ts';

type Cost = NonNullable<SegmentRow['lastRun']>;

/** What the last refresh of everybody took. */
export function CostText({ cost }: { readonly cost: Cost }) {
  const { t } = useTranslation();
  const seconds = formatNumber(cost.seconds, currentLocale(), 1);
  const when = formatInstant(cost.finishedAt);
  return (
    <span title={t(`understanding.runs.${cost.outcome}`, { when })}>
      {cost.together > 1
        ? t('understanding.costTogether', { seconds, count: cost.together - 1 })
        : t('understanding.cost', { seconds })}
    </span>
  );
}

/** When a segment looks again at who is in it, and how long that took last. */
export function RefreshCost({ row }: { readonly row: Pick<SegmentRow, 'refresh' | 'lastRun'> }) {
  const { t } = useTranslation();
  const { lastRun } = row;
  return (
    <span className="clip figures">
      {t(`segments.refreshes.${row.refresh}`)}
      {lastRun === null ? null : (
        <span
          className="quiet"
          title={t(`understanding.runs.${lastRun.outcome}`, { when: formatInstant(lastRun.finishedAt) })}
        >
          {' · '}
          {t('understanding.seconds', { seconds: formatNumber(lastRun.seconds, currentLocale(), 1) })}
        </span>
      )}
    </span>
  );
}
