import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Section } from '../../ui/page.tsx';
import { MoreButton } from '../../ui/paged-list.tsx';
import { Empty, Failure, Skeleton } from '../../ui/states.tsx';
import { loadQuery, tasksQuery } from './api.ts';
import { QueuesSection } from './queues-section.tsx';
import { TaskList } from './task-list.tsx';

interface TeamViewProps {
  readonly openId: string | undefined;
  readonly onOpen: (caseId: string | undefined) => void;
}

/** Who has how much in hand, and all that is open. */
export function TeamView({ openId, onOpen }: TeamViewProps) {
  const { t } = useTranslation();
  const load = useQuery(loadQuery());
  const list = useInfiniteQuery(tasksQuery('team'));
  const items = (list.data?.pages ?? []).flatMap((page) => page.items);
  if (list.isPending || load.isPending) {
    return <Skeleton shape="rows" />;
  }
  if (list.isError || load.isError) {
    return (
      <Failure error={list.error ?? load.error} onRetry={() => void Promise.all([list.refetch(), load.refetch()])} />
    );
  }
  if (items.length === 0) {
    return (
      <>
        <Empty icon="done" title={t('work.empty.team')} body={t('work.emptyBody')} />
        <QueuesSection />
      </>
    );
  }
  const lines = [
    ...load.data.people.map(({ id, name, open, overdue }) => ({ id, name, open, overdue })),
    ...load.data.queues.map(({ id, name, waiting, overdue }) => ({
      id,
      name: t('work.inQueue', { name }),
      open: waiting,
      overdue,
    })),
  ];
  return (
    <>
      <Section title={t('work.load')}>
        <table className="plain-table work-load">
          <thead>
            <tr>
              <th scope="col">{t('work.owner')}</th>
              <th scope="col" className="figures">
                {t('work.openTasks')}
              </th>
              <th scope="col" className="figures">
                {t('work.overdueTasks')}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <th scope="row">{line.name}</th>
                <td className="figures">{line.open}</td>
                <td className={line.overdue > 0 ? 'figures work-late' : 'figures quiet'}>{line.overdue}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
      <QueuesSection />
      <Section title={t('work.allOpen')}>
        <TaskList items={items} openId={openId} onOpen={onOpen} label={t('work.allOpen')} />
        <MoreButton list={list} />
      </Section>
    </>
  );
}
