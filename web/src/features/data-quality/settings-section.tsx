import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { FIELD_GROUPS, type listSettings, type ReceivedOf } from '@zhike/server/contracts';
import { InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import { Failure } from '../../ui/states.tsx';
import { fieldsQuery } from '../people/api.ts';
import { requestSetting, settingsQuery } from '../privacy/api.ts';
import './data-quality.css';

type Setting = ReceivedOf<typeof listSettings>['items'][number];
type Figures = Readonly<Record<string, number>>;

const WEIGHTS = 'customers.quality_weights';
const GROUPS = 'customers.confirm_after_days';
const KEYS = [
  WEIGHTS,
  'customers.quality_parts',
  'customers.quality_fresh_months',
  GROUPS,
  'customers.confirm_tasks_per_day',
  'customers.confirm_active_days',
] as const;
const BASIC = ['name', 'phone', 'email', 'address', 'region'] as const;
const PARTS = ['completeness', 'validity', 'freshness'] as const;
const isOneOf = <T extends string>(list: readonly T[], key: string): key is T => list.some((each) => each === key);

/** What the score and the confirming go by. Those who may not see settings see none. */
export function SettingsSection() {
  const { t } = useTranslation();
  const may = useMay();
  const settings = useQuery({ ...settingsQuery(), enabled: may('settings.read') });
  if (settings.data === undefined) {
    return null;
  }
  const { items, can } = settings.data;
  return (
    <Section title={t('quality.settings')}>
      <ul className="quality-lines">
        {KEYS.flatMap((key) => items.find((setting) => setting.key === key) ?? []).map((setting) => (
          <li key={`${setting.key}:${JSON.stringify(setting.value)}`}>
            <OneSetting setting={setting} mayWrite={can.update} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function OneSetting({ setting, mayWrite }: { readonly setting: Setting; readonly mayWrite: boolean }) {
  const client = useQueryClient();
  const locale = currentLocale();
  const change = useMutation({
    mutationFn: (value: unknown) => requestSetting(setting.key, value),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: settingsQuery().queryKey }),
        client.invalidateQueries({ queryKey: ['quality'] }),
      ]),
  });
  const { value } = setting;
  const shared = {
    label: setting.label[locale],
    unit: setting.unit?.[locale] ?? null,
    isOff: !mayWrite || change.isPending,
    onChange: (next: unknown) => change.mutate(next),
  };
  return (
    <div className="quality-setting">
      <span>{shared.label}</span>
      <span className="quiet small">{setting.note[locale]}</span>
      {typeof value === 'number' ? (
        <Figure {...shared} value={value} />
      ) : (
        // What is no number here is a number for each of several things.
        <FigureMap {...shared} name={setting.key} value={value as Figures} />
      )}
      {change.isError ? <Failure error={change.error} /> : null}
    </div>
  );
}

interface FigureProps {
  readonly label: string;
  readonly unit: string | null;
  readonly value: number;
  readonly isOff: boolean;
  readonly onChange: (value: number) => void;
}

function Figure({ label, unit, value, isOff, onChange }: FigureProps) {
  return (
    <InputNumber
      controls={false}
      aria-label={label}
      defaultValue={value}
      disabled={isOff}
      {...(unit === null ? {} : { suffix: unit })}
      onBlur={(event) => {
        const next = Number.parseFloat(event.target.value);
        if (Number.isFinite(next) && next !== value) {
          onChange(next);
        }
      }}
    />
  );
}

interface MapProps extends Omit<FigureProps, 'value' | 'onChange'> {
  readonly name: string;
  readonly value: Figures;
  readonly onChange: (value: Figures) => void;
}

/** Which words a setting has figures for, and which more it could have. */
function useWords(name: string): { readonly of: (key: string) => string; readonly more: readonly string[] } {
  const { t } = useTranslation();
  const locale = currentLocale();
  const fields = useQuery(fieldsQuery());
  const items = fields.data?.items ?? [];
  const groupOf = (key: string): string =>
    key === 'contact' ? t('quality.contactGroup') : (FIELD_GROUPS[key]?.[locale] ?? key);
  const fieldOf = (key: string): string => {
    const label = items.find((field) => field.key === key)?.label[locale];
    return label ?? (isOneOf(BASIC, key) ? t(`quality.basic.${key}`) : key);
  };
  if (name === WEIGHTS) {
    return { of: fieldOf, more: [...BASIC, ...items.map(({ key }) => key)] };
  }
  return name === GROUPS
    ? { of: groupOf, more: ['contact', ...new Set(items.map(({ group }) => group))] }
    : { of: (key) => (isOneOf(PARTS, key) ? t(`quality.${key}`) : key), more: [] };
}

const FIRST = 10;
const FIRST_DAYS = 365;

function FigureMap({ name, label, unit, value, isOff, onChange }: MapProps) {
  const { t } = useTranslation();
  const words = useWords(name);
  const [added, setAdded] = useState<string | null>(null);
  const others = words.more.filter((key) => !(key in value));
  const without = (key: string): Figures => Object.fromEntries(Object.entries(value).filter(([each]) => each !== key));
  return (
    <div className="quality-map">
      {Object.entries(value).map(([key, figure]) => (
        <span key={key} className="quality-figure">
          <span>{words.of(key)}</span>
          <Figure
            label={`${label} ${words.of(key)}`}
            unit={unit}
            value={figure}
            isOff={isOff}
            onChange={(next) => onChange({ ...value, [key]: next })}
          />
          {words.more.length === 0 || isOff ? null : (
            <button
              type="button"
              className="icon-button"
              aria-label={t('common.remove', { what: words.of(key) })}
              onClick={() => onChange(without(key))}
            >
              <Icon name="close" size={12} />
            </button>
          )}
        </span>
      ))}
      {others.length === 0 || isOff ? null : (
        <Select<string>
          aria-label={t('quality.more')}
          placeholder={t('quality.more')}
          value={added}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          options={others.map((key) => ({ value: key, label: words.of(key) }))}
          onChange={(key) => {
            setAdded(null);
            onChange({ ...value, [key]: name === GROUPS ? FIRST_DAYS : FIRST });
          }}
        />
      )}
    </div>
  );
}
