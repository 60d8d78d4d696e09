import { systemContext } from '../../server/src/0-kernel/context.ts';
import type { RuleNode } from '../../server/src/0-kernel/pure/rules/tree.ts';
import type { Base } from './open-base.ts';

const context = systemContext('bench');

/** Segments of these rules, and no others; returns their ids. */
export async function saveSegments(
  base: Base,
  rules: readonly RuleNode[],
  refresh: 'manual' | 'live',
): Promise<readonly string[]> {
  await base.kernel.postgres.pool.query(
    'truncate segments.segments, segments.segment_versions, segments.members, segments.moves cascade',
  );
  return addSegments(base, rules, refresh);
}

/** Segments of these rules beside those that there are; returns their ids. */
export async function addSegments(
  { kernel, platform }: Base,
  rules: readonly RuleNode[],
  refresh: 'manual' | 'live',
): Promise<readonly string[]> {
  const known = await kernel.postgres.pool.query<{ n: number }>('select count(*)::int as n from segments.segments');
  const first = (known.rows[0]?.n ?? 0) + 1;
  const ids: string[] = [];
  for (const [index, rule] of rules.entries()) {
    const { id } = await kernel.transaction(context, (tx) =>
      platform.segments.definitions.create(tx, context, {
        name: `客群 ${first + index}`,
        note: null,
        rule: { v: 1, ...rule },
        state: 'saved',
        refresh,
      }),
    );
    ids.push(id);
  }
  return ids;
}

/**
 * The segments that a run before has saved and worked out; null when there are none. The clock of every run begins at
 * the same noon, so what the one before has done is put before it.
 */
export async function keptSegments({ kernel }: Base): Promise<readonly string[] | null> {
  await kernel.postgres.pool.query(
    `update segments.segments set refreshed_at = $1::timestamptz, updated_at = $1 where refreshed_at is not null`,
    [new Date(kernel.clock.now().getTime() - 3_600_000)],
  );
  const { rows } = await kernel.postgres.pool.query<{ id: string; isDone: boolean }>(
    'select id, refreshed_at is not null as "isDone" from segments.segments order by created_at, id',
  );
  return rows.length > 0 && rows.every(({ isDone }) => isDone) ? rows.map(({ id }) => id) : null;
}
