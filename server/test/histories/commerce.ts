import { sql } from 'kysely';
import { newId } from '#kernel/clock.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import type { Pools } from '../random-rules.ts';
import { type Filling, instantOf, type Person, SKUS, SOURCES } from './filling.ts';

const STATUSES = [
  'cart',
  'placed',
  'paid',
  'cod_confirmed',
  'picked',
  'shipped',
  'delivered',
  'accepted',
  'completed',
  'cancelled',
  'partly_returned',
  'returned',
] as const;

export async function fillCatalog({ kernel }: Filling): Promise<Pools> {
  const { db } = kernel.postgres;
  const [brandA, brandB, shopA, shopB] = [newId(), newId(), newId(), newId()];
  await sql`insert into commerce.brands (id, name, created_at) values (${brandA}, '甲牌', now()), (${brandB}, '乙牌', now())`.execute(
    db,
  );
  const { rows: categories } = await sql<{ id: string; name: string }>`
    select c.id, c.name from commerce.categories c left join commerce.categories p on p.id = c.parent_id
    where (c.parent_id is null and c.name in ('男装', '女装')) or (p.name = '男装' and c.name = '衬衫')
    order by c.name`.execute(db);
  const idOf = (name: string): string => categories.find((one) => one.name === name)?.id ?? '';
  const products = [
    { id: newId(), brand: brandA, category: idOf('衬衫'), skus: ['a-1', 'A-2'] },
    { id: newId(), brand: brandB, category: idOf('男装'), skus: ['B-1', 'B-2', "q'1"] },
    { id: newId(), brand: null, category: idOf('女装'), skus: ['c-1'] },
  ];
  for (const { id, brand, category, skus } of products) {
    await sql`
      insert into commerce.products (id, code, name, brand_id, category_id, currency, created_at, updated_at)
      values (${id}, ${id}, '商品', ${brand}, ${category}, 'CNY', now(), now())`.execute(db);
    await sql`
      insert into commerce.skus (id, product_id, code, position, created_at)
      select uuidv7(), ${id}, code, place, now() from unnest(${skus}::text[]) with ordinality as sku (code, place)`.execute(
      db,
    );
  }
  await fillPrices(db, products);
  await sql`
    insert into commerce.shops (id, name, channel, currency, created_at, updated_at)
    values (${shopA}, '旗舰店', 'marketplace', 'CNY', now(), now()), (${shopB}, '门店', 'store', 'CNY', now(), now())`.execute(
    db,
  );
  await sql`
    insert into commerce.shop_sources (source, shop_id)
    values ('taobao', ${shopA}), ('jd', ${shopA}), (${SOURCES[3]}, ${shopB})`.execute(db);
  return {
    'commerce.products': [...products.map(({ id }) => id), 'nothing'],
    'commerce.categories': categories.map(({ id }) => id),
    'commerce.brands': [brandA, brandB],
    'commerce.shops': [shopA, shopB],
    'commerce.channels': ['marketplace', 'store', 'phone'],
  };
}

/** List prices: of some goods one, entered long after the first orders; of others several; of some none. */
async function fillPrices(
  db: Kernel['postgres']['db'],
  products: readonly { readonly id: string; readonly skus: readonly string[] }[],
): Promise<void> {
  const changes = [
    { product: 0, at: '2025-06-01T00:00:00Z', minor: 1000 },
    { product: 1, at: '2023-01-01T00:00:00Z', minor: 1000 },
    { product: 1, at: '2024-02-29T16:00:00Z', minor: 1200 },
    { product: 1, at: '2099-01-01T00:00:00Z', minor: 1 },
  ];
  for (const { product, at, minor } of changes) {
    const id = newId();
    const productId = products[product]?.id ?? '';
    await sql`
      insert into commerce.price_changes (id, product_id, kind, effective_at, reason, actor_kind, actor_name, created_at)
      values (${id}, ${productId}, 'list', ${new Date(at)}, 'test', 'system', 'test', now())`.execute(db);
    await sql`
      insert into commerce.price_lines (change_id, sku_id, amount_minor)
      select ${id}, s.id, ${minor} from commerce.skus s where s.product_id = ${productId}`.execute(db);
  }
}

export async function fillOrders({ kernel, chance }: Filling, people: readonly Person[]): Promise<void> {
  const zone = zoneOf(kernel.config.timeZone);
  const orders: Record<string, unknown>[] = [];
  const lines: Record<string, unknown>[] = [];
  for (const person of people) {
    const count = chance.yes(0.35) ? 0 : 1 + chance.int(5);
    for (let index = 0; index < count; index += 1) {
      const id = newId();
      const placedAt = instantOf(chance);
      const kind = chance.pick(['sale', 'sale', 'sale', 'sale', 'refund', 'adjustment']);
      const total = (kind === 'sale' ? 1 : -1) * (1 + chance.int(40)) * 500;
      const mine = Array.from({ length: 1 + chance.int(3) }, (_, line) => ({
        order_id: id,
        line_no: line + 1,
        sku: chance.pick(SKUS),
        quantity: chance.pick([1, 1, 2, -1]),
        unit_price: chance.pick([0, 10, 10, -3]),
        amount_minor: chance.pick([1000, 1000, 900, 1500]),
      }));
      lines.push(...mine);
      orders.push({
        id,
        source: chance.pick(SOURCES),
        number: id,
        kind,
        status: chance.pick(STATUSES),
        placed_at: placedAt,
        business_date: businessDateOf(placedAt, zone),
        currency: chance.pick(['CNY', 'CNY', 'CNY', 'USD']),
        total_minor: total,
        sales_minor: Math.max(0, total),
        sales_lines: kind === 'sale' ? chance.pick([0, 1, 2, 3]) : 0,
        line_count: mine.length,
        record_id: person.recordId,
        customer_id: person.customerId,
        content_hash: '',
        created_at: placedAt,
        updated_at: placedAt,
        refunded_minor: chance.yes(0.2) ? chance.int(Math.abs(total)) : 0,
        has_returns: chance.yes(0.15),
      });
    }
  }
  const { db } = kernel.postgres;
  const { rows: columns } = await sql<{
    name: string;
  }>`select jsonb_object_keys(${JSON.stringify(orders[0])}::jsonb) as name`.execute(db);
  const names = sql.raw(columns.map(({ name }) => name).join(', '));
  await sql`
    insert into commerce.orders (${names})
    select ${names} from jsonb_populate_recordset(null::commerce.orders, ${JSON.stringify(orders)}::jsonb)`.execute(db);
  await sql`
    insert into commerce.order_lines (order_id, line_no, sku, quantity, unit_price, amount_minor)
    select order_id, line_no, sku, quantity, unit_price, amount_minor
    from jsonb_populate_recordset(null::commerce.order_lines, ${JSON.stringify(lines)}::jsonb)`.execute(db);
}
