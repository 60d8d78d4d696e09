import type { Staff } from '#access';
import type { Context } from '#kernel/context.ts';
import { notFound } from '#kernel/errors.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import { findKind } from '../kinds.ts';
import { authoriseScores } from '../rfm/service.ts';
import * as store from './store.ts';

export interface ScoreLogParts {
  readonly kernel: Pick<Kernel, 'postgres'>;
  readonly staff: Pick<Staff, 'find'>;
}

export type ScoreLog = ReturnType<typeof createScoreLog>;

/** The run log of scores: how each computation was made, and what came of it. */
export function createScoreLog({ kernel, staff }: ScoreLogParts) {
  const { db } = kernel.postgres;
  return {
    list: async (
      context: Context,
      name: string,
      { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
    ) => {
      authoriseScores(context);
      const kind = findKind(name);
      if (kind === undefined) {
        throw notFound({ 'zh-CN': '评分', en: 'score' }, name);
      }
      const before = cursor === undefined ? null : readIdCursor(cursor);
      const rows = await store.listLog(db, { kind: name, before, limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const people = await staff.find(
        db,
        shown.flatMap(({ actorKind, actorId }) => (actorKind === 'user' && actorId !== null ? [actorId] : [])),
      );
      const last = shown.at(-1);
      return {
        items: shown.map(({ id: _, kind: __, actorKind, actorId, startedAt, finishedAt, settings, ...row }) => ({
          ...row,
          startedAt: startedAt.toISOString(),
          finishedAt: finishedAt.toISOString(),
          by: { kind: actorKind, name: people.get(actorId ?? '')?.name ?? null },
          settings: kind.settings.flatMap(({ key, label, unit }) =>
            settings[key] === undefined ? [] : [{ key, label, unit, value: settings[key] }],
          ),
        })),
        nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.id]) : null,
      };
    },
  };
}
