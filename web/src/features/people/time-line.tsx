import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatMoney, formatProseDate, formatTime } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { OrderLines } from '../customers/order-lines.tsx';
import type { Entry } from './api.ts';
import { dayName, daysOf } from './days.ts';
import './people.css';

interface TimeLineProps {
  readonly entries: readonly Entry[];
  readonly empty: string;
  readonly isLoadingMore: boolean;
  /** Absent when everything is there. */
  readonly onMore?: (() => void) | undefined;
  /** What can be done with an entry that is open. */
  readonly actions?: (entry: Entry) => ReactNode;
}

/** What happened, newest first, under its days. */
export function TimeLine({ entries, empty, isLoadingMore, onMore, actions }: TimeLineProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const [now] = useState(() => new Date());
  if (entries.length === 0) {
    return <p className="quiet">{empty}</p>;
  }
  return (
    <div className="time-line">
      {daysOf(entries).map(({ date, entries: ofDay }) => {
        const name = dayName(date, now);
        return (
          <section key={date} className="time-day" aria-label={date}>
            <h3 className="time-date">
              <time dateTime={date}>
                {name === null ? formatProseDate(`${date}T04:00:00Z`, { locale, now }) : t(`people.${name}`)}
              </time>
            </h3>
            <ol>
              {ofDay.map((entry) => (
                <TimeEntry key={`${entry.source}:${entry.id}`} entry={entry} actions={actions} />
              ))}
            </ol>
          </section>
        );
      })}
      {onMore === undefined ? null : (
        <div>
          <Button loading={isLoadingMore} onClick={onMore}>
            {t('people.timelineMore')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Longer texts are cut until they are opened. */
const LONG = 140;

function TimeEntry({
  entry,
  actions,
}: {
  readonly entry: Entry;
  readonly actions: ((entry: Entry) => ReactNode) | undefined;
}) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const [isOpen, setOpen] = useState(false);
  const { detail, outcome, staff, channel, amount, ref } = entry;
  const more = actions?.(entry) ?? null;
  const isOrder = ref?.type === 'order';
  const isLong = detail !== null && (detail.length > LONG || detail.includes('\n'));
  const canOpen = isOrder || isLong || more !== null;
  const marks = [channel === entry.kind ? null : channel, staff?.name ?? null].filter((mark) => mark !== null);
  return (
    <li className={`time-entry is-${entry.source}`}>
      <time className="time-clock figures" dateTime={entry.at} title={formatInstant(entry.at)}>
        {formatTime(entry.at)}
      </time>
      <div className="time-body">
        <div className="time-head">
          <TimeTitle entry={entry} isOpen={isOpen} {...(canOpen ? { onToggle: () => setOpen(!isOpen) } : {})} />
          {amount === null ? null : (
            <span className="figures">{formatMoney(amount.minor, { currency: amount.currency, locale })}</span>
          )}
          <span className="quiet small">{marks.join(' · ')}</span>
        </div>
        {detail === null ? null : <p className={isOpen ? 'time-detail' : 'time-detail is-cut'}>{detail}</p>}
        {outcome === null ? null : <p className="quiet small">{t('people.outcome', { outcome })}</p>}
        {isOpen && isOrder ? <OrderLines orderId={ref.id} /> : null}
        {isOpen ? more : null}
      </div>
    </li>
  );
}

function TimeTitle({
  entry,
  isOpen,
  onToggle,
}: {
  readonly entry: Entry;
  readonly isOpen: boolean;
  readonly onToggle?: () => void;
}) {
  const title = entry.title[currentLocale()];
  const { ref } = entry;
  if (ref?.type === 'organisation') {
    return (
      <Link to="/organisations/$organisationId" params={{ organisationId: ref.id }}>
        {title}
      </Link>
    );
  }
  if (ref?.type === 'case') {
    return (
      <Link to="/work" search={{ open: ref.id }}>
        {title}
      </Link>
    );
  }
  if (ref?.type === 'customer') {
    return (
      <Link to="/customers/$customerId" params={{ customerId: ref.id }}>
        {title}
      </Link>
    );
  }
  return onToggle === undefined ? (
    <span className="time-title">{title}</span>
  ) : (
    <button type="button" className="time-title" aria-expanded={isOpen} onClick={onToggle}>
      {title}
    </button>
  );
}
