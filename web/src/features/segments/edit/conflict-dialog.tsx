import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { segmentQuery } from '../api.ts';

interface ConflictDialogProps {
  readonly id: string;
  readonly onOverwrite: () => void;
  readonly onDiscard: () => void;
  readonly onClose: () => void;
}

/** Somebody else was faster: what they wrote, and which of the two stays. */
export function ConflictDialog({ id, onOverwrite, onDiscard, onClose }: ConflictDialogProps) {
  const { t } = useTranslation();
  const theirs = useQuery({ ...segmentQuery(id), staleTime: 0 });
  const latest = theirs.data?.versions[0];
  return (
    <Dialog label={t('segments.conflictTitle')} onClose={onClose}>
      <div className="dialog-content">
        {theirs.isPending ? <Skeleton shape="lines" /> : null}
        {theirs.isError ? <Failure error={theirs.error} onRetry={() => void theirs.refetch()} /> : null}
        {latest === undefined ? null : (
          <>
            <p>
              {t('segments.conflictBody', {
                who: latest.changedBy,
                when: formatInstant(latest.changedAt),
                version: latest.version,
              })}
            </p>
            <blockquote className="version-words">{latest.sentence[currentLocale()]}</blockquote>
          </>
        )}
        <p className="quiet small">{t('segments.conflictNote')}</p>
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button onClick={onDiscard}>{t('segments.conflictTheirs')}</Button>
          <Button type="primary" onClick={onOverwrite}>
            {t('segments.conflictMine')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
