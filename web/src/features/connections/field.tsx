import { Input } from 'antd';
import { useId } from 'react';

interface TextFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly fault?: string | null;
  /** What is typed is hidden. */
  readonly isSecret?: boolean;
  readonly onChange: (value: string) => void;
}

/** One line of a form with what is wrong with it. */
export function TextField({ label, hint, value, fault = null, isSecret = false, onChange }: TextFieldProps) {
  const id = useId();
  const Control = isSecret ? Input.Password : Input;
  return (
    <div className="connection-field">
      <label htmlFor={id}>{label}</label>
      <Control
        id={id}
        value={value}
        placeholder={hint}
        autoComplete="off"
        aria-describedby={`${id}-fault`}
        aria-invalid={fault !== null}
        {...(fault === null ? {} : { status: 'error' as const })}
        onChange={(event) => onChange(event.target.value)}
      />
      <p className="field-fault" id={`${id}-fault`} aria-live="polite">
        {fault}
      </p>
    </div>
  );
}

const SOURCE = /^[\p{L}\p{N}_.-]{1,100}$/u;

/** Whether the text can name a source. */
export function isSource(text: string): boolean {
  return SOURCE.test(text);
}

/** Whether the text is an origin as browsers write it. */
export function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol) && new URL(text).origin === text;
}
