import { sql } from 'kysely';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { fillEvents } from './histories/behaviour.ts';
import { fillConsents, fillHouseholds, fillRelations } from './histories/circumstances.ts';
import { fillCatalog, fillOrders } from './histories/commerce.ts';
import { type Filling, SOURCES } from './histories/filling.ts';
import { fillOrganisations, fillPeople, fillTags, mergeSome } from './histories/people.ts';
import { fillClusterings, fillLists, fillMoves, SCORES_ASKED } from './histories/segments.ts';
import { CASE_KINDS, fillTasks } from './histories/work.ts';
import type { Pools } from './random-rules.ts';

export { type Chance, createChance } from './histories/filling.ts';
export { allCustomers } from './histories/people.ts';
export { fillScores } from './histories/segments.ts';

const context = systemContext('faces');

/** A population with every kind of history, in both stores; returns what rules may name. */
export async function fillHistories(filling: Filling, customers: number): Promise<Pools> {
  const catalog = await fillCatalog(filling);
  const people = await fillPeople(filling, customers);
  const tags = await fillTags(filling, people);
  const organisations = await fillOrganisations(filling, people);
  const lists = await fillLists(filling, people);
  const segments = await fillMoves(filling, people);
  const clusters = await fillClusterings(filling);
  await fillHouseholds(filling, people);
  await fillRelations(filling, people);
  await fillConsents(filling, people);
  await fillOrders(filling, people);
  await fillEvents(filling, people);
  await fillTasks(filling, people);
  await filling.platform.feed.rebuild();
  await mergeSome(filling, customers);
  await pumpAll(filling);
  return {
    ...catalog,
    'segments.segments': ['0', '1', '2', 'nothing'],
    'segment.entered.segments': segments,
    'segment.left.segments': segments,
    'segment.related.segments': segments,
    'segments.clusters': clusters,
    'customers.purposes': ['marketing', 'service', 'profiling', 'nothing'],
    'customers.tags': tags,
    'customers.organisations': organisations,
    'segments.lists': lists,
    'segments.scores': [...SCORES_ASKED],
    'segments.score_bands': ['repeat:repeat', 'repeat:once', 'lifecycle:new', 'lifecycle:lost', 'churn-risk:high'],
    'customers.sources': [...SOURCES, 'nowhere'],
    'customers.fields': ['gender', 'heightCm', 'hobbies', 'registeredAt', 'birthday', 'occupation', 'language'],
    'customers.custom_fields': ['skinType', 'houseUnit'],
    'customers.field:{field}': ['female', 'male', '跑步', "it's", '敏感', '165', 'zh', 'en'],
    'behaviour.property.words': ['A-1', 'a-2', "Q'1", 'spring 2025', "It's", 'quiz'],
    'behaviour.properties': ['colour', 'price', 'done', 'nothing'],
    'behaviour.event_names': ['Quiz', "it's", 'nothing'],
    'behaviour.custom_property.anyOf': ['Red', 'navy blue', '12.5', 'true', '3'],
    'behaviour.custom_property.contains': ['RE', 'blue', "'", '\\', '5'],
    'work.kinds': [...CASE_KINDS],
    'profile.region.regions': ['广东', '上海', '吉林', '江苏', 'United'],
    '*': ['跑', "'", '2', '敏'],
  };
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
    const { rows: tasks } = await sql<{ caseId: string }>`
      update work.tasks set status = 'done', closed_at = '2024-01-05' where closed_at is null
      returning case_id as "caseId"`.execute(tx);
    const { rows: told } = await sql<{ id: string }>`
      update behaviour.events set properties = '{"colour": "red"}' where customer_id is not null
      returning id`.execute(tx);
    await kernel.events.append(tx, context, [
      ...tasks.map(({ caseId }) => ({ type: 'work.task_completed', data: { caseId } })),
      { type: 'behaviour.events_changed', data: { eventIds: told.map(({ id }) => id) } },
      { type: 'commerce.price_changed', data: { productIds: products.map(({ id }) => id) } },
      { type: 'customers.relations_changed', data: { customerIds: relations.flatMap(({ a, b }) => [a, b]) } },
      { type: 'customers.household_changed', data: { householdIds: households.map(({ id }) => id), act: 'left' } },
      ...consents.map(({ id }) => ({ type: 'customers.consents_changed', customerId: id, data: {} })),
      { type: 'customers.records_changed', data: { recordIds: records.map(({ id }) => id), importId: null } },
    ]);
  });
  await pumpAll({ kernel, platform });
}
