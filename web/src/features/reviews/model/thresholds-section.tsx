import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { listSettings, ReceivedOf } from '@zhike/server/contracts';
import { InputNumber, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Section } from '../../../ui/page.tsx';
import { Failure } from '../../../ui/states.tsx';
import { requestSetting, settingsQuery } from '../../privacy/api.ts';

type Setting = ReceivedOf<typeof listSettings>['items'][number];

const KEYS = [
  'customers.match_merge_percent',
  'customers.match_review_percent',
  'customers.match_auto_merge',
  'customers.match_run_daily',
  'customers.match_run_hour',
  'customers.match_new_records',
] as const;

/** From where on pairs are merged or reviewed, and when the matching runs. Those who may not see settings see none. */
export function ThresholdsSection() {
  const { t } = useTranslation();
  const settings = useQuery(settingsQuery());
  if (settings.data === undefined) {
    return null;
  }
  const { items, can } = settings.data;
  return (
    <Section title={t('match.settings')}>
      <ul className="match-settings">
        {KEYS.flatMap((key) => items.find((setting) => setting.key === key) ?? []).map((setting) => (
          <li key={`${setting.key}:${String(setting.value)}`}>
            <OneSetting setting={setting} mayWrite={can.update} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function OneSetting({ setting, mayWrite }: { readonly setting: Setting; readonly mayWrite: boolean }) {
  const queryClient = useQueryClient();
  const locale = currentLocale();
  const change = useMutation({
    mutationFn: (value: unknown) => requestSetting(setting.key, value),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: settingsQuery().queryKey }),
        queryClient.invalidateQueries({ queryKey: ['reviews'] }),
      ]),
  });
  const { value } = setting;
  const label = setting.label[locale];
  return (
    <>
      <span className="match-setting">
        <span>{label}</span>
        {typeof value === 'boolean' ? (
          <Switch
            aria-label={label}
            checked={value}
            disabled={!mayWrite}
            loading={change.isPending}
            onChange={(next) => change.mutate(next)}
          />
        ) : (
          <InputNumber
            controls={false}
            aria-label={label}
            defaultValue={Number(value)}
            disabled={!mayWrite || change.isPending}
            {...(setting.unit === null ? {} : { suffix: setting.unit[locale] })}
            onBlur={(event) => {
              const next = Number.parseFloat(event.target.value);
              if (Number.isFinite(next) && next !== value) {
                change.mutate(next);
              }
            }}
          />
        )}
      </span>
      <span className="quiet small">{setting.note[locale]}</span>
      {change.isError ? <Failure error={change.error} /> : null}
    </>
  );
}
