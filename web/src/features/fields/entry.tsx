import { cloneElement, type ReactElement, type ReactNode, useId } from 'react';
import './fields.css';

interface EntryProps {
  readonly label: ReactNode;
  readonly fault?: string | null;
  readonly note?: ReactNode;
  /** One control; it is given its id and its fault. */
  readonly children: ReactElement<{
    readonly id?: string;
    readonly 'aria-describedby'?: string;
    readonly 'aria-invalid'?: boolean;
    readonly status?: 'error' | '';
  }>;
}

/** One line of a form: label above, what is wrong below. */
export function Entry({ label, fault = null, note, children }: EntryProps) {
  const id = useId();
  return (
    <div className="entry">
      <label htmlFor={id}>{label}</label>
      {cloneElement(children, {
        id,
        'aria-describedby': `${id}-note`,
        ...(fault === null ? {} : { 'aria-invalid': true, status: 'error' as const }),
      })}
      <p className={fault === null ? 'entry-note quiet small' : 'field-fault'} id={`${id}-note`} aria-live="polite">
        {fault ?? note}
      </p>
    </div>
  );
}
