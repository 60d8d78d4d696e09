import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { ProductState } from '../listing/states.ts';
import type { ImageRow, KeyRow, ProductRow, ProductSet, SkuRow } from './product-set.ts';
import type { Brand } from './schema.ts';

const PRODUCT_COLUMNS = sql.raw(`p.id, p.code, p.name, p.brand_id as "brandId",
  (select b.name from commerce.brands b where b.id = p.brand_id) as "brandName", p.category_id as "categoryId",
  p.kind, p.material, p.style, p.target_group as "targetGroup", p.description, p.supplier,
  p.is_one_time as "isOneTime", p.currency, p.state, p.version, p.created_at as "createdAt",
  p.updated_at as "updatedAt"`);

/** Products with all that is needed to show and to check them, prices as of `at`, in the order of the ids. */
export async function loadProducts(db: Db, ids: readonly string[], at: Date): Promise<ProductSet> {
  const { rows: products } = await sql<ProductRow>`
    select ${PRODUCT_COLUMNS} from unnest(${ids}::uuid[]) with ordinality as wanted (id, place)
      join commerce.products p on p.id = wanted.id order by wanted.place`.execute(db);
  const { rows: skus } = await sql<SkuRow>`
    select s.id, s.product_id as "productId", s.code, s.size, s.colour, s.barcode, s.stock, prices.*
    from commerce.skus s cross join lateral (
      select max(held.amount_minor) filter (where held.kind = 'list') as "listMinor",
        max(held.amount_minor) filter (where held.kind = 'sale') as "saleMinor",
        max(held.amount_minor) filter (where held.kind = 'cost') as "costMinor"
      from (
        select distinct on (c.kind) c.kind, l.amount_minor
        from commerce.price_lines l join commerce.price_changes c on c.id = l.change_id
        where l.sku_id = s.id and c.effective_at <= ${at} and c.cancelled_at is null
        order by c.kind, c.effective_at desc, c.id desc) held) prices
    where s.product_id = any(${ids}::uuid[]) order by s.product_id, s.position, s.id`.execute(db);
  const { rows: images } = await sql<ImageRow>`
    select id, product_id as "productId", width, height, bytes from commerce.product_images
    where product_id = any(${ids}::uuid[]) order by product_id, position, id`.execute(db);
  return {
    products,
    skus: Map.groupBy(skus, (sku) => sku.productId),
    images: Map.groupBy(images, (image) => image.productId),
  };
}

/** What other systems call a product or its SKUs. */
export async function keysOf(db: Db, productId: string): Promise<KeyRow[]> {
  const { rows } = await sql<KeyRow>`
    select source, kind, key from commerce.product_keys where product_id = ${productId} order by 1, 2, 3`.execute(db);
  return rows;
}

export interface ProductFilter {
  readonly text: string | null;
  readonly categoryId: string | null;
  readonly brandId: string | null;
  readonly state: ProductState | null;
}

function matching({ text, categoryId, brandId, state }: ProductFilter): RawBuilder<unknown> {
  const conditions = [sql`true`];
  if (state !== null) {
    conditions.push(sql`p.state = ${state}`);
  }
  if (brandId !== null) {
    conditions.push(sql`p.brand_id = ${brandId}`);
  }
  if (categoryId !== null) {
    conditions.push(sql`p.category_id in (
      with recursive below (id) as (
        select ${categoryId}::uuid
        union select c.id from commerce.categories c join below on c.parent_id = below.id)
      select id from below)`);
  }
  if (text !== null) {
    const escaped = text.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`);
    const begins = `${escaped}%`;
    conditions.push(sql`(lower(p.name) like ${`%${escaped}%`} or lower(p.code) like ${begins}
      or p.name_pinyin like ${begins} or p.name_initials like ${begins}
      or exists (select from commerce.skus s where s.product_id = p.id
        and (lower(s.code) like ${begins} or s.barcode = ${text})))`);
  }
  return sql.join(conditions, sql` and `);
}

/** Ids of one page, newest first, one more than the limit; and how many there are in all. */
export async function findProducts(
  db: Db,
  filter: ProductFilter,
  page: { readonly beforeId: string | null; readonly limit: number },
): Promise<{ readonly ids: string[]; readonly total: number }> {
  const before = page.beforeId === null ? sql`true` : sql`p.id < ${page.beforeId}::uuid`;
  const { rows } = await sql<{ id: string }>`
    select p.id from commerce.products p where ${matching(filter)} and ${before}
    order by p.id desc limit ${page.limit + 1}`.execute(db);
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from commerce.products p where ${matching(filter)}`.execute(db);
  return { ids: rows.map((row) => row.id), total: counted[0]?.total ?? 0 };
}

/** Ids of the next products in the order in which they came to be. */
export async function findProductsAfter(
  db: Db,
  filter: ProductFilter,
  page: { readonly afterId: string | null; readonly limit: number },
): Promise<string[]> {
  const after = page.afterId === null ? sql`true` : sql`p.id > ${page.afterId}::uuid`;
  const { rows } = await sql<{ id: string }>`
    select p.id from commerce.products p where ${matching(filter)} and ${after}
    order by p.id limit ${page.limit}`.execute(db);
  return rows.map((row) => row.id);
}

/** Holds the row until the transaction ends: changes of one product go one after the other. */
export async function lockProduct(
  tx: Tx,
  id: string,
): Promise<
  { readonly id: string; readonly state: ProductState; readonly version: number; readonly currency: string } | undefined
> {
  const { rows } = await sql<{ id: string; state: ProductState; version: number; currency: string }>`
    select id, state, version, currency from commerce.products where id = ${id} for update`.execute(tx);
  return rows[0];
}

/** What people say of a product, ready to be written. */
export interface ProductFacts {
  readonly code: string;
  readonly name: string;
  readonly pinyin: string;
  readonly initials: string;
  readonly brandId: string | null;
  readonly categoryId: string | null;
  readonly kind: string | null;
  readonly material: string | null;
  readonly style: string | null;
  readonly targetGroup: string | null;
  readonly description: string | null;
  readonly supplier: string | null;
  readonly isOneTime: boolean;
}

export interface NewProductRow extends ProductFacts {
  readonly id: string;
  readonly currency: string;
}

export interface Writing {
  readonly importId: string | null;
  readonly now: Date;
}

export async function insertProducts(
  tx: Tx,
  products: readonly NewProductRow[],
  { importId, now }: Writing,
): Promise<void> {
  await sql`
    insert into commerce.products (id, code, name, name_pinyin, name_initials, brand_id, category_id, kind, material,
      style, target_group, description, supplier, is_one_time, currency, import_id, last_import_id, created_at, updated_at)
    select id, code, name, pinyin, initials, "brandId", "categoryId", kind, material, style, "targetGroup", description,
      supplier, "isOneTime", currency, ${importId}::uuid, ${importId}::uuid, ${now}, ${now}
    from ${factRows(products, sql`currency text`)}`.execute(tx);
}

/** Writes facts over what is there; who wrote last is noted, and the version counts on. */
export async function updateProducts(
  tx: Tx,
  products: readonly (ProductFacts & { readonly id: string })[],
  { importId, now }: Writing,
): Promise<void> {
  await sql`
    update commerce.products p
    set code = row.code, name = row.name, name_pinyin = row.pinyin, name_initials = row.initials,
      brand_id = row."brandId", category_id = row."categoryId", kind = row.kind, material = row.material,
      style = row.style, target_group = row."targetGroup", description = row.description, supplier = row.supplier,
      is_one_time = row."isOneTime", version = p.version + 1, last_import_id = ${importId}::uuid, updated_at = ${now}
    from ${factRows(products, sql`currency text`)} where p.id = row.id`.execute(tx);
}

function factRows(
  products: readonly (ProductFacts & { readonly id: string })[],
  more: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`jsonb_to_recordset(${JSON.stringify(products)}::jsonb) as row (id uuid, code text, name text, pinyin text,
    initials text, "brandId" uuid, "categoryId" uuid, kind text, material text, style text, "targetGroup" text,
    description text, supplier text, "isOneTime" boolean, ${more})`;
}

/** Notes that a person changed something about a product. */
export async function touchProduct(tx: Tx, id: string, now: Date): Promise<void> {
  await sql`
    update commerce.products set version = version + 1, last_import_id = null, updated_at = ${now}
    where id = ${id}`.execute(tx);
}

export async function setState(tx: Tx, id: string, state: ProductState): Promise<void> {
  await sql`update commerce.products set state = ${state} where id = ${id}`.execute(tx);
}

export interface NewSku {
  readonly id: string;
  readonly productId: string;
  readonly code: string;
  readonly size: string | null;
  readonly colour: string | null;
  readonly barcode: string | null;
  readonly stock: number;
}

/** Adds SKUs behind those that their products have, in this order. */
export async function insertSkus(tx: Tx, skus: readonly NewSku[], now: Date): Promise<void> {
  await sql`
    insert into commerce.skus (id, product_id, code, size, colour, barcode, stock, position, created_at)
    select row.id, row."productId", row.code, row.size, row.colour, row.barcode, row.stock,
      coalesce((select max(s.position) from commerce.skus s where s.product_id = row."productId"), 0)
        + row_number() over (partition by row."productId" order by row.id), ${now}
    from ${skuRows(skus)}`.execute(tx);
}

export async function updateSkus(tx: Tx, skus: readonly NewSku[]): Promise<void> {
  await sql`
    update commerce.skus s
    set code = row.code, size = row.size, colour = row.colour, barcode = row.barcode, stock = row.stock
    from ${skuRows(skus)} where s.id = row.id`.execute(tx);
}

function skuRows(skus: readonly NewSku[]): RawBuilder<unknown> {
  return sql`jsonb_to_recordset(${JSON.stringify(skus)}::jsonb) as row (id uuid, "productId" uuid, code text, size text,
    colour text, barcode text, stock integer)`;
}

/** Which product has a code already, in whatever case it is written; SKU codes likewise. */
export async function ownersOfCodes(
  db: Db,
  codes: { readonly products: readonly string[]; readonly skus: readonly string[] },
): Promise<{ readonly products: ReadonlyMap<string, string>; readonly skus: ReadonlyMap<string, SkuOwner> }> {
  const lower = (values: readonly string[]): string[] => values.map((value) => value.toLowerCase());
  const { rows: products } = await sql<{ code: string; id: string }>`
    select lower(code) as code, id from commerce.products where lower(code) = any(${lower(codes.products)}::text[])`.execute(
    db,
  );
  const { rows: skus } = await sql<{ code: string; id: string; productId: string }>`
    select lower(code) as code, id, product_id as "productId" from commerce.skus
    where lower(code) = any(${lower(codes.skus)}::text[])`.execute(db);
  return {
    products: new Map(products.map((row) => [row.code, row.id])),
    skus: new Map(skus.map((row) => [row.code, { skuId: row.id, productId: row.productId }])),
  };
}

export interface SkuOwner {
  readonly skuId: string;
  readonly productId: string;
}

export async function allBrands(db: Db): Promise<Brand[]> {
  const { rows } = await sql<Brand>`select id, name from commerce.brands order by lower(name)`.execute(db);
  return rows;
}

/** Adds the brands that are not there yet. */
export async function insertBrands(tx: Tx, brands: readonly Brand[], { importId, now }: Writing): Promise<void> {
  await sql`
    insert into commerce.brands (id, name, import_id, created_at)
    select id, name, ${importId}::uuid, ${now} from jsonb_to_recordset(${JSON.stringify(brands)}::jsonb)
      as row (id uuid, name text)
    on conflict (lower(name)) do nothing`.execute(tx);
}

/** Which SKU a source means: by its own key there, else by our SKU code, else by the barcode. */
export async function findBySku(db: Db, source: string, skus: readonly string[]): Promise<SkuMatch[]> {
  const { rows } = await sql<SkuMatch>`
    select wanted.sku, found.* from unnest(${skus}::text[]) as wanted (sku) cross join lateral (
      select s.id as "skuId", s.product_id as "productId" from (
        select k.sku_id as id, 1 as rank from commerce.product_keys k
          where k.source = ${source} and k.kind = 'sku' and k.key = wanted.sku
        union all select c.id, 2 from commerce.skus c where lower(c.code) = lower(wanted.sku)
        union all select b.id, 3 from commerce.skus b where b.barcode = wanted.sku
      ) candidate join commerce.skus s on s.id = candidate.id order by candidate.rank, s.id limit 1) found`.execute(db);
  return rows;
}

export interface SkuMatch extends SkuOwner {
  readonly sku: string;
}
