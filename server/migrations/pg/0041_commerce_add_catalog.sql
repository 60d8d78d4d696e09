-- The catalogue: what is sold, at which price since when, and whether it is ready to be shown.

create table commerce.categories (
  id uuid primary key,
  parent_id uuid references commerce.categories,
  name text not null check (name <> ''),
  note text,
  -- Among the children of one parent.
  position integer not null,
  -- A node goes together with everything below it; the common instant brings them back together.
  archived_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (parent_id is distinct from id)
);

create unique index categories_name on commerce.categories (parent_id, lower(name)) nulls not distinct
  where archived_at is null;
create index categories_parent on commerce.categories (parent_id);

create table commerce.brands (
  id uuid primary key,
  name text not null check (name <> ''),
  -- The import that brought the name, so that undoing it takes the brand along.
  import_id uuid,
  created_at timestamptz not null
);

create unique index brands_name on commerce.brands (lower(name));

create table commerce.products (
  id uuid primary key,
  -- The style number (SPU).
  code text not null check (code <> ''),
  name text not null check (name <> ''),
  -- What a name is found by: full pinyin and initials.
  name_pinyin text,
  name_initials text,
  brand_id uuid references commerce.brands,
  category_id uuid references commerce.categories,
  kind text,
  material text,
  style text,
  target_group text,
  description text,
  supplier text,
  -- Made once and not ordered again.
  is_one_time boolean not null default false,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  state text not null default 'draft' check (state in ('draft', 'checked', 'on', 'off')),
  version integer not null default 1,
  -- The import that created it; the import that wrote it last, null when a person did.
  import_id uuid,
  last_import_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create unique index products_code on commerce.products (lower(code));
create index products_category on commerce.products (category_id, id desc);
create index products_import on commerce.products (import_id) where import_id is not null;

create table commerce.skus (
  id uuid primary key,
  product_id uuid not null references commerce.products on delete cascade,
  code text not null check (code <> ''),
  size text,
  colour text,
  barcode text,
  -- A level as last stated.
  stock integer not null default 0,
  position integer not null,
  created_at timestamptz not null
);

create unique index skus_code on commerce.skus (lower(code));
create index skus_product on commerce.skus (product_id, position);
create index skus_barcode on commerce.skus (barcode) where barcode is not null;

-- What other systems call a product or one of its SKUs.
create table commerce.product_keys (
  source text not null,
  kind text not null check (kind in ('product', 'sku')),
  key text not null check (key <> ''),
  product_id uuid not null references commerce.products on delete cascade,
  sku_id uuid references commerce.skus on delete cascade,
  import_id uuid,
  created_at timestamptz not null,
  primary key (source, kind, key),
  check ((kind = 'sku') = (sku_id is not null))
);

create index product_keys_product on commerce.product_keys (product_id);

-- One decision about prices or costs; what it says of each SKU stands in the lines. Never changed, at most cancelled
-- before it takes effect.
create table commerce.price_changes (
  id uuid primary key,
  product_id uuid not null references commerce.products on delete cascade,
  kind text not null check (kind in ('list', 'sale', 'cost')),
  effective_at timestamptz not null,
  reason text not null,
  actor_kind text not null,
  actor_id text,
  actor_name text not null,
  import_id uuid,
  created_at timestamptz not null,
  cancelled_at timestamptz,
  cancelled_by text
);

create index price_changes_product on commerce.price_changes (product_id, effective_at desc, id desc);
create index price_changes_import on commerce.price_changes (import_id) where import_id is not null;

create table commerce.price_lines (
  change_id uuid not null references commerce.price_changes on delete cascade,
  sku_id uuid not null references commerce.skus on delete cascade,
  -- Null ends a sale price.
  amount_minor bigint check (amount_minor >= 0),
  primary key (change_id, sku_id)
);

create index price_lines_sku on commerce.price_lines (sku_id);

create table commerce.listing_steps (
  id uuid primary key,
  product_id uuid not null references commerce.products on delete cascade,
  from_state text not null,
  to_state text not null,
  note text,
  actor_kind text not null,
  actor_id text,
  actor_name text not null,
  at timestamptz not null
);

create index listing_steps_product on commerce.listing_steps (product_id, id desc);

create table commerce.product_images (
  id uuid primary key,
  product_id uuid not null references commerce.products,
  file_id uuid not null,
  content_type text not null check (content_type in ('image/png', 'image/jpeg', 'image/webp')),
  bytes integer not null,
  width integer not null,
  height integer not null,
  sha256 text not null,
  position integer not null,
  created_at timestamptz not null
);

create index product_images_product on commerce.product_images (product_id, position);
create unique index product_images_content on commerce.product_images (product_id, sha256);

-- A product with its SKUs and keys before an import changed it.
create table commerce.product_versions (
  product_id uuid not null references commerce.products on delete cascade,
  version integer not null,
  import_id uuid not null,
  before jsonb not null,
  replaced_at timestamptz not null,
  primary key (product_id, version)
);

create index product_versions_import on commerce.product_versions (import_id);

-- The tree that a fashion brand begins with; from here on it belongs to its users.
with recursive tree (id, parent_id, name, note, position, children) as (
  select uuidv7(), null::uuid, root.node ->> 'name', root.node ->> 'note', root.place::integer, root.node -> 'children'
  from jsonb_array_elements('[
    {"name": "男装", "children": [
      {"name": "衬衫", "children": ["商务衬衫", "休闲衬衫", "情侣衬衫", "牛津纺衬衫", "短袖衬衫"]},
      {"name": "针织衫"},
      {"name": "外套", "children": ["卫衣", "西服", "棉服", "风衣", "大衣", "羽绒服", "夹克"]},
      {"name": "POLO衫/T恤"},
      {"name": "裤子", "children": ["休闲裤", "西裤", "牛仔裤"]},
      {"name": "家居服"},
      {"name": "内衣裤/袜子"}
    ]},
    {"name": "女装", "children": [
      {"name": "衬衫"},
      {"name": "针织衫"},
      {"name": "外套", "children": ["卫衣", "西服", "风衣", "大衣", "羽绒服", "夹克", "马甲"]},
      {"name": "POLO衫/T恤", "children": ["圆领", "七分袖", "长款T恤", "百变衫", "BRA-T"]},
      {"name": "裤子", "children": ["休闲裤", "牛仔裤", "中裤", "短裤"]},
      {"name": "裙子"},
      {"name": "家居服"},
      {"name": "瑜伽服", "children": ["时尚肩带瑜伽服", "修身短袖瑜伽服", "时尚彩条瑜伽裤", "修身拼条七分瑜伽裤"]},
      {"name": "内衣裤/袜子", "children": ["打底衫", "袜子", "棉袜", "筒袜", "内衣套装", "针织裤"]}
    ]},
    {"name": "童装", "children": [
      {"name": "婴儿装", "children": ["绣花爬服", "婴儿礼品套装"]},
      {"name": "衬衫", "children": ["帅气格子衬衫", "小绅士条纹款", "全棉素色款", "条纹蝴蝶款", "素色蝴蝶款", "拼接袖带帽衫"]},
      {"name": "卫衣"},
      {"name": "POLO衫", "children": ["双珠地双扣款", "娃娃领长袖(女)", "娃娃领带裙"]},
      {"name": "T恤", "children": ["长袖T恤", "套装"]},
      {"name": "针织衫", "children": ["长袖针织衫", "针织外套", "针织背心"]},
      {"name": "外套"},
      {"name": "休闲裤"},
      {"name": "牛仔裤"},
      {"name": "裙子"}
    ]},
    {"name": "鞋", "children": [
      {"name": "男鞋", "children": ["帆布鞋", "休闲皮鞋", "正装皮鞋", "运动休闲鞋", "户外鞋"]},
      {"name": "女鞋", "children": ["休闲皮鞋", "帆布鞋", "正装皮鞋", "雪地靴"]}
    ]},
    {"name": "配饰", "children": [
      {"name": "领带"},
      {"name": "围巾"},
      {"name": "帽子"},
      {"name": "皮带"},
      {"name": "皮具", "children": ["钱包", "钥匙包", "名片夹"]},
      {"name": "饰品"},
      {"name": "手套"},
      {"name": "袜子"}
    ]},
    {"name": "家居", "children": [
      {"name": "厨房用品"},
      {"name": "浴室用品", "children": ["浴巾", "面巾", "地垫", "超细纤维情侣干发套装", "浴袍"]},
      {"name": "卧室用品", "children": ["床单", "家居鞋", "床品套装", "空调毯", "多功能桌"]},
      {"name": "收纳用品"},
      {"name": "户外旅行", "children": ["便携式鞋袋", "时尚便携野餐毯", "洗漱包"]}
    ]},
    {"name": "化妆品", "children": [
      {"name": "美妆用品", "note": "44款", "children": ["小工具", "化妆刷", "沐浴用品", "分装替换容器", "化妆镜"]},
      {"name": "护肤", "note": "9款", "children": ["手霜", "身体乳"]},
      {"name": "彩妆", "note": "17款", "children": ["唇部", "遮瑕", "眼线膏", "腮红", "假睫毛", "睫毛膏", "蜜粉", "粉底", "修颜", "眉部", "眼线笔", "妆前乳"]}
    ]}
  ]'::jsonb) with ordinality as root (node, place)
  union all
  select uuidv7(), tree.id,
    case jsonb_typeof(child.node) when 'string' then child.node #>> '{}' else child.node ->> 'name' end,
    case jsonb_typeof(child.node) when 'object' then child.node ->> 'note' end,
    child.place::integer,
    case jsonb_typeof(child.node) when 'object' then child.node -> 'children' end
  from tree cross join lateral jsonb_array_elements(tree.children) with ordinality as child (node, place)
)
insert into commerce.categories (id, parent_id, name, note, position, created_at, updated_at)
select id, parent_id, name, note, position, now(), now() from tree;
