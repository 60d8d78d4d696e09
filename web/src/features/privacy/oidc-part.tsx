import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { faultsByField } from '../fields/faults.ts';
import { oidcQuery, requestOidc } from './api.ts';
import { readRoleMap, writeRoleMap } from './role-map.ts';
import { TextField } from './text-field.tsx';
import './privacy.css';

type Provider = Parameters<typeof requestOidc>[0];

interface Draft extends Omit<Provider, 'roleMap' | 'roleClaim' | 'clientSecret'> {
  readonly roleMap: string;
  readonly roleClaim: string;
  readonly clientSecret: string;
}

/** The company's own sign-in: where it is, and who its people are here. */
export function OidcPart() {
  const { t } = useTranslation();
  const mayWrite = useMay()('settings.manage');
  const provider = useQuery({ ...oidcQuery(), enabled: mayWrite });
  if (!mayWrite) {
    return null;
  }
  if (provider.isError) {
    return <Failure error={provider.error} onRetry={() => void provider.refetch()} />;
  }
  if (provider.isPending) {
    return <Skeleton shape="lines" />;
  }
  const known = provider.data.provider;
  const draft: Draft = {
    isEnabled: known?.isEnabled ?? false,
    label: known?.label ?? '',
    issuer: known?.issuer ?? '',
    clientId: known?.clientId ?? '',
    clientSecret: '',
    publicUrl: known?.publicUrl ?? window.location.origin,
    roleClaim: known?.roleClaim ?? 'groups',
    roleMap: writeRoleMap(known?.roleMap ?? {}),
    linksByEmail: known?.linksByEmail ?? false,
    createsUsers: known?.createsUsers ?? false,
  };
  return (
    <section className="privacy-part">
      <h2>{t('security.oidc')}</h2>
      <OidcForm start={draft} hasSecret={known?.hasSecret === true} />
    </section>
  );
}

function OidcForm({ start, hasSecret }: { readonly start: Draft; readonly hasSecret: boolean }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(start);
  const save = useMutation({
    mutationFn: () => requestOidc(providerOf(draft)),
    onSuccess: async () => {
      setDraft({ ...draft, clientSecret: '' });
      await queryClient.invalidateQueries({ queryKey: oidcQuery().queryKey });
    },
  });
  const faults = faultsByField(save.error);
  const field = (key: 'label' | 'issuer' | 'clientId' | 'publicUrl' | 'roleClaim') => (
    <TextField
      label={t(`security.${key}`)}
      value={draft[key]}
      fault={faults.get(key) ?? null}
      onChange={(value) => setDraft({ ...draft, [key]: value })}
    />
  );
  const check = (key: 'isEnabled' | 'linksByEmail' | 'createsUsers', label: string) => (
    <Checkbox checked={draft[key]} onChange={(event) => setDraft({ ...draft, [key]: event.target.checked })}>
      {label}
    </Checkbox>
  );
  return (
    <form
      className="privacy-form is-narrow"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {check('isEnabled', t('security.enabled'))}
      {field('label')}
      {field('issuer')}
      {field('clientId')}
      <TextField
        label={t('security.clientSecret')}
        type="password"
        value={draft.clientSecret}
        placeholder={hasSecret ? t('security.secretKept') : ''}
        onChange={(clientSecret) => setDraft({ ...draft, clientSecret })}
      />
      {field('publicUrl')}
      <p className="quiet small">
        {t('security.oidcNote', { url: `${draft.publicUrl.replace(/\/+$/u, '')}/sign-in/oidc` })}
      </p>
      {field('roleClaim')}
      <TextField
        label={t('security.roleMap')}
        rows={4}
        value={draft.roleMap}
        fault={[...faults].find(([name]) => name.startsWith('roleMap'))?.[1] ?? null}
        onChange={(roleMap) => setDraft({ ...draft, roleMap })}
      />
      {check('linksByEmail', t('security.linksByEmail'))}
      {check('createsUsers', t('security.createsUsers'))}
      {save.isError && faults.size === 0 ? <Failure error={save.error} /> : null}
      <div className="privacy-bar">
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('security.save')}
        </Button>
        <span className="quiet small" role="status">
          {save.isSuccess ? t('security.saved') : null}
        </span>
      </div>
    </form>
  );
}

function providerOf({ clientSecret, roleClaim, roleMap, ...draft }: Draft): Provider {
  return {
    ...draft,
    roleClaim: roleClaim.trim() === '' ? null : roleClaim.trim(),
    // The server says which value is no role.
    roleMap: readRoleMap(roleMap) as Provider['roleMap'],
    ...(clientSecret === '' ? {} : { clientSecret }),
  };
}
