-- A number that a marketplace hides means somebody only within an account: `platform:account:138****1234`.
alter table customers.identifiers drop constraint identifiers_kind_check;
alter table customers.identifiers add constraint identifiers_kind_check check (kind in
  ('phone', 'email', 'member_card', 'wechat_unionid', 'wechat_openid', 'wecom_id', 'marketplace_account',
   'masked_phone'));

-- Phones that mean nobody in particular: they join nobody any more. Found by intake, where people with clearly
-- different names state one, or kept by staff.
create table customers.shared_phones (
  id uuid primary key,
  -- E.164
  phone text not null unique,
  reason text not null check (reason in ('many_names', 'family', 'shop', 'courier', 'other')),
  note text,
  -- Null where intake found it.
  noted_by text,
  noted_at timestamptz not null
);
