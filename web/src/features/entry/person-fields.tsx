import { useTranslation } from 'react-i18next';
import { ChoiceField, TextField } from '../privacy/text-field.tsx';
import type { PersonDraft, PersonKey } from './person-rows.ts';

interface PersonFieldsProps {
  readonly draft: PersonDraft;
  readonly faults: Readonly<Partial<Record<string, string>>>;
  readonly without?: readonly PersonKey[];
  readonly onChange: (draft: PersonDraft) => void;
}

/** What is asked of somebody, in pairs on a desk and one below the other on a phone. */
export function PersonFields({ draft, faults, without = [], onChange }: PersonFieldsProps) {
  const { t } = useTranslation();
  const text = (key: PersonKey, example?: string) =>
    without.includes(key) ? null : (
      <TextField
        label={t(`entry.person.${key}`)}
        value={draft[key]}
        {...(example === undefined ? {} : { placeholder: example })}
        fault={faults[key] ?? null}
        onChange={(value) => onChange({ ...draft, [key]: value })}
      />
    );
  return (
    <div className="form-pair">
      {text('name')}
      {text('phone')}
      <ChoiceField
        label={t('entry.person.gender')}
        value={draft.gender}
        options={(['', 'female', 'male', 'other'] as const).map((value) => ({
          value,
          label: t(value === '' ? 'entry.genders.none' : `entry.genders.${value}`),
        }))}
        onChange={(gender) => onChange({ ...draft, gender })}
      />
      {text('birthday', '1990-01-31')}
      {text('email')}
      {text('address')}
      {text('occupation')}
      {text('note')}
    </div>
  );
}
