import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { SMTP_SECURITIES } from '@zhike/server/contracts';
import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../../i18n/format.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Section } from '../../../ui/page.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { offerUndo } from '../../../ui/undo.ts';
import { ChoiceField, TextField } from '../../privacy/text-field.tsx';
import {
  type EmailAccount,
  type EmailChange,
  emailQuery,
  requestEmail,
  requestOutbox,
  requestTestMail,
} from '../api.ts';
import '../contact.css';

/** Through which server e-mail leaves, and whether it does. */
export function MailPage() {
  const { t } = useTranslation();
  const account = useQuery(emailQuery());
  return (
    <SettingsFrame title={t('mail.title')} lead={t('mail.lead')}>
      {account.isPending ? <Skeleton shape="lines" /> : null}
      {account.isError ? <Failure error={account.error} onRetry={() => void account.refetch()} /> : null}
      {account.data === undefined ? null : (
        <>
          <Test account={account.data} />
          <MailForm key={account.data.updatedAt ?? ''} account={account.data} />
        </>
      )}
    </SettingsFrame>
  );
}

function Test({ account }: { readonly account: EmailAccount }) {
  const { t } = useTranslation();
  const test = useMutation({ mutationFn: requestTestMail });
  const { smtp, updatedAt } = account;
  return (
    <Section title={t('mail.now')}>
      <div className="contact-form">
        <p className={smtp === null ? 'is-warning' : undefined}>
          {smtp === null
            ? t('mail.outbox')
            : t('mail.smtp', { from: smtp.fromAddress, host: smtp.host, port: smtp.port })}
        </p>
        {updatedAt === null ? null : (
          <p className="quiet small">{t('mail.changed', { when: formatInstant(updatedAt) })}</p>
        )}
        <div>
          <Button loading={test.isPending} onClick={() => test.mutate()}>
            {t('mail.test')}
          </Button>
        </div>
        {test.isSuccess ? (
          <div role="status">
            <p className={test.data.outcome === 'sent' ? undefined : 'is-warning'}>
              {t(`mail.outcome.${test.data.outcome}`, { to: test.data.to })}
            </p>
            {test.data.detail === null ? null : (
              <p className="quiet small">
                {t('mail.detail')} <span lang="zxx">{test.data.detail}</span>
              </p>
            )}
          </div>
        ) : null}
        {test.isError ? <Failure error={test.error} /> : null}
      </div>
    </Section>
  );
}

const PORTS = { tls: '465', starttls: '587', none: '25' } as const;

function draftOf({ smtp }: EmailAccount) {
  return {
    host: smtp?.host ?? '',
    port: smtp?.port.toString() ?? PORTS.tls,
    security: smtp?.security ?? ('tls' as EmailChange['security']),
    user: smtp?.user ?? '',
    password: '',
    fromAddress: smtp?.fromAddress ?? '',
    fromName: smtp?.fromName ?? '',
  };
}

type Draft = ReturnType<typeof draftOf>;

function bodyOf({ host, port, user, password, fromAddress, fromName, security }: Draft): EmailChange {
  return {
    host: host.trim(),
    port: Number(port),
    security,
    user: user.trim() === '' ? null : user.trim(),
    fromAddress: fromAddress.trim(),
    fromName: fromName.trim(),
    // Left out, the one that is kept stays.
    ...(password === '' ? {} : { password }),
  };
}

const CHECKS: Readonly<Record<'host' | 'port' | 'fromAddress', RegExp>> = {
  host: /^[a-zA-Z0-9.:[\]-]{1,253}$/u,
  port: /^[1-9]\d{0,4}$/u,
  fromAddress: /^[^\s@]+@[^\s@]+\.[^\s@]+$/u,
};

function MailForm({ account }: { readonly account: EmailAccount }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(account));
  const [wasSent, setWasSent] = useState(false);
  const [isRemoving, setIsRemoving] = useState(false);
  const save = useMutation({
    mutationFn: () => requestEmail(bodyOf(draft)),
    onSuccess: (saved) => {
      queryClient.setQueryData(emailQuery().queryKey, saved);
      offerUndo(t('mail.saved'));
    },
  });
  const faultOf = (field: keyof typeof CHECKS): string | null =>
    wasSent && !CHECKS[field].test(draft[field].trim()) ? t(`mail.need.${field}`) : null;
  const isGood = Object.entries(CHECKS).every(([field, check]) =>
    check.test(draft[field as keyof typeof CHECKS].trim()),
  );
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const isOtherHost = account.smtp !== null && account.smtp.host !== draft.host.trim();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (isGood && !save.isPending) {
      save.mutate();
    }
  };
  return (
    <Section title={t('mail.server')}>
      <form className="contact-form" noValidate onSubmit={submit}>
        <div className="form-pair">
          <TextField
            label={t('mail.host')}
            value={draft.host}
            placeholder="smtp.example.com"
            fault={faultOf('host')}
            onChange={(host) => change({ host })}
          />
          <TextField
            label={t('mail.port')}
            value={draft.port}
            fault={faultOf('port')}
            onChange={(port) => change({ port })}
          />
        </div>
        <ChoiceField
          label={t('mail.security')}
          value={draft.security}
          options={SMTP_SECURITIES.map((value) => ({ value, label: t(`mail.securities.${value}`) }))}
          onChange={(security) =>
            // The usual port of the other way, unless somebody wrote one.
            change({ security, ...(draft.port === PORTS[draft.security] ? { port: PORTS[security] } : {}) })
          }
        />
        <div className="form-pair">
          <TextField label={t('mail.user')} value={draft.user} onChange={(user) => change({ user })} />
          <PasswordField
            value={draft.password}
            hint={t(account.hasPassword && !isOtherHost ? 'mail.kept' : 'mail.noPassword')}
            onChange={(password) => change({ password })}
          />
        </div>
        {account.hasPassword && isOtherHost ? <p className="quiet small">{t('mail.otherHost')}</p> : null}
        <div className="form-pair">
          <TextField
            label={t('mail.fromAddress')}
            value={draft.fromAddress}
            placeholder="news@example.com"
            fault={faultOf('fromAddress')}
            onChange={(fromAddress) => change({ fromAddress })}
          />
          <TextField label={t('mail.fromName')} value={draft.fromName} onChange={(fromName) => change({ fromName })} />
        </div>
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="contact-times">
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('mail.save')}
          </Button>
          {account.smtp === null ? null : <Button onClick={() => setIsRemoving(true)}>{t('mail.remove')}</Button>}
        </div>
      </form>
      {isRemoving ? <RemoveDialog onClose={() => setIsRemoving(false)} /> : null}
    </Section>
  );
}

interface PasswordFieldProps {
  readonly value: string;
  readonly hint: string;
  readonly onChange: (value: string) => void;
}

/** Never filled in: what is kept is not shown again, to anybody. */
function PasswordField({ value, hint, onChange }: PasswordFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{t('mail.password')}</label>
      <Input
        id={id}
        type="password"
        autoComplete="new-password"
        placeholder={hint}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

/** The password goes with the server and cannot be brought back, so this asks. */
function RemoveDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: requestOutbox,
    onSuccess: (saved) => {
      queryClient.setQueryData(emailQuery().queryKey, saved);
      onClose();
    },
  });
  return (
    <Dialog label={t('mail.remove')} onClose={onClose}>
      <div className="dialog-content">
        <p>{t('mail.removeNote')}</p>
        {remove.isError ? <Failure error={remove.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" danger loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('mail.removeDo')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
