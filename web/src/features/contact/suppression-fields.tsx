import { CONTACT_CHANNELS, type ContactChannel } from '@zhike/server/contracts';
import { useTranslation } from 'react-i18next';
import { ChoiceField, TextField } from '../privacy/text-field.tsx';

/** Why staff put somebody on the list; the others are learnt from providers. */
const STAFF_REASONS = ['do_not_contact', 'opted_out', 'complained'] as const;

/** What is said of an address, or of all of a file. */
export interface About {
  readonly reason: (typeof STAFF_REASONS)[number];
  readonly channel: ContactChannel | '';
  readonly note: string;
}

export const FIRST_ABOUT: About = { reason: 'do_not_contact', channel: '', note: '' };

interface AboutFieldsProps {
  readonly about: About;
  readonly isNoteMissing: boolean;
  readonly onChange: (about: About) => void;
}

/** Reason, channel and note. */
export function AboutFields({ about, isNoteMissing, onChange }: AboutFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className="form-pair">
        <ChoiceField
          label={t('suppressions.reason')}
          value={about.reason}
          options={STAFF_REASONS.map((value) => ({ value, label: t(`suppressions.why.${value}`) }))}
          onChange={(reason) => onChange({ ...about, reason })}
        />
        <ChoiceField<About['channel']>
          label={t('suppressions.channel')}
          value={about.channel}
          options={[
            { value: '', label: t('suppressions.everyChannel') },
            ...CONTACT_CHANNELS.map((value) => ({ value, label: t(`channels.${value}`) })),
          ]}
          onChange={(channel) => onChange({ ...about, channel })}
        />
      </div>
      <p className="quiet small">{t(`suppressions.stops.${about.reason}`)}</p>
      <TextField
        label={t('suppressions.note')}
        value={about.note}
        placeholder={t('suppressions.noteHint')}
        fault={isNoteMissing ? t('suppressions.needNote') : null}
        onChange={(note) => onChange({ ...about, note })}
      />
    </>
  );
}
