import {
  DELIVERY_DAYS,
  type DeliveryDay,
  type DeliveryWindow,
  readDeliveryWindows,
  sayDeliveryWindows,
} from '@zhike/server/contracts';
import { Button, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icon.tsx';
import './fields.css';

interface DeliveryWindowControlProps {
  /** As it is kept: `工作日 18-21 时`; empty for nothing. */
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly id?: string;
  readonly status?: 'error' | '';
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: boolean;
  readonly 'aria-label'?: string;
}

const HALF_HOUR = 30;
const TIMES = Array.from({ length: 49 }, (_, half) => half * HALF_HOUR);
const USUAL: DeliveryWindow = { days: ['workdays'], from: 18 * 60, to: 21 * 60 };
const MOST = 4;

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Days and hours, line by line. What was kept before it had a form is a text until somebody writes it anew. */
export function DeliveryWindowControl({ text, onChange, ...rest }: DeliveryWindowControlProps) {
  const { t } = useTranslation();
  const windows = text.trim() === '' ? [] : readDeliveryWindows(text);
  if (windows === null) {
    return <Input {...rest} value={text} maxLength={500} onChange={(event) => onChange(event.target.value)} />;
  }
  const say = (next: readonly DeliveryWindow[]): void =>
    onChange(next.length === 0 ? '' : sayDeliveryWindows(next, 'zh-CN'));
  const change = (at: number, window: DeliveryWindow): void =>
    say(windows.map((each, index) => (index === at ? window : each)));
  return (
    <div className="delivery-windows">
      {windows.map((window, index) => (
        <Line
          key={index}
          window={window}
          {...(index === 0 ? rest : {})}
          onChange={(next) => change(index, next)}
          onRemove={() => say(windows.filter((_, at) => at !== index))}
        />
      ))}
      {windows.length >= MOST ? null : (
        <Button
          size="small"
          icon={<Icon name="add" size={12} />}
          {...(windows.length === 0 ? { id: rest.id } : {})}
          onClick={() => say([...windows, USUAL])}
        >
          {t('quality.window.add')}
        </Button>
      )}
    </div>
  );
}

interface LineProps extends Omit<DeliveryWindowControlProps, 'text' | 'onChange'> {
  readonly window: DeliveryWindow;
  readonly onChange: (window: DeliveryWindow) => void;
  readonly onRemove: () => void;
}

function Line({ window, onChange, onRemove, ...rest }: LineProps) {
  const { t } = useTranslation();
  const { days, from, to } = window;
  const options = (test: (minutes: number) => boolean) =>
    TIMES.filter(test).map((minutes) => ({ value: minutes, label: clock(minutes) }));
  return (
    <span className="delivery-window">
      <Select<DeliveryDay[]>
        {...rest}
        mode="multiple"
        showSearch={false}
        aria-label={t('quality.window.days')}
        value={[...days]}
        options={DELIVERY_DAYS.map((day) => ({ value: day, label: t(`quality.window.${day}`) }))}
        onChange={(chosen) => {
          if (chosen.length > 0) {
            onChange({ ...window, days: DELIVERY_DAYS.filter((day) => chosen.includes(day)) });
          }
        }}
      />
      <Select<number>
        aria-label={t('quality.window.from')}
        value={from}
        options={options((minutes) => minutes < to)}
        onChange={(minutes) => onChange({ ...window, from: minutes })}
      />
      <span aria-hidden="true">–</span>
      <Select<number>
        aria-label={t('quality.window.to')}
        value={to}
        options={options((minutes) => minutes > from)}
        onChange={(minutes) => onChange({ ...window, to: minutes })}
      />
      <button type="button" className="icon-button" aria-label={t('quality.window.remove')} onClick={onRemove}>
        <Icon name="close" size={12} />
      </button>
    </span>
  );
}
