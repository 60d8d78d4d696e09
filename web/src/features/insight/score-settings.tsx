import { useMutation, useQueryClient } from '@tanstack/react-query';
import { InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { minorDigits } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure } from '../../ui/states.tsx';
import { requestSetting } from '../privacy/api.ts';
import { requestScore, type ScoreFacts } from './scores-api.ts';

type Setting = ScoreFacts['settings'][number];

/** The figures behind a score; whoever may change them has the score computed anew by it. */
export function ScoreSettings({ facts }: { readonly facts: ScoreFacts }) {
  const { t } = useTranslation();
  if (facts.settings.length === 0) {
    return null;
  }
  return (
    <Section title={t('scoring.settings')} note={t('scoring.settingsNote')}>
      <ul className="score-settings">
        {facts.settings.map((setting) => (
          <li key={`${setting.key}:${setting.value}`}>
            <OneSetting kind={facts.kind} setting={setting} currency={facts.run?.currency ?? 'CNY'} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface OneSettingProps {
  readonly kind: string;
  readonly setting: Setting;
  readonly currency: string;
}

function OneSetting({ kind, setting, currency }: OneSettingProps) {
  const locale = currentLocale();
  const client = useQueryClient();
  const may = useMay();
  const change = useMutation({
    mutationFn: async (value: number) => {
      await requestSetting(setting.key, value);
      if (may('segments.write')) {
        await requestScore(kind);
      }
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['segments', 'score', kind] }),
  });
  const { label, note, unit, isMoney } = setting;
  // People type yuan, the setting is kept in fen.
  const digits = isMoney ? minorDigits(currency) : 0;
  const value = setting.value / 10 ** digits;
  return (
    <>
      <span>{label[locale]}</span>
      <span className="quiet small">{note[locale]}</span>
      <InputNumber
        controls={false}
        aria-label={label[locale]}
        defaultValue={value}
        disabled={!may('settings.manage') || change.isPending}
        {...(isMoney ? { precision: digits, suffix: currency } : unit === null ? {} : { suffix: unit[locale] })}
        onBlur={(event) => {
          const next = Number.parseFloat(event.target.value);
          if (Number.isFinite(next) && next !== value) {
            change.mutate(isMoney ? Math.round(next * 10 ** digits) : next);
          }
        }}
      />
      {change.isError ? <Failure error={change.error} /> : null}
    </>
  );
}
