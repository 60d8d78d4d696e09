-- More that is trusted to mean one person. `wechat_openid` is `appid:openid`, `marketplace_account` is
-- `platform:account`; what a browser is known by is no such thing, people share it.
alter table customers.identifiers drop constraint identifiers_kind_check;
alter table customers.identifiers add constraint identifiers_kind_check check (kind in
  ('phone', 'email', 'member_card', 'wechat_unionid', 'wechat_openid', 'wecom_id', 'marketplace_account'));

-- Field → {"v": value, "at": when it was said}; {"v": null} when it was said that there is none. Null: no word on any.
alter table customers.records add column attributes jsonb;

-- Which imports stated an identifier other than phone and e-mail (of those the record's columns tell the last word):
-- one row for each of them, so that the undo of one does not silence the others.
alter table customers.record_identifiers drop constraint record_identifiers_pkey;
alter table customers.record_identifiers
  add constraint record_identifiers_stated unique nulls not distinct (record_id, kind, value, import_id);

alter table customers.customers
  -- Field → value, the view over the records' attributes: what staff set by hand first, then the newest word. Null
  -- for none; the index is partial, so that customers without attributes, most of a shop's, cost nothing.
  add column attributes jsonb,
  -- What the name is typed as (`zhangsan`, `zs`). Null without a name, and for a while after the upgrade from a
  -- version that had none: the worker fills them in.
  add column name_pinyin text,
  add column name_initials text,
  -- The earliest order that sold something; null for somebody who never bought.
  add column first_order_at timestamptz;

create index customers_attributes on customers.customers using gin (attributes jsonb_path_ops)
  where attributes is not null;

-- What the worker has to fill in for customers that were there before an upgrade, and how far it is.
create table customers.fills (
  name text primary key,
  after_id uuid not null
);

insert into customers.fills (name, after_id)
select 'profiles', '00000000-0000-0000-0000-000000000000'
where exists (select from customers.customers);

-- Never holds a row: large imports lock it (row exclusive) to keep others from merging customers while they write
-- facts, whoever merges locks it (share) and waits for them. Each kind of lock suffers its like.
create table customers.merge_gate ();
