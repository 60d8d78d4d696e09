-- What the search box asks: each index holds exactly the order in which its results are shown, so that `zs` over a
-- million names reads one page. "C" compares bytes, whatever the collation of the database.
drop index customers.customers_name;

alter table customers.customers
  -- The latest order that sold something; null for somebody who never bought. Written with first_order_at.
  add column last_order_at timestamptz;

-- The name without its surname, two characters where the surname is one of the known pairs.
create function customers.given_name(name text) returns text
language sql immutable parallel safe
return case
  when length(name) > 2 and left(name, 2) in (
    '欧阳', '太史', '端木', '上官', '司马', '东方', '独孤', '南宫', '万俟', '闻人', '夏侯', '诸葛', '尉迟', '公羊', '赫连',
    '澹台', '皇甫', '宗政', '濮阳', '公冶', '太叔', '申屠', '公孙', '慕容', '仲孙', '钟离', '长孙', '宇文', '司徒', '鲜于',
    '司空', '令狐', '百里', '呼延', '东郭', '南门', '西门', '轩辕', '拓跋', '单于', '淳于')
  then substr(name, 3) else substr(name, 2) end;

create index customers_name on customers.customers (name collate "C", id desc) where name is not null;
-- Not partial: that a given name is wanted does not prove to the planner that there is a name.
create index customers_given_name on customers.customers (customers.given_name(name) collate "C", id desc);
create index customers_initials on customers.customers (name_initials collate "C", id desc)
  where name_initials is not null;
-- Also the order of the list by name; `~` comes behind every name that is typed.
create index customers_pinyin on customers.customers (coalesce(name_pinyin, '~') collate "C", id);
create index customers_last_order on customers.customers (coalesce(last_order_at, '-infinity'), id);
create index customers_prospects on customers.customers (id) where first_order_at is null;
create index customers_region on customers.customers (region, id) where region is not null;

-- The last digits of a phone, read from the end.
create index identifiers_phone_tail on customers.identifiers (reverse(value) collate "C", customer_id)
  where kind = 'phone';
-- An account or OpenID without the platform or app that gave it.
create index identifiers_part on customers.identifiers (substr(value, strpos(value, ':') + 1))
  where kind in ('wechat_openid', 'marketplace_account');
create index records_account on customers.records (account) where account is not null;
create index records_source on customers.records (source, customer_id);

-- Ways of looking at the list that somebody saved: filters, columns, order.
create table customers.views (
  id uuid primary key,
  -- `user:<id>` or `api-key:<id>`
  owner text not null,
  owner_name text not null,
  name text not null,
  is_shared boolean not null default false,
  definition jsonb not null,
  position integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create index views_owner on customers.views (owner);
create index views_shared on customers.views (is_shared) where is_shared;

-- The time-line asks which records were joined to a customer.
create index record_moves_to on customers.record_moves (to_customer_id);
