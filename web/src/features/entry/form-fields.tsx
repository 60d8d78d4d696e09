import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { ChoiceField, TextField } from '../privacy/text-field.tsx';
import type { MembershipForm } from './api.ts';
import type { FormDraft } from './form-draft.ts';
import { PersonFields } from './person-fields.tsx';

interface FormFieldsProps {
  readonly form: MembershipForm;
  readonly draft: FormDraft;
  readonly faults: Readonly<Partial<Record<string, string>>>;
  /** Staff hand out the card and write down who answers for a child. */
  readonly isStaff: boolean;
  readonly onChange: (draft: FormDraft) => void;
}

/** The nine fields of the form, and what is agreed to. */
export function FormFields({ form, draft, faults, isStaff, onChange }: FormFieldsProps) {
  const { t } = useTranslation();
  const id = useId();
  const text = (
    key: 'age' | 'amount' | 'cardNumber' | 'guardianRelation' | 'guardianChecked',
    fault = key as string,
  ) => (
    <TextField
      label={t(`entry.form.fields.${key}`)}
      value={draft[key]}
      fault={faults[fault] ?? null}
      onChange={(value) => onChange({ ...draft, [key]: value })}
    />
  );
  const types = [
    { value: '', label: t('entry.genders.none') },
    ...form.productTypes.map((value) => ({ value, label: value })),
  ];
  return (
    <>
      <PersonFields
        draft={draft.person}
        faults={faults}
        without={['note']}
        onChange={(person) => onChange({ ...draft, person })}
      />
      <div className="form-pair">
        {text('age')}
        <ChoiceField
          label={t('entry.form.fields.productType')}
          value={draft.productType}
          options={types}
          onChange={(productType) => onChange({ ...draft, productType })}
        />
        {text('amount')}
        {isStaff ? text('cardNumber') : null}
      </div>
      {isStaff && faults['guardian'] !== undefined ? (
        <fieldset className="entry-guardian">
          <legend>{t('entry.form.guardian')}</legend>
          <p className="field-fault" role="alert">
            {faults['guardian']}
          </p>
          <div className="form-pair">
            {text('guardianRelation')}
            {text('guardianChecked')}
          </div>
        </fieldset>
      ) : null}
      <fieldset className="entry-consents">
        <legend>{t('entry.form.consents')}</legend>
        {form.purposes.map((purpose) => {
          const wording = purpose.texts.find(({ language }) => language === currentLocale()) ?? purpose.texts[0];
          return (
            <div key={purpose.key}>
              <input
                id={`${id}-${purpose.key}`}
                type="checkbox"
                checked={draft.consents.includes(purpose.key)}
                onChange={(event) =>
                  onChange({
                    ...draft,
                    consents: event.target.checked
                      ? [...draft.consents, purpose.key]
                      : draft.consents.filter((key) => key !== purpose.key),
                  })
                }
              />
              <label htmlFor={`${id}-${purpose.key}`}>
                <strong>{purpose.label[currentLocale()]}</strong>
                <span className="quiet small"> {wording?.body ?? purpose.note[currentLocale()]}</span>
              </label>
            </div>
          );
        })}
      </fieldset>
    </>
  );
}
