import { type Context, requirePermission } from '#kernel/context.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { requireAllScopes } from '../asking/service.ts';
import { findSegment } from '../definitions/store.ts';
import * as store from './store.ts';

export type Runs = ReturnType<typeof createRuns>;

/** The run log of segments: how each refresh of everybody ended. */
export function createRuns({ postgres }: Pick<Kernel, 'postgres'>) {
  return {
    list: async (
      context: Context,
      id: string,
      { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
    ) => {
      requirePermission(context, 'segments.read');
      requireAllScopes(context);
      if ((await findSegment(postgres.db, id)) === undefined) {
        throw notFound({ 'zh-CN': '客群', en: 'segment' }, id);
      }
      const before = cursor === undefined ? null : numberIn(cursor);
      const rows = await store.listRuns(postgres.db, { segmentId: id, before, limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        items: shown.map(({ id: _, segmentId: __, startedAt, finishedAt, ...row }) => ({
          ...row,
          startedAt: startedAt.toISOString(),
          finishedAt: finishedAt.toISOString(),
        })),
        nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.id]) : null,
      };
    },
  };
}

function numberIn(cursor: string): number {
  const [place] = decodeCursor(cursor) ?? [];
  if (typeof place !== 'number' || !Number.isSafeInteger(place)) {
    throw new AppError('cursor_malformed', 400, {
      message: { 'zh-CN': '游标无效', en: 'The cursor is not one of ours' },
    });
  }
  return place;
}
