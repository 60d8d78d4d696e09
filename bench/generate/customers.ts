import type { Postgres } from '../../server/src/0-kernel/db/postgres.ts';
import { nameKeys } from '../../server/src/3-customers/search/name-keys.ts';

const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段章钱汤尹黎易常武乔贺赖龚文'.split(
    '',
  );
const GIVEN =
  '伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华国红梅玉建文志晓小春海山三思松生诗晨宇浩欣怡子涵梓轩雨泽佳琪俊峰雪婷慧颖鹏飞亮倩楠莉莹洁波斌宁燕'.split(
    '',
  );

/** A name by its number: the first surnames are the most frequent, two of three given names have two characters. */
export function someName(n: number): string {
  const surname = SURNAMES[Math.floor(SURNAMES.length * (hash(n, 1) / 2 ** 32) ** 2)] ?? '王';
  const first = GIVEN[hash(n, 2) % GIVEN.length] ?? '';
  return hash(n, 3) % 3 === 0 ? surname + first : surname + first + (GIVEN[hash(n, 4) % GIVEN.length] ?? '');
}

/** What it is typed as. */
export function romanOf(name: string): { readonly pinyin: string; readonly initials: string } {
  const { pinyin, initials } = nameKeys(name);
  return { pinyin: pinyin ?? '', initials: initials ?? '' };
}

/** The phone of the n-th customer, as stored. */
export function phoneOf(n: number): string {
  return `+861${30_000_000_00 + ((n * 4_999_999) % 6_999_999_999)}`;
}

function hash(n: number, salt: number): number {
  let value = (n ^ (salt * 0x9e3779b9)) >>> 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b) >>> 0;
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35) >>> 0;
  return (value ^ (value >>> 16)) >>> 0;
}

const NAMES = 50_000;

/**
 * Fills a new database: customers with names, phones, e-mails, cards, WeChat ids and fields, every third with a second
 * record. The rows are as intake writes them. Answers how many seconds it took.
 */
export async function fillCustomers({ pool }: Pick<Postgres, 'pool'>, count: number): Promise<number> {
  const startedMs = performance.now();
  const names = Array.from({ length: NAMES }, (_, n) => ({ place: n, name: someName(n), ...romanOf(someName(n)) }));
  await pool.query(
    'create unlogged table public.bench_names (place int primary key, name text, pinyin text, initials text)',
  );
  await pool.query(
    'insert into public.bench_names select * from jsonb_to_recordset($1::jsonb) as r (place int, name text, pinyin text, initials text)',
    [JSON.stringify(names)],
  );
  for (let from = 0; from < count; from += 100_000) {
    await pool.query(CUSTOMERS, [from, Math.min(count, from + 100_000) - 1, NAMES]);
  }
  await pool.query(RECORDS);
  await pool.query(IDENTIFIERS);
  await pool.query('drop table public.bench_names');
  await pool.query('vacuum analyze');
  return (performance.now() - startedMs) / 1000;
}

/** Ids in the order of time with the number of the customer at their end, so that everything follows from the id. */
const CUSTOMERS = `
  insert into customers.customers (id, name, name_pinyin, name_initials, phone, email, region, attributes,
    first_order_at, last_order_at, created_at, updated_at)
  select (lpad(to_hex(1740000000000 + n), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
    b.name, b.pinyin, b.initials, '+861' || (3000000000 + (n::bigint * 4999999) % 6999999999),
    case when n % 2 = 0 then 'user' || n || '@example.com' end,
    (array['浙江', '江苏', '上海', '广东', '北京', '四川', '湖北', '山东'])[1 + n % 8],
    case when n % 5 = 0 then jsonb_build_object('gender', 'female', 'hobbies',
      case when n % 50 = 0 then '["网球", "跑步"]'::jsonb else '["跑步"]'::jsonb end) end,
    case when n % 5 <> 1 then timestamptz '2024-01-01' + n % 700 * interval '1 day' end,
    case when n % 5 <> 1 then timestamptz '2025-06-01' + n * interval '7 seconds' end,
    timestamptz '2024-01-01' + n * interval '30 seconds', timestamptz '2024-01-01' + n * interval '30 seconds'
  from generate_series($1::int, $2::int) n join public.bench_names b on b.place = n % $3::int`;

const NUMBER = `('x' || right(c.id::text, 12))::bit(48)::bigint`;

const RECORDS = `
  insert into customers.records (id, customer_id, own_customer_id, source, key, account, name, phone, email, stated_at,
    created_at, updated_at)
  select c.id, c.id, c.id, 'shop', 'account:u' || ${NUMBER}, 'u' || ${NUMBER}, c.name, c.phone, c.email, c.created_at,
    c.created_at, c.created_at
  from customers.customers c
  union all
  select (left(c.id::text, 14) || '7001-8000-' || right(c.id::text, 12))::uuid, c.id, c.id, 'store',
    'phone:' || c.phone, null, c.name, c.phone, null, c.created_at, c.created_at, c.created_at
  from customers.customers c where ${NUMBER} % 3 = 0`;

const IDENTIFIERS = `
  with stated as (
    select c.id, kind, value from customers.customers c cross join lateral (values
      ('phone', c.phone), ('email', c.email),
      ('member_card', case when ${NUMBER} % 3 = 0 then 'VIP' || lpad((${NUMBER})::text, 8, '0') end),
      ('wechat_unionid', case when ${NUMBER} % 2 = 0 then 'oUnion' || lpad((${NUMBER})::text, 10, '0') end),
      ('wechat_openid',
        case when ${NUMBER} % 2 = 0 then 'wx0123456789abcdef:oOpen' || lpad((${NUMBER})::text, 10, '0') end)
    ) as said (kind, value) where value is not null),
  claimed as (insert into customers.identifiers (kind, value, customer_id) select kind, value, id from stated)
  insert into customers.record_identifiers (record_id, kind, value) select id, kind, value from stated`;
