import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { colleaguesQuery, type Handing, queuesQuery, requestAssign } from './api.ts';
import { useDeed } from './use-deed.ts';

interface OwnerFieldProps {
  readonly value: Handing;
  readonly onChange: (value: Handing) => void;
  readonly placeholder?: string;
}

/** A colleague or a queue. */
export function OwnerField({ value, onChange, placeholder }: OwnerFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const colleagues = useQuery(colleaguesQuery());
  const queues = useQuery(queuesQuery());
  const chosen =
    value.assigneeId === null ? (value.queueId === null ? null : `q:${value.queueId}`) : `p:${value.assigneeId}`;
  return (
    <div className="work-field">
      <label htmlFor={id}>{t('work.owner')}</label>
      <Select
        id={id}
        showSearch
        optionFilterProp="label"
        allowClear
        value={chosen}
        placeholder={placeholder}
        loading={colleagues.isPending || queues.isPending}
        options={[
          {
            label: t('work.colleagues'),
            options: (colleagues.data?.items ?? []).map((one) => ({
              value: `p:${one.id}`,
              label: one.isMe ? t('work.myself', { name: one.name }) : one.name,
            })),
          },
          {
            label: t('work.queues'),
            options: (queues.data?.items ?? []).map((queue) => ({ value: `q:${queue.id}`, label: queue.name })),
          },
        ]}
        onChange={(next: string | undefined) =>
          onChange({
            assigneeId: next?.startsWith('p:') === true ? next.slice(2) : null,
            queueId: next?.startsWith('q:') === true ? next.slice(2) : null,
          })
        }
      />
    </div>
  );
}

/** Gives a task to somebody else. */
export function HandDialog({ taskId, onClose }: { readonly taskId: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [to, setTo] = useState<Handing>({ assigneeId: null, queueId: null });
  const deed = useDeed(onClose);
  const isChosen = to.assigneeId !== null || to.queueId !== null;
  return (
    <Dialog label={t('work.hand')} onClose={onClose}>
      <div className="dialog-content">
        <OwnerField value={to} onChange={setTo} />
        {deed.error === null ? null : <Failure error={deed.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={!isChosen}
            loading={deed.isPending}
            onClick={() => deed.press((key) => requestAssign(taskId, to, key))}
          >
            {t('work.hand')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
