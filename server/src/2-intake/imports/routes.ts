import { type Context, may } from '#kernel/context.ts';
import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Imports } from './service.ts';
import type { FaultRow, ImportRow } from './store.ts';

/** The import pages. */
export function importRoutes(imports: Imports): Route[] {
  return [
    route(contracts.listImportKinds, async () => ({
      items: [...imports.kinds.values()].map(({ name, label, fields }) => ({ name, label, fields: [...fields] })),
    })),
    route(contracts.guessImport, async ({ context, query, body }) => {
      const preview = await imports.guess(context, query.kind, body);
      return { ...preview, faults: preview.faults.map((fault) => presentFault(fault, context)) };
    }),
    route(contracts.createImport, ({ context, query, body, headers }) =>
      imports.create(context, { ...query, idempotencyKey: headers['idempotency-key'] }, body),
    ),
    route(contracts.listImports, async ({ context, query }) => {
      const page = await imports.list(context, query);
      return { ...page, items: page.items.map((row) => present(row, context)) };
    }),
    route(contracts.getImport, async ({ context, params }) => present(await imports.get(context, params.id), context)),
    route(contracts.listImportFaults, async ({ context, params, query }) => {
      const page = await imports.faults(context, params.id, query);
      return { ...page, items: page.items.map((fault) => presentFault(fault, context)) };
    }),
    route(contracts.downloadImportErrors, async ({ context, params }) => ({
      stream: await imports.errorsCsv(context, params.id),
      contentType: 'text/csv; charset=utf-8',
      fileName: `errors-${params.id}.csv`,
    })),
    route(contracts.undoImport, async ({ context, params, tx }) =>
      present(await imports.undo(tx, context, params.id), context),
    ),
    route(contracts.resumeImport, async ({ context, params, tx }) =>
      present(await imports.resume(tx, context, params.id), context),
    ),
  ];
}

function presentFault(fault: FaultRow, context: Context) {
  return {
    row: fault.rowNo,
    column: fault.columnName,
    code: fault.code,
    reason: fault.reason[context.locale],
    value: fault.value,
  };
}

function present(row: ImportRow, context: Context) {
  const mayWrite = may(context.actor, 'imports.write');
  return {
    ...row,
    rows: row.rowsDone,
    progress: row.status === 'done' || row.bytes === 0 ? 1 : Math.min(1, row.bytesDone / row.bytes),
    rowsPerSecond: row.activeMs > 0 ? Math.round((row.rowsDone * 1000) / row.activeMs) : null,
    failure: row.failure?.[context.locale] ?? null,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    undoneAt: row.undoneAt?.toISOString() ?? null,
    canUndo: mayWrite && (row.status === 'done' || row.status === 'failed') && row.accepted > 0,
    canResume: mayWrite && row.status === 'failed',
  };
}
