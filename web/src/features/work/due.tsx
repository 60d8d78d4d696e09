import { useTranslation } from 'react-i18next';
import { formatInstant, formatRelative } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import type { WorkTask } from './api.ts';
import { useNow } from './use-now.ts';

type Due = Pick<WorkTask, 'dueAt' | 'isOverdue'> & { readonly isDueSoon?: boolean; readonly caseStatus?: string };

/** When a task is due, in words that say how pressing that is. */
export function DueTime({ task }: { readonly task: Due }) {
  const { t } = useTranslation();
  const now = useNow();
  if (task.dueAt === null) {
    return <span className="quiet small">{t('work.noDue')}</span>;
  }
  const relative = formatRelative(task.dueAt, { locale: currentLocale(), now });
  if (task.caseStatus === 'paused') {
    return <span className="quiet small">{t('work.paused')}</span>;
  }
  const className = task.isOverdue ? 'work-late small' : task.isDueSoon === true ? 'work-soon small' : 'quiet small';
  return (
    <time className={className} dateTime={task.dueAt} title={formatInstant(task.dueAt)}>
      {t(task.isOverdue ? 'work.overdueSince' : 'work.dueAt', { when: relative })}
    </time>
  );
}
