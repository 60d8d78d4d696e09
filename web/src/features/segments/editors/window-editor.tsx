import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateField } from '../../../ui/date-field.tsx';
import type { WindowValue } from '../rule/token-text.ts';
import type { EditorProps } from './editor-props.ts';
import { NumberField } from './number-field.tsx';
import { WaySwitch } from './way-switch.tsx';

const USUAL = [7, 30, 60, 90, 180, 365] as const;

/** The last so many days, or from one day to another. */
export function WindowEditor({ value, onChange }: EditorProps) {
  const { t } = useTranslation();
  // `as`: the schema of this face
  const given = (value ?? {}) as WindowValue;
  const [isDates, setIsDates] = useState(given.lastDays === undefined && (given.from ?? given.to) !== undefined);
  const change = (end: 'from' | 'to', day: string): void => {
    const { lastDays: _, ...dates } = given;
    const next = { ...dates, [end]: day };
    onChange(Object.fromEntries(Object.entries(next).filter(([, one]) => one !== '')));
  };
  return (
    <div className="bounds-editor">
      <WaySwitch<'last' | 'dates'>
        label={t('segments.windowWay')}
        value={isDates ? 'dates' : 'last'}
        onChange={(way) => {
          setIsDates(way === 'dates');
          onChange(way === 'dates' ? {} : { lastDays: 90 });
        }}
        options={[
          { value: 'last', label: t('segments.windowLast') },
          { value: 'dates', label: t('segments.windowDates') },
        ]}
      />
      {isDates ? (
        <div className="bounds-fields">
          <DateField label={t('segments.from')} value={given.from ?? ''} onChange={(day) => change('from', day)} />
          <span>{t('segments.to')}</span>
          <DateField label={t('segments.upTo')} value={given.to ?? ''} onChange={(day) => change('to', day)} />
        </div>
      ) : (
        <>
          <div className="bounds-fields">
            <NumberField
              isFirst
              label={t('segments.windowLast')}
              value={given.lastDays}
              onChange={(days) => onChange(days === undefined ? {} : { lastDays: days })}
              unit={t('segments.days')}
            />
          </div>
          <div className="window-usual">
            {USUAL.map((days) => (
              <button
                key={days}
                type="button"
                className="rule-more"
                aria-pressed={given.lastDays === days}
                onClick={() => onChange({ lastDays: days })}
              >
                {t('segments.lastDays', { count: days })}
              </button>
            ))}
          </div>
        </>
      )}
    </div>
  );
}
