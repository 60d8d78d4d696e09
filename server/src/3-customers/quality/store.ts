import { type RawBuilder, sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { BASIC_KEYS } from '../fields/basic-keys.ts';
import { visible } from '../profile/store.ts';
import type { QualityFault } from './faults.ts';
import type { QualityFormula } from './settings.ts';

/** Whether a field of the customer `c` is known. */
export function isKnown(key: string): RawBuilder<unknown> {
  return BASIC_KEYS.some((basic) => basic === key)
    ? sql`${sql.ref(`c.${key}`)} is not null`
    : sql`coalesce(jsonb_exists(c.attributes, ${key}), false)`;
}

/** A rule about the form of one field: when it can be asked, and when it is broken. */
interface FormRule {
  readonly fault: QualityFault;
  readonly asked: RawBuilder<unknown>;
  readonly broken: RawBuilder<unknown>;
}

function formRules(today: Date): readonly FormRule[] {
  const day = today.toISOString().slice(0, 10);
  const birthday = sql`(c.attributes ->> 'birthday')`;
  return [
    {
      fault: 'phone_invalid',
      asked: sql`c.phone is not null`,
      broken: sql.raw(
        String.raw`c.phone !~ '^\+[1-9]\d{6,14}(;ext=\d+)?$' or (c.phone ~ '^\+861[3-9]' and c.phone !~ '^\+861[3-9]\d{9}$')`,
      ),
    },
    {
      fault: 'email_invalid',
      asked: sql`c.email is not null`,
      broken: sql.raw(String.raw`c.email !~ '^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$'`),
    },
    {
      fault: 'name_invalid',
      asked: sql`c.name is not null`,
      broken: sql.raw(
        String.raw`c.name ~* '[*＊?？]|^\s*(先生|女士|小姐|匿名.*|测试.*|test.*|unknown|未知|无|n/?a|客户|用户|[\d\s+-]+)\s*$'`,
      ),
    },
    {
      fault: 'address_unplaced',
      asked: sql`c.address is not null and c.address ~ '[一-龥]'`,
      broken: sql`c.division_code is null`,
    },
    {
      fault: 'birthday_invalid',
      asked: sql.raw(String.raw`(c.attributes ->> 'birthday') ~ '^\d{4}-\d{2}-\d{2}$'`),
      broken: sql`${birthday} > ${day} or ${birthday} < to_char(${day}::date - interval '120 years', 'YYYY-MM-DD')
        or ${birthday} = '1900-01-01'`,
    },
    {
      fault: 'height_invalid',
      asked: sql`jsonb_typeof(c.attributes -> 'heightCm') = 'number'`,
      broken: sql`(c.attributes -> 'heightCm')::numeric not between 40 and 250`,
    },
  ];
}

const MISSING: readonly (readonly [QualityFault, RawBuilder<unknown>])[] = [
  ['no_contact', sql`c.phone is null and c.email is null`],
  ['no_phone', sql`c.phone is null`],
  ['no_name', sql`c.name is null`],
  ['no_address', sql`c.address is null`],
];

/**
 * Works the chosen customers out in one statement, whatever their number. Rows that come out the same are not written.
 * Completeness is the weight of what is known over all weights; validity the share of rules that hold among those that
 * can be asked (0 with nothing to ask); freshness 100, 50 or 0 by the age of the newest word.
 */
async function computeWhere(
  tx: Tx,
  chosen: RawBuilder<unknown>,
  { formula, now }: { readonly formula: QualityFormula; readonly now: Date },
): Promise<number> {
  const { weights, parts, freshMonths } = formula;
  const weighted = Object.entries(weights).filter(([, weight]) => weight > 0);
  const total = weighted.reduce((sum, [, weight]) => sum + weight, 0);
  const known = sql.join(
    weighted.map(([key, weight]) => sql`case when ${isKnown(key)} then ${weight}::float8 else 0 end`),
    sql` + `,
  );
  const rules = formRules(now);
  const asked = sql.join(
    rules.map((rule) => sql`coalesce(${rule.asked}, false)::integer`),
    sql` + `,
  );
  const broken = sql.join(
    rules.map((rule) => sql`coalesce((${rule.asked}) and (${rule.broken}), false)::integer`),
    sql` + `,
  );
  const faults = sql.join([
    ...MISSING.map(([fault, condition]) => sql`case when ${condition} then ${fault}::text end`),
    ...rules.map((rule) => sql`case when (${rule.asked}) and (${rule.broken}) then ${rule.fault}::text end`),
  ]);
  const fresh = sql`make_interval(months => ${freshMonths}::integer)`;
  const sum = parts.completeness + parts.validity + parts.freshness;
  const result = await sql`
    insert into customers.quality as kept
      (customer_id, score, completeness, validity, freshness, faults, heard_at, next_at, computed_at)
    select id, round((${parts.completeness}::float8 * completeness + ${parts.validity}::float8 * validity
        + ${parts.freshness}::float8 * freshness) / ${sum}::float8),
      completeness, validity, freshness,
      array_remove(faults || case when freshness < 100 then 'stale' end, null), heard_at,
      case when freshness = 100 then heard_at + ${fresh} when freshness = 50 then heard_at + 2 * ${fresh} end, ${now}
    from (
      select c.id, heard.heard_at,
        round(100 * (${known}) / ${total}::float8)::smallint as completeness,
        case when ${asked} = 0 then 0 else round(100.0 * ((${asked}) - (${broken})) / (${asked})) end::smallint as validity,
        case when heard.heard_at + ${fresh} > ${now} then 100 when heard.heard_at + 2 * ${fresh} > ${now} then 50
          else 0 end::smallint as freshness,
        array[${faults}] as faults
      from customers.customers c
      cross join lateral (
        select greatest(c.created_at - interval '200 years', (
            select max(r.stated_at) from customers.records r where r.customer_id = c.id), (
            select max(f.confirmed_at) from customers.confirmations f where f.customer_id = c.id)) as heard_at) heard
      where c.erased_at is null and ${chosen}) worked
    -- One order for all who write here, so that none waits for another in a circle.
    order by id
    on conflict (customer_id) do update set score = excluded.score, completeness = excluded.completeness,
      validity = excluded.validity, freshness = excluded.freshness, faults = excluded.faults,
      heard_at = excluded.heard_at, next_at = excluded.next_at, computed_at = excluded.computed_at
    where (kept.score, kept.completeness, kept.validity, kept.freshness, kept.faults, kept.heard_at, kept.next_at)
      is distinct from (excluded.score, excluded.completeness, excluded.validity, excluded.freshness, excluded.faults,
        excluded.heard_at, excluded.next_at)`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

export interface Computing {
  readonly formula: QualityFormula;
  readonly now: Date;
}

/** These customers; those that are no more lose their row. */
export async function computeFor(tx: Tx, ids: readonly string[], computing: Computing): Promise<void> {
  if (ids.length === 0) {
    return;
  }
  await computeWhere(tx, sql`c.id = any(${ids}::uuid[])`, computing);
  await sql`
    delete from customers.quality q where q.customer_id = any(${ids}::uuid[])
      and not exists (select from customers.customers c where c.id = q.customer_id and c.erased_at is null)`.execute(
    tx,
  );
}

/** Everybody between two ids, both included. */
export async function computeBetween(
  tx: Tx,
  { firstId, lastId }: { readonly firstId: string; readonly lastId: string },
  computing: Computing,
): Promise<void> {
  await computeWhere(tx, sql`c.id between ${firstId}::uuid and ${lastId}::uuid`, computing);
}

/** The last id of the next part behind an id; null when there is nobody. */
export async function endOfPart(db: Db | Tx, afterId: string, limit: number): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from (
      select id from customers.customers where id > ${afterId}::uuid order by id limit ${limit}) part
    order by id desc limit 1`.execute(db);
  return rows[0]?.id ?? null;
}

/** Those whose freshness falls by now. */
export async function dueCustomers(tx: Tx, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from customers.quality where next_at <= ${now} order by next_at limit ${limit}`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}

export interface QualityRun {
  readonly formula: string;
  readonly afterId: string | null;
}

/** How far the walk over everybody is; held until the transaction ends. */
export async function lockRun(tx: Tx): Promise<QualityRun | null> {
  const { rows } = await sql<QualityRun>`
    select formula, after_id as "afterId" from customers.quality_runs where name = 'all' for update`.execute(tx);
  return rows[0] ?? null;
}

export async function findRun(db: Db | Tx): Promise<QualityRun | null> {
  const { rows } = await sql<QualityRun>`
    select formula, after_id as "afterId" from customers.quality_runs where name = 'all'`.execute(db);
  return rows[0] ?? null;
}

export async function saveRun(tx: Tx, run: QualityRun, now: Date): Promise<void> {
  const finishedAt = run.afterId === null ? now : null;
  await sql`
    insert into customers.quality_runs (name, formula, after_id, started_at, finished_at)
    values ('all', ${run.formula}, ${run.afterId}, ${now}, ${finishedAt})
    on conflict (name) do update set formula = excluded.formula, after_id = excluded.after_id,
      finished_at = excluded.finished_at`.execute(tx);
}

/** Customers up to an id, of how many. */
export async function countUpTo(db: Db, afterId: string): Promise<{ readonly done: number; readonly of: number }> {
  const { rows } = await sql<{ done: number; of: number }>`
    select count(*) filter (where id <= ${afterId}::uuid)::integer as done, count(*)::integer as of
    from customers.customers`.execute(db);
  return rows[0] ?? { done: 0, of: 0 };
}

export interface QualityRow {
  readonly score: number;
  readonly completeness: number;
  readonly validity: number;
  readonly freshness: number;
  readonly faults: readonly QualityFault[];
  readonly heardAt: Date;
  readonly computedAt: Date;
}

export async function findQuality(db: Db | Tx, customerId: string): Promise<QualityRow | undefined> {
  const { rows } = await sql<QualityRow>`
    select score, completeness, validity, freshness, faults, heard_at as "heardAt", computed_at as "computedAt"
    from customers.quality where customer_id = ${customerId}`.execute(db);
  return rows[0];
}

/** Which of these fields the customer lacks. */
export async function lackingFields(db: Db | Tx, customerId: string, keys: readonly string[]): Promise<string[]> {
  const columns = keys.map((key) => sql`case when ${isKnown(key)} then null else ${key}::text end`);
  const { rows } = await sql<{ keys: string[] }>`
    select array_remove(array[${sql.join(columns)}], null) as keys
    from customers.customers c where c.id = ${customerId}`.execute(db);
  return rows[0]?.keys ?? [];
}

export interface Spread {
  readonly customers: number;
  readonly average: number | null;
  readonly bands: readonly { readonly band: number; readonly customers: number }[];
  readonly faults: readonly { readonly fault: QualityFault; readonly customers: number }[];
  readonly sources: readonly { readonly source: string; readonly customers: number; readonly average: number }[];
  /** How many were not heard of since each of the instants asked about. */
  readonly stale: readonly number[];
}

/** How scores are spread among those whom the actor may see. */
export async function spreadOf(db: Db, scopeIds: ScopeLimit, instants: readonly Date[]): Promise<Spread> {
  const seen = sql`customers.quality q join customers.customers c on c.id = q.customer_id where ${visible(scopeIds)}`;
  const ownSource = scopeIds === null ? sql`true` : sql`r.scope_id = any(${scopeIds}::uuid[])`;
  const unheard = sql.join(instants.map((at) => sql`count(*) filter (where q.heard_at < ${at})::integer`));
  const [bands, faults, sources] = await Promise.all([
    sql<{ band: number; customers: number; total: number; stale: number[] }>`
      select least(q.score / 10, 9) as band, count(*)::integer as customers, sum(q.score)::integer as total,
        array[${unheard}] as stale
      from ${seen} group by 1 order by 1`.execute(db),
    sql<{ fault: QualityFault; customers: number }>`
      select fault, count(*)::integer as customers from (select unnest(q.faults) as fault from ${seen}) found
      group by 1`.execute(db),
    sql<{ source: string; customers: number; average: number }>`
      select said.source, count(*)::integer as customers, avg(q.score)::float8 as average
      from (
        select distinct r.source, r.customer_id from customers.records r
        where r.source <> 'staff' and ${ownSource}) said
      join customers.quality q on q.customer_id = said.customer_id group by 1 order by 2 desc, 1`.execute(db),
  ]);
  const customers = bands.rows.reduce((sum, row) => sum + row.customers, 0);
  const total = bands.rows.reduce((sum, row) => sum + row.total, 0);
  return {
    customers,
    average: customers === 0 ? null : total / customers,
    bands: bands.rows,
    faults: faults.rows,
    sources: sources.rows,
    stale: instants.map((_, at) => bands.rows.reduce((sum, { stale }) => sum + (stale[at] ?? 0), 0)),
  };
}

/** Nobody said anything new about the customer `c` since then, and nobody confirmed what is known. */
export function notHeardSince(before: string): RawBuilder<unknown> {
  return sql`(c.id in (select q.customer_id from customers.quality q where q.heard_at < ${before}::timestamptz)
    and not exists (select from customers.records r where r.customer_id = c.id and r.stated_at >= ${before}::timestamptz))`;
}

/** The customer `c` has a score between these, both included. */
export function hasScore(min: number, max: number): RawBuilder<unknown> {
  return sql`c.id in (select q.customer_id from customers.quality q where q.score between ${min} and ${max})`;
}

/** The fault is among those of the customer `c`. */
export function hasFault(fault: QualityFault): RawBuilder<unknown> {
  return sql`c.id in (select q.customer_id from customers.quality q where q.faults @> array[${fault}::text])`;
}
