import { z } from 'zod';
import { type Context, requirePermission } from '#kernel/context.ts';
import { type AppError, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import type { FaultRow, ImportRow } from './import-row.ts';
import { importMissing, requireImportId } from './missing.ts';
import type { ImportStatus } from './schema.ts';
import * as store from './store.ts';

const idCursor = z.tuple([z.uuid()]);
const rowCursor = z.tuple([z.number().int().min(0)]);

/** Where a page begins and how long it is. */
export interface Page {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Imports and their faults, looked at. All throw 404 for an import outside the asker's scopes. */
export interface Looking {
  list(
    context: Context,
    page: Page & { readonly status?: ImportStatus | undefined },
  ): Promise<{ items: ImportRow[]; nextCursor: string | null }>;
  get(context: Context, id: string): Promise<ImportRow>;
  /** In the order of the file. */
  faults(context: Context, id: string, page: Page): Promise<{ items: FaultRow[]; nextCursor: string | null }>;
}

/** What can be seen of imports. */
export function createLooking({ postgres: { db } }: Kernel): Looking {
  const find = async (context: Context, id: string): Promise<ImportRow> => {
    requirePermission(context, 'imports.read');
    requireImportId(id);
    return (await store.findImport(db, id, context.actor.scopeIds)) ?? importMissing(id);
  };
  return {
    list: async (context, { cursor, limit, status }) => {
      requirePermission(context, 'imports.read');
      const [before] = cursor === undefined ? [null] : readCursor(cursor, idCursor);
      const rows = await store.listImports(db, { status, before, limit, scopeIds: context.actor.scopeIds });
      return pageOf(rows, limit, (row) => row.id);
    },
    get: find,
    faults: async (context, id, { cursor, limit }) => {
      await find(context, id);
      const [after] = cursor === undefined ? [0] : readCursor(cursor, rowCursor);
      return pageOf(await store.listFaults(db, id, after, limit + 1), limit, (fault) => fault.rowNo);
    },
  };
}

function pageOf<Row>(rows: readonly Row[], limit: number, place: (row: Row) => string | number) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor([place(last)]) : null };
}

function readCursor<T>(cursor: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(decodeCursor(cursor));
  if (!parsed.success) {
    throw invalidCursor();
  }
  return parsed.data;
}

function invalidCursor(): AppError {
  return invalidInput([
    {
      field: 'cursor',
      code: 'cursor_invalid',
      message: { 'zh-CN': '请使用上一页返回的 nextCursor', en: 'use the nextCursor of the page before' },
    },
  ]);
}
