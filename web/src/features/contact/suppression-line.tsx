import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatDate, formatInstant } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { purposesQuery } from '../consents/api.ts';
import type { Suppression } from './api.ts';

interface SuppressionLineProps {
  readonly line: Suppression;
  /** It stands on the page of whom it is about. */
  readonly isOfPage?: boolean;
  readonly onRemove: (() => void) | null;
}

/** One line: whom, from what, why, since when and by whom. */
export function SuppressionLine({ line, isOfPage = false, onRemove }: SuppressionLineProps) {
  const { t } = useTranslation();
  const purposes = useQuery(purposesQuery());
  const { customerId, customerName, address, channel, purpose, reason, note, until, createdAt, createdBy } = line;
  const purposeName =
    purpose === null
      ? t('suppressions.everyPurpose')
      : (purposes.data?.items.find(({ key }) => key === purpose)?.label[currentLocale()] ?? purpose);
  const facts = [
    channel === null ? t('suppressions.everyChannel') : t(`channels.${channel}`),
    purposeName,
    formatInstant(createdAt),
    createdBy ?? t('suppressions.byItself'),
    until === null ? null : t('suppressions.until', { date: formatDate(until) }),
  ].filter((part) => part !== null);
  return (
    <li>
      <span className="privacy-what">
        <span>
          {customerId === null ? (
            <strong>{address ?? t('suppressions.erased')}</strong>
          ) : isOfPage ? (
            <strong>{t('suppressions.listed')}</strong>
          ) : (
            <Link to="/customers/$customerId" params={{ customerId }}>
              {customerName ?? t('attempts.unnamed')}
            </Link>
          )}{' '}
          · {t(`suppressions.why.${reason}`)}
        </span>
        {/* Of an erasure the note is a code. */}
        {note === null || note === 'erased' ? null : <span>{note}</span>}
        <span className="quiet small figures">{facts.join(' · ')}</span>
      </span>
      {onRemove === null ? null : (
        <Button size="small" onClick={onRemove}>
          {t('suppressions.remove')}
        </Button>
      )}
    </li>
  );
}
