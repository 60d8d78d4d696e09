import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { type ConnectorForm, type MadeConnector, type Preset, requestCreateConnector } from './api.ts';
import { isSource, TextField } from './field.tsx';

interface ConnectorFormProps {
  readonly onClose: () => void;
  readonly onCreated: (made: MadeConnector) => void;
}

const PRESETS = ['woocommerce', 'shopify', 'custom'] as const satisfies readonly Preset[];
const EMPTY: ConnectorForm = { name: '', source: '', preset: 'woocommerce', pullUrl: '', token: '', signing: '' };

/** Which shop system, and how it is asked. */
export function ConnectorDialog({ onClose, onCreated }: ConnectorFormProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [form, setForm] = useState<ConnectorForm>(EMPTY);
  const [wasSent, setWasSent] = useState(false);
  const set = (change: Partial<ConnectorForm>): void => setForm({ ...form, ...change });
  const faults = {
    name: form.name.trim() === '' ? t('connections.needName') : null,
    source: isSource(form.source.trim()) ? null : t('connections.needSource'),
    pullUrl: form.pullUrl === '' || URL.canParse(form.pullUrl) ? null : t('connections.needUrl'),
  };
  const save = useMutation({
    mutationFn: () => requestCreateConnector({ ...form, name: form.name.trim(), source: form.source.trim() }),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: ['connections'] });
      onCreated(made);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (Object.values(faults).every((fault) => fault === null) && !save.isPending) {
      save.mutate();
    }
  };
  const line = (name: 'name' | 'source' | 'pullUrl' | 'token' | 'signing', hint: string) => (
    <TextField
      label={t(`connections.${name}`)}
      hint={hint}
      value={form[name]}
      isSecret={name === 'token' || name === 'signing'}
      fault={wasSent && name in faults ? faults[name as keyof typeof faults] : null}
      onChange={(value) => set({ [name]: value })}
    />
  );
  return (
    <Dialog label={t('connections.newConnector')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit} noValidate>
        <Segmented
          block
          value={form.preset}
          options={PRESETS.map((value) => ({ value, label: t(`connections.preset.${value}`) }))}
          onChange={(preset) => set({ preset })}
        />
        {line('name', t('connections.connectorNameHint'))}
        {line('source', t('connections.sourceHint'))}
        {line('signing', t(form.preset === 'shopify' ? 'connections.signingHintGiven' : 'connections.signingHint'))}
        {line('pullUrl', t('connections.pullUrlHint'))}
        {line('token', form.preset === 'woocommerce' ? t('connections.tokenHint') : '')}
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('connections.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
