import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { DateField } from '../../ui/date-field.tsx';
import { PIVOT_SPANS, type PivotAsk } from './ask.ts';

interface SpanChoiceProps {
  readonly ask: PivotAsk;
  readonly today: string;
  /** Those that were counted: where own dates begin. */
  readonly dates: { readonly from: string; readonly to: string } | undefined;
  readonly onAsk: (ask: PivotAsk) => void;
}

/** Which days it is about: spans that go along with time, or own dates. */
export function SpanChoice({ ask, today, dates, onAsk }: SpanChoiceProps) {
  const { t } = useTranslation();
  const id = useId();
  const { from: _, to: __, ...rest } = ask;
  const { from = today, to = today } = { ...dates, ...(ask.span === 'custom' ? ask : {}) };
  return (
    <>
      <div className="form-field">
        <label htmlFor={id}>{t('seeing.span')}</label>
        <Select
          id={id}
          value={ask.span}
          onChange={(span) => onAsk(span === 'custom' ? { ...rest, span, from, to } : { ...rest, span })}
          options={PIVOT_SPANS.map((span) => ({ value: span, label: t(`pivots.spans.${span}`) }))}
        />
      </div>
      {ask.span === 'custom' ? (
        <div className="pivot-dates">
          <div className="form-field">
            <span className="small quiet">{t('seeing.from')}</span>
            <DateField
              label={t('seeing.from')}
              value={from}
              max={today}
              onChange={(day) => onAsk({ ...rest, span: 'custom', from: day, to: day > to ? day : to })}
            />
          </div>
          <div className="form-field">
            <span className="small quiet">{t('seeing.to')}</span>
            <DateField
              label={t('seeing.to')}
              value={to}
              max={today}
              onChange={(day) => onAsk({ ...rest, span: 'custom', from: day < from ? day : from, to: day })}
            />
          </div>
        </div>
      ) : null}
    </>
  );
}
