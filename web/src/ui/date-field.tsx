import { Button, Input, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../i18n/i18n.ts';
import { addMonths, isDate, monthDays, weekdayNames } from './calendar.ts';
import './date-field.css';
import { Icon } from './icon.tsx';

interface DateFieldProps {
  readonly label: string;
  /** 2026-11-22; a business date without a zone. */
  readonly value: string;
  readonly onChange: (date: string) => void;
  readonly max?: string;
}

interface CalendarProps extends DateFieldProps {
  readonly onDone: () => void;
}

function Calendar({ label, value, onChange, onDone, max }: CalendarProps) {
  const { t } = useTranslation();
  const [month, setMonth] = useState(() => (isDate(value) ? value : new Date().toISOString()).slice(0, 7));
  const locale = currentLocale();
  const title = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', year: 'numeric', month: 'long' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
  return (
    <div className="calendar" role="group" aria-label={label}>
      <div className="calendar-head">
        <button
          type="button"
          className="icon-button"
          aria-label={t('rfm.monthBefore')}
          onClick={() => setMonth(addMonths(month, -1))}
        >
          ‹
        </button>
        <span aria-live="polite">{title}</span>
        <button
          type="button"
          className="icon-button"
          aria-label={t('rfm.monthAfter')}
          onClick={() => setMonth(addMonths(month, 1))}
        >
          ›
        </button>
      </div>
      <div className="calendar-days">
        {weekdayNames(locale).map((name) => (
          <span key={name} className="calendar-weekday">
            {name}
          </span>
        ))}
        {monthDays(month).map(({ date, isInside }) => (
          <button
            key={date}
            type="button"
            aria-label={date}
            aria-pressed={date === value}
            disabled={max !== undefined && date > max}
            className={isInside ? 'calendar-day' : 'calendar-day is-outside'}
            onClick={() => {
              onChange(date);
              onDone();
            }}
          >
            {Number(date.slice(8))}
          </button>
        ))}
      </div>
    </div>
  );
}

/** A date to type (2026-11-22) or to pick; takes effect on Enter, on leaving and on a click in the month. */
export function DateField({ label, value, onChange, max }: DateFieldProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [draft, setDraft] = useState<string | null>(null);
  const isWrong = draft !== null && !isDate(draft);
  const commit = (): void => {
    if (draft !== null && isDate(draft) && draft !== value) {
      onChange(draft);
    }
    setDraft(null);
  };
  const calendar = (
    <Calendar
      label={label}
      value={value}
      onChange={onChange}
      onDone={() => setIsOpen(false)}
      {...(max === undefined ? {} : { max })}
    />
  );
  return (
    <span className="date-field">
      <Input
        aria-label={label}
        inputMode="numeric"
        value={draft ?? value}
        {...(isWrong ? { status: 'error' as const } : {})}
        onChange={(event) => setDraft(event.target.value)}
        onPressEnter={commit}
        onBlur={commit}
      />
      <Popover
        trigger="click"
        placement="bottomRight"
        open={isOpen}
        onOpenChange={setIsOpen}
        content={calendar}
        destroyOnHidden
      >
        <Button aria-label={label} icon={<Icon name="calendar" />} />
      </Popover>
    </span>
  );
}
