import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import '../../ui/form.css';
import { Failure } from '../../ui/states.tsx';
import { sourcesQuery } from '../sources/api.ts';
import { type ApiKey, type KeyForm, requestKey, requestKeyChange, rolesQuery } from './api.ts';

interface KeyDialogProps {
  /** Absent for a new one; the role of a key stays. */
  readonly apiKey?: ApiKey;
  readonly onClose: () => void;
  /** Told a new key, which is shown this once. */
  readonly onCreated: (key: string) => void;
}

/** What a key is for, what it may, and in the name of which sources. */
export function KeyDialog({ apiKey, onClose, onCreated }: KeyDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const nameId = useId();
  const [form, setForm] = useState<KeyForm>({
    name: apiKey?.name ?? '',
    role: apiKey?.role ?? 'integration',
    sources: apiKey?.sources ?? null,
  });
  const [wasSent, setWasSent] = useState(false);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const nameFault = wasSent && form.name.trim() === '' ? t('apiKeys.needName') : null;
  const sourcesFault = wasSent && form.sources?.length === 0 ? t('apiKeys.needSources') : null;
  const save = useMutation({
    mutationFn: async (): Promise<string | null> => {
      const wanted = { ...form, name: form.name.trim() };
      if (apiKey === undefined) {
        return (await requestKey(wanted)).key;
      }
      await requestKeyChange(apiKey.id, wanted, idempotencyKey);
      return null;
    },
    onSuccess: async (key) => {
      await queryClient.invalidateQueries({ queryKey: ['api-keys'] });
      onClose();
      if (key !== null) {
        onCreated(key);
      }
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (form.name.trim() !== '' && form.sources?.length !== 0 && !save.isPending) {
      save.mutate();
    }
  };
  return (
    <Dialog label={t(apiKey === undefined ? 'apiKeys.new' : 'apiKeys.edit')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit} noValidate>
        <div className="form-field">
          <label htmlFor={nameId}>{t('apiKeys.name')}</label>
          <Input
            id={nameId}
            value={form.name}
            maxLength={100}
            placeholder={t('apiKeys.nameHint')}
            aria-describedby={`${nameId}-fault`}
            {...(nameFault === null ? {} : { status: 'error' as const })}
            onChange={(event) => setForm({ ...form, name: event.target.value })}
          />
          <p className="field-fault" id={`${nameId}-fault`} aria-live="polite">
            {nameFault}
          </p>
        </div>
        {apiKey === undefined ? <RoleField value={form.role} onChange={(role) => setForm({ ...form, role })} /> : null}
        <SourcesField value={form.sources} fault={sourcesFault} onChange={(sources) => setForm({ ...form, sources })} />
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t(apiKey === undefined ? 'apiKeys.create' : 'apiKeys.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface RoleFieldProps {
  readonly value: KeyForm['role'];
  readonly onChange: (role: KeyForm['role']) => void;
}

function RoleField({ value, onChange }: RoleFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const roles = useQuery(rolesQuery());
  const locale = currentLocale();
  const items = roles.data?.items ?? [];
  return (
    <div className="form-field">
      <label htmlFor={id}>{t('apiKeys.role')}</label>
      <Select
        id={id}
        value={value}
        loading={roles.isPending}
        options={items.map((role) => ({ value: role.name, label: role.label[locale] }))}
        onChange={onChange}
      />
      <p className="quiet small">{items.find((role) => role.name === value)?.note[locale]}</p>
      {roles.isError ? <Failure error={roles.error} onRetry={() => void roles.refetch()} /> : null}
    </div>
  );
}

interface SourcesFieldProps {
  readonly value: string[] | null;
  readonly fault: string | null;
  readonly onChange: (sources: string[] | null) => void;
}

/** Sources may be named that nothing came from yet. */
function SourcesField({ value, fault, onChange }: SourcesFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const known = useQuery(sourcesQuery()).data?.items ?? [];
  return (
    <div className="form-field">
      <Checkbox checked={value === null} onChange={({ target }) => onChange(target.checked ? null : [])}>
        {t('apiKeys.anySource')}
      </Checkbox>
      {value === null ? null : (
        <>
          <label htmlFor={id}>{t('apiKeys.sources')}</label>
          <Select
            id={id}
            mode="tags"
            value={value}
            tokenSeparators={[',', '，', '、']}
            placeholder={t('apiKeys.sourcesHint')}
            aria-describedby={`${id}-fault`}
            options={known.map(({ source }) => ({ value: source, label: source }))}
            {...(fault === null ? {} : { status: 'error' as const })}
            onChange={(sources) => onChange(sources)}
          />
          <p className={fault === null ? 'quiet small' : 'field-fault'} id={`${id}-fault`} aria-live="polite">
            {fault ?? t('apiKeys.sourcesNote')}
          </p>
        </>
      )}
    </div>
  );
}
