import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFailure, ProblemError } from '../api/problem.ts';
import { Page } from '../ui/page.tsx';
import { Empty } from '../ui/states.tsx';

/** An address that leads nowhere. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('errors.notFoundTitle')} isHeadless>
      <Empty isPage icon="search" title={t('errors.notFoundTitle')} body={t('errors.notFoundBody')}>
        <Link to="/">{t('errors.goHome')}</Link>
      </Empty>
    </Page>
  );
}

/** A page that exists but not for this reader. */
export function DeniedPage({ permission }: { readonly permission: string }) {
  const { t } = useTranslation();
  return (
    <Page title={t('errors.deniedTitle')} isHeadless>
      <Empty isPage icon="stop" title={t('errors.deniedTitle')} body={t('errors.deniedBody', { permission })}>
        <Link to="/">{t('errors.goHome')}</Link>
      </Empty>
    </Page>
  );
}

/** For somebody whose roles open no room at all. */
export function NoRoomPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('errors.noRoomTitle')} isHeadless>
      <Empty isPage icon="stop" title={t('errors.noRoomTitle')} body={t('errors.noRoomBody')} />
    </Page>
  );
}

/** What stands where a page broke: why, a way to try again, and the request to name to an administrator. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const retry = (): void => {
    reset();
    void router.invalidate();
  };
  // What failed for want of a connection is asked for again as soon as there is one.
  useEffect(() => {
    window.addEventListener('online', retry);
    return () => window.removeEventListener('online', retry);
  });
  return (
    <Page title={t('errors.pageTitle')} isHeadless>
      <Empty isPage icon="warning" title={t('errors.pageTitle')} body={explainFailure(error)}>
        <Button type="primary" onClick={retry}>
          {t('common.retry')}
        </Button>
      </Empty>
      {error instanceof ProblemError && error.problem.requestId !== '' ? (
        <p className="quiet small centred">{t('errors.request', { id: error.problem.requestId })}</p>
      ) : null}
    </Page>
  );
}
