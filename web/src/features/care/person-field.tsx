import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { colleaguesQuery } from '../work/api.ts';
import '../../ui/form.css';

interface PersonFieldProps {
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

/** A colleague, or the queue of customer care. */
export function PersonField({ value, onChange }: PersonFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const colleagues = useQuery(colleaguesQuery());
  return (
    <div className="form-field">
      <label htmlFor={id}>{t('care.person')}</label>
      <Select
        id={id}
        showSearch
        optionFilterProp="label"
        allowClear
        value={value}
        placeholder={t('care.queue')}
        loading={colleagues.isPending}
        options={(colleagues.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
        onChange={(next: string | undefined) => onChange(next ?? null)}
      />
    </div>
  );
}
