import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Product } from '@zhike/server/contracts';
import { Button, Checkbox, Input, Select } from 'antd';
import { type FormEvent, type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../ui/panel.tsx';
import { Failure } from '../../ui/states.tsx';
import { parseMinor, parseStock } from './amounts.ts';
import {
  brandsQuery,
  categoriesQuery,
  PRODUCT_KEYS,
  requestBrand,
  requestProduct,
  requestProductChange,
} from './api.ts';
import { Field } from './field.tsx';
import { pathText } from './tree-rows.ts';
import { useFormFocus } from './use-form-focus.ts';
import { useIdempotencyKey } from './use-idempotency-key.ts';
import './product-form.css';

/** What a new product is priced in; the server keeps the currency of its setting. */
const CURRENCY = 'CNY';

interface Draft {
  readonly code: string;
  readonly name: string;
  readonly brandId: string | null;
  readonly categoryId: string | null;
  readonly kind: string;
  readonly material: string;
  readonly style: string;
  readonly targetGroup: string;
  readonly description: string;
  readonly supplier: string;
  readonly isOneTime: boolean;
}

const EMPTY: Draft = {
  code: '',
  name: '',
  brandId: null,
  categoryId: null,
  kind: '',
  material: '',
  style: '',
  targetGroup: '',
  description: '',
  supplier: '',
  isOneTime: false,
};

const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

function bodyOf(draft: Draft) {
  return {
    ...draft,
    code: draft.code.trim(),
    name: draft.name.trim(),
    kind: textOrNull(draft.kind),
    material: textOrNull(draft.material),
    style: textOrNull(draft.style),
    targetGroup: textOrNull(draft.targetGroup),
    description: textOrNull(draft.description),
    supplier: textOrNull(draft.supplier),
  };
}

interface FieldsProps {
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly isChecked: boolean;
}

function CategoryField({ draft, onDraft }: FieldsProps) {
  const { t } = useTranslation();
  const nodes = useQuery(categoriesQuery()).data?.items;
  const options = useMemo(
    () => (nodes ?? []).map((node) => ({ value: node.id, label: pathText(nodes ?? [], node.id) })),
    [nodes],
  );
  return (
    <Field label={t('products.form.category')}>
      <Select
        showSearch
        optionFilterProp="label"
        popupMatchSelectWidth={false}
        value={draft.categoryId ?? ''}
        options={[{ value: '', label: t('products.form.categoryNone') }, ...options]}
        onChange={(id) => onDraft({ ...draft, categoryId: id === '' ? null : id })}
      />
    </Field>
  );
}

/** A brand that is there, or the name of a new one. */
function BrandField({ draft, onDraft }: FieldsProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const brands = useQuery(brandsQuery()).data?.items ?? [];
  const [typed, setTyped] = useState('');
  const add = useMutation({
    mutationFn: requestBrand,
    onSuccess: async (brand) => {
      await client.invalidateQueries({ queryKey: brandsQuery().queryKey });
      onDraft({ ...draft, brandId: brand.id });
    },
  });
  const name = typed.trim();
  const isKnown = name === '' || brands.some((brand) => brand.name.toLowerCase() === name.toLowerCase());
  return (
    <Field label={t('products.form.brand')} fault={add.error === null ? null : add.error.message}>
      <Select
        showSearch
        loading={add.isPending}
        filterOption={(text, option) =>
          option?.value === '+' || String(option?.label).toLowerCase().includes(text.toLowerCase())
        }
        value={draft.brandId ?? ''}
        options={[
          { value: '', label: t('products.form.brandNone') },
          ...brands.map((brand) => ({ value: brand.id, label: brand.name })),
          ...(isKnown ? [] : [{ value: '+', label: t('products.form.brandNew', { name }) }]),
        ]}
        onSearch={setTyped}
        onChange={(id) => {
          if (id === '+') {
            add.mutate(name);
          } else {
            onDraft({ ...draft, brandId: id === '' ? null : id });
          }
        }}
      />
    </Field>
  );
}

const TEXTS = [
  ['kind', 100],
  ['material', 200],
  ['style', 100],
  ['targetGroup', 200],
] as const;

function FactFields(props: FieldsProps) {
  const { draft, onDraft, isChecked } = props;
  const { t } = useTranslation();
  const required = (text: string): string | null =>
    isChecked && text.trim() === '' ? t('products.form.required') : null;
  return (
    <>
      <Field label={t('products.form.code')} fault={required(draft.code)}>
        <Input
          maxLength={100}
          autoComplete="off"
          placeholder={t('products.form.codeHint')}
          value={draft.code}
          onChange={(event) => onDraft({ ...draft, code: event.target.value })}
        />
      </Field>
      <Field label={t('products.form.name')} fault={required(draft.name)}>
        <Input
          maxLength={200}
          autoComplete="off"
          value={draft.name}
          onChange={(event) => onDraft({ ...draft, name: event.target.value })}
        />
      </Field>
      <CategoryField {...props} />
      <BrandField {...props} />
      {TEXTS.map(([field, max]) => (
        <Field key={field} label={t(`products.form.${field}`)}>
          <Input
            maxLength={max}
            placeholder={t(`products.form.${field}Hint`)}
            value={draft[field]}
            onChange={(event) => onDraft({ ...draft, [field]: event.target.value })}
          />
        </Field>
      ))}
    </>
  );
}

function OtherFields({ draft, onDraft }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Field label={t('products.form.description')}>
        <Input.TextArea
          rows={3}
          maxLength={5000}
          value={draft.description}
          onChange={(event) => onDraft({ ...draft, description: event.target.value })}
        />
      </Field>
      <Field label={t('products.form.supplier')}>
        <Input
          maxLength={200}
          value={draft.supplier}
          onChange={(event) => onDraft({ ...draft, supplier: event.target.value })}
        />
      </Field>
      <Checkbox checked={draft.isOneTime} onChange={(event) => onDraft({ ...draft, isOneTime: event.target.checked })}>
        {t('products.form.isOneTime')}
      </Checkbox>
    </>
  );
}

interface FormProps extends FieldsProps {
  readonly submit: string;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  /** Between the facts and the rest. */
  readonly children?: ReactNode;
}

function ProductForm({ submit, isPending, error, onSubmit, onClose, children, ...fields }: FormProps) {
  const { t } = useTranslation();
  const { form, showFaults } = useFormFocus();
  const send = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
    showFaults();
  };
  return (
    <form ref={form} className="drawer-form" onSubmit={send}>
      <FactFields {...fields} />
      {children}
      <OtherFields {...fields} />
      {error === null ? null : <Failure error={error} />}
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={isPending}>
          {submit}
        </Button>
      </div>
    </form>
  );
}

/** A new product, as a draft with one SKU of its own code. */
export function CreateProduct(props: {
  readonly categoryId: string | null;
  readonly onClose: () => void;
  readonly onDone: (id: string) => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>({ ...EMPTY, categoryId: props.categoryId });
  const [price, setPrice] = useState('');
  const [stock, setStock] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const keyOf = useIdempotencyKey();
  const listMinor = price.trim() === '' ? null : parseMinor(price, CURRENCY);
  const pieces = stock.trim() === '' ? 0 : parseStock(stock);
  const isPriceWrong = price.trim() !== '' && (listMinor === null || listMinor === 0);
  const create = useMutation({
    mutationFn: () => {
      const body = { ...bodyOf(draft), listMinor, stock: pieces ?? 0 };
      return requestProduct(body, keyOf(body));
    },
    onSuccess: async (product) => {
      await client.invalidateQueries({ queryKey: PRODUCT_KEYS });
      props.onDone(product.id);
    },
  });
  const submit = (): void => {
    setIsChecked(true);
    if (draft.code.trim() !== '' && draft.name.trim() !== '' && !isPriceWrong && pieces !== null && !create.isPending) {
      create.mutate();
    }
  };
  return (
    <Panel label={t('products.form.create')} onClose={props.onClose} actions={<h2>{t('products.form.create')}</h2>}>
      <ProductForm
        draft={draft}
        onDraft={setDraft}
        isChecked={isChecked}
        submit={t('products.form.createSubmit')}
        isPending={create.isPending}
        error={create.error}
        onSubmit={submit}
        onClose={props.onClose}
      >
        <div className="form-pair">
          <Field
            label={t('products.form.stock')}
            fault={isChecked && pieces === null ? t('products.form.stockWrong') : null}
          >
            <Input
              inputMode="numeric"
              placeholder="0"
              value={stock}
              onChange={(event) => setStock(event.target.value)}
            />
          </Field>
          <Field
            label={t('products.form.price', { currency: CURRENCY })}
            fault={isChecked && isPriceWrong ? t('products.form.amountWrong') : null}
          >
            <Input
              inputMode="decimal"
              placeholder="149.00"
              value={price}
              onChange={(event) => setPrice(event.target.value)}
            />
          </Field>
        </div>
      </ProductForm>
    </Panel>
  );
}

/** The facts of a product, all at once. */
export function EditProduct({ product, onClose }: { readonly product: Product; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>(() => ({
    code: product.code,
    name: product.name,
    brandId: product.brand?.id ?? null,
    categoryId: product.category?.id ?? null,
    kind: product.kind ?? '',
    material: product.material ?? '',
    style: product.style ?? '',
    targetGroup: product.targetGroup ?? '',
    description: product.description ?? '',
    supplier: product.supplier ?? '',
    isOneTime: product.isOneTime,
  }));
  const [isChecked, setIsChecked] = useState(false);
  const change = useMutation({
    mutationFn: () => requestProductChange(product.id, { ...bodyOf(draft), version: product.version }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: PRODUCT_KEYS });
      onClose();
    },
  });
  const submit = (): void => {
    setIsChecked(true);
    if (draft.code.trim() !== '' && draft.name.trim() !== '' && !change.isPending) {
      change.mutate();
    }
  };
  return (
    <Panel label={t('products.form.edit')} onClose={onClose} actions={<h2>{t('products.form.edit')}</h2>}>
      <ProductForm
        draft={draft}
        onDraft={setDraft}
        isChecked={isChecked}
        submit={t('products.form.save')}
        isPending={change.isPending}
        error={change.error}
        onSubmit={submit}
        onClose={onClose}
      />
    </Panel>
  );
}
