import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { colleaguesQuery } from '../work/api.ts';
import '../../ui/form.css';

interface PeopleFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: readonly string[];
  readonly fault: string | null;
  /** Who cannot be chosen: whoever leaves. */
  readonly without: string | null;
  readonly onChange: (value: string[]) => void;
}

/** Some colleagues. */
export function PeopleField({ label, hint, value, fault, without, onChange }: PeopleFieldProps) {
  const id = useId();
  const { t } = useTranslation();
  const colleagues = useQuery(colleaguesQuery());
  const options = (colleagues.data?.items ?? [])
    .filter((one) => one.id !== without)
    .map((one) => ({ value: one.id, label: one.name }));
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        mode="multiple"
        showSearch
        optionFilterProp="label"
        value={[...value]}
        loading={colleagues.isPending}
        placeholder={t('handover.choosePeople')}
        options={options}
        status={fault === null ? '' : 'error'}
        onChange={onChange}
      />
      {fault === null ? null : (
        <span className="form-fault" role="alert">
          {fault}
        </span>
      )}
      {hint === undefined ? null : <span className="quiet small">{hint}</span>}
    </div>
  );
}
