import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { weekdayNames } from '../../../ui/calendar.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Section } from '../../../ui/page.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Failure, Notice, Skeleton } from '../../../ui/states.tsx';
import { type Calendar, calendarsQuery, publicYearQuery, requestCalendar, requestDay, requestYear } from '../api.ts';
import { useDeed } from '../use-deed.ts';
import '../work.css';
import { daysText, hoursText, readDays, readHours, zoneName } from '../year.ts';
import { YearView } from '../year-view.tsx';

/** So long before the known holidays end, the page begins to say so. */
const WARN_DAYS = 90;
const DAY_MS = 86_400_000;

/** Working hours, public holidays and make-up days. */
export function CalendarsPage() {
  const { t } = useTranslation();
  const list = useQuery(calendarsQuery());
  const [chosen, setChosen] = useState<string | null>(null);
  const items = list.data?.items ?? [];
  const calendar = items.find(({ id }) => id === chosen) ?? items[0];
  const knownUntil = list.data?.knownUntil ?? null;
  const today = list.data?.today ?? '';
  const isEnding =
    list.data !== undefined &&
    (knownUntil === null || (Date.parse(knownUntil) - Date.parse(today)) / DAY_MS < WARN_DAYS);
  return (
    <SettingsFrame title={t('calendars.title')} lead={t('calendars.lead')}>
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.data === undefined || calendar === undefined ? null : (
        <>
          {isEnding ? (
            <Notice>
              {knownUntil === null ? t('calendars.unknown') : t('calendars.ending', { date: knownUntil })}
            </Notice>
          ) : (
            <p className="quiet small">{t('calendars.knownUntil', { date: knownUntil })}</p>
          )}
          <Segmented
            className="calendar-choice"
            aria-label={t('calendars.which')}
            value={calendar.id}
            options={items.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setChosen}
          />
          <Week key={calendar.id} calendar={calendar} canChange={list.data.can.change} />
          <Year calendar={calendar} today={today} canChange={list.data.can.change} />
        </>
      )}
    </SettingsFrame>
  );
}

interface PartProps {
  readonly calendar: Calendar;
  readonly canChange: boolean;
}

function Week({ calendar, canChange }: PartProps) {
  const { t } = useTranslation();
  const [texts, setTexts] = useState(() => calendar.week.map(hoursText));
  const [observes, setObserves] = useState(calendar.observesPublicDays);
  const deed = useDeed();
  const week = texts.map(readHours);
  const isChanged =
    observes !== calendar.observesPublicDays || texts.some((text, day) => text !== hoursText(calendar.week[day] ?? []));
  const save = (): void => {
    const read = week.flatMap((hours) => (hours === null ? [] : [hours]));
    if (read.length === week.length) {
      deed.press(() => requestCalendar(calendar.id, { week: read, observesPublicDays: observes }));
    }
  };
  return (
    <Section title={t('calendars.week')} note={zoneName(calendar.zone, currentLocale())}>
      <div className="week-hours">
        {weekdayNames(currentLocale()).map((name, day) => (
          <label key={name}>
            <span>{name}</span>
            <Input
              value={texts[day] ?? ''}
              disabled={!canChange}
              placeholder={t('calendars.closed')}
              aria-invalid={week[day] === null}
              {...(week[day] === null ? { status: 'error' as const } : {})}
              onChange={(event) => setTexts(texts.map((text, index) => (index === day ? event.target.value : text)))}
            />
          </label>
        ))}
      </div>
      {week.includes(null) ? <p className="field-fault">{t('calendars.needHours')}</p> : null}
      <Checkbox checked={observes} disabled={!canChange} onChange={(event) => setObserves(event.target.checked)}>
        {t('calendars.observes')}
      </Checkbox>
      {deed.error === null ? null : <Failure error={deed.error} />}
      {canChange ? (
        <div className="work-actions">
          <Button type="primary" disabled={!isChanged || week.includes(null)} loading={deed.isPending} onClick={save}>
            {t('work.save')}
          </Button>
          {calendar.isDefault ? (
            <span className="quiet small">{t('calendars.isDefault')}</span>
          ) : (
            <Button onClick={() => deed.press(() => requestCalendar(calendar.id, { isDefault: true }))}>
              {t('calendars.makeDefault')}
            </Button>
          )}
        </div>
      ) : null}
    </Section>
  );
}

function Year({ calendar, today, canChange }: PartProps & { readonly today: string }) {
  const { t } = useTranslation();
  const thisYear = Number(today.slice(0, 4));
  const [year, setYear] = useState(thisYear);
  const [isEntering, setIsEntering] = useState(false);
  const [day, setDay] = useState<string | null>(null);
  const found = useQuery(publicYearQuery(year));
  const source = found.data?.source ?? null;
  return (
    <Section
      title={t('calendars.year')}
      actions={
        <>
          <Segmented
            aria-label={t('calendars.year')}
            value={year}
            options={[thisYear - 1, thisYear, thisYear + 1].map((value) => ({ value, label: String(value) }))}
            onChange={setYear}
          />
          {canChange ? <Button onClick={() => setIsEntering(true)}>{t('calendars.enter', { year })}</Button> : null}
        </>
      }
    >
      {found.isPending ? <Skeleton shape="block" /> : null}
      {found.isError ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.data === undefined ? null : (
        <>
          {source === null ? <Notice>{t('calendars.yearUnknown', { year })}</Notice> : null}
          <YearView
            year={year}
            calendar={calendar}
            publicDays={found.data.days}
            today={today}
            onDay={canChange ? setDay : null}
          />
          {isEntering ? (
            <EnterDialog
              year={year}
              text={daysText(found.data.days, currentLocale())}
              onClose={() => setIsEntering(false)}
            />
          ) : null}
        </>
      )}
      {day === null ? null : <DayDialog calendar={calendar} date={day} onClose={() => setDay(null)} />}
    </Section>
  );
}

interface EnterProps {
  readonly year: number;
  readonly text: string;
  readonly onClose: () => void;
}

function EnterDialog({ year, text: before, onClose }: EnterProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(before);
  const deed = useDeed(onClose);
  const { days, wrong } = readDays(text, year);
  return (
    <Dialog label={t('calendars.enter', { year })} onClose={onClose}>
      <div className="dialog-content">
        <p className="quiet">{t('calendars.enterHint', { year })}</p>
        <Input.TextArea
          aria-label={t('calendars.enter', { year })}
          rows={12}
          value={text}
          aria-invalid={wrong.length > 0}
          onChange={(event) => setText(event.target.value)}
        />
        {wrong.length === 0 ? (
          <p className="quiet small">{t('calendars.entered', { count: days.length })}</p>
        ) : (
          <p className="field-fault">{t('calendars.wrongLines', { lines: wrong.slice(0, 10).join(', ') })}</p>
        )}
        {deed.error === null ? null : <Failure error={deed.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={wrong.length > 0}
            loading={deed.isPending}
            onClick={() => deed.press(() => requestYear(year, days))}
          >
            {t('work.save')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

interface DayProps {
  readonly calendar: Calendar;
  readonly date: string;
  readonly onClose: () => void;
}

/** One day of this calendar otherwise: a stock-taking, longer hours before a festival. */
function DayDialog({ calendar, date, onClose }: DayProps) {
  const { t } = useTranslation();
  const own = calendar.days.find((day) => day.date === date);
  const [hours, setHours] = useState(hoursText(own?.hours ?? []));
  const [name, setName] = useState(own?.name ?? '');
  const deed = useDeed(onClose);
  const read = readHours(hours);
  return (
    <Dialog label={`${calendar.name} · ${date}`} onClose={onClose}>
      <div className="dialog-content">
        <label className="work-field">
          <span>{t('calendars.hours')}</span>
          <Input
            value={hours}
            placeholder={t('calendars.closed')}
            aria-invalid={read === null}
            onChange={(event) => setHours(event.target.value)}
          />
        </label>
        {read === null ? <p className="field-fault">{t('calendars.needHours')}</p> : null}
        <label className="work-field">
          <span>{t('calendars.why')}</span>
          <Input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
        </label>
        {deed.error === null ? null : <Failure error={deed.error} />}
        <div className="dialog-actions">
          {own === undefined ? null : (
            <Button onClick={() => deed.press(() => requestDay(calendar.id, date, null, ''))}>
              {t('calendars.asUsual')}
            </Button>
          )}
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={read === null}
            loading={deed.isPending}
            onClick={() => deed.press(() => requestDay(calendar.id, date, read, name.trim()))}
          >
            {t('work.save')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
