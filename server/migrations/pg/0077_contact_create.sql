create schema contact;

-- A key of this installation, sealed: addresses are compared by their digest under it.
create table contact.keys (
  name text primary key,
  sealed text not null,
  created_at timestamptz not null
);

-- Whom nobody writes to: an address (by its digest) or a customer (by a record, as everything about customers).
create table contact.suppressions (
  id uuid primary key,
  address_digest text,
  -- Masked, for people to recognise.
  address_shown text,
  record_id uuid,
  customer_id uuid,
  -- Null: every channel, every purpose.
  channel text,
  purpose text,
  reason text not null check (reason in ('opted_out', 'bounced', 'complained', 'do_not_contact')),
  note text,
  -- Of the attempt that brought it.
  attempt_id uuid,
  created_by uuid,
  created_by_name text,
  created_at timestamptz not null,
  until timestamptz,
  removed_at timestamptz,
  removed_by_name text,
  removed_reason text,
  check ((address_digest is null) <> (record_id is null)),
  check ((record_id is null) = (customer_id is null))
);

create index suppressions_address on contact.suppressions (address_digest) where removed_at is null;
create index suppressions_customer on contact.suppressions (customer_id) where customer_id is not null;
create index suppressions_record on contact.suppressions (record_id) where record_id is not null;
create index suppressions_newest on contact.suppressions (id desc) where removed_at is null;

-- What messages say. A wording is never changed: a new one is a new version. One that was sent is kept by the foreign
-- key of the attempts.
create table contact.templates (
  id uuid primary key,
  key text not null check (key ~ '^[a-z][a-z0-9_]{1,59}$'),
  purpose text not null,
  channel text not null,
  language text not null check (language in ('zh-CN', 'en')),
  version integer not null check (version > 0),
  name text not null,
  subject text,
  body_text text not null,
  body_html text,
  created_by uuid,
  created_at timestamptz not null,
  unique (key, channel, language, version)
);

create function contact.refuse_template_change() returns trigger language plpgsql as $$
begin
  raise exception 'contact.templates is append-only: % refused', lower(tg_op) using errcode = 'insufficient_privilege';
end
$$;

create trigger templates_append_only before update on contact.templates
  for each row execute function contact.refuse_template_change();

-- Every attempt to reach somebody, made or not, with what became of it.
create table contact.attempts (
  id uuid primary key,
  -- Names the message for good: asked again with it, the first attempt answers.
  message_key text not null unique,
  record_id uuid not null,
  customer_id uuid not null,
  purpose text not null,
  channel text not null,
  template_id uuid not null references contact.templates (id),
  is_urgent boolean not null,
  -- Counts against the caps: selling, or of a purpose that has one.
  counts boolean not null default true,
  -- What it belongs to: a campaign, a case …
  origin text,
  state text not null check (state in ('requested', 'suppressed', 'deferred', 'queued', 'in_flight', 'sent',
    'delivered', 'bounced', 'failed', 'outcome_unknown')),
  reason text,
  -- Of a deferred one: when it is asked again.
  until timestamptz,
  -- No use after this.
  expires_at timestamptz,
  address_digest text,
  address_shown text,
  tries integer not null default 0,
  -- What the provider calls it; for e-mail its Message-ID.
  provider_id text,
  -- What the provider answered, without addresses.
  detail text,
  requested_at timestamptz not null,
  -- When its place under the caps was taken.
  reserved_at timestamptz,
  in_flight_at timestamptz,
  sent_at timestamptz,
  ended_at timestamptz,
  requested_by uuid,
  requested_by_name text not null
);

create index attempts_customer on contact.attempts (customer_id, id desc);
create index attempts_record on contact.attempts (record_id);
create index attempts_reserved on contact.attempts (customer_id, reserved_at) where reserved_at is not null;
create index attempts_state on contact.attempts (state, id desc);
create index attempts_in_flight on contact.attempts (in_flight_at) where state = 'in_flight';
create unique index attempts_provider on contact.attempts (provider_id) where provider_id is not null;

-- The values to fill in, until the message has left or will not: personal, so deleted then.
create table contact.attempt_values (
  attempt_id uuid primary key references contact.attempts (id),
  values jsonb not null
);

-- How an attempt came to where it is.
create table contact.attempt_steps (
  id bigint generated always as identity primary key,
  attempt_id uuid not null references contact.attempts (id),
  at timestamptz not null,
  state text not null,
  reason text
);

create index attempt_steps_attempt on contact.attempt_steps (attempt_id, id);

-- Links that may be used once.
create table contact.used_links (
  link_id uuid primary key,
  used_at timestamptz not null,
  expires_at timestamptz not null
);

insert into contact.templates (id, key, purpose, channel, language, version, name, subject, body_text, body_html, created_at)
values
  (uuidv7(), 'consent_confirmation', 'service', 'email', 'zh-CN', 1, '订阅确认', '请确认您的订阅：{{purpose}}',
    E'您好，\n\n有人用这个邮箱申请接收“{{purpose}}”。如果是您本人，请打开下面的链接确认（{{days}} 天内有效，只能用一次）：\n\n{{link}}\n\n如果不是您，请忽略这封邮件，我们不会给您发送。\n',
    '<p>您好，</p><p>有人用这个邮箱申请接收“{{purpose}}”。如果是您本人，请打开下面的链接确认（{{days}} 天内有效，只能用一次）：</p><p><a href="{{link}}">确认订阅</a></p><p>如果不是您，请忽略这封邮件，我们不会给您发送。</p>', now()),
  (uuidv7(), 'consent_confirmation', 'service', 'email', 'en', 1, 'Confirmation of a subscription', 'Please confirm: {{purpose}}',
    E'Hello,\n\nsomebody asked for "{{purpose}}" with this e-mail address. If it was you, open this link to confirm (it works once, within {{days}} days):\n\n{{link}}\n\nIf it was not you, ignore this e-mail; nothing will be sent to you.\n',
    '<p>Hello,</p><p>somebody asked for "{{purpose}}" with this e-mail address. If it was you, open this link to confirm (it works once, within {{days}} days):</p><p><a href="{{link}}">Confirm</a></p><p>If it was not you, ignore this e-mail; nothing will be sent to you.</p>', now()),
  (uuidv7(), 'preferences_link', 'service', 'email', 'zh-CN', 1, '偏好设置链接', '管理您的通知偏好',
    E'您好，\n\n打开下面的链接，可以选择希望收到哪些信息、通过什么方式收到：\n\n{{preferences}}\n',
    '<p>您好，</p><p>打开下面的链接，可以选择希望收到哪些信息、通过什么方式收到：</p><p><a href="{{preferences}}">管理通知偏好</a></p>', now()),
  (uuidv7(), 'preferences_link', 'service', 'email', 'en', 1, 'Link to the preferences', 'Choose what we send you',
    E'Hello,\n\nopen this link to choose what you would like to receive, and how:\n\n{{preferences}}\n',
    '<p>Hello,</p><p>open this link to choose what you would like to receive, and how:</p><p><a href="{{preferences}}">Choose what you receive</a></p>', now()),
  (uuidv7(), 'notice', 'service', 'email', 'zh-CN', 1, '通知', '{{title}}', E'{{name}}，您好：\n\n{{text}}\n',
    '<p>{{name}}，您好：</p><p>{{text}}</p>', now()),
  (uuidv7(), 'notice', 'service', 'email', 'en', 1, 'Notice', '{{title}}', E'Hello {{name}},\n\n{{text}}\n',
    '<p>Hello {{name}},</p><p>{{text}}</p>', now()),
  (uuidv7(), 'news', 'marketing', 'email', 'zh-CN', 1, '新品与优惠', '{{title}}',
    E'{{name}}，您好：\n\n{{text}}\n\n不想再收到？{{preferences}}\n',
    '<p>{{name}}，您好：</p><p>{{text}}</p><p><a href="{{preferences}}">退订或修改偏好</a></p>', now()),
  (uuidv7(), 'news', 'marketing', 'email', 'en', 1, 'News and offers', '{{title}}',
    E'Hello {{name}},\n\n{{text}}\n\nNo more of this? {{preferences}}\n',
    '<p>Hello {{name}},</p><p>{{text}}</p><p><a href="{{preferences}}">Unsubscribe or change your preferences</a></p>', now());
