import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FieldValue } from '@zhike/server/contracts';
import { Button } from 'antd';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { statusOf } from '../../api/problem.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { fieldValuesQuery, requestEdit } from '../fields/api.ts';
import { faultsByField } from '../fields/faults.ts';
import { FieldControl } from '../fields/field-control.tsx';
import { FormFault } from '../fields/form-fault.tsx';
import { bodyOf, type FormLine, faultKey, hasContent, shownIn, type Touched } from './customer-draft.ts';

interface FactEditProps {
  readonly customerId: string;
  readonly field: FieldValue;
  /** With the value as it is now, or null when nothing was changed. */
  readonly onDone: (changed: FieldValue | null) => void;
}

/** One fact, changed where it stands: Enter saves, Escape leaves it as it was. */
export function FactEdit({ customerId, field, onDone }: FactEditProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const values = useQuery(fieldValuesQuery(customerId));
  const { text, value, masked, ...rest } = field;
  const line: FormLine = { ...rest, known: { value, text, masked } };
  const [touched, setTouched] = useState<Touched>({});
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const form = useRef<HTMLFormElement>(null);
  const faultId = useId();
  const body = bodyOf([line], touched);
  const save = useMutation({
    mutationFn: () => requestEdit(customerId, { ...body, version: values.data?.version ?? 0 }, idempotencyKey),
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: ['customers'] });
      onDone(saved.fields.find(({ key }) => key === field.key) ?? null);
    },
    onError: async (error) => {
      setIdempotencyKey(crypto.randomUUID());
      // Somebody was faster: what they wrote is fetched, what was typed here stays, saving again is a decision.
      if (statusOf(error) === 409) {
        await values.refetch();
      }
    },
  });
  useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea')?.focus(), []);
  const faults = new Map([...faultsByField(save.error)].map(([key, message]) => [faultKey(key, body), message]));
  const fault = faults.get(field.key) ?? null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (save.isPending) {
      return;
    }
    if (hasContent(body)) {
      save.mutate();
    } else {
      onDone(null);
    }
  };
  return (
    <form
      ref={form}
      className="fact-form"
      noValidate
      onSubmit={submit}
      onKeyDownCapture={(event) => {
        if (event.key === 'Escape' && document.querySelector('.ant-select-open') === null) {
          event.preventDefault();
          event.stopPropagation();
          onDone(null);
        }
      }}
    >
      <FieldControl
        field={line}
        value={shownIn(line, touched)}
        onChange={(typed) => {
          setTouched({ [field.key]: typed });
          setIdempotencyKey(crypto.randomUUID());
        }}
        aria-describedby={faultId}
        {...(fault === null ? {} : { 'aria-invalid': true, status: 'error' as const })}
        aria-label={field.label[currentLocale()]}
      />
      <p className="field-fault" id={faultId} aria-live="polite">
        {fault}
      </p>
      {fault === null ? <FormFault error={save.error} placed={faults.size} /> : null}
      <span className="fact-form-actions">
        <Button size="small" onClick={() => onDone(null)}>
          {t('common.cancel')}
        </Button>
        <Button size="small" type="primary" htmlType="submit" loading={save.isPending}>
          {t('customerForm.save')}
        </Button>
      </span>
    </form>
  );
}
