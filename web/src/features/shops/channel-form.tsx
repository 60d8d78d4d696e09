import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SalesChannel } from '@zhike/server/contracts';
import { Button, Checkbox } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { TextField } from '../orders/order-field.tsx';
import { requestSaveChannel } from './api.ts';

const KEY = /^[a-z][a-z0-9_]{0,59}$/u;

/** A sales channel: its names, and for a new one the code by which rules and reports know it. */
export function ChannelDialog({
  channel,
  onClose,
}: {
  readonly channel: SalesChannel | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [form, setForm] = useState({
    key: channel?.key ?? '',
    zh: channel?.label['zh-CN'] ?? '',
    en: channel?.label.en ?? '',
    archived: channel?.archived ?? false,
  });
  const [wasSent, setWasSent] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      requestSaveChannel({
        key: form.key.trim(),
        label: { 'zh-CN': form.zh.trim(), en: form.en.trim() },
        archived: form.archived,
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['commerce', 'shops'] });
      onClose();
    },
  });
  const needed = (value: string): string | null => (wasSent && value.trim() === '' ? t('shops.needName') : null);
  const isKeyRight = KEY.test(form.key.trim());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (isKeyRight && form.zh.trim() !== '' && form.en.trim() !== '' && !save.isPending) {
      save.mutate();
    }
  };
  return (
    <Dialog label={t(channel === null ? 'shops.channelNew' : 'shops.channelEdit')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit} noValidate>
        <TextField
          label={t('shops.labelZh')}
          hint=""
          value={form.zh}
          fault={needed(form.zh)}
          onChange={(zh) => setForm({ ...form, zh })}
        />
        <TextField
          label={t('shops.labelEn')}
          hint=""
          value={form.en}
          fault={needed(form.en)}
          onChange={(en) => setForm({ ...form, en })}
        />
        <TextField
          label={t('shops.channelKey')}
          hint="pop_up"
          value={form.key}
          isDisabled={channel !== null}
          note={t('shops.channelKeyNote')}
          fault={wasSent && !isKeyRight ? t('shops.channelKeyWrong') : null}
          onChange={(key) => setForm({ ...form, key })}
        />
        {channel === null ? null : (
          <Checkbox checked={form.archived} onChange={(event) => setForm({ ...form, archived: event.target.checked })}>
            {t('shops.channelArchive')}
          </Checkbox>
        )}
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t(channel === null ? 'shops.create' : 'shops.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
