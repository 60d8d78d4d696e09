import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { type FormEvent, type KeyboardEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFailure, ProblemError, statusOf } from '../../../api/problem.ts';
import { LanguageSwitch } from '../../../app/language-switch.tsx';
import { currentLocale, hasChosenLocale, setLocale } from '../../../i18n/i18n.ts';
import { Icon } from '../../../ui/icon.tsx';
import { meQuery, requestLocale, requestSignIn } from '../api.ts';
import { CodeField } from '../code-field.tsx';
import { CompanyButton } from '../company-button.tsx';
import { type Credentials, faultsOf } from '../credentials.ts';
import './sign-in.css';

const route = getRouteApi('/sign-in');

/** What a refusal says under the form. */
function useRefusal(error: unknown): string | null {
  const { t } = useTranslation();
  if (error === null) {
    return null;
  }
  if (statusOf(error) === 429 && error instanceof ProblemError && error.retryAfterSeconds !== null) {
    return t('signIn.tooMany', { seconds: error.retryAfterSeconds });
  }
  if (codeOf(error) === 'second_factor_needed') {
    return null;
  }
  return statusOf(error) === 401 && codeOf(error) !== 'second_factor_wrong' ? t('signIn.wrong') : explainFailure(error);
}

const codeOf = (error: unknown): string | null => (error instanceof ProblemError ? error.problem.code : null);

/** The door. Faults stand under their field; Enter sends; Caps Lock is mentioned. */
export function SignInPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { to } = route.useSearch();
  const [credentials, setCredentials] = useState<Credentials>({ email: '', password: '' });
  const [code, setCode] = useState<string | null>(null);
  const [wasSent, setWasSent] = useState(false);
  const [hasCaps, setHasCaps] = useState(false);
  const signIn = useMutation({
    mutationFn: requestSignIn,
    onError(error) {
      if (codeOf(error) === 'second_factor_needed') {
        setCode('');
      }
    },
    async onSuccess(me) {
      queryClient.setQueryData(meQuery().queryKey, me);
      if (!hasChosenLocale(me.id)) {
        await setLocale(me.locale, me.id);
      } else if (me.locale !== currentLocale()) {
        // Texts of the server follow the account.
        queryClient.setQueryData(meQuery().queryKey, await requestLocale(currentLocale()));
      }
      // Whose password somebody else has seen is to choose another one first.
      router.history.push(me.passwordTemporary || me.mustEnrol ? '/account' : (to ?? '/'));
    },
  });
  const faults = faultsOf(credentials);
  const refusal = useRefusal(signIn.error);

  useEffect(() => {
    document.querySelector<HTMLInputElement>('#email')?.focus();
  }, []);

  useEffect(() => {
    document.title = t('app.title', { page: t('signIn.title') });
  }, [t]);

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setWasSent(true);
    const first = faults.email === null ? (faults.password === null ? null : 'password') : 'email';
    if (first !== null) {
      event.currentTarget.querySelector<HTMLInputElement>(`#${first}`)?.focus();
      return;
    }
    if (!signIn.isPending) {
      signIn.mutate({ ...credentials, ...(code === null || code.trim() === '' ? {} : { code: code.trim() }) });
    }
  };
  const watchCaps = (event: KeyboardEvent): void => setHasCaps(event.getModifierState('CapsLock'));
  const shownFault = (field: keyof Credentials): string | null => {
    const fault = wasSent ? faults[field] : null;
    return fault === null ? null : t(fault);
  };
  return (
    <main className="door">
      <div className="door-language">
        <LanguageSwitch onSwitch={() => void setLocale(currentLocale() === 'en' ? 'zh-CN' : 'en')} />
      </div>
      <div className="door-sheet">
        <header className="door-head">
          <img src="/mark.svg" alt="" width={36} height={36} />
          <h1>{t('app.name')}</h1>
          <p className="quiet">{t('signIn.lead')}</p>
        </header>
        <form className="door-form" onSubmit={submit} noValidate>
          <label htmlFor="email">{t('signIn.email')}</label>
          <Input
            id="email"
            type="email"
            name="email"
            autoComplete="username"
            size="large"
            value={credentials.email}
            {...(shownFault('email') === null ? {} : { status: 'error' as const })}
            aria-invalid={shownFault('email') !== null}
            aria-describedby="email-fault"
            onChange={(event) => setCredentials({ ...credentials, email: event.target.value })}
          />
          <p id="email-fault" className="field-fault" aria-live="polite">
            {shownFault('email')}
          </p>
          <label htmlFor="password">{t('signIn.password')}</label>
          <Input.Password
            id="password"
            name="password"
            autoComplete="current-password"
            size="large"
            value={credentials.password}
            {...(shownFault('password') === null ? {} : { status: 'error' as const })}
            aria-invalid={shownFault('password') !== null}
            aria-describedby="password-fault"
            iconRender={(isShown) => (
              <span title={t(isShown ? 'signIn.hide' : 'signIn.show')}>
                <Icon name={isShown ? 'hide' : 'show'} />
              </span>
            )}
            onKeyUp={watchCaps}
            onChange={(event) => setCredentials({ ...credentials, password: event.target.value })}
          />
          <p id="password-fault" className="field-fault" aria-live="polite">
            {shownFault('password') ?? (hasCaps ? t('signIn.caps') : null)}
          </p>
          {code === null ? null : <CodeField value={code} onChange={setCode} />}
          <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending}>
            {t('signIn.submit')}
          </Button>
          <p className="field-fault door-refusal" role="alert">
            {refusal ?? (to !== undefined && !wasSent ? <span className="quiet">{t('signIn.expired')}</span> : null)}
          </p>
        </form>
        <CompanyButton next={to ?? '/'} />
      </div>
    </main>
  );
}
