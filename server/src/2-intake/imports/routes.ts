import { type Route, route } from '#kernel/http/route.ts';
import type { Creating } from '../creating/service.ts';
import type { ErrorsFile } from '../errors-file/service.ts';
import type { Layouts } from '../layout/service.ts';
import type { Requesting } from '../requesting/service.ts';
import type { ImportKind } from './kind.ts';
import { presentFault, presentImport } from './present-import.ts';
import * as contracts from './schema.ts';
import type { Looking } from './service.ts';

/** All that can be done with imports, short of running them. */
export interface Imports extends Pick<Layouts, 'guess'>, Creating, Looking, ErrorsFile, Requesting {
  readonly kinds: ReadonlyMap<string, ImportKind>;
}

/** The import pages. */
export function importRoutes(imports: Imports): Route[] {
  return [
    route(contracts.listImportKinds, async () => ({
      items: [...imports.kinds.values()].map(({ name, label, fields }) => ({ name, label, fields: [...fields] })),
    })),
    route(contracts.guessImport, async ({ context, query, body }) => {
      const preview = await imports.guess(context, query.kind, body);
      const { mapping } = preview;
      return {
        ...preview,
        columns: [...preview.columns],
        faults: preview.faults.map((fault) => presentFault(fault, { context, mapping })),
      };
    }),
    route(contracts.createImport, ({ context, query, body, headers }) =>
      imports.create(
        context,
        {
          ...query,
          idempotencyKey: headers['idempotency-key'],
          announcedBytes: Number(headers['content-length'] ?? 0),
        },
        body,
      ),
    ),
    route(contracts.listImports, async ({ context, query }) => {
      const page = await imports.list(context, query);
      return { ...page, items: page.items.map((row) => presentImport(row, context)) };
    }),
    route(contracts.getImport, async ({ context, params }) =>
      presentImport(await imports.get(context, params.id), context),
    ),
    route(contracts.listImportFaults, async ({ context, params, query }) => {
      const { mapping } = await imports.get(context, params.id);
      const page = await imports.faults(context, params.id, query);
      return { ...page, items: page.items.map((fault) => presentFault(fault, { context, mapping })) };
    }),
    route(contracts.downloadImportErrors, async ({ context, params }) => ({
      stream: await imports.errorsCsv(context, params.id),
      contentType: 'text/csv; charset=utf-8',
      fileName: `errors-${params.id}.csv`,
    })),
    route(contracts.undoImport, async ({ context, params, tx }) =>
      presentImport(await imports.undo(tx, context, params.id), context),
    ),
    route(contracts.resumeImport, async ({ context, params, tx }) =>
      presentImport(await imports.resume(tx, context, params.id), context),
    ),
  ];
}
