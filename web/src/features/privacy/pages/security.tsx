import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { rolesQuery } from '../../api-keys/api.ts';
import { networksQuery, requestNetworks, requestSetting, settingsQuery } from '../api.ts';
import { OidcPart } from '../oidc-part.tsx';
import '../../../ui/form.css';
import '../privacy.css';

const FACTOR_ROLES = 'access.second_factor_roles';
const MINUTES = 'access.attestation_minutes';
const METHODS = 'access.attestation_methods';
const ALL_METHODS = ['duty', 'password', 'code'] as const;

/** Who needs a second factor, how people attest, where they may come from, and the company sign-in. */
export function SecurityPage() {
  const { t } = useTranslation();
  const settings = useQuery(settingsQuery());
  const roles = useQuery(rolesQuery());
  const isReady = settings.isSuccess && roles.isSuccess;
  const failed = settings.isError ? settings : roles.isError ? roles : null;
  return (
    <SettingsFrame title={t('security.title')} lead={t('security.lead')}>
      {failed === null ? null : <Failure error={failed.error} onRetry={() => void failed.refetch()} />}
      {isReady || failed !== null ? null : <Skeleton shape="lines" />}
      {isReady ? (
        <>
          <FactorPart />
          <AttestationPart />
          <NetworksPart />
          <OidcPart />
        </>
      ) : null}
    </SettingsFrame>
  );
}

/** One setting: its value now, and the way to another one. */
function useSetting<T>(key: string) {
  const queryClient = useQueryClient();
  const settings = useQuery(settingsQuery());
  const change = useMutation({
    mutationFn: (value: T) => requestSetting(key, value),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: settingsQuery().queryKey }),
  });
  const value = settings.data?.items.find((setting) => setting.key === key)?.value as T | undefined;
  return { value, mayWrite: settings.data?.can.update === true, change };
}

function FactorPart() {
  const { t } = useTranslation();
  const roles = useQuery(rolesQuery());
  const { value = [], mayWrite, change } = useSetting<string[]>(FACTOR_ROLES);
  const options = (roles.data?.items ?? [])
    .filter(({ name }) => name !== 'integration')
    .map(({ name, label }) => ({ value: name, label: label[currentLocale()] }));
  return (
    <section className="privacy-part">
      <h2>{t('security.factors')}</h2>
      <p className="quiet">{t('security.factorsNote')}</p>
      <fieldset className="privacy-checks" aria-label={t('security.factors')}>
        <Checkbox.Group
          options={options}
          value={value}
          disabled={!mayWrite || change.isPending}
          onChange={(next) => change.mutate(next)}
        />
      </fieldset>
      {change.isError ? <Failure error={change.error} /> : null}
    </section>
  );
}

function AttestationPart() {
  const { t } = useTranslation();
  const minutes = useSetting<number>(MINUTES);
  const methods = useSetting<string[]>(METHODS);
  return (
    <section className="privacy-part">
      <h2>{t('security.attestation')}</h2>
      <label className="privacy-bar">
        <span className="quiet">{t('security.attestationNote')}</span>
        <InputNumber
          controls={false}
          min={1}
          max={1440}
          disabled={!minutes.mayWrite}
          value={minutes.value ?? null}
          onBlur={(event) => {
            const next = Number(event.target.value);
            if (Number.isInteger(next) && next >= 1 && next <= 1440 && next !== minutes.value) {
              minutes.change.mutate(next);
            }
          }}
        />
      </label>
      <fieldset className="privacy-checks" aria-label={t('security.methods')}>
        <Checkbox.Group
          options={ALL_METHODS.map((method) => ({ value: method, label: t(`attest.methods.${method}`) }))}
          value={methods.value ?? []}
          disabled={!methods.mayWrite || methods.change.isPending}
          onChange={(next) => {
            if (next.length > 0) {
              methods.change.mutate(next);
            }
          }}
        />
      </fieldset>
      {minutes.change.isError ? <Failure error={minutes.change.error} /> : null}
      {methods.change.isError ? <Failure error={methods.change.error} /> : null}
    </section>
  );
}

interface Edited {
  readonly role: string;
  readonly label: string;
  readonly networks: readonly string[];
}

function NetworksPart() {
  const { t } = useTranslation();
  const list = useQuery(networksQuery());
  const roles = useQuery(rolesQuery());
  const [edited, setEdited] = useState<Edited | null>(null);
  if (list.isError) {
    return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  }
  const { data } = list;
  if (data === undefined) {
    return <Skeleton shape="lines" />;
  }
  const rows = (roles.data?.items ?? []).map(({ name, label }) => ({
    role: name,
    label: label[currentLocale()],
    networks: data.items.find(({ kind, subject }) => kind === 'role' && subject === name)?.networks ?? [],
  }));
  return (
    <section className="privacy-part">
      <h2>{t('security.networks')}</h2>
      <p className="quiet">{t('security.networksNote', { address: data.ownAddress })}</p>
      <ul className="privacy-lines">
        {rows.map((row) => (
          <li key={row.role}>
            <span className="privacy-what">
              <strong>{row.label}</strong>
              <span className="quiet small figures">
                {row.networks.length === 0 ? t('security.unlimited') : row.networks.join(' · ')}
              </span>
            </span>
            {data.can.write ? (
              <Button size="small" aria-label={`${t('security.edit')} ${row.label}`} onClick={() => setEdited(row)}>
                {t('security.edit')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {edited === null ? null : <NetworksDialog edited={edited} onClose={() => setEdited(null)} />}
    </section>
  );
}

function NetworksDialog({ edited, onClose }: { readonly edited: Edited; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [text, setText] = useState(edited.networks.join('\n'));
  const save = useMutation({
    mutationFn: () =>
      requestNetworks(
        edited.role,
        text.split(/[\s,;]+/u).filter((line) => line !== ''),
      ),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: networksQuery().queryKey });
      onClose();
    },
  });
  const label = `${t('security.networks')} · ${edited.label}`;
  return (
    <Dialog label={label} onClose={onClose}>
      <form
        className="dialog-content privacy-form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Input.TextArea
          aria-label={label}
          rows={6}
          placeholder={'203.0.113.7\n10.0.0.0/8'}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('security.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
