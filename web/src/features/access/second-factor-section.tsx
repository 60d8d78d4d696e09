import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Button, QRCode } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { faultsByField } from '../fields/faults.ts';
import { TextField } from '../privacy/text-field.tsx';
import { meQuery } from './api.ts';
import {
  requestConfirm,
  requestEnrol,
  requestRecoveryCodes,
  requestRemoveFactor,
  secondFactorQuery,
} from './security-api.ts';
import '../privacy/privacy.css';

type Ask = 'enrol' | 'renew' | 'remove' | null;

/** What people do about their second factor. */
export function SecondFactorSection() {
  const { t } = useTranslation();
  const state = useQuery(secondFactorQuery());
  const [ask, setAsk] = useState<Ask>(null);
  if (state.isPending) {
    return <Skeleton shape="lines" />;
  }
  if (state.isError) {
    return <Failure error={state.error} onRetry={() => void state.refetch()} />;
  }
  const { on, required, recoveryCodesLeft } = state.data;
  return (
    <section className="section">
      <h2>{t('factor.title')}</h2>
      <p className={required && !on ? 'is-warning' : 'quiet'}>
        {on ? t('factor.on', { left: recoveryCodesLeft }) : t(required ? 'factor.must' : 'factor.off')}
      </p>
      <div className="privacy-bar">
        {on ? (
          <>
            <Button onClick={() => setAsk('renew')}>{t('factor.renew')}</Button>
            {required ? null : <Button onClick={() => setAsk('remove')}>{t('factor.remove')}</Button>}
          </>
        ) : (
          <Button type="primary" onClick={() => setAsk('enrol')}>
            {t('factor.begin')}
          </Button>
        )}
      </div>
      {ask === 'enrol' ? <EnrolDialog onClose={() => setAsk(null)} /> : null}
      {ask === 'renew' ? <RenewDialog onClose={() => setAsk(null)} /> : null}
      {ask === 'remove' ? <RemoveDialog onClose={() => setAsk(null)} /> : null}
    </section>
  );
}

interface DialogProps {
  readonly onClose: () => void;
}

/** What the account shows, and what the person may do now. */
function useRefresh(): () => Promise<void> {
  const queryClient = useQueryClient();
  const router = useRouter();
  return async () => {
    await queryClient.invalidateQueries({ queryKey: secondFactorQuery().queryKey });
    await queryClient.fetchQuery({ ...meQuery(), staleTime: 0 });
    await router.invalidate();
  };
}

function EnrolDialog({ onClose }: DialogProps) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const begin = useMutation({ mutationFn: () => requestEnrol(password) });
  const confirm = useMutation({ mutationFn: () => requestConfirm(code), onSuccess: refresh });
  const faults = new Map([...faultsByField(begin.error), ...faultsByField(confirm.error)]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (begin.data === undefined) {
      begin.mutate();
    } else {
      confirm.mutate();
    }
  };
  const failed = confirm.error ?? begin.error;
  return (
    <Dialog label={t('factor.begin')} onClose={onClose}>
      {confirm.data === undefined ? (
        <form className="dialog-content privacy-form" onSubmit={submit} noValidate>
          {begin.data === undefined ? (
            <TextField
              label={t('factor.password')}
              type="password"
              value={password}
              fault={faults.get('password') ?? null}
              onChange={setPassword}
            />
          ) : (
            <>
              <p>{t('factor.scan')}</p>
              <div className="factor-picture">
                <span role="img" aria-label={t('factor.picture')}>
                  <QRCode type="svg" value={begin.data.uri} size={176} bordered={false} color="black" bgColor="white" />
                </span>
                <span className="privacy-what">
                  <span className="quiet small">{t('factor.secret')}</span>
                  <code>{begin.data.secret}</code>
                </span>
              </div>
              <TextField
                key="code"
                label={t('door.code')}
                value={code}
                fault={faults.get('code') ?? null}
                onChange={setCode}
              />
            </>
          )}
          {failed !== null && faults.size === 0 ? <Failure error={failed} /> : null}
          <div className="dialog-actions">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="primary" htmlType="submit" loading={begin.isPending || confirm.isPending}>
              {t(begin.data === undefined ? 'factor.begin' : 'factor.confirm')}
            </Button>
          </div>
        </form>
      ) : (
        <Codes codes={confirm.data.recoveryCodes} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Codes({ codes, onClose }: DialogProps & { readonly codes: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <div className="dialog-content privacy-form">
      <h3>{t('factor.codesTitle')}</h3>
      <p>{t('factor.codesNote')}</p>
      <ul className="factor-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="dialog-actions">
        <Button onClick={() => void navigator.clipboard.writeText(codes.join('\n'))}>{t('common.copy')}</Button>
        <Button type="primary" onClick={onClose}>
          {t('common.done')}
        </Button>
      </div>
    </div>
  );
}

function RenewDialog({ onClose }: DialogProps) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [code, setCode] = useState('');
  const renew = useMutation({ mutationFn: () => requestRecoveryCodes(code), onSuccess: refresh });
  const fault = faultsByField(renew.error).get('code') ?? null;
  return (
    <Dialog label={t('factor.renew')} onClose={onClose}>
      {renew.data === undefined ? (
        <form
          className="dialog-content privacy-form"
          onSubmit={(event) => {
            event.preventDefault();
            renew.mutate();
          }}
        >
          <TextField label={t('door.code')} value={code} fault={fault} onChange={setCode} />
          {renew.isError && fault === null ? <Failure error={renew.error} /> : null}
          <div className="dialog-actions">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="primary" htmlType="submit" loading={renew.isPending}>
              {t('factor.renew')}
            </Button>
          </div>
        </form>
      ) : (
        <Codes codes={renew.data.recoveryCodes} onClose={onClose} />
      )}
    </Dialog>
  );
}

function RemoveDialog({ onClose }: DialogProps) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [draft, setDraft] = useState({ password: '', code: '' });
  const remove = useMutation({
    mutationFn: () => requestRemoveFactor(draft),
    onSuccess: async () => {
      await refresh();
      onClose();
    },
  });
  const faults = faultsByField(remove.error);
  return (
    <Dialog label={t('factor.removeTitle')} onClose={onClose}>
      <form
        className="dialog-content privacy-form"
        onSubmit={(event) => {
          event.preventDefault();
          remove.mutate();
        }}
      >
        <p>{t('factor.removeNote')}</p>
        <TextField
          label={t('factor.password')}
          type="password"
          value={draft.password}
          fault={faults.get('password') ?? null}
          onChange={(password) => setDraft({ ...draft, password })}
        />
        <TextField
          label={t('door.code')}
          value={draft.code}
          fault={faults.get('code') ?? null}
          onChange={(code) => setDraft({ ...draft, code })}
        />
        {remove.isError && faults.size === 0 ? <Failure error={remove.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button danger htmlType="submit" loading={remove.isPending}>
            {t('factor.remove')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
