import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { weekdayNames } from '../../ui/calendar.ts';
import type { Calendar, PublicDay } from './api.ts';
import { type YearDay, yearOf } from './year.ts';

interface YearViewProps {
  readonly year: number;
  readonly calendar: Calendar;
  readonly publicDays: readonly PublicDay[];
  readonly today: string;
  /** Null: nothing can be changed. */
  readonly onDay: ((date: string) => void) | null;
}

const STATES = ['work', 'off', 'holiday', 'make-up', 'own'] as const;

/** Twelve months; free days, holidays and make-up days each have a sign of their own beside the colour. */
export function YearView({ year, calendar, publicDays, today, onDay }: YearViewProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const months = yearOf(year, calendar, publicDays);
  const monthName = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'long' });
  const names = weekdayNames(locale);
  return (
    <>
      <ul className="year-legend small">
        {STATES.map((state) => (
          <li key={state}>
            <span className={`year-day is-${state}`} aria-hidden="true">
              {t(`calendars.sign.${state}`)}
            </span>
            {t(`calendars.state.${state}`)}
          </li>
        ))}
      </ul>
      <div className="year-months">
        {months.map((days, month) => {
          const title = monthName.format(Date.UTC(year, month, 1));
          return (
            <section key={title} aria-label={title}>
              <h3>{title}</h3>
              <div className="year-days">
                {names.map((name) => (
                  <span key={name} className="year-weekday quiet" aria-hidden="true">
                    {name}
                  </span>
                ))}
                {days.map((day) => (
                  <DayCell key={day.date} day={day} isToday={day.date === today} onDay={onDay} />
                ))}
              </div>
            </section>
          );
        })}
      </div>
    </>
  );
}

interface DayCellProps {
  readonly day: YearDay;
  readonly isToday: boolean;
  readonly onDay: YearViewProps['onDay'];
}

function DayCell({ day, isToday, onDay }: DayCellProps) {
  const { t } = useTranslation();
  const name = day.name === null ? null : typeof day.name === 'string' ? day.name : day.name[currentLocale()];
  const label = [day.date, t(`calendars.state.${day.state}`), name]
    .filter((part) => part !== null && part !== '')
    .join(' · ');
  const className = ['year-day', `is-${day.state}`, ...(isToday ? ['is-today'] : [])].join(' ');
  // The first day stands below its weekday; the others follow.
  const style = day.day === 1 ? { gridColumnStart: day.weekday + 1 } : undefined;
  const sign = day.state === 'work' || day.state === 'off' ? null : t(`calendars.sign.${day.state}`);
  const inside = (
    <>
      {day.day}
      {sign === null ? null : <sup aria-hidden="true">{sign}</sup>}
    </>
  );
  return onDay === null ? (
    <span className={className} style={style} title={label}>
      {inside}
    </span>
  ) : (
    <button type="button" className={className} style={style} title={label} onClick={() => onDay(day.date)}>
      <span aria-hidden="true">{inside}</span>
      <span className="visually-hidden">{label}</span>
    </button>
  );
}
