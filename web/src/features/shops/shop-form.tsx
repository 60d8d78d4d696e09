import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SalesChannel, Shop } from '@zhike/server/contracts';
import { Button, Checkbox } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { ChoiceField, TextField } from '../orders/order-field.tsx';
import { requestSaveShop, type ShopForm } from './api.ts';

interface ShopDialogProps {
  /** Null for a new one. */
  readonly shop: Shop | null;
  readonly channels: readonly SalesChannel[];
  /** Those that have orders. */
  readonly sources: readonly string[];
  readonly onClose: () => void;
}

const CURRENCIES = ['CNY', 'HKD', 'TWD', 'USD', 'EUR', 'GBP', 'JPY', 'SGD'];

/** A shop: its name, where it sells, and which sources bring its orders. */
export function ShopDialog({ shop, channels, sources, onClose }: ShopDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [form, setForm] = useState<ShopForm>({
    name: shop?.name ?? '',
    channel: shop?.channel ?? channels[0]?.key ?? 'other',
    platform: shop?.platform ?? null,
    scopeId: shop?.scopeId ?? null,
    currency: shop?.currency ?? 'CNY',
    sources: shop?.sources ?? [],
    archived: shop?.archived ?? false,
  });
  const [wasSent, setWasSent] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const save = useMutation({
    mutationFn: () =>
      requestSaveShop(
        shop?.id ?? null,
        { ...form, name: form.name.trim(), platform: form.platform?.trim() === '' ? null : form.platform },
        key,
      ),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['commerce'] });
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (form.name.trim() !== '' && !save.isPending) {
      save.mutate();
    }
  };
  const shown = channels.filter(({ archived, key: name }) => !archived || name === form.channel);
  return (
    <Dialog label={t(shop === null ? 'shops.new' : 'shops.edit')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit} noValidate>
        <TextField
          label={t('shops.name')}
          hint=""
          value={form.name}
          fault={wasSent && form.name.trim() === '' ? t('shops.needName') : null}
          onChange={(name) => setForm({ ...form, name })}
        />
        <ChoiceField
          label={t('shops.channel')}
          value={form.channel}
          options={shown.map((channel) => ({ value: channel.key, label: channel.label[currentLocale()] }))}
          onChange={(channel) => setForm({ ...form, channel })}
        />
        <TextField
          label={t('shops.platform')}
          hint={t('shops.platformHint')}
          value={form.platform ?? ''}
          fault={null}
          onChange={(platform) => setForm({ ...form, platform })}
        />
        <ChoiceField
          label={t('shops.currency')}
          value={form.currency}
          options={[...new Set([...CURRENCIES, form.currency])].map((value) => ({ value, label: value }))}
          onChange={(currency) => setForm({ ...form, currency })}
        />
        <SourcesField value={form.sources} known={sources} onChange={(next) => setForm({ ...form, sources: next })} />
        {shop === null ? null : (
          <Checkbox checked={form.archived} onChange={(event) => setForm({ ...form, archived: event.target.checked })}>
            {t('shops.archive')}
          </Checkbox>
        )}
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t(shop === null ? 'shops.create' : 'shops.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface SourcesProps {
  readonly value: readonly string[];
  readonly known: readonly string[];
  readonly onChange: (sources: string[]) => void;
}

/** Known sources to tick, and others to write down before their first order comes. */
function SourcesField({ value, known, onChange }: SourcesProps) {
  const { t } = useTranslation();
  const [others, setOthers] = useState(value.filter((source) => !known.includes(source)).join(', '));
  const ticked = value.filter((source) => known.includes(source));
  const named = (text: string): string[] => text.split(/[,，、]/u).flatMap((source) => source.trim() || []);
  return (
    <fieldset className="shop-sources">
      <legend>{t('shops.sources')}</legend>
      {known.map((source) => (
        <Checkbox
          key={source}
          checked={ticked.includes(source)}
          onChange={(event) =>
            onChange([
              ...known.filter((one) => (one === source ? event.target.checked : ticked.includes(one))),
              ...named(others),
            ])
          }
        >
          {source}
        </Checkbox>
      ))}
      <TextField
        label={t('shops.sourcesOther')}
        hint={t('shops.sourcesHint')}
        value={others}
        note={t('shops.sourcesNote')}
        fault={null}
        onChange={(text) => {
          setOthers(text);
          onChange([...ticked, ...named(text)]);
        }}
      />
    </fieldset>
  );
}
