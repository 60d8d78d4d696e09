import type { ReactElement } from 'react';
import { cloneElement, useId } from 'react';

interface FieldProps {
  readonly label: string;
  readonly fault?: string | null;
  readonly note?: string;
  /** One input; it is given its id and its fault. */
  readonly children: ReactElement<{
    readonly id?: string;
    readonly 'aria-describedby'?: string;
    readonly 'aria-invalid'?: boolean;
    readonly status?: 'error' | '';
  }>;
}

/** A label above one input, what is wrong with it below. */
export function Field({ label, fault = null, note, children }: FieldProps) {
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      {cloneElement(children, {
        id,
        'aria-describedby': `${id}-fault`,
        ...(fault === null ? {} : { 'aria-invalid': true, status: 'error' as const }),
      })}
      {note === undefined ? null : <span className="quiet small">{note}</span>}
      <p className="field-fault" id={`${id}-fault`} aria-live="polite">
        {fault}
      </p>
    </div>
  );
}
