import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Product, Sku } from '@zhike/server/contracts';
import { Button, Input } from 'antd';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney, formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import type { GridColumn } from '../../ui/grid/columns.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import { Section } from '../../ui/page.tsx';
import { MiddleText } from '../../ui/parts.tsx';
import { Failure } from '../../ui/states.tsx';
import { parseMinor, parseStock } from './amounts.ts';
import { PRODUCT_KEYS, requestSku, requestSkuChange } from './api.ts';
import { Field } from './field.tsx';
import { useIdempotencyKey } from './use-idempotency-key.ts';

const NOTHING = <span className="quiet">—</span>;

function useSkuColumns(product: Product): readonly GridColumn<Sku>[] {
  const { t } = useTranslation();
  const { currency, can } = product;
  const locale = currentLocale();
  return useMemo(() => {
    const money = (minor: number | null | undefined) =>
      minor === null || minor === undefined ? NOTHING : formatMoney(minor, { currency, locale });
    const cost: GridColumn<Sku>[] = can.costs
      ? [{ id: 'cost', header: t('products.cost'), width: 92, isNumber: true, cell: (sku) => money(sku.costMinor) }]
      : [];
    return [
      {
        id: 'code',
        header: t('products.sku'),
        width: 136,
        grow: 2,
        cell: (sku) => <MiddleText text={sku.code} max={24} />,
      },
      { id: 'colour', header: t('products.colour'), width: 72, grow: 1, cell: (sku) => sku.colour ?? NOTHING },
      { id: 'size', header: t('products.size'), width: 60, cell: (sku) => sku.size ?? NOTHING },
      {
        id: 'barcode',
        header: t('products.barcode'),
        width: 128,
        cell: (sku) => <span className="figures">{sku.barcode ?? NOTHING}</span>,
      },
      {
        id: 'stock',
        header: t('products.skuStock'),
        width: 72,
        isNumber: true,
        cell: (sku) => formatNumber(sku.stock, locale),
      },
      { id: 'list', header: t('products.listPrice'), width: 96, isNumber: true, cell: (sku) => money(sku.listMinor) },
      { id: 'sale', header: t('products.salePrice'), width: 96, isNumber: true, cell: (sku) => money(sku.saleMinor) },
      ...cost,
    ];
  }, [t, currency, locale, can.costs]);
}

function SkuCard({ sku, currency }: { readonly sku: Sku; readonly currency: string }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const payable = sku.saleMinor ?? sku.listMinor;
  return (
    <div className="sku-card">
      <span className="product-card-name">{sku.code}</span>
      <span className="figures">
        {payable === null ? t('products.noPrice') : formatMoney(payable, { currency, locale })}
      </span>
      <span className="quiet small">{[sku.colour, sku.size].filter((part) => part !== null).join(' · ') || '—'}</span>
      <span className="quiet small figures">
        {t('products.skuStock')} {formatNumber(sku.stock, locale)}
      </span>
    </div>
  );
}

/** Sizes and colours with stock and prices. */
export function SkuSection({ product }: { readonly product: Product }) {
  const { t } = useTranslation();
  const columns = useSkuColumns(product);
  const [editing, setEditing] = useState<Sku | 'new' | null>(null);
  const { write } = product.can;
  return (
    <Section
      title={t('products.skus')}
      note={product.skus.length}
      {...(write
        ? {
            actions: (
              <Button size="small" onClick={() => setEditing('new')}>
                {t('products.skuNew')}
              </Button>
            ),
          }
        : {})}
    >
      <Grid
        label={t('products.skuGrid')}
        columns={columns}
        rows={product.skus}
        rowId={(sku) => sku.id}
        total={product.skus.length}
        card={(sku) => <SkuCard sku={sku} currency={product.currency} />}
        isFlowing
        {...(write ? { onOpen: setEditing } : {})}
      />
      {editing === null ? null : (
        <SkuDialog product={product} sku={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </Section>
  );
}

interface SkuDialogProps {
  readonly product: Product;
  readonly sku: Sku | null;
  readonly onClose: () => void;
}

function SkuDialog({ product, sku, onClose }: SkuDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const keyOf = useIdempotencyKey();
  const [draft, setDraft] = useState({
    code: sku?.code ?? '',
    colour: sku?.colour ?? '',
    size: sku?.size ?? '',
    barcode: sku?.barcode ?? '',
    stock: sku === null ? '' : String(sku.stock),
    price: '',
  });
  const [isChecked, setIsChecked] = useState(false);
  const stock = draft.stock.trim() === '' ? 0 : parseStock(draft.stock);
  const listMinor = draft.price.trim() === '' ? null : parseMinor(draft.price, product.currency);
  const isPriceWrong = draft.price.trim() !== '' && (listMinor === null || listMinor === 0);
  const save = useMutation({
    mutationFn: () => {
      const text = (value: string): string | null => (value.trim() === '' ? null : value.trim());
      const body = {
        code: draft.code.trim(),
        colour: text(draft.colour),
        size: text(draft.size),
        barcode: text(draft.barcode),
        stock: stock ?? 0,
      };
      return sku === null
        ? requestSku(product.id, { ...body, listMinor }, keyOf({ ...body, listMinor }))
        : requestSkuChange(product.id, sku.id, body);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: PRODUCT_KEYS });
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setIsChecked(true);
    if (draft.code.trim() !== '' && stock !== null && !isPriceWrong && !save.isPending) {
      save.mutate();
    }
  };
  const input = (
    field: keyof typeof draft,
    more: { readonly inputMode?: 'numeric' | 'decimal'; readonly placeholder?: string } = {},
  ) => (
    <Input
      maxLength={field === 'code' ? 100 : 50}
      autoComplete="off"
      value={draft[field]}
      onChange={(event) => setDraft({ ...draft, [field]: event.target.value })}
      {...more}
    />
  );
  return (
    <Dialog label={t(sku === null ? 'products.skuNew' : 'products.skuEdit')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit}>
        <Field
          label={t('products.sku')}
          fault={isChecked && draft.code.trim() === '' ? t('products.form.required') : null}
        >
          {input('code', { placeholder: `${product.code}-…` })}
        </Field>
        <div className="form-pair">
          <Field label={t('products.colour')}>{input('colour')}</Field>
          <Field label={t('products.size')}>{input('size')}</Field>
        </div>
        <div className="form-pair">
          <Field label={t('products.barcode')}>{input('barcode')}</Field>
          <Field
            label={t('products.skuStock')}
            fault={isChecked && stock === null ? t('products.form.stockWrong') : null}
          >
            {input('stock', { inputMode: 'numeric', placeholder: '0' })}
          </Field>
        </div>
        {sku === null ? (
          <Field
            label={t('products.form.price', { currency: product.currency })}
            fault={isChecked && isPriceWrong ? t('products.form.amountWrong') : null}
          >
            {input('price', { inputMode: 'decimal', placeholder: '149.00' })}
          </Field>
        ) : null}
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('products.form.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
