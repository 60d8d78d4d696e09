import { Input } from 'antd';
import { type ReactNode, useId } from 'react';
import '../../ui/form.css';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly fault?: string | null;
  readonly placeholder?: string;
  readonly type?: 'text' | 'password' | 'datetime-local' | 'date';
  readonly rows?: number;
}

/** One labelled line or area of text, with what is wrong about it below. */
export function TextField({ label, value, onChange, fault = null, placeholder, type = 'text', rows }: TextFieldProps) {
  const id = useId();
  const shared = {
    id,
    value,
    'aria-invalid': fault !== null,
    'aria-describedby': `${id}-fault`,
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(fault === null ? {} : { status: 'error' as const }),
  };
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      {rows === undefined ? (
        <Input {...shared} type={type} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
      ) : (
        <Input.TextArea {...shared} rows={rows} onChange={(event) => onChange(event.target.value)} />
      )}
      <p id={`${id}-fault`} className="field-fault" aria-live="polite">
        {fault}
      </p>
    </div>
  );
}

interface ChoiceFieldProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

/** One of a few, with its label. */
export function ChoiceField<T extends string>({ label, value, options, onChange }: ChoiceFieldProps<T>): ReactNode {
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="plain-select"
        value={value}
        onChange={(event) => {
          const next = options.find((option) => option.value === event.target.value);
          if (next !== undefined) {
            onChange(next.value);
          }
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
