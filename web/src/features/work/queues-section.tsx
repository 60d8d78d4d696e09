import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { type Queue, queuesQuery } from './api.ts';
import { QueueDialog } from './queue-dialog.tsx';

/** The queues of the team, and who serves them. */
export function QueuesSection() {
  const { t } = useTranslation();
  const list = useQuery(queuesQuery());
  const [open, setOpen] = useState<Queue | 'new' | null>(null);
  const items = list.data?.items ?? [];
  return (
    <Section title={t('work.queues')} actions={<Button onClick={() => setOpen('new')}>{t('work.queueNew')}</Button>}>
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? <p className="quiet">{t('work.noQueues')}</p> : null}
      <ul className="task-list">
        {items.map((queue) => (
          <li key={queue.id}>
            <button type="button" className="task-row" onClick={() => setOpen(queue)}>
              <span className="task-what">
                <strong>{queue.name}</strong>
                <span className="quiet small">
                  {queue.members.length === 0
                    ? t('work.noMembers')
                    : queue.members.map(({ name }) => name).join(t('work.comma'))}
                </span>
              </span>
              <span className="task-who small">
                {queue.limitPerPerson === null
                  ? t(`work.picks.${queue.pick}`)
                  : t('work.upTo', { count: queue.limitPerPerson })}
              </span>
              <span className="task-due small figures">{t('work.waiting', { count: queue.waiting })}</span>
            </button>
          </li>
        ))}
      </ul>
      {open === null ? null : <QueueDialog queue={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Section>
  );
}
