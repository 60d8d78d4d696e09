import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatRelative } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Panel } from '../../ui/panel.tsx';
import { Empty, Failure, Skeleton } from '../../ui/states.tsx';
import { type NoticeLine, noticesQuery } from './notices-api.ts';
import { useNow } from './use-now.ts';
import './work.css';

interface NoticesPanelProps {
  readonly onClose: () => void;
  readonly onFollow: (notice: NoticeLine) => void;
  readonly onReadAll: () => void;
}

/** What the reader was told, newest first, beside the page. */
export function NoticesPanel({ onClose, onFollow, onReadAll }: NoticesPanelProps) {
  const { t } = useTranslation();
  const list = useQuery(noticesQuery());
  const now = useNow();
  return (
    <Panel
      label={t('work.noticesTitle')}
      onClose={onClose}
      actions={
        (list.data?.unread ?? 0) > 0 ? (
          <Button size="small" onClick={onReadAll}>
            {t('work.readAll')}
          </Button>
        ) : null
      }
    >
      <h2>{t('work.noticesTitle')}</h2>
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.data?.items.length === 0 ? <Empty icon="bell" title={t('work.noNotices')} /> : null}
      <ul className="notice-list">
        {(list.data?.items ?? []).map((notice) => (
          <li key={notice.id} className={notice.readAt === null ? 'is-unread' : undefined}>
            <button type="button" onClick={() => onFollow(notice)}>
              <span>{notice.text[currentLocale()]}</span>
              <span className="quiet small">{formatRelative(notice.createdAt, { locale: currentLocale(), now })}</span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
