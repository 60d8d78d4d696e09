import { sql } from 'kysely';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import type { Platform } from '../../src/wiring.ts';
import { type Filling, instantOf, type Person } from './filling.ts';

const context = systemContext('faces');

export async function fillLists({ kernel, chance }: Filling, people: readonly Person[]): Promise<string[]> {
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
export async function fillMoves({ kernel, chance }: Filling, people: readonly Person[]): Promise<string[]> {
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

/** Scores that rules ask about, and a day before all others, so that a change can be told on each. */
/** Two clusterings as a run would leave them, with places in the middle of what histories come to. */
export async function fillClusterings({ kernel }: Filling): Promise<string[]> {
  const ids = [newId(), newId()];
  const steps = (thresholds: readonly number[]) => ({
    thresholds,
    scores: [...thresholds, 0].map((_, level) => level * 700 - 1000),
  });
  const result = {
    scale: {
      recency: steps([30, 100, 400]),
      purchases: steps([2, 3, 5]),
      net: steps([500, 4000, 20_000]),
      breadth: steps([]),
    },
    centres: [
      [-1000, 400, 1100, -1000],
      [400, -300, -1000, -1000],
      [1100, -1000, 400, -1000],
    ],
    clusters: [],
  };
  for (const [place, id] of ids.entries()) {
    await sql`
      insert into segments.clusterings (id, name, state, as_of, currency, parameters, result, actor_kind, actor_name,
        created_at)
      values (${id}, '聚类', 'done', '2025-01-01', ${place === 0 ? 'CNY' : 'USD'}, '{}',
        ${JSON.stringify(result)}::jsonb, 'system', 'test', now())`.execute(kernel.postgres.db);
  }
  return [...ids.flatMap((id) => [1, 2, 3].map((number) => `${id}:${number}`)), `${newId()}:1`];
}

export const SCORES_ASKED = ['repeat', 'lifecycle', 'churn-risk'] as const;

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
