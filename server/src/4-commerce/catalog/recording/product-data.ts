import { z } from 'zod';
import type { ProductDraft, StatedSku } from '../taking-in/draft.ts';
import { type Fault, findCategory, type Known, skuFault } from '../taking-in/known.ts';

const text = (max: number) => z.string().trim().min(1).max(max).nullable().default(null);
const code = z.string().trim().min(1).max(100);
const amount = (least: number) => z.number().int().min(least).max(1e11).nullable().default(null);

/** What a record of type `product` says; what it leaves out stays as it is. */
export const productDataSchema = z
  .object({
    /** Left out: the key of the record. */
    code: code.nullable().default(null),
    name: text(200),
    brand: text(100),
    /** A path of names: `男装/衬衫/商务衬衫`. */
    category: text(500),
    kind: text(100),
    material: text(200),
    style: text(100),
    targetGroup: text(200),
    description: text(5000),
    supplier: text(200),
    isOneTime: z.boolean().nullable().default(null),
    /** ISO 4217; left out: the default currency. */
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .nullable()
      .default(null),
    skus: z
      .array(
        z.object({
          code,
          size: text(50),
          colour: text(50),
          barcode: text(50),
          stock: z.number().int().min(-1e9).max(1e9).nullable().default(null),
          listMinor: amount(1),
          saleMinor: amount(1),
          costMinor: amount(0),
        }),
      )
      .max(500)
      .default([]),
  })
  .meta({ id: 'ProductData' });
export type ProductData = z.output<typeof productDataSchema>;

export type DraftResult =
  | { readonly ok: true; readonly draft: ProductDraft }
  | { readonly ok: false; readonly fault: Fault<'category' | 'sku'> };

/** A record as a draft, or what is wrong with it. */
export function draftOfRecord(record: { readonly key: string; readonly data: ProductData }, known: Known): DraftResult {
  const { data } = record;
  const key = data.code ?? record.key;
  const productCode = known.productKeys.get(key) ?? key;
  const category = data.category === null ? null : findCategory(known, data.category);
  if (category !== null && !category.ok) {
    return category;
  }
  const skus = data.skus.map(
    (sku): StatedSku => ({ ...sku, key: sku.code, code: known.skuKeys.get(sku.code) ?? sku.code }),
  );
  for (const sku of skus) {
    const name = (sku.code ?? '').toLowerCase();
    const fault = skuFault(known.skuOwners.get(name), { sku: sku.key ?? name, code: productCode });
    if (fault !== null) {
      return { ok: false, fault };
    }
  }
  const { name, brand, kind, material, style, targetGroup, description, supplier, isOneTime } = data;
  const facts = { name, brand, kind, material, style, targetGroup, description, supplier, isOneTime };
  return {
    ok: true,
    draft: { key, code: productCode, facts: { ...facts, categoryId: category?.id ?? null }, skus },
  };
}
