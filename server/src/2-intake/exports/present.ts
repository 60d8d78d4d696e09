import type { Context } from '#kernel/context.ts';
import type { ExportRow } from './export-row.ts';
import type { Export } from './schema.ts';

/** An export as it is shown. */
export function presentExport(row: ExportRow, context: Context): Export {
  return {
    id: row.id,
    kind: row.kind,
    format: row.format,
    columns: [...row.columns],
    unmasked: row.unmasked,
    reason: row.reason,
    status: row.status,
    rows: row.rows,
    bytes: row.bytes,
    failure: row.failure?.[context.locale] ?? null,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}
