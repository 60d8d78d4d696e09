import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { withWords } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import './bell.css';
import { type NoticeLine, noticesQuery, requestRead } from './notices-api.ts';

const NoticesPanel = lazy(async () => ({
  default: (await withWords(() => import('./notices-panel.tsx'))).NoticesPanel,
}));
/** More are not told apart. */
const MOST = 99;

/** What the reader was told: the count in the frame, the list beside the page. */
export function NoticesBell() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [isOpen, setIsOpen] = useState(false);
  const list = useQuery(noticesQuery());
  const read = useMutation({
    mutationFn: (ids: string[] | undefined) => requestRead(ids),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['notices'] }),
  });
  const unread = list.data?.unread ?? 0;
  const follow = (notice: NoticeLine): void => {
    if (notice.readAt === null) {
      read.mutate([notice.id]);
    }
    setIsOpen(false);
    if (notice.ref?.type === 'case') {
      void navigate({ to: '/work', search: { open: notice.ref.id } });
    } else if (notice.ref?.type === 'approval') {
      void navigate({ to: '/work', search: { tab: 'approvals' } });
    } else if (notice.ref?.type === 'export') {
      void navigate({ to: '/settings/exports' });
    } else if (notice.ref?.type === 'departure') {
      void navigate({ to: '/insight/handover' });
    } else if (notice.ref?.type === 'submissions') {
      void navigate({ to: '/entry/review' });
    } else if (notice.ref?.type === 'own_submissions') {
      void navigate({ to: '/entry/submissions' });
    }
  };
  return (
    <>
      <button
        type="button"
        className="icon-button bell"
        aria-label={t('me.notices', { count: unread })}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name="bell" />
        {unread === 0 ? null : <span className="bell-count figures">{unread > MOST ? `${MOST}+` : unread}</span>}
      </button>
      {isOpen ? (
        <Suspense>
          <NoticesPanel onClose={() => setIsOpen(false)} onFollow={follow} onReadAll={() => read.mutate(undefined)} />
        </Suspense>
      ) : null}
    </>
  );
}
