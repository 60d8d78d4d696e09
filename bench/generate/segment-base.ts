import type pg from 'pg';
import type { Postgres } from '../../server/src/0-kernel/db/postgres.ts';

export interface BaseSize {
  readonly customers: number;
  readonly orders: number;
  readonly events: number;
}

/** The day up to which the base has facts; benchmarks ask as of it. */
export const BASE_UNTIL = '2026-03-01';

const CHUNK = 250_000;
const WRITERS = 2;
const TABLES = [
  'customers.customers',
  'customers.records',
  'customers.identifiers',
  'customers.record_identifiers',
  'customers.customer_tags',
  'commerce.orders',
  'commerce.order_lines',
  'behaviour.events',
] as const;

/**
 * A brand of the size asked for, written set-based into the real tables, the same for the same size: people of every
 * age and place of whom 15 of 100 never bought, a long tail of buyers (half of all orders come from three of ten, the
 * busiest have some hundred), five shops, refunds, returns and cancellations, 2.5 lines an order, a year of
 * behaviour of which a tenth is nobody's. Secondary indexes are made afterwards, as a restore does.
 */
export async function fillBase(postgres: Postgres, size: BaseSize, say: (text: string) => void): Promise<void> {
  const { pool } = postgres;
  await pool.query(FUNCTIONS);
  await pool.query(CATALOG);
  const indexes = await dropIndexes(pool);
  for (const [name, total, sql] of steps(size)) {
    await inChunks(pool, { total, sql });
    say(`${total.toLocaleString('en')} ${name}`);
  }
  for (const index of indexes) {
    await pool.query(index);
  }
  await pool.query('drop schema bench cascade');
  say('indexes');
  await pool.query('vacuum (analyze)');
}

function steps(size: BaseSize): readonly (readonly [string, number, string])[] {
  const { customers, orders, events } = size;
  const buyers = Math.ceil(customers * 0.85);
  return [
    ['customers', customers, customersSql(customers)],
    ['records', customers, recordsSql(customers)],
    ['phones', customers, phonesSql(customers)],
    ['phones of records', customers, recordPhonesSql(customers)],
    ['tags', customers, tagsSql(customers)],
    ['orders', orders, ordersSql({ customers, buyers, orders })],
    ['orders with their lines', orders, linesSql(orders)],
    ['events', events, eventsSql({ customers, events })],
  ];
}

async function dropIndexes(pool: pg.Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i where i.indrelid = any($1::regclass[])
       and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
     order by 1`,
    [TABLES],
  );
  for (const { name } of rows) {
    await pool.query(`drop index ${name}`);
  }
  return rows.map(({ definition }) => definition);
}

async function inChunks(
  pool: pg.Pool,
  { total, sql }: { readonly total: number; readonly sql: string },
): Promise<void> {
  let next = 0;
  const write = async (): Promise<void> => {
    const client = await pool.connect();
    try {
      await client.query('set synchronous_commit = off');
      await client.query('set session_replication_role = replica');
      while (next < total) {
        const first = next;
        next += CHUNK;
        await client.query(sql, [first, Math.min(first + CHUNK, total) - 1]);
      }
    } finally {
      // Its settings are not for others.
      client.release(true);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}

/** Time-ordered ids of version 7 whose rest looks random, and chance from 0 to 1, both by number. */
const FUNCTIONS = `
  drop schema if exists bench cascade;
  create schema bench;
  create function bench.id(kind text, n bigint, ms bigint) returns uuid language sql immutable parallel safe
  return (lpad(to_hex(ms), 12, '0') || '7' || substr(md5(kind || n), 1, 3) || '8' || substr(md5(kind || n), 4, 15))::uuid;
  create function bench.chance(n bigint, seed bigint) returns double precision language sql immutable parallel safe
  return (hashint8extended(n, seed) & 4294967295) / 4294967296.0::double precision;
  create function bench.customer(n bigint, customers bigint) returns uuid language sql immutable parallel safe
  return bench.id('c', n, 1677686400000 + n * 94608000000 / customers);
  create function bench.record(n bigint, customers bigint) returns uuid language sql immutable parallel safe
  return bench.id('r', n, 1677686400000 + n * 94608000000 / customers);
  create function bench.order_ms(n bigint, orders bigint) returns bigint language sql immutable parallel safe
  return 1677686400000 + n * 94608000000 / orders;`;

const SKUS = 3000;
const CATALOG = `
  insert into commerce.brands (id, name, created_at)
  select bench.id('brand', n, 1677686400000), '品牌 ' || n, now() from generate_series(1, 5) n;
  insert into commerce.products (id, code, name, brand_id, category_id, currency, created_at, updated_at)
  select bench.id('product', n, 1677686400000), 'P' || n, '商品 ' || n, bench.id('brand', 1 + n % 5, 1677686400000),
    (select id from (select id, row_number() over (order by id) - 1 as place, count(*) over () as many
      from commerce.categories) c where place = n % many), 'CNY', now(), now()
  from generate_series(0, ${SKUS / 5 - 1}) n;
  insert into commerce.skus (id, product_id, code, position, created_at)
  select bench.id('sku', n, 1677686400000), bench.id('product', n / 5, 1677686400000), 'SKU-' || n, n % 5, now()
  from generate_series(0, ${SKUS - 1}) n;
  insert into commerce.shops (id, name, channel, currency, created_at, updated_at)
  select bench.id('shop', n, 1677686400000), (array['天猫旗舰店', '京东自营店', '抖音店', '小程序商城', '门店'])[n],
    case n when 5 then 'store' when 4 then 'own_online' else 'marketplace' end, 'CNY', now(), now()
  from generate_series(1, 5) n;
  insert into commerce.shop_sources (source, shop_id)
  select (array['tmall', 'jd', 'douyin', 'mini', 'store'])[n], bench.id('shop', n, 1677686400000)
  from generate_series(1, 5) n;
  insert into customers.tags (id, name, created_by, created_at)
  select bench.id('tag', n, 1677686400000), (array['VIP', '老客', '企业', '活动'])[n], 'bench', now()
  from generate_series(1, 4) n`;

const SOURCE = (chance: string): string =>
  `(array['tmall', 'tmall', 'tmall', 'tmall', 'jd', 'jd', 'douyin', 'douyin', 'mini', 'store'])[1 + floor(10 * ${chance})::int]`;
const REGIONS = `array['上海市', '北京市', '广东省 深圳市', '广东省 广州市', '浙江省 杭州市', '浙江省 杭州市', '四川省 成都市',
  '江苏省 南京市', '湖北省 武汉市', '陕西省 西安市', '江苏省 苏州市', '广东省 东莞市', '湖北省 宜昌市', '山东省 烟台市',
  '湖南省 岳阳市', '河南省 洛阳市', '福建省 泉州市', '河北省 邯郸市', '安徽省 阜阳市', null]`;
const PHONE = `'+861' || lpad((3000000000 + n)::text, 10, '0')`;

function customersSql(customers: number): string {
  return `
    insert into customers.customers (id, name, phone, region, created_at, updated_at, attributes, name_pinyin, name_initials)
    select bench.customer(n, ${customers}), '客户' || n, ${PHONE},
      (${REGIONS})[1 + floor(20 * bench.chance(n, 1) ^ 1.3)::int], '2023-03-02', '2023-03-02',
      jsonb_strip_nulls(jsonb_build_object(
        'gender', (array['female', 'female', 'female', 'male', 'male', null])[1 + floor(6 * bench.chance(n, 2))::int],
        'birthday', case when bench.chance(n, 3) < 0.7 then
          to_char(date '1955-01-01' + (19000 * sqrt(bench.chance(n, 4)))::int, 'YYYY-MM-DD') end,
        'heightCm', case when bench.chance(n, 5) < 0.2 then 150 + (n % 40) end)), 'kehu', 'kh'
    from generate_series($1::bigint, $2::bigint) n`;
}

function recordsSql(customers: number): string {
  return `
    insert into customers.records (id, customer_id, own_customer_id, source, key, account, name, phone, region, stated_at,
      created_at, updated_at)
    select bench.record(n, ${customers}), bench.customer(n, ${customers}), bench.customer(n, ${customers}),
      ${SOURCE('bench.chance(n, 6)')}, 'account:a' || n, 'a' || n, '客户' || n, ${PHONE},
      (${REGIONS})[1 + floor(20 * bench.chance(n, 1) ^ 1.3)::int], '2023-03-02', '2023-03-02', '2023-03-02'
    from generate_series($1::bigint, $2::bigint) n`;
}

function phonesSql(customers: number): string {
  return `
    insert into customers.identifiers (kind, value, customer_id)
    select 'phone', ${PHONE}, bench.customer(n, ${customers}) from generate_series($1::bigint, $2::bigint) n`;
}

function recordPhonesSql(customers: number): string {
  return `
    insert into customers.record_identifiers (record_id, kind, value)
    select bench.record(n, ${customers}), 'phone', ${PHONE} from generate_series($1::bigint, $2::bigint) n`;
}

function tagsSql(customers: number): string {
  return `
    insert into customers.customer_tags (tag_id, record_id, customer_id, tagged_by, tagged_at)
    select bench.id('tag', t, 1677686400000), bench.record(n, ${customers}), bench.customer(n, ${customers}), 'bench', now()
    from generate_series($1::bigint, $2::bigint) n, generate_series(1, 4) t where bench.chance(n, 10 + t) < 0.06`;
}

/** The buyer of an order by the long tail; buyers are spread over all customers. */
const BUYER = 0.005 ** 1.8;
function ordersSql({
  customers,
  buyers,
  orders,
}: {
  readonly customers: number;
  readonly buyers: number;
  readonly orders: number;
}): string {
  return `
    insert into commerce.orders (id, source, number, kind, status, placed_at, business_date, currency, total_minor,
      sales_minor, sales_lines, line_count, record_id, customer_id, content_hash, created_at, updated_at,
      refunded_minor, has_returns)
    select bench.id('o', n, ms), ${SOURCE('bench.chance(n, 7)')}, 'B' || n, case when refund then 'refund' else 'sale' end,
      status, at, (at at time zone 'Asia/Shanghai')::date, 'CNY',
      case when refund then -minor else minor end, case when refund or status = 'cancelled' then 0 else minor end,
      case when refund or status = 'cancelled' then 0 else 1 + n % 4 end, 1 + n % 4,
      case when known then bench.record(customer, ${customers}) end,
      case when known then bench.customer(customer, ${customers}) end, '', at, at,
      case when bench.chance(n, 24) < 0.03 and not refund then minor / 2 else 0 end,
      bench.chance(n, 24) < 0.06 and not refund
    from (
      select n, ms, to_timestamp(ms / 1000.0) as at, bench.chance(n, 21) < 0.03 as refund,
        case when bench.chance(n, 22) < 0.02 then 'cancelled' when bench.chance(n, 22) < 0.03 then 'cart'
          when bench.chance(n, 22) < 0.05 then 'shipped' else 'completed' end as status,
        (100 * exp(3 + 3 * bench.chance(n, 23)))::bigint as minor, bench.chance(n, 25) > 0.02 as known,
        (7919 * least(${buyers - 1}, floor(${buyers} * (power(0.005 + 0.995 * bench.chance(n, 20), 1.8) - ${BUYER}) / ${1 - BUYER})::bigint))
          % ${customers} as customer
      from (select n, bench.order_ms(n, ${orders}) as ms from generate_series($1::bigint, $2::bigint) n) t) o`;
}

function linesSql(orders: number): string {
  return `
    insert into commerce.order_lines (order_id, line_no, sku, name, quantity, unit_price, amount_minor)
    select bench.id('o', n, bench.order_ms(n, ${orders})), line, 'SKU-' || floor(${SKUS} * bench.chance(n * 4 + line, 30) ^ 2)::int,
      '商品', 1, 99, 9900
    from generate_series($1::bigint, $2::bigint) n, generate_series(1, 1 + n % 4) line`;
}

function eventsSql({ customers, events }: { readonly customers: number; readonly events: number }): string {
  return `
    insert into behaviour.events (id, source, key, kind, at, anonymous_id, visit_id, path, sku, record_id, stated,
      customer_id, recorded_at)
    select bench.id('e', n, ms), 'site', 'e' || n,
      (array['visit', 'page_view', 'page_view', 'product_view', 'product_view', 'product_view', 'search', 'cart_add'])[1 + floor(8 * bench.chance(n, 40))::int],
      to_timestamp(ms / 1000.0), 'b' || customer, 'v' || n / 5, '/p', 'SKU-' || n % ${SKUS},
      case when known then bench.record(customer, ${customers}) end, known,
      case when known then bench.customer(customer, ${customers}) end, to_timestamp(ms / 1000.0)
    from (
      select n, 1740844800000 + n * 31536000000 / ${events} as ms, bench.chance(n, 42) > 0.1 as known,
        (7919 * floor(${customers} * 0.6 * power(bench.chance(n, 41), 1.5))::bigint) % ${customers} as customer
      from generate_series($1::bigint, $2::bigint) n) e`;
}
