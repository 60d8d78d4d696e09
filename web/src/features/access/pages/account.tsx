import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFailure, statusOf } from '../../../api/problem.ts';
import { useMe } from '../../../app/use-me.ts';
import { formatInstant } from '../../../i18n/format.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Page } from '../../../ui/page.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { faultsByField } from '../../fields/faults.ts';
import { meQuery, mySessionsQuery, requestPassword, requestRevokeSession, type Session } from '../api.ts';
import { browserOf } from '../browser-name.ts';
import { SecondFactorSection } from '../second-factor-section.tsx';
import '../../../ui/form.css';
import './account.css';

/** What people do about their own account: another password, and where they are signed in. */
export function AccountPage() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Page title={t('account.title')}>
      <div className="account">
        <p>
          <strong>{me.name}</strong> <span className="quiet">{me.email}</span>
        </p>
        <SecondFactorSection />
        <PasswordSection />
        <SessionsSection />
      </div>
    </Page>
  );
}

const NOTHING = { current: '', next: '' };

function PasswordSection() {
  const { t } = useTranslation();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [form, setForm] = useState(NOTHING);
  const [wasSent, setWasSent] = useState(false);
  const change = useMutation({
    mutationFn: requestPassword,
    onSuccess: async () => {
      setForm(NOTHING);
      setWasSent(false);
      await queryClient.invalidateQueries({ queryKey: ['access'] });
      await queryClient.fetchQuery({ ...meQuery(), staleTime: 0 });
      await router.invalidate();
    },
  });
  const said = faultsByField(change.error);
  const missing = wasSent ? t('account.needPassword') : null;
  const currentFault = form.current === '' ? missing : (said.get('current') ?? null);
  const nextFault = form.next === '' ? missing : (said.get('next') ?? null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (form.current !== '' && form.next !== '' && !change.isPending) {
      change.mutate(form);
    }
  };
  const isPlaced = statusOf(change.error) === 400 && said.size > 0;
  return (
    <section className="section">
      <h2>{t('account.password')}</h2>
      <form className="account-form" onSubmit={submit} noValidate>
        <PasswordField
          label={t('account.current')}
          name="current-password"
          value={form.current}
          fault={currentFault}
          onChange={(current) => setForm({ ...form, current })}
        />
        <PasswordField
          label={t('account.next')}
          name="new-password"
          value={form.next}
          fault={nextFault}
          onChange={(next) => setForm({ ...form, next })}
        />
        {change.isError && !isPlaced ? (
          <p className="field-fault" role="alert">
            {explainFailure(change.error)}
          </p>
        ) : null}
        <div className="account-actions">
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {t('account.change')}
          </Button>
          <span className="quiet small" role="status">
            {change.isSuccess ? t('account.changed') : t('account.changeNote')}
          </span>
        </div>
      </form>
    </section>
  );
}

interface PasswordFieldProps {
  readonly label: string;
  readonly name: 'current-password' | 'new-password';
  readonly value: string;
  readonly fault: string | null;
  readonly onChange: (value: string) => void;
}

function PasswordField({ label, name, value, fault, onChange }: PasswordFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      <Input.Password
        id={id}
        name={name}
        autoComplete={name}
        value={value}
        {...(fault === null ? {} : { status: 'error' as const })}
        aria-invalid={fault !== null}
        aria-describedby={`${id}-fault`}
        iconRender={(isShown) => (
          <span title={t(isShown ? 'signIn.hide' : 'signIn.show')}>
            <Icon name={isShown ? 'hide' : 'show'} />
          </span>
        )}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-fault`} className="field-fault" aria-live="polite">
        {fault}
      </p>
    </div>
  );
}

function SessionsSection() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const list = useQuery(mySessionsQuery());
  const end = useMutation({
    mutationFn: requestRevokeSession,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: mySessionsQuery().queryKey }),
  });
  return (
    <section className="section">
      <h2>{t('account.sessions')}</h2>
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {end.isError ? <Failure error={end.error} /> : null}
      <ul className="account-sessions">
        {(list.data?.items ?? []).map((session) => (
          <SessionLine key={session.id} session={session} onEnd={() => end.mutate(session.id)} />
        ))}
      </ul>
    </section>
  );
}

function SessionLine({ session, onEnd }: { readonly session: Session; readonly onEnd: () => void }) {
  const { t } = useTranslation();
  const { browser, system } = browserOf(session.userAgent);
  const name = [browser, system].filter((part) => part !== null).join(' · ') || t('account.unknownBrowser');
  return (
    <li>
      <span className="account-session">
        <span>{name}</span>
        <span className="quiet small figures">
          {t('account.seen', { address: session.address, when: formatInstant(session.lastSeenAt) })}
        </span>
      </span>
      {session.current ? (
        <span className="quiet small">{t('account.here')}</span>
      ) : (
        <Button size="small" aria-label={t('account.endName', { name })} onClick={onEnd}>
          {t('account.end')}
        </Button>
      )}
    </li>
  );
}
