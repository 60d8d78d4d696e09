import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { KINSHIPS, type Kinship } from './api.ts';

interface KinshipFieldProps {
  readonly value: Kinship;
  readonly onChange: (value: Kinship) => void;
}

/** What somebody is to the holder. */
export function KinshipField({ value, onChange }: KinshipFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{t('relations.toHolder')}</label>
      <select
        id={id}
        className="plain-select"
        value={value}
        onChange={(event) => onChange(KINSHIPS.find((kinship) => kinship === event.target.value) ?? 'other')}
      >
        {KINSHIPS.map((kinship) => (
          <option key={kinship} value={kinship}>
            {t(`relations.kinships.${kinship}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
