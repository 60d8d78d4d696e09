import type { OrderPage } from '@zhike/server/contracts';
import { Button } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../ui/states.tsx';
import { useIdempotencyKey } from '../products/use-idempotency-key.ts';
import type { OrderAct, Pressed } from './api.ts';
import { TextField } from './order-field.tsx';

/** What every form of an order is given. */
export interface FormProps {
  readonly order: OrderPage;
  readonly error: unknown;
  readonly isBusy: boolean;
  readonly onClose: () => void;
  readonly onAct: (pressed: Pressed) => void;
}

interface ActFormProps extends Omit<FormProps, 'order'> {
  /** What the values come to; null while something is missing. */
  readonly act: OrderAct | null;
  /** Told whether somebody has tried to send, from when on faults are shown. */
  readonly children: (wasSent: boolean) => ReactNode;
}

/** The frame of a form: sends once, and says what went wrong. */
export function ActForm({ act, error, isBusy, onClose, onAct, children }: ActFormProps) {
  const { t } = useTranslation();
  const [wasSent, setWasSent] = useState(false);
  const keyOf = useIdempotencyKey();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (act !== null && !isBusy) {
      onAct({ act, key: keyOf(act) });
    }
  };
  return (
    <form className="dialog-content" onSubmit={submit} noValidate>
      {children(wasSent)}
      {error === null ? null : <Failure error={error} />}
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {t('orders.save')}
        </Button>
      </div>
    </form>
  );
}

interface OptionalFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** A text that may stay empty. */
export function OptionalField(props: OptionalFieldProps) {
  const { t } = useTranslation();
  return <TextField {...props} hint={t('orders.optional')} fault={null} />;
}

/** What was typed, or nothing. */
export function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

/** The values of a form, changed by parts. */
export function useValues<Values extends object>(first: Values): [Values, (change: Partial<Values>) => void] {
  const [values, setValues] = useState(first);
  return [values, (change) => setValues((old) => ({ ...old, ...change }))];
}
