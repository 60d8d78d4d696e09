-- What people may be asked for: why, by which right, by which contact channels.
create table customers.consent_purposes (
  key text primary key check (key ~ '^[a-z][a-z0-9_]{1,39}$'),
  -- {"zh-CN": …, "en": …}
  label jsonb not null,
  note jsonb not null,
  -- Only `consent` needs a yes before; `legitimate_interest` ends with a no; the other two ask nobody.
  legal_basis text not null check (legal_basis in ('consent', 'contract', 'legal_obligation', 'legitimate_interest')),
  -- Empty: the purpose reaches nobody (building a profile, for instance).
  channels text[] not null,
  -- Stops while the customer has an open complaint, and is what caps are mostly about.
  is_selling boolean not null,
  -- A yes to e-mail counts once the address has confirmed it.
  confirms_email boolean not null default false,
  -- How long a yes lasts when nothing else was said; null for ever.
  expires_months integer check (expires_months between 1 and 120),
  is_built_in boolean not null default false,
  position integer not null,
  archived_at timestamptz,
  updated_at timestamptz not null
);

-- What people are told. Never changed: a new wording is a new version. One that somebody was told is kept by the
-- foreign key of what they said.
create table customers.consent_texts (
  id uuid primary key,
  purpose text not null references customers.consent_purposes (key),
  language text not null check (language in ('zh-CN', 'en')),
  version integer not null check (version > 0),
  body text not null,
  created_by uuid,
  created_at timestamptz not null,
  unique (purpose, language, version)
);

create function customers.refuse_consent_text_change() returns trigger language plpgsql as $$
begin
  raise exception 'customers.consent_texts is append-only: % refused', lower(tg_op) using errcode = 'insufficient_privilege';
end
$$;

create trigger consent_texts_append_only before update on customers.consent_texts
  for each row execute function customers.refuse_consent_text_change();

-- What somebody said, word for word in order; belongs to a record, and customer_id is the record's customer at the
-- moment. Purpose `personal_features` is the switch of PIPL Art. 24: `withdrawn` turns personal features off.
create table customers.consents (
  id uuid primary key,
  record_id uuid not null,
  customer_id uuid not null,
  purpose text not null,
  -- Null for a purpose without channels.
  channel text check (channel in ('email', 'sms', 'wechat', 'wecom', 'phone', 'post', 'app')),
  act text not null check (act in ('given', 'withdrawn', 'expired')),
  occurred_at timestamptz not null,
  expires_at timestamptz,
  text_id uuid references customers.consent_texts (id),
  -- How it was said: form, counter, call, link, import …
  how text not null,
  -- The guardian of a child under 14 said it.
  by_guardian boolean not null default false,
  -- Its address confirmed it (double opt-in).
  is_confirmed boolean not null default false,
  -- Which form, which message, a digest of the network address, a note; emptied by erasure.
  evidence jsonb not null default '{}',
  said_by uuid,
  said_by_name text,
  -- What it is known by where it comes from.
  source text,
  key text,
  import_id uuid,
  created_at timestamptz not null
);

create index consents_customer on customers.consents (customer_id, occurred_at desc, id desc);
create index consents_record on customers.consents (record_id);
create unique index consents_key on customers.consents (source, key, purpose, coalesce(channel, '')) where key is not null;
create index consents_import on customers.consents (import_id, id) where import_id is not null;

-- Who said it and what was said stay; only whose it is follows the record, and evidence can be emptied. A statement
-- that an import brought goes with that import.
create function customers.refuse_consent_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.import_id is null then
      raise exception 'customers.consents is append-only: delete refused' using errcode = 'insufficient_privilege';
    end if;
    return old;
  end if;
  if (new.id, new.purpose, new.act, new.occurred_at, new.how, new.by_guardian, new.is_confirmed, new.created_at)
      is distinct from
      (old.id, old.purpose, old.act, old.occurred_at, old.how, old.by_guardian, old.is_confirmed, old.created_at)
    or (new.channel, new.expires_at, new.text_id, new.record_id, new.source, new.key)
      is distinct from (old.channel, old.expires_at, old.text_id, old.record_id, old.source, old.key)
    or (new.evidence is distinct from old.evidence and new.evidence <> '{}'::jsonb) then
    raise exception 'customers.consents is append-only: update refused' using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;

create trigger consents_append_only before update or delete on customers.consents
  for each row execute function customers.refuse_consent_change();
alter table customers.consents enable always trigger consents_append_only;

insert into customers.consent_purposes
  (key, label, note, legal_basis, channels, is_selling, is_built_in, position, updated_at)
values
  ('service', '{"zh-CN":"服务通知","en":"Service notices"}',
    '{"zh-CN":"订单、物流、售后、账户安全等履行合同所必需的通知，不能用于促销","en":"What the contract needs: orders, parcels, after-sales, account safety; never to sell"}',
    'contract', '{email,sms,wechat,wecom,phone,post,app}', false, true, 1, now()),
  ('marketing', '{"zh-CN":"营销信息","en":"Marketing"}',
    '{"zh-CN":"新品、优惠、活动邀请；《个人信息保护法》要求事先同意并可随时拒绝","en":"New products, offers, invitations; needs a yes before, and ends with a no at any time"}',
    'consent', '{email,sms,wechat,wecom,phone,post,app}', true, true, 2, now()),
  ('survey', '{"zh-CN":"问卷调查","en":"Surveys"}',
    '{"zh-CN":"满意度与产品意见的问卷","en":"Questions on satisfaction and products"}',
    'consent', '{email,sms,wechat,wecom,phone,app}', false, true, 3, now()),
  ('personalisation', '{"zh-CN":"个性化推荐","en":"Personalisation"}',
    '{"zh-CN":"根据购买与浏览记录形成偏好并据此推荐","en":"Preferences worked out from purchases and visits, and offers chosen by them"}',
    'consent', '{}', false, true, 4, now());

insert into customers.consent_texts (id, purpose, language, version, body, created_at) values
  (uuidv7(), 'service', 'zh-CN', 1, '我们会就您的订单、物流、售后和账户安全与您联系。这是履行合同所必需的，不用于促销。', now()),
  (uuidv7(), 'service', 'en', 1, 'We write to you about your orders, parcels, after-sales service and the safety of your account. The contract needs this; it is never used to sell.', now()),
  (uuidv7(), 'marketing', 'zh-CN', 1, '我同意通过所选方式接收新品、优惠和活动信息。我可以随时退订，退订不影响已购商品的服务。', now()),
  (uuidv7(), 'marketing', 'en', 1, 'I agree to receive news of products, offers and events in the ways I chose. I may stop this at any time; service for what I bought is not affected.', now()),
  (uuidv7(), 'survey', 'zh-CN', 1, '我同意接收关于商品和服务的问卷。是否回答由我决定，可以随时停止接收。', now()),
  (uuidv7(), 'survey', 'en', 1, 'I agree to be sent questions about products and service. Whether I answer is up to me, and I may stop them at any time.', now()),
  (uuidv7(), 'personalisation', 'zh-CN', 1, '我同意根据我的购买与浏览记录了解我的偏好，并据此推荐商品。我可以随时关闭，关闭后看到的是不针对个人特征的内容。', now()),
  (uuidv7(), 'personalisation', 'en', 1, 'I agree that my preferences are worked out from what I bought and looked at, and that products are chosen by them. I may turn this off at any time and then see what is not based on personal traits.', now());
