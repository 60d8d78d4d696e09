import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFailure } from '../../../api/problem.ts';
import { meQuery } from '../api.ts';
import { requestCompanyReturn } from '../security-api.ts';
import './sign-in.css';

/** Where the company's sign-in sends people back to: finishes it, once, and goes on. */
export function CompanyReturnPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const queryClient = useQueryClient();
  const hasBegun = useRef(false);
  const { mutate, error } = useMutation({
    mutationFn: requestCompanyReturn,
    onSuccess: ({ me, next }) => {
      queryClient.setQueryData(meQuery().queryKey, me);
      router.history.replace(next);
    },
  });
  useEffect(() => {
    if (!hasBegun.current) {
      hasBegun.current = true;
      mutate(window.location.search.slice(1));
    }
  }, [mutate]);
  useEffect(() => {
    document.title = t('app.title', { page: t('signIn.title') });
  }, [t]);
  return (
    <main className="door">
      <div className="door-sheet">
        <header className="door-head">
          <img src="/mark.svg" alt="" width={36} height={36} />
          <h1>{t('app.name')}</h1>
          <p className="quiet" role="status">
            {error === null ? t('door.finishing') : explainFailure(error)}
          </p>
        </header>
        {error === null ? null : <Link to="/sign-in">{t('door.again')}</Link>}
      </div>
    </main>
  );
}
