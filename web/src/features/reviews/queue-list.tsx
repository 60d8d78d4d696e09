import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import type { ReviewPair } from './api.ts';
import { likelihoodText } from './weights.ts';
import './reviews.css';

interface QueueListProps {
  readonly items: readonly ReviewPair[];
  readonly currentId: string;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (id: string) => void;
  /** Absent where there is nothing to decide. */
  readonly onToggle?: (id: string) => void;
}

/** What waits, in the order in which it is worked. */
export function QueueList({ items, currentId, chosen, onChoose, onToggle }: QueueListProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const called = (name: string | null): string => name ?? t('customers.unnamed');
  return (
    <nav className="review-queue" aria-label={t('reviews.queue')}>
      <ul>
        {items.map((pair) => {
          const names =
            pair.left.name === pair.right.name
              ? called(pair.left.name)
              : `${called(pair.left.name)} · ${called(pair.right.name)}`;
          return (
            <li key={pair.id} className="review-item">
              {onToggle === undefined ? null : (
                <Checkbox
                  aria-label={t('reviews.choose', { name: names })}
                  checked={chosen.has(pair.id)}
                  onChange={() => onToggle(pair.id)}
                />
              )}
              <button type="button" aria-current={pair.id === currentId} onClick={() => onChoose(pair.id)}>
                <span>{names}</span>
                <span className="figures">{pair.score === null ? '' : likelihoodText(pair.score)}</span>
                <span className="quiet small is-wide">{pair.originLabel[locale]}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
