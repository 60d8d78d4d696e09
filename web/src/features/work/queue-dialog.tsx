import { useQuery } from '@tanstack/react-query';
import { Button, Input, InputNumber, Segmented, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { colleaguesQuery, type Queue, type QueueOrder, requestCloseQueue, requestQueue, rolesQuery } from './api.ts';
import { useDeed } from './use-deed.ts';

interface QueueDialogProps {
  /** Null for a new one. */
  readonly queue: Queue | null;
  readonly onClose: () => void;
}

const PICKS = ['due', 'priority', 'oldest'] as const;

/** A queue: who serves it, what comes first, how many one person may hold. */
export function QueueDialog({ queue, onClose }: QueueDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const [form, setForm] = useState<QueueOrder>({
    name: queue?.name ?? '',
    pick: queue?.pick ?? 'due',
    limitPerPerson: queue?.limitPerPerson ?? null,
    members: (queue?.members ?? []).map(({ userId, role }) => ({ userId, role })),
  });
  const [wasSent, setWasSent] = useState(false);
  const deed = useDeed(onClose);
  const isMissing = wasSent && form.name.trim() === '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (form.name.trim() !== '') {
      deed.press((key) => requestQueue(queue?.id ?? null, { ...form, name: form.name.trim() }, key));
    }
  };
  return (
    <Dialog label={t(queue === null ? 'work.queueNew' : 'work.queueEdit')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit} noValidate>
        <div className="work-field">
          <label htmlFor={`${id}-name`}>{t('work.queueName')}</label>
          <Input
            id={`${id}-name`}
            value={form.name}
            maxLength={100}
            aria-describedby={`${id}-fault`}
            aria-invalid={isMissing}
            {...(isMissing ? { status: 'error' as const } : {})}
            onChange={(event) => setForm({ ...form, name: event.target.value })}
          />
          <p className="field-fault" id={`${id}-fault`} aria-live="polite">
            {isMissing ? t('work.needName') : null}
          </p>
        </div>
        <Members value={form.members} onChange={(members) => setForm({ ...form, members })} />
        <div className="work-field">
          <span aria-hidden="true">{t('work.pick')}</span>
          <Segmented
            aria-label={t('work.pick')}
            value={form.pick}
            options={PICKS.map((value) => ({ value, label: t(`work.picks.${value}`) }))}
            onChange={(pick) => setForm({ ...form, pick })}
          />
        </div>
        <div className="work-field">
          <label htmlFor={`${id}-limit`}>{t('work.limit')}</label>
          <InputNumber
            controls={false}
            id={`${id}-limit`}
            min={1}
            max={10_000}
            value={form.limitPerPerson}
            placeholder={t('work.noLimit')}
            onChange={(limitPerPerson) => setForm({ ...form, limitPerPerson })}
          />
        </div>
        {deed.error === null ? null : <Failure error={deed.error} />}
        <div className="dialog-actions">
          {queue === null ? null : (
            <Button danger onClick={() => deed.press(() => requestCloseQueue(queue.id))}>
              {t('work.queueClose')}
            </Button>
          )}
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={deed.isPending}>
            {t('work.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface MembersProps {
  readonly value: QueueOrder['members'];
  readonly onChange: (members: QueueOrder['members']) => void;
}

function Members({ value, onChange }: MembersProps) {
  const { t } = useTranslation();
  const id = useId();
  const colleagues = useQuery(colleaguesQuery());
  const roles = useQuery(rolesQuery());
  return (
    <div className="work-field">
      <label htmlFor={id}>{t('work.members')}</label>
      <Select
        id={id}
        mode="multiple"
        optionFilterProp="label"
        value={value.map(({ userId, role }) => (userId === null ? `r:${role ?? ''}` : `p:${userId}`))}
        options={[
          {
            label: t('work.roles'),
            options: (roles.data?.items ?? []).map((role) => ({
              value: `r:${role.name}`,
              label: role.label[currentLocale()],
            })),
          },
          {
            label: t('work.colleagues'),
            options: (colleagues.data?.items ?? []).map((one) => ({ value: `p:${one.id}`, label: one.name })),
          },
        ]}
        onChange={(chosen: readonly string[]) =>
          onChange(
            chosen.map((one) =>
              one.startsWith('r:') ? { userId: null, role: one.slice(2) } : { userId: one.slice(2), role: null },
            ),
          )
        }
      />
    </div>
  );
}
