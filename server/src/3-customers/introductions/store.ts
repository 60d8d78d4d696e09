import { type RawBuilder, sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { TimelinePlace } from '../timeline/source.ts';
import { twoPeopleTable } from '../two-people/store.ts';
import type { IntroductionResult, IntroductionWay } from './words.ts';

export interface StepRow {
  readonly id: string;
  readonly result: IntroductionResult;
  readonly note: string | null;
  readonly nextStep: string | null;
  readonly nextOn: string | null;
  readonly at: Date;
  readonly actorId: string | null;
  readonly actorName: string;
}

export interface IntroductionRow {
  readonly id: string;
  readonly leftId: string;
  readonly leftName: string | null;
  readonly rightId: string;
  readonly rightName: string | null;
  readonly suggestionId: string | null;
  readonly goods: string | null;
  readonly how: IntroductionWay;
  readonly introducedAt: Date;
  readonly note: string | null;
  readonly result: IntroductionResult;
  readonly nextStep: string | null;
  readonly nextOn: string | null;
  readonly byId: string | null;
  readonly by: string;
  readonly removedAt: Date | null;
  readonly steps: readonly (Omit<StepRow, 'at'> & { readonly at: string })[];
}

const ROW = sql.raw(`
  i.id, i.left_customer_id as "leftId", l.name as "leftName", i.right_customer_id as "rightId", r.name as "rightName",
  i.suggestion_id as "suggestionId", i.goods, i.how, i.introduced_at as "introducedAt", i.note, i.result,
  i.next_step as "nextStep", i.next_on::text as "nextOn", i.created_by as "byId", i.created_by_name as by,
  i.removed_at as "removedAt",
  coalesce((
    select jsonb_agg(jsonb_build_object('id', s.id, 'result', s.result, 'note', s.note, 'nextStep', s.next_step,
      'nextOn', s.next_on, 'at', s.at, 'actorId', s.actor_id, 'actorName', s.actor_name) order by s.at desc, s.id desc)
    from customers.introduction_steps s where s.introduction_id = i.id), '[]') as steps
  from customers.introductions i
  join customers.customers l on l.id = i.left_customer_id join customers.customers r on r.id = i.right_customer_id`);

/** Introductions of two people both of whom somebody limited to these scopes may see. */
function visible(scopeIds: ScopeLimit): RawBuilder<unknown> {
  const seen = (customer: RawBuilder<unknown>): RawBuilder<unknown> => sql`exists (
    select from customers.records v where v.customer_id = ${customer} and v.scope_id = any(${scopeIds}::uuid[]))`;
  return scopeIds === null ? sql`true` : sql`(${seen(sql`l.id`)} and ${seen(sql`r.id`)})`;
}

export interface IntroductionPage {
  readonly state: 'open' | 'settled';
  readonly customerId: string | null;
  readonly after: { readonly on: string | null; readonly at: string; readonly id: string } | null;
  readonly limit: number;
}

const NO_DATE = '9999-12-31';

export async function listIntroductions(
  db: Db,
  scopeIds: ScopeLimit,
  { state, customerId, after, limit }: IntroductionPage,
): Promise<IntroductionRow[]> {
  const isOpen = state === 'open';
  const due = sql`coalesce(i.next_on, ${NO_DATE}::date)`;
  const beyond =
    after === null
      ? sql`true`
      : isOpen
        ? sql`(${due}, i.id) > (${after.on ?? NO_DATE}::date, ${after.id}::uuid)`
        : sql`(i.introduced_at, i.id) < (${after.at}::timestamptz, ${after.id}::uuid)`;
  const { rows } = await sql<IntroductionRow>`
    select ${ROW}
    where i.removed_at is null and ${visible(scopeIds)} and ${beyond}
      and i.result ${isOpen ? sql`in ('open', 'talking')` : sql`in ('deal', 'no_deal')`}
      and ${customerId === null ? sql`true` : sql`(i.left_customer_id = ${customerId} or i.right_customer_id = ${customerId})`}
    order by ${isOpen ? sql`${due}, i.id` : sql`i.introduced_at desc, i.id desc`} limit ${limit}`.execute(db);
  return rows;
}

export async function findIntroduction(
  reader: Db | Tx,
  scopeIds: ScopeLimit,
  id: string,
): Promise<IntroductionRow | undefined> {
  const { rows } = await sql<IntroductionRow>`select ${ROW} where i.id = ${id} and ${visible(scopeIds)}`.execute(
    reader,
  );
  return rows[0];
}

export async function lockIntroduction(tx: Tx, id: string): Promise<void> {
  await sql`select from customers.introductions where id = ${id} for update`.execute(tx);
}

export interface NewIntroductionRow extends Omit<IntroductionRow, 'leftName' | 'rightName' | 'removedAt' | 'steps'> {
  readonly leftRecordId: string;
  readonly rightRecordId: string;
}

export async function insertIntroduction(tx: Tx, row: NewIntroductionRow, now: Date): Promise<void> {
  await sql`
    insert into customers.introductions (id, left_record_id, left_customer_id, right_record_id, right_customer_id,
      suggestion_id, goods, how, introduced_at, note, result, next_step, next_on, created_by, created_by_name,
      created_at, updated_at)
    values (${row.id}, ${row.leftRecordId}, ${row.leftId}, ${row.rightRecordId}, ${row.rightId}, ${row.suggestionId},
      ${row.goods}, ${row.how}, ${row.introducedAt}, ${row.note}, ${row.result}, ${row.nextStep}, ${row.nextOn},
      ${row.byId}, ${row.by}, ${now}, ${now})`.execute(tx);
}

export async function addStep(tx: Tx, introductionId: string, step: StepRow): Promise<void> {
  await sql`
    insert into customers.introduction_steps
      (id, introduction_id, result, note, next_step, next_on, at, actor_id, actor_name)
    values (${step.id}, ${introductionId}, ${step.result}, ${step.note}, ${step.nextStep}, ${step.nextOn}, ${step.at},
      ${step.actorId}, ${step.actorName})`.execute(tx);
  await sql`
    update customers.introductions set result = ${step.result}, next_step = ${step.nextStep},
      next_on = ${step.nextOn}, updated_at = ${step.at} where id = ${introductionId}`.execute(tx);
}

export async function setRemoved(tx: Tx, id: string, at: Date | null): Promise<void> {
  await sql`update customers.introductions set removed_at = ${at} where id = ${id}`.execute(tx);
}

/** One introduction, or one word on it, as it stands on a time-line. */
export interface ToldRow {
  readonly id: string;
  readonly at: Date;
  /** Null for the introduction itself. */
  readonly result: IntroductionResult | null;
  readonly otherId: string;
  readonly otherName: string | null;
  readonly goods: string | null;
  readonly note: string | null;
  readonly nextStep: string | null;
  readonly last: IntroductionResult;
  readonly actorId: string | null;
  readonly actorName: string;
}

export async function toldOf(
  db: Db,
  customerId: string,
  { before, limit }: { readonly before: TimelinePlace | null; readonly limit: number },
): Promise<ToldRow[]> {
  const place = before === null ? sql`true` : sql`(told.at, told.id) < (${before.at}, ${before.id}::uuid)`;
  const { rows } = await sql<ToldRow>`
    with mine as (
      select i.*, case when i.left_customer_id = ${customerId} then i.right_customer_id else i.left_customer_id end as other_id
      from customers.introductions i
      where i.removed_at is null and (i.left_customer_id = ${customerId} or i.right_customer_id = ${customerId})),
    told as (
      select m.id, m.introduced_at as at, null as result, m.other_id, m.goods, m.note, m.next_step, m.result as last,
        m.created_by as actor_id, m.created_by_name as actor_name from mine m
      union all
      select s.id, s.at, s.result, m.other_id, m.goods, s.note, s.next_step, m.result, s.actor_id, s.actor_name
      from mine m join customers.introduction_steps s on s.introduction_id = m.id)
    select told.id, told.at, told.result, told.other_id as "otherId", c.name as "otherName", told.goods, told.note,
      told.next_step as "nextStep", told.last, told.actor_id as "actorId", told.actor_name as "actorName"
    from told join customers.customers c on c.id = told.other_id
    where ${place} order by told.at desc, told.id desc limit ${limit}`.execute(db);
  return rows;
}

/** How introductions follow the records that they were made of. */
export const { reassign, usedRecords, countByRecord } = twoPeopleTable('customers.introductions', ['left', 'right']);
