import { Button, Checkbox, Input, InputNumber, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Failure } from '../../ui/states.tsx';
import { type AnswerField, type Answers, missingAnswers, sentAnswers } from './answers.ts';

interface AnswerFormProps {
  readonly fields: readonly AnswerField[];
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onSubmit: (answers: Record<string, unknown>) => void;
}

/** The questions of a step, drawn from its schema. */
export function AnswerForm({ fields, isPending, error, onSubmit }: AnswerFormProps) {
  const { t } = useTranslation();
  const [answers, setAnswers] = useState<Answers>({});
  const [wasSent, setWasSent] = useState(false);
  const missing = missingAnswers(fields, answers);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (missing.length === 0 && !isPending) {
      onSubmit(sentAnswers(fields, answers));
    }
  };
  return (
    <form className="work-form" onSubmit={submit} noValidate>
      {fields.map((field) => (
        <AnswerInput
          key={field.key}
          field={field}
          value={answers[field.key]}
          isMissing={wasSent && missing.includes(field.key)}
          onChange={(value) => setAnswers({ ...answers, [field.key]: value })}
        />
      ))}
      {error === null ? null : <Failure error={error} />}
      <div className="work-form-end">
        <Button type="primary" htmlType="submit" loading={isPending}>
          {t('work.complete')}
        </Button>
      </div>
    </form>
  );
}

interface AnswerInputProps {
  readonly field: AnswerField;
  readonly value: unknown;
  readonly isMissing: boolean;
  readonly onChange: (value: unknown) => void;
}

function AnswerInput({ field, value, isMissing, onChange }: AnswerInputProps) {
  const { t } = useTranslation();
  const id = useId();
  const label = field.label[currentLocale()];
  if (field.type === 'boolean') {
    return (
      <Checkbox checked={value === true} onChange={(event) => onChange(event.target.checked)}>
        {label}
      </Checkbox>
    );
  }
  return (
    <div className="work-field">
      <label htmlFor={id}>{field.required ? label : t('work.optional', { label })}</label>
      <Control id={id} field={field} value={value} isMissing={isMissing} onChange={onChange} />
      <p className="field-fault" id={`${id}-fault`} aria-live="polite">
        {isMissing ? t('work.needAnswer', { label }) : null}
      </p>
    </div>
  );
}

function Control({ id, field, value, isMissing, onChange }: AnswerInputProps & { readonly id: string }) {
  const shared = {
    id,
    'aria-describedby': `${id}-fault`,
    'aria-invalid': isMissing,
    ...(isMissing ? { status: 'error' as const } : {}),
  };
  const text = typeof value === 'string' ? value : '';
  switch (field.type) {
    case 'long_text':
      return (
        <Input.TextArea
          {...shared}
          rows={4}
          value={text}
          {...(field.maximum === null ? {} : { maxLength: field.maximum })}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case 'number':
      return (
        <InputNumber
          controls={false}
          {...shared}
          value={typeof value === 'number' ? value : null}
          {...(field.minimum === null ? {} : { min: field.minimum })}
          {...(field.maximum === null ? {} : { max: field.maximum })}
          onChange={onChange}
        />
      );
    case 'date':
      return <Input {...shared} type="date" value={text} onChange={(event) => onChange(event.target.value)} />;
    case 'choice':
      return (
        <Select
          {...shared}
          value={text === '' ? null : text}
          options={field.choices.map((choice) => ({ value: choice.value, label: choice.label[currentLocale()] }))}
          onChange={onChange}
        />
      );
    default:
      return <Input {...shared} value={text} onChange={(event) => onChange(event.target.value)} />;
  }
}
