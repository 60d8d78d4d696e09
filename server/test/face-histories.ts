import { sql } from 'kysely';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import type { Platform } from '../src/wiring.ts';
import type { Pools } from './random-rules.ts';
import { said } from './statements.ts';

const context = systemContext('faces');
const REGIONS = [
  '上海市',
  '北京',
  '广东省 深圳市',
  '广东广州天河区',
  '吉林省',
  '吉林省 长春市',
  '吉林省吉林市',
  '江苏省/南京',
  '浙江 温州',
  '海南省 三亚市',
  '新疆维吾尔自治区乌鲁木齐市',
  '内蒙古呼和浩特',
  '江苏省苏州市',
  '广西壮族自治区 桂林',
  '重庆市',
  'United Kingdom',
  null,
] as const;
const BIRTHDAYS = [
  '2000-02-29',
  '1988-02-29',
  '1990-02-28',
  '1995-03-01',
  '1970-12-31',
  '1985-01-01',
  '2001-06-15',
  '1899-12-31',
  '2010-11-03',
  '2025-08-01',
  // The 13th of the leap sixth month, and the 30th of a month that is not always so long.
  '1987-08-07',
  '1992-05-31',
] as const;
const SOURCES = ['taobao', 'jd', 'store', 'it\'s a \\ "form"'] as const;
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
const EVENT_KINDS = [
  'visit',
  'page_view',
  'product_view',
  'product_view',
  'search',
  'cart_add',
  'campaign_click',
  'custom',
] as const;
const SKUS = ['A-1', 'a-2', 'B-1', 'b-2', 'C-1', "Q'1", 'unknown'] as const;

/** Repeatable chance. */
export interface Chance {
  int(below: number): number;
  pick<T>(list: readonly T[]): T;
  yes(share: number): boolean;
}

export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number): number => Math.floor(next() * below);
  return {
    int,
    pick: (list) => {
      const found = list[int(list.length)];
      if (found === undefined && list.length === 0) {
        throw new Error('Nothing to pick from');
      }
      // The index is below the length.
      return found as (typeof list)[number];
    },
    yes: (share) => next() < share,
  };
}

interface Filling {
  readonly kernel: Kernel;
  readonly platform: Platform;
  readonly chance: Chance;
}

/** A population with every kind of history, in both stores; returns what rules may name. */
export async function fillHistories(filling: Filling, customers: number): Promise<Pools> {
  const catalog = await fillCatalog(filling);
  const people = await fillPeople(filling, customers);
  const tags = await fillTags(filling, people);
  const organisations = await fillOrganisations(filling, people);
  const lists = await fillLists(filling, people);
  const segments = await fillMoves(filling, people);
  await fillHouseholds(filling, people);
  await fillRelations(filling, people);
  await fillConsents(filling, people);
  await fillOrders(filling, people);
  await fillEvents(filling, people);
  await filling.platform.feed.rebuild();
  await mergeSome(filling, customers);
  await pumpAll(filling);
  return {
    ...catalog,
    'segments.segments': ['0', '1', '2', 'nothing'],
    'segment.entered.segments': segments,
    'segment.left.segments': segments,
    'segment.related.segments': segments,
    'customers.purposes': ['marketing', 'service', 'profiling', 'nothing'],
    'customers.tags': tags,
    'customers.organisations': organisations,
    'segments.lists': lists,
    'segments.scores': [...SCORES_ASKED],
    'segments.score_bands': ['repeat:repeat', 'repeat:once', 'lifecycle:new', 'lifecycle:lost', 'churn-risk:high'],
    'customers.sources': [...SOURCES, 'nowhere'],
    'customers.fields': ['gender', 'heightCm', 'hobbies', 'registeredAt', 'birthday', 'occupation'],
    'customers.custom_fields': ['skinType', 'houseUnit'],
    'customers.field:{field}': ['female', 'male', '跑步', "it's", '敏感', '165'],
    'behaviour.property.words': ['A-1', 'a-2', "Q'1", 'spring 2025', "It's", 'quiz'],
    'profile.region.regions': ['广东', '上海', '吉林', '江苏', 'United'],
    '*': ['跑', "'", '2', '敏'],
  };
}

/** Scores that rules ask about, and a day before all others, so that a change can be told on each. */
const SCORES_ASKED = ['repeat', 'lifecycle', 'churn-risk'] as const;
const SCORED_BEFORE = '2023-12-31';

/** What conditions about scores look at, as of the days that they are asked about. */
export async function fillScores(platform: Platform, days: readonly string[]): Promise<void> {
  for (const asOf of [SCORED_BEFORE, ...days]) {
    await platform.segments.rfm.getMap(context, { asOf });
    for (const kind of SCORES_ASKED) {
      await platform.segments.scoring.compute(kind, asOf);
    }
  }
}

/** Everybody whom the base knows now. */
export async function allCustomers({ kernel }: Pick<Filling, 'kernel'>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from customers.customers order by id`.execute(
    kernel.postgres.db,
  );
  return rows.map(({ id }) => id);
}

export async function pumpAll({ kernel, platform }: Pick<Filling, 'kernel' | 'platform'>): Promise<void> {
  for (const reader of platform.feed.readers) {
    while ((await kernel.events.pump(reader)) > 0) {
      // until nothing is left
    }
  }
}

/** Changes facts and tells of it as their modules do: the analytic row has to follow from the events alone. */
export async function changeFacts({ kernel, platform }: Filling): Promise<void> {
  const now = kernel.clock.now();
  await kernel.transaction(context, async (tx) => {
    const { rows: products } = await sql<{ id: string }>`
      select id from commerce.products p where not exists (
        select from commerce.price_changes c where c.product_id = p.id)`.execute(tx);
    for (const { id } of products) {
      const changeId = newId();
      await sql`
        insert into commerce.price_changes (id, product_id, kind, effective_at, reason, actor_kind, actor_name, created_at)
        values (${changeId}, ${id}, 'list', ${now}, 'test', 'system', 'test', ${now})`.execute(tx);
      await sql`
        insert into commerce.price_lines (change_id, sku_id, amount_minor)
        select ${changeId}, s.id, 1200 from commerce.skus s where s.product_id = ${id}`.execute(tx);
    }
    const { rows: relations } = await sql<{ a: string; b: string }>`
      update customers.relations set removed_at = now() where removed_at is null and kind in ('family', 'referrer')
      returning from_customer_id as a, to_customer_id as b`.execute(tx);
    const { rows: households } = await sql<{ id: string }>`
      update customers.household_members set left_at = now() where left_at is null and relation = 'child'
      returning household_id as id`.execute(tx);
    const { rows: consents } = await sql<{ id: string }>`
      insert into customers.consents
        (id, record_id, customer_id, purpose, channel, act, occurred_at, how, is_confirmed, created_at)
      select uuidv7(), min(c.record_id::text)::uuid, c.customer_id, 'marketing', 'email', 'given', '2024-01-05', 'form',
        true, now()
      from customers.consents c group by c.customer_id returning customer_id as id`.execute(tx);
    const { rows: records } = await sql<{ id: string }>`
      insert into customers.record_identifiers (record_id, kind, value)
      select r.id, 'wecom_id', 'wecom-' || r.id from customers.records r returning record_id as id`.execute(tx);
    await kernel.events.append(tx, context, [
      { type: 'commerce.price_changed', data: { productIds: products.map(({ id }) => id) } },
      { type: 'customers.relations_changed', data: { customerIds: relations.flatMap(({ a, b }) => [a, b]) } },
      { type: 'customers.household_changed', data: { householdIds: households.map(({ id }) => id), act: 'left' } },
      ...consents.map(({ id }) => ({ type: 'customers.consents_changed', customerId: id, data: {} })),
      { type: 'customers.records_changed', data: { recordIds: records.map(({ id }) => id), importId: null } },
    ]);
  });
  await pumpAll({ kernel, platform });
}

interface Person {
  readonly recordId: string;
  readonly customerId: string;
}

const phoneOf = (index: number): string => `+86138${String(10_000_000 + index)}`;

/** Records of several sources, some of which turn out to be one person at once. */
async function fillPeople({ kernel, platform, chance }: Filling, customers: number): Promise<Person[]> {
  const people: Person[] = [];
  for (const source of SOURCES) {
    const statements = Array.from({ length: customers }, (_, index) => index)
      .filter((index) => source === SOURCES[0] || (chance.yes(0.2) && index > 0))
      .map((index) =>
        said({
          account: `${source}-${index}`,
          phone: phoneOf(index),
          email: index % 10 === 9 ? `p${index}@example.cn` : null,
          name: chance.yes(0.5) ? '张三' : null,
          address: chance.yes(0.3) ? '某路 1 号' : null,
          region: chance.pick(REGIONS),
          attributes: attributesOf(chance),
        }),
      );
    const resolved = await retryOnConflict(() =>
      kernel.transaction(context, (tx) =>
        platform.customers.identity.takeIn(tx, context, statements, { source, importId: null, scopeId: null }),
      ),
    );
    people.push(...resolved.filter((one) => one !== null));
  }
  return people;
}

function attributesOf(chance: Chance): Record<string, string | number | boolean | readonly string[]> {
  const all = {
    gender: chance.pick(['female', 'male', 'other']),
    birthday: chance.pick(BIRTHDAYS),
    birthdayCalendar: chance.pick(['solar', 'lunar']),
    heightCm: chance.pick([150, 165, 165.5, 170.25, 190]),
    hobbies: chance.pick([['跑步'], ['跑步', "it's"], ['音乐\\"', '阅读']]),
    registeredAt: chance.pick(['2024-02-29', '2025-11-02', '2026-03-01']),
    occupation: chance.pick(['教师', "it's 2\n行"]),
    skinType: chance.pick(['敏感', '干', '油']),
    houseUnit: '2-301',
  };
  return Object.fromEntries(Object.entries(all).filter(() => chance.yes(0.45)));
}

/** Two of ten are found to be one by a later word, after everything has been copied. */
async function mergeSome({ kernel, platform, chance }: Filling, customers: number): Promise<void> {
  for (let index = 9; index < customers; index += 10) {
    const other = chance.int(index);
    const statement = said({ account: `merged-${index}`, phone: phoneOf(other), email: `p${index}@example.cn` });
    await retryOnConflict(() =>
      kernel.transaction(context, (tx) =>
        platform.customers.identity.takeIn(tx, context, [statement], {
          source: 'merger',
          importId: null,
          scopeId: null,
        }),
      ),
    );
  }
  const ids = await allCustomers({ kernel });
  for (const customerId of ids.slice(0, 5)) {
    await kernel.transaction(context, (tx) =>
      platform.customers.identity.stateByHand(tx, context, { customerId, attributes: { gender: 'female' } }),
    );
  }
}

async function fillTags({ kernel, chance }: Filling, people: readonly Person[]): Promise<string[]> {
  const tags = ['老客', '会员', 'VIP'].map((name) => ({ id: newId(), name }));
  for (const { id, name } of tags) {
    await sql`insert into customers.tags (id, name, created_by, created_at) values (${id}, ${name}, 'test', now())`.execute(
      kernel.postgres.db,
    );
    const tagged = people.filter(() => chance.yes(0.2));
    await sql`
      insert into customers.customer_tags (tag_id, record_id, customer_id, tagged_by, tagged_at)
      select ${id}, r, c, 'test', now() from unnest(
        ${tagged.map((one) => one.recordId)}::uuid[], ${tagged.map((one) => one.customerId)}::uuid[]) as t (r, c)`.execute(
      kernel.postgres.db,
    );
  }
  return [...tags.map(({ id }) => id), newId()];
}

async function fillOrganisations({ kernel, chance }: Filling, people: readonly Person[]): Promise<string[]> {
  const ids = [newId(), newId()];
  for (const [index, id] of ids.entries()) {
    await sql`
      insert into customers.organisations (id, name, created_by, created_at, updated_at, removed_at)
      values (${id}, ${`公司 ${index}`}, 'test', now(), now(), ${index === 1 ? new Date() : null})`.execute(
      kernel.postgres.db,
    );
    const contacts = people.filter(() => chance.yes(0.1));
    await sql`
      insert into customers.organisation_contacts (organisation_id, record_id, customer_id, created_by, created_at)
      select ${id}, r, c, 'test', now() from unnest(
        ${contacts.map((one) => one.recordId)}::uuid[], ${contacts.map((one) => one.customerId)}::uuid[])
        as t (r, c)`.execute(kernel.postgres.db);
  }
  return ids;
}

async function fillLists({ kernel, chance }: Filling, people: readonly Person[]): Promise<string[]> {
  const ids = [newId(), newId()];
  for (const [index, id] of ids.entries()) {
    await sql`
      insert into segments.lists (id, name, owner_name, created_at)
      values (${id}, ${`名单 ${index}`}, 'test', now())`.execute(kernel.postgres.db);
    const listed = people.filter(() => chance.yes(0.15));
    await sql`
      insert into segments.list_entries (id, list_id, record_id, customer_id, added_by, added_at)
      select uuidv7(), ${id}, r, c, 'test', now() from unnest(
        ${listed.map((one) => one.recordId)}::uuid[], ${listed.map((one) => one.customerId)}::uuid[])
        as t (r, c)`.execute(kernel.postgres.db);
  }
  return [...ids, 'nothing'];
}

/** Who was in which of two segments when; one of them is gone. */
async function fillMoves({ kernel, chance }: Filling, people: readonly Person[]): Promise<string[]> {
  const ids = [newId(), newId()];
  await sql`
    insert into segments.segments (id, name, rule, state, refresh, owner, owner_name, created_at, updated_at)
    select id, 'segment ' || id, '{"v": 1, "all": []}', 'saved', 'manual', 'user:test', 'test', now(), now()
    from unnest(${ids}::uuid[]) as id`.execute(kernel.postgres.db);
  const moves = people.flatMap(({ customerId }) =>
    Array.from({ length: chance.yes(0.5) ? 0 : 1 + chance.int(4) }, () => ({
      segment_id: chance.pick(ids),
      customer_id: customerId,
      entered: chance.yes(0.5),
      at: instantOf(chance),
    })),
  );
  await sql`
    insert into segments.moves (segment_id, customer_id, entered, at, cause, version)
    select segment_id, customer_id, entered, at, 'test', 1
    from jsonb_populate_recordset(null::segments.moves, ${JSON.stringify(moves)}::jsonb)`.execute(kernel.postgres.db);
  await sql`
    insert into segments.members (segment_id, customer_id, entered_at)
    select distinct v.segment_id, v.customer_id, now() from segments.moves v where v.entered`.execute(
    kernel.postgres.db,
  );
  return [...ids, newId()];
}

/** Households of one to four, some of them no customers, some who left, one dissolved. */
async function fillHouseholds({ kernel, chance }: Filling, people: readonly Person[]): Promise<void> {
  const { db } = kernel.postgres;
  const taken = new Set<string>();
  for (const [index, { recordId, customerId }] of people.entries()) {
    if (taken.has(recordId) || !chance.yes(0.3)) {
      continue;
    }
    const household = newId();
    await sql`
      insert into customers.households (id, pooling, created_by, created_at, updated_at, removed_at)
      values (${household}, 'separate', 'test', now(), now(), ${chance.yes(0.1) ? new Date() : null})`.execute(db);
    const second = people[index + 1];
    const members = [
      { recordId, customerId, name: null, relation: 'holder', left: chance.yes(0.1) },
      ...(second !== undefined && !taken.has(second.recordId) && chance.yes(0.6)
        ? [{ ...second, name: null, relation: chance.pick(['spouse', 'child', 'parent']), left: chance.yes(0.2) }]
        : []),
      ...Array.from({ length: chance.int(3) }, () => ({
        recordId: null,
        customerId: null,
        name: '某人',
        relation: 'child',
        left: chance.yes(0.3),
      })),
    ];
    for (const member of members) {
      taken.add(member.recordId ?? '');
      await sql`
        insert into customers.household_members
          (id, household_id, record_id, customer_id, name, relation, joined_at, left_at)
        values (${newId()}, ${household}, ${member.recordId}, ${member.customerId}, ${member.name}, ${member.relation},
          now(), ${member.left ? new Date() : null})`.execute(db);
    }
  }
}

/** Links of every kind, some over, some to come, some taken away. */
async function fillRelations({ kernel, chance }: Filling, people: readonly Person[]): Promise<void> {
  const relations = people.flatMap((person) =>
    Array.from({ length: chance.yes(0.5) ? 0 : 1 + chance.int(3) }, () => ({ person, other: chance.pick(people) }))
      .filter(({ other }) => other.recordId !== person.recordId)
      .map(({ other }) => ({
        id: newId(),
        kind: chance.pick(['family', 'friend', 'referrer', 'referrer', 'colleague', 'business']),
        from_record_id: person.recordId,
        from_customer_id: person.customerId,
        to_record_id: other.recordId,
        to_customer_id: other.customerId,
        since: chance.pick([null, null, '2024-02-29', '2025-11-03']),
        until: chance.pick([null, null, null, '2025-12-30', '2026-02-28']),
        origin: 'hand',
        created_by: 'test',
        created_by_name: 'test',
        removed_at: chance.yes(0.1) ? new Date() : null,
      })),
  );
  await sql`
    insert into customers.relations (id, kind, from_record_id, from_customer_id, to_record_id, to_customer_id, since,
      until, origin, created_by, created_by_name, created_at, updated_at, removed_at)
    select id, kind, from_record_id, from_customer_id, to_record_id, to_customer_id, since, case when until < since then since else until end,
      origin, created_by, created_by_name, now(), now(), removed_at
    from jsonb_populate_recordset(null::customers.relations, ${JSON.stringify(relations)}::jsonb)`.execute(
    kernel.postgres.db,
  );
}

/** Yes and no, at the same instants too; some end, some were confirmed, some were a guardian's word. */
async function fillConsents({ kernel, chance }: Filling, people: readonly Person[]): Promise<void> {
  await sql`
    insert into customers.consent_purposes (key, label, note, legal_basis, channels, is_selling, confirms_email, position,
      updated_at)
    select key, '{"zh-CN": "目的", "en": "purpose"}', '{"zh-CN": "", "en": ""}', 'consent', '{email}', false, true, 99, now()
    from unnest(array['marketing', 'service', 'profiling']) as key
    on conflict (key) do update set confirms_email = true where excluded.key <> 'service'`.execute(kernel.postgres.db);
  const words = people.flatMap((person) =>
    Array.from({ length: chance.yes(0.3) ? 0 : 1 + chance.int(6) }, () => {
      const occurred = instantOf(chance);
      const purpose = chance.pick(['marketing', 'marketing', 'service', 'profiling']);
      return {
        id: newId(),
        record_id: person.recordId,
        customer_id: person.customerId,
        purpose,
        channel: purpose === 'profiling' ? null : chance.pick(['email', 'email', 'sms', 'phone']),
        act: chance.pick(['given', 'given', 'given', 'withdrawn', 'expired']),
        occurred_at: occurred,
        expires_at: chance.yes(0.4) ? instantOf(chance) : null,
        how: 'form',
        by_guardian: chance.yes(0.3),
        is_confirmed: chance.yes(0.4),
      };
    }).flatMap((word) =>
      chance.yes(0.2) ? [word, { ...word, id: newId(), act: chance.pick(['given', 'withdrawn']) }] : [word],
    ),
  );
  await sql`
    insert into customers.consents (id, record_id, customer_id, purpose, channel, act, occurred_at, expires_at, how,
      by_guardian, is_confirmed, evidence, created_at)
    select id, record_id, customer_id, purpose, channel, act, occurred_at, expires_at, how, by_guardian, is_confirmed,
      '{}', now()
    from jsonb_populate_recordset(null::customers.consents, ${JSON.stringify(words)}::jsonb)`.execute(
    kernel.postgres.db,
  );
}

async function fillCatalog({ kernel }: Filling): Promise<Pools> {
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

/** An instant of three years, often close to where days or clocks change. */
function instantOf(chance: Chance): Date {
  const start = Date.UTC(2023, 5, 1);
  const edges = [
    Date.UTC(2024, 1, 29, 16),
    Date.UTC(2025, 2, 9, 5),
    Date.UTC(2025, 10, 2, 4),
    Date.UTC(2025, 11, 31, 16),
  ];
  return chance.yes(0.3)
    ? new Date(chance.pick(edges) + (chance.int(5) - 2) * 1_800_000)
    : new Date(start + chance.int(1010 * 24 * 60) * 60_000);
}

async function fillOrders({ kernel, chance }: Filling, people: readonly Person[]): Promise<void> {
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

async function fillEvents({ kernel, chance }: Filling, people: readonly Person[]): Promise<void> {
  const events = people.flatMap((person) =>
    Array.from({ length: chance.yes(0.4) ? 0 : chance.int(8) }, () => {
      const at = instantOf(chance);
      const id = newId();
      return {
        id,
        source: 'site',
        key: id,
        kind: chance.pick(EVENT_KINDS),
        at,
        sku: chance.yes(0.7) ? chance.pick(SKUS) : null,
        campaign: chance.pick(['Spring 2025', "it's", null]),
        name: chance.pick(['Quiz', "it's", null]),
        record_id: person.recordId,
        stated: true,
        customer_id: person.customerId,
        recorded_at: at,
      };
    }),
  );
  await sql`
    insert into behaviour.events
      (id, source, key, kind, at, sku, campaign, name, record_id, stated, customer_id, recorded_at)
    select id, source, key, kind, at, sku, campaign, name, record_id, stated, customer_id, recorded_at
    from jsonb_populate_recordset(null::behaviour.events, ${JSON.stringify(events)}::jsonb)`.execute(
    kernel.postgres.db,
  );
}
