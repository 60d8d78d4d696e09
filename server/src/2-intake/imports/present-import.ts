import { type Context, may } from '#kernel/context.ts';
import type { FaultRow, ImportRow } from './import-row.ts';
import type { Mapping } from './schema.ts';
import { canCancel, canResume, canStart, canUndo } from './transitions.ts';

/** An import as the asker sees it, with what may be done next. */
export function presentImport(row: ImportRow, context: Context) {
  const mayWrite = may(context.actor, 'imports.write');
  const { table } = row.options.layout;
  return {
    id: row.id,
    kind: row.kind,
    source: row.source,
    fileName: row.fileName,
    status: row.status,
    bytes: row.bytes,
    progress: progressOf(row),
    rowsPerSecond: row.activeMs > 0 ? Math.round((row.rowsDone * 1000) / row.activeMs) : null,
    rows: row.rowsDone,
    accepted: row.accepted,
    rejected: row.rejected,
    added: row.added,
    changed: row.changed,
    same: row.same,
    repeated: row.repeated,
    mapping: row.mapping,
    dryRun: row.dryRun,
    startedAs: row.startedAs,
    format: table.format,
    sheet: table.format === 'xlsx' ? table.sheet : null,
    key: row.options.keyField,
    failure: row.failure?.[context.locale] ?? null,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    undoneAt: row.undoneAt?.toISOString() ?? null,
    canUndo: mayWrite && canUndo(row),
    canResume: mayWrite && canResume(row),
    canCancel: mayWrite && canCancel(row),
    canStart: mayWrite && canStart(row),
  };
}

/** How far the file has been read, 0 to 1. */
export function progressOf(row: Pick<ImportRow, 'status' | 'bytes' | 'bytesDone'>): number {
  return row.status === 'done' || row.bytes === 0 ? 1 : Math.min(1, row.bytesDone / row.bytes);
}

/** A rejected row in the asker's language; `column` is the header in the file where the mapping knows it. */
export function presentFault(fault: FaultRow, { context, mapping }: { context: Context; mapping: Mapping }) {
  return {
    row: fault.rowNo,
    column: fault.columnName === null ? null : (mapping[fault.columnName] ?? fault.columnName),
    code: fault.code,
    reason: fault.reason[context.locale],
    value: fault.value,
  };
}
