import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { eventTypesQuery, requestCreate, requestUpdate, type Webhook, type WebhookForm } from './api.ts';

interface WebhookFormProps {
  /** Absent for a new one. */
  readonly webhook?: Webhook;
  readonly onClose: () => void;
  /** Told the secret of a new one, which is shown this once. */
  readonly onCreated: (secret: string) => void;
}

const isUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol);

/** Who is told, where, and of what. */
export function WebhookDialog({ webhook, onClose, onCreated }: WebhookFormProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [form, setForm] = useState<WebhookForm>({
    name: webhook?.name ?? '',
    url: webhook?.url ?? '',
    eventTypes: webhook?.eventTypes ?? [],
  });
  const [wasSent, setWasSent] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const faults = {
    name: form.name.trim() === '' ? t('webhooks.needName') : null,
    url: isUrl(form.url.trim()) ? null : t('webhooks.needUrl'),
    eventTypes: form.eventTypes.length === 0 ? t('webhooks.needEvents') : null,
  };
  const save = useMutation({
    mutationFn: async (): Promise<string | null> => {
      const body = { ...form, name: form.name.trim(), url: form.url.trim() };
      if (webhook === undefined) {
        return (await requestCreate(body, key)).secret;
      }
      await requestUpdate(webhook.id, body);
      return null;
    },
    onSuccess: async (secret) => {
      await queryClient.invalidateQueries({ queryKey: ['outgoing'] });
      if (secret === null) {
        onClose();
      } else {
        onCreated(secret);
      }
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (Object.values(faults).every((fault) => fault === null) && !save.isPending) {
      save.mutate();
    }
  };
  return (
    <Dialog label={webhook === undefined ? t('webhooks.new') : t('webhooks.edit')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit} noValidate>
        <TextField
          label={t('webhooks.name')}
          hint={t('webhooks.nameHint')}
          value={form.name}
          fault={wasSent ? faults.name : null}
          onChange={(name) => setForm({ ...form, name })}
        />
        <TextField
          label={t('webhooks.url')}
          hint={t('webhooks.urlHint')}
          value={form.url}
          fault={wasSent ? faults.url : null}
          onChange={(url) => setForm({ ...form, url })}
        />
        <EventTypes
          value={form.eventTypes}
          fault={wasSent ? faults.eventTypes : null}
          onChange={(eventTypes) => setForm({ ...form, eventTypes })}
        />
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {webhook === undefined ? t('webhooks.create') : t('webhooks.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly fault: string | null;
  readonly onChange: (value: string) => void;
}

function TextField({ label, hint, value, fault, onChange }: TextFieldProps) {
  const id = useId();
  return (
    <div className="webhook-field">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        value={value}
        placeholder={hint}
        aria-describedby={`${id}-fault`}
        aria-invalid={fault !== null}
        {...(fault === null ? {} : { status: 'error' as const })}
        onChange={(event) => onChange(event.target.value)}
      />
      <p className="field-fault" id={`${id}-fault`} aria-live="polite">
        {fault}
      </p>
    </div>
  );
}

interface EventTypesProps {
  readonly value: readonly string[];
  readonly fault: string | null;
  readonly onChange: (value: string[]) => void;
}

function EventTypes({ value, fault, onChange }: EventTypesProps) {
  const { t } = useTranslation();
  const types = useQuery(eventTypesQuery());
  const isAll = value.includes('*');
  const covers = (type: string): boolean =>
    isAll || value.includes(type) || value.includes(`${type.slice(0, type.indexOf('.'))}.*`);
  const known = types.data?.items ?? [];
  const toggle = (type: string, isOn: boolean): void => {
    const chosen = known.map((one) => one.type).filter((one) => (one === type ? isOn : covers(one)));
    onChange(chosen);
  };
  return (
    <fieldset className="webhook-events">
      <legend>{t('webhooks.events')}</legend>
      <p className="field-fault" aria-live="polite">
        {fault}
      </p>
      <Checkbox
        checked={isAll}
        aria-invalid={fault !== null}
        onChange={(event) => onChange(event.target.checked ? ['*'] : [])}
      >
        {t('webhooks.allEvents')}
      </Checkbox>
      {types.isError ? <Failure error={types.error} onRetry={() => void types.refetch()} /> : null}
      {known.map(({ type, label }) => (
        <Checkbox
          key={type}
          checked={covers(type)}
          disabled={isAll}
          onChange={(event) => toggle(type, event.target.checked)}
        >
          {label[currentLocale()]} <code className="quiet">{type}</code>
        </Checkbox>
      ))}
    </fieldset>
  );
}
