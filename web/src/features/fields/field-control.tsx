import type { CustomerField } from '@zhike/server/contracts';
import { Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { DeliveryWindowControl } from './delivery-window-control.tsx';

/** What a control holds: text as typed, chosen values, yes or no. Null: empty. */
export type Typed = string | boolean | string[] | null;

type Drawn = Pick<CustomerField, 'type' | 'options' | 'openOptions' | 'unit'> & Partial<Pick<CustomerField, 'format'>>;

interface FieldControlProps {
  readonly field: Drawn;
  readonly value: Typed;
  readonly onChange: (value: Typed) => void;
  readonly placeholder?: string;
  /** Given by the line that it stands in. */
  readonly id?: string;
  readonly status?: 'error' | '';
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: boolean;
  readonly 'aria-label'?: string;
}

/** The control of a field, by its type. Text is sent as typed: the server reads dates and numbers in every form. */
export function FieldControl({ field, value, onChange, placeholder, ...rest }: FieldControlProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const options = field.options.map((option) => ({ value: option.value, label: option.label[locale] }));
  const hint = placeholder === undefined ? {} : { placeholder };
  if (field.format === 'deliveryWindow') {
    return <DeliveryWindowControl {...rest} text={textOf(value)} onChange={onChange} />;
  }
  switch (field.type) {
    case 'long_text':
      return (
        <Input.TextArea
          {...rest}
          {...hint}
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={5000}
          value={textOf(value)}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case 'boolean':
      return (
        <Select
          {...rest}
          {...hint}
          allowClear
          value={typeof value === 'boolean' ? (value ? 'yes' : 'no') : null}
          options={[
            { value: 'yes', label: t('fields.yes') },
            { value: 'no', label: t('fields.no') },
          ]}
          onChange={(chosen: string | null | undefined) =>
            onChange(chosen === null || chosen === undefined ? null : chosen === 'yes')
          }
        />
      );
    case 'choice':
    case 'choices':
      return (
        <Select
          {...rest}
          {...hint}
          allowClear
          showSearch
          optionFilterProp="label"
          {...modeOf(field)}
          value={field.type === 'choices' || field.openOptions ? listOf(value) : textOf(value) || null}
          options={options}
          onChange={(chosen: string | string[] | null | undefined) => onChange(chosenOf(field, chosen))}
        />
      );
    default:
      return (
        <Input
          {...rest}
          placeholder={placeholder ?? (field.type === 'date' ? '1990-05-12' : '')}
          {...(field.type === 'number' ? { inputMode: 'decimal' as const } : {})}
          {...(field.unit === null ? {} : { suffix: field.unit })}
          autoComplete="off"
          maxLength={1000}
          value={textOf(value)}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

/** Of open options new ones can be typed; of one open choice the last one typed counts. */
function modeOf({ type, openOptions }: Drawn): { readonly mode?: 'tags' | 'multiple' } {
  if (openOptions) {
    return { mode: 'tags' };
  }
  return type === 'choices' ? { mode: 'multiple' } : {};
}

function chosenOf({ type }: Drawn, chosen: string | string[] | null | undefined): Typed {
  if (Array.isArray(chosen)) {
    return type === 'choices' ? chosen : (chosen.at(-1) ?? null);
  }
  return chosen ?? null;
}

function textOf(value: Typed): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: Typed): string[] {
  if (Array.isArray(value)) {
    return value;
  }
  return typeof value === 'string' && value !== '' ? [value] : [];
}
