import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { requestCreateSite } from './api.ts';
import { isOrigin, isSource, TextField } from './field.tsx';

interface SiteFormProps {
  readonly onClose: () => void;
  readonly onCreated: (secret: string) => void;
}

/** Which site, and from which addresses its script may send. */
export function SiteDialog({ onClose, onCreated }: SiteFormProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [form, setForm] = useState({ name: '', source: '', origins: '', consentRequired: true, proofRequired: true });
  const [wasSent, setWasSent] = useState(false);
  const origins = form.origins.split(/[\s,，]+/u).filter((origin) => origin !== '');
  const faults = {
    name: form.name.trim() === '' ? t('connections.needName') : null,
    source: isSource(form.source.trim()) ? null : t('connections.needSource'),
    origins: origins.length > 0 && origins.every(isOrigin) ? null : t('connections.needOrigins'),
  };
  const save = useMutation({
    mutationFn: () => requestCreateSite({ ...form, name: form.name.trim(), source: form.source.trim(), origins }),
    onSuccess: async (secret) => {
      await queryClient.invalidateQueries({ queryKey: ['connections'] });
      onCreated(secret);
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
    <Dialog label={t('connections.newSite')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit} noValidate>
        <TextField
          label={t('connections.name')}
          hint={t('connections.siteNameHint')}
          value={form.name}
          fault={wasSent ? faults.name : null}
          onChange={(name) => setForm({ ...form, name })}
        />
        <TextField
          label={t('connections.source')}
          hint={t('connections.sourceHint')}
          value={form.source}
          fault={wasSent ? faults.source : null}
          onChange={(source) => setForm({ ...form, source })}
        />
        <TextField
          label={t('connections.origins')}
          hint="https://shop.example.com"
          value={form.origins}
          fault={wasSent ? faults.origins : null}
          onChange={(next) => setForm({ ...form, origins: next })}
        />
        <Checkbox
          checked={form.consentRequired}
          onChange={(event) => setForm({ ...form, consentRequired: event.target.checked })}
        >
          {t('connections.consentRequired')}
        </Checkbox>
        <Checkbox
          checked={form.proofRequired}
          onChange={(event) => setForm({ ...form, proofRequired: event.target.checked })}
        >
          {t('connections.proofRequired')}
        </Checkbox>
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
