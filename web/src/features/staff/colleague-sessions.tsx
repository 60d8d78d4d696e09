import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { statusOf } from '../../api/problem.ts';
import { formatInstant } from '../../i18n/format.ts';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { browserOf } from '../access/browser-name.ts';
import { requestEndSession, requestResetFactor, userSessionsQuery } from './api.ts';
import '../privacy/privacy.css';

/** Where a colleague is signed in, and the way out for a lost telephone. */
export function ColleagueSessions({ userId }: { readonly userId: string }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const list = useQuery(userSessionsQuery(userId));
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['staff'] });
  const end = useMutation({
    mutationFn: (sessionId: string) => requestEndSession(userId, sessionId),
    onSuccess: refresh,
  });
  const reset = useMutation({ mutationFn: () => requestResetFactor(userId), onSuccess: refresh });
  return (
    <section>
      <h3>{t('colleague.sessions')}</h3>
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {end.isError ? <Failure error={end.error} /> : null}
      <ul className="privacy-lines">
        {(list.data?.items ?? []).map((session) => {
          const { browser, system } = browserOf(session.userAgent);
          const name = [browser, system].filter((part) => part !== null).join(' · ') || t('account.unknownBrowser');
          return (
            <li key={session.id}>
              <span className="privacy-what">
                <span>{name}</span>
                <span className="quiet small figures">
                  {t('account.seen', { address: session.address, when: formatInstant(session.lastSeenAt) })}
                </span>
              </span>
              {session.current ? (
                <span className="quiet small">{t('account.here')}</span>
              ) : (
                <Button size="small" aria-label={t('account.endName', { name })} onClick={() => end.mutate(session.id)}>
                  {t('colleague.end')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <div className="privacy-bar">
        <Button size="small" loading={reset.isPending} onClick={() => reset.mutate()}>
          {t('colleague.resetFactor')}
        </Button>
        <span className="quiet small" role="status">
          {reset.isSuccess ? t('colleague.resetDone') : null}
        </span>
      </div>
      {reset.isError && statusOf(reset.error) !== 404 ? <Failure error={reset.error} /> : null}
    </section>
  );
}
