import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Product } from '@zhike/server/contracts';
import { Button, Checkbox, Input, Radio, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../i18n/format.ts';
import { DateField } from '../../ui/date-field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Failure } from '../../ui/states.tsx';
import { parseMinor } from './amounts.ts';
import { PRODUCT_KEYS, requestCost, requestPrice } from './api.ts';
import { Field } from './field.tsx';
import { useFormFocus } from './use-form-focus.ts';
import { useIdempotencyKey } from './use-idempotency-key.ts';
import './product-form.css';

const DAY_MS = 86_400_000;
/** Of the business's zone, which has one offset all year. */
const MIDNIGHT = 'T00:00:00+08:00';

interface PricePanelProps {
  readonly product: Product;
  readonly what: 'price' | 'cost';
  readonly onClose: () => void;
}

interface PriceDraft {
  readonly kind: 'list' | 'sale';
  readonly amount: string;
  readonly ends: boolean;
  readonly skuIds: string[];
  readonly isLater: boolean;
  readonly date: string;
  readonly reason: string;
}

function useDraft() {
  const [draft, setDraft] = useState<PriceDraft>(() => ({
    kind: 'list',
    amount: '',
    ends: false,
    skuIds: [],
    isLater: false,
    date: formatDate(new Date(Date.now() + DAY_MS).toISOString()),
    reason: '',
  }));
  return { draft, change: (part: Partial<PriceDraft>) => setDraft({ ...draft, ...part }) };
}

/** A new price or cost: how much, for which SKUs, from when, and why. */
export function PricePanel({ product, what, onClose }: PricePanelProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const keyOf = useIdempotencyKey();
  const { draft, change } = useDraft();
  const [isChecked, setIsChecked] = useState(false);
  const { form, showFaults } = useFormFocus();
  const isCost = what === 'cost';
  const ends = !isCost && draft.kind === 'sale' && draft.ends;
  const typed = parseMinor(draft.amount, product.currency);
  const isAmountWrong = !ends && (typed === null || (!isCost && typed === 0));
  const isShort = draft.reason.trim().length < 2;
  const save = useMutation({
    mutationFn: () => {
      const common = {
        reason: draft.reason.trim(),
        ...(draft.skuIds.length === 0 ? {} : { skuIds: draft.skuIds }),
        ...(draft.isLater ? { effectiveAt: `${draft.date}${MIDNIGHT}` } : {}),
      };
      if (isCost) {
        const body = { ...common, amountMinor: typed ?? 0 };
        return requestCost(product.id, body, keyOf(body));
      }
      const body = { ...common, kind: draft.kind, amountMinor: ends ? null : typed };
      return requestPrice(product.id, body, keyOf(body));
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: PRODUCT_KEYS });
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setIsChecked(true);
    showFaults();
    if (!isAmountWrong && !isShort && !save.isPending) {
      save.mutate();
    }
  };
  const title = t(isCost ? 'products.costChange' : 'products.priceChange');
  return (
    <Panel label={title} onClose={onClose} actions={<h2>{title}</h2>}>
      <form ref={form} className="drawer-form" onSubmit={submit}>
        {isCost ? null : (
          <fieldset className="form-choice">
            <legend>{t('products.priceWhat')}</legend>
            <Radio.Group
              value={draft.kind}
              onChange={(event) => change({ kind: event.target.value as 'list' | 'sale' })}
            >
              <Radio value="list">{t('products.priceKinds.list')}</Radio>
              <Radio value="sale">{t('products.priceKinds.sale')}</Radio>
            </Radio.Group>
          </fieldset>
        )}
        {!isCost && draft.kind === 'sale' ? (
          <Checkbox checked={draft.ends} onChange={(event) => change({ ends: event.target.checked })}>
            {t('products.priceEnd')}
          </Checkbox>
        ) : null}
        {ends ? null : (
          <Field
            label={t(isCost ? 'products.costAmount' : 'products.priceAmount', { currency: product.currency })}
            fault={isChecked && isAmountWrong ? t('products.form.amountWrong') : null}
          >
            <Input
              inputMode="decimal"
              autoComplete="off"
              placeholder="149.00"
              value={draft.amount}
              onChange={(event) => change({ amount: event.target.value })}
            />
          </Field>
        )}
        {product.skus.length < 2 ? null : (
          <Field label={t('products.priceFor')}>
            <Select<string[]>
              mode="multiple"
              placeholder={t('products.priceForAll')}
              value={draft.skuIds}
              options={product.skus.map((sku) => ({ value: sku.id, label: sku.code }))}
              optionFilterProp="label"
              onChange={(skuIds) => change({ skuIds })}
            />
          </Field>
        )}
        <WhenFields draft={draft} change={change} />
        <Field label={t('products.priceReason')} fault={isChecked && isShort ? t('products.priceReasonShort') : null}>
          <Input
            maxLength={300}
            placeholder={t('products.priceReasonHint')}
            value={draft.reason}
            onChange={(event) => change({ reason: event.target.value })}
          />
        </Field>
        {isCost ? null : <p className="quiet small">{t('products.priceOld')}</p>}
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t(isCost ? 'products.costSubmit' : 'products.priceSubmit')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function WhenFields({
  draft,
  change,
}: {
  readonly draft: PriceDraft;
  readonly change: (part: Partial<PriceDraft>) => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className="form-choice">
      <legend>{t('products.priceWhen')}</legend>
      <Radio.Group value={draft.isLater} onChange={(event) => change({ isLater: event.target.value === true })}>
        <Radio value={false}>{t('products.priceNow')}</Radio>
        <Radio value={true}>{t('products.priceFrom')}</Radio>
      </Radio.Group>
      {draft.isLater ? (
        <DateField label={t('products.priceDate')} value={draft.date} onChange={(date) => change({ date })} />
      ) : null}
    </fieldset>
  );
}
