import { useTranslation } from 'react-i18next';
import type { SegmentRow } from '../api.ts';
import '../understanding/understanding.css';

/** Whether something is done for a segment. Nothing, or nothing any more, is flagged; drafts need nothing yet. */
export function StrategyMark({
  row,
  isWordy = false,
}: {
  readonly row: Pick<SegmentRow, 'state' | 'strategy'>;
  /** Also says what is well. */
  readonly isWordy?: boolean;
}) {
  const { t } = useTranslation();
  const { state, owner } = row.strategy;
  if (row.state === 'draft') {
    return null;
  }
  if (state === 'none' || state === 'over') {
    const mark = isWordy ? 'segment-mark is-missing is-alone' : 'segment-mark is-missing';
    return <span className={mark}>{t(`understanding.states.${state}`)}</span>;
  }
  if (!isWordy) {
    return null;
  }
  return (
    <span className="clip" title={owner ?? undefined}>
      {t(`understanding.states.${state}`)}
      <span className="quiet"> {owner}</span>
    </span>
  );
}
