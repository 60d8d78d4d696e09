import type { ImportStatus } from '@zhike/server/contracts';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../../ui/icon.tsx';

const MARKS = {
  queued: { icon: 'clock', tone: 'quiet' },
  running: { icon: 'import', tone: 'is-moving' },
  done: { icon: 'done', tone: 'is-done' },
  failed: { icon: 'warning', tone: 'is-failed' },
  undoing: { icon: 'undo', tone: 'is-moving' },
  undone: { icon: 'undo', tone: 'quiet' },
} as const satisfies Readonly<Record<ImportStatus, { icon: IconName; tone: string }>>;

/** The state of an import by sign and word. */
export function ImportStatusMark({ status }: { readonly status: ImportStatus }) {
  const { t } = useTranslation();
  const { icon, tone } = MARKS[status];
  return (
    <span className={`import-status ${tone}`}>
      <Icon name={icon} size={14} />
      {t(`imports.statuses.${status}`)}
    </span>
  );
}
