import { systemContext } from '../../server/src/0-kernel/context.ts';
import type { RuleNode } from '../../server/src/0-kernel/pure/rules/tree.ts';
import type { Base } from './open-base.ts';

const context = systemContext('bench');

/** Segments of these rules, and no others; returns their ids. */
export async function saveSegments(
  { kernel, platform }: Base,
  rules: readonly RuleNode[],
  refresh: 'manual' | 'live',
): Promise<readonly string[]> {
  await kernel.postgres.pool.query(
    'truncate segments.segments, segments.segment_versions, segments.members, segments.moves cascade',
  );
  const ids: string[] = [];
  for (const [index, rule] of rules.entries()) {
    const { id } = await kernel.transaction(context, (tx) =>
      platform.segments.definitions.create(tx, context, {
        name: `客群 ${index + 1}`,
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
