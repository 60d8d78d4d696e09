import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, InputNumber, Select } from 'antd';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../ui/form.css';
import { Panel } from '../../ui/panel.tsx';
import { Failure } from '../../ui/states.tsx';
import { faultsByField } from '../fields/faults.ts';
import { colleaguesQuery } from '../work/api.ts';
import { type CreditLimitGiven, type CustomerCredit, creditQuery, requestCreditLimit } from './api.ts';
import './credit.css';

const MINOR = 100;
const MOST_DAYS = 3650;
const LEAST_REASON = 2;

interface LimitFormProps {
  readonly customerId: string;
  readonly credit: CustomerCredit;
  readonly onClose: () => void;
}

function Field({
  label,
  fault,
  children,
}: {
  readonly label: string;
  readonly fault: string | null;
  readonly children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      <p className="field-fault">{fault}</p>
    </div>
  );
}

/** Sets, changes or takes off a limit: how much, in how many days, who is told, and why. */
export function LimitForm({ customerId, credit, onClose }: LimitFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const colleagues = useQuery(colleaguesQuery());
  const [amount, setAmount] = useState<number | null>(credit.limitMinor === null ? null : credit.limitMinor / MINOR);
  const [days, setDays] = useState<number | null>(credit.paymentDays);
  const [ownerId, setOwnerId] = useState<string | null>(credit.limit?.ownerId ?? null);
  const [reason, setReason] = useState('');
  const [wasSent, setWasSent] = useState(false);
  const save = useMutation({
    mutationFn: (given: CreditLimitGiven) => requestCreditLimit(customerId, given),
    onSuccess: (after) => {
      client.setQueryData(creditQuery(customerId).queryKey, after);
      onClose();
    },
  });
  const isWhy = reason.trim().length >= LEAST_REASON;
  const send = (amountMinor: number | null): void => {
    setWasSent(true);
    if (isWhy && !save.isPending) {
      save.mutate({
        amountMinor,
        ...(days === null ? {} : { paymentDays: days }),
        ownerId,
        reason: reason.trim(),
        baseRevision: credit.revision,
      });
    }
  };
  const faults = faultsByField(save.error);
  const amountFault = wasSent && amount === null ? t('credit.needAmount') : null;
  return (
    <Panel label={t('credit.title')} onClose={onClose}>
      <form
        className="credit-form"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          setWasSent(true);
          if (amount !== null) {
            send(Math.round(amount * MINOR));
          }
        }}
      >
        <h2>{t('credit.title')}</h2>
        <Field
          label={t('credit.amount', { currency: credit.currency })}
          fault={amountFault ?? faults.get('amountMinor') ?? null}
        >
          {(id) => (
            <InputNumber
              id={id}
              min={0}
              precision={2}
              controls={false}
              value={amount}
              onChange={(next) => setAmount(next)}
            />
          )}
        </Field>
        <Field label={t('credit.paymentDays')} fault={faults.get('paymentDays') ?? null}>
          {(id) => (
            <InputNumber
              id={id}
              min={0}
              max={MOST_DAYS}
              precision={0}
              controls={false}
              value={days}
              onChange={(next) => setDays(next)}
            />
          )}
        </Field>
        <Field label={t('credit.owner')} fault={faults.get('ownerId') ?? null}>
          {(id) => (
            <Select
              id={id}
              allowClear
              showSearch
              optionFilterProp="label"
              value={ownerId}
              loading={colleagues.isPending}
              placeholder={t('credit.ownerHint')}
              onChange={(next: string | undefined) => setOwnerId(next ?? null)}
              options={(colleagues.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
            />
          )}
        </Field>
        <Field
          label={t('credit.reason')}
          fault={wasSent && !isWhy ? t('credit.needReason') : (faults.get('reason') ?? null)}
        >
          {(id) => (
            <Input.TextArea
              id={id}
              rows={3}
              maxLength={500}
              value={reason}
              aria-invalid={wasSent && !isWhy}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="credit-actions">
          {credit.limit === null ? null : (
            <Button danger onClick={() => send(null)}>
              {t('credit.takeOff')}
            </Button>
          )}
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('credit.save')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
