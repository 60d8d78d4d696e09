import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, Select } from 'antd';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateField } from '../../../ui/date-field.tsx';
import '../../../ui/form.css';
import { Panel } from '../../../ui/panel.tsx';
import { Failure } from '../../../ui/states.tsx';
import { faultsByField } from '../../fields/faults.ts';
import { useToday } from '../../insight/use-insight.ts';
import { colleaguesQuery } from '../../work/api.ts';
import { segmentsKey } from '../api.ts';
import type { Strategy, StrategyGiven } from './api.ts';

interface StrategyFormProps {
  /** Whose it is, where that is not plain from the page. */
  readonly title?: string;
  readonly strategy: Strategy | null;
  readonly revision: number;
  readonly save: (given: StrategyGiven) => Promise<unknown>;
  readonly onClose: () => void;
}

const PLANS = ['marketing', 'service', 'channels'] as const;
const MAX_PLAN = 4000;

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

/** Writes down what is done for a segment: at least one plan, somebody who answers for it, and from when on. */
export function StrategyForm({ title, strategy, revision, save: request, onClose }: StrategyFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const today = useToday();
  const colleagues = useQuery(colleaguesQuery());
  const [plans, setPlans] = useState(() => ({
    marketing: strategy?.marketing ?? '',
    service: strategy?.service ?? '',
    channels: strategy?.channels ?? '',
  }));
  const [ownerId, setOwnerId] = useState<string | null>(strategy?.ownerId ?? null);
  const [startsOn, setStartsOn] = useState(strategy?.startsOn ?? today);
  const [endsOn, setEndsOn] = useState(strategy?.endsOn ?? '');
  const [wasSent, setWasSent] = useState(false);
  const save = useMutation({
    mutationFn: request,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: segmentsKey });
      onClose();
    },
  });
  const hasPlan = PLANS.some((plan) => plans[plan].trim() !== '');
  const missing = {
    plan: wasSent && !hasPlan ? t('understanding.needPlan') : null,
    owner: wasSent && ownerId === null ? t('understanding.needOwner') : null,
    end: endsOn !== '' && endsOn < startsOn ? t('seeing.datesTurned') : null,
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!hasPlan || ownerId === null || missing.end !== null || save.isPending) {
      return;
    }
    const given = (plan: (typeof PLANS)[number]): string | null =>
      plans[plan].trim() === '' ? null : plans[plan].trim();
    save.mutate({
      marketing: given('marketing'),
      service: given('service'),
      channels: given('channels'),
      ownerId,
      startsOn,
      endsOn: endsOn === '' ? null : endsOn,
      baseRevision: revision,
    });
  };
  const faults = faultsByField(save.error);
  const ownerFault = missing.owner ?? faults.get('ownerId') ?? null;
  const endFault = missing.end ?? faults.get('endsOn') ?? null;
  return (
    <Panel label={title ?? t('understanding.strategy')} onClose={onClose}>
      <form className="strategy-form" onSubmit={submit}>
        {title === undefined ? null : <h2>{title}</h2>}
        {PLANS.map((plan) => (
          <Field
            key={plan}
            label={t(`understanding.plans.${plan}`)}
            fault={plan === 'marketing' ? (missing.plan ?? faults.get(plan) ?? null) : (faults.get(plan) ?? null)}
          >
            {(id) => (
              <Input.TextArea
                id={id}
                autoSize={{ minRows: 3, maxRows: 12 }}
                maxLength={MAX_PLAN}
                placeholder={t(`understanding.planHints.${plan}`)}
                value={plans[plan]}
                aria-invalid={plan === 'marketing' && missing.plan !== null}
                onChange={(event) => setPlans({ ...plans, [plan]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <Field label={t('understanding.answers')} fault={ownerFault}>
          {(id) => (
            <Select
              id={id}
              showSearch
              optionFilterProp="label"
              value={ownerId}
              loading={colleagues.isPending}
              aria-invalid={ownerFault !== null}
              placeholder={t('understanding.ownerHint')}
              onChange={(next: string | null) => setOwnerId(next)}
              options={(colleagues.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
            />
          )}
        </Field>
        <div className="form-pair">
          <div className="form-field">
            <span className="quiet small">{t('understanding.startsOn')}</span>
            <DateField label={t('understanding.startsOn')} value={startsOn} onChange={setStartsOn} />
          </div>
          <div className="form-field">
            <span className="quiet small">{t('understanding.endsOn')}</span>
            <Checkbox checked={endsOn === ''} onChange={(event) => setEndsOn(event.target.checked ? '' : startsOn)}>
              {t('understanding.noEnd')}
            </Checkbox>
            {endsOn === '' ? null : <DateField label={t('understanding.endsOn')} value={endsOn} onChange={setEndsOn} />}
            <p className="field-fault">{endFault}</p>
          </div>
        </div>
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="strategy-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('segments.save')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
