import { Input } from 'antd';
import { type ReactNode, useId } from 'react';
import './orders.css';

/** A label over its field. */
export function Field({ label, children }: { readonly label: string; readonly children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="order-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly fault: string | null;
  readonly isNumber?: boolean;
  readonly isDisabled?: boolean;
  readonly prefix?: string;
  /** Under the field, while nothing is wrong with it. */
  readonly note?: string;
  readonly onChange: (value: string) => void;
}

/** A text to type, with what is wrong with it below. */
export function TextField(props: TextFieldProps) {
  const { label, hint, value, fault, isNumber = false, isDisabled = false, prefix, note, onChange } = props;
  return (
    <Field label={label}>
      {(id) => (
        <>
          <Input
            id={id}
            value={value}
            placeholder={hint}
            autoComplete="off"
            disabled={isDisabled}
            aria-describedby={`${id}-fault`}
            aria-invalid={fault !== null}
            {...(isNumber ? { inputMode: 'decimal' as const } : {})}
            {...(prefix === undefined ? {} : { prefix: <span className="quiet">{prefix}</span> })}
            {...(fault === null ? {} : { status: 'error' as const })}
            onChange={(event) => onChange(event.target.value)}
          />
          <p className={fault === null ? 'quiet small' : 'field-fault'} id={`${id}-fault`} aria-live="polite">
            {fault ?? note}
          </p>
        </>
      )}
    </Field>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}

/** One of a few. The browser's own list, which a modal dialog cannot hide behind itself. */
export function ChoiceField<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <Field label={label}>
      {(id) => (
        <select
          id={id}
          className="native-select"
          value={value}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value);
            if (chosen !== undefined) {
              onChange(chosen.value);
            }
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
