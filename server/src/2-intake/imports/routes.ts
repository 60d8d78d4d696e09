import { type Route, route } from '#kernel/http/route.ts';
import type { Creating } from '../creating/service.ts';
import type { ErrorsFile } from '../errors-file/service.ts';
import type { Guessing } from '../guessing/service.ts';
import type { Requesting } from '../requesting/service.ts';
import type { Starting } from '../starting/service.ts';
import type { ImportKind } from './kind.ts';
import { presentFault, presentImport } from './present-import.ts';
import { presentPreview } from './present-preview.ts';
import * as contracts from './schema.ts';
import type { Looking } from './service.ts';

/** All that can be done with imports, short of running them. */
export interface Imports extends Guessing, Creating, Looking, ErrorsFile, Requesting, Starting {
  readonly kinds: ReadonlyMap<string, ImportKind>;
}

/** The import pages. */
export function importRoutes(imports: Imports): Route[] {
  return [
    route(contracts.listImportKinds, async () => ({
      items: await Promise.all(
        [...imports.kinds.values()].map(async ({ name, label, keyFields = [], fields }) => ({
          name,
          label,
          keyFields: [...keyFields],
          fields: [...(await fields())],
        })),
      ),
    })),
    route(contracts.guessImport, async ({ context, query, body }) => {
      const { kind, source, upload, mapping, ...choice } = query;
      return presentPreview(await imports.guess(context, { kind, source, upload, mapping, choice }, body), context);
    }),
    route(contracts.suggestImportKind, async ({ context, params }) => {
      const suggestion = await imports.suggest(context, params.id);
      return { kind: suggestion?.kind ?? null, reason: suggestion?.reason[context.locale] ?? null };
    }),
    route(contracts.createImport, ({ context, query, body, headers }) => {
      const { sheet, headerRow, delimiter, encoding, dryRun, ...request } = query;
      return imports.create(
        context,
        {
          ...request,
          dryRun: dryRun === 'true',
          choice: { sheet, headerRow, delimiter, encoding },
          idempotencyKey: headers['idempotency-key'],
          announcedBytes: Number(headers['content-length'] ?? 0),
        },
        body,
      );
    }),
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
    ...downloadRoutes(imports),
    route(contracts.startImport, ({ context, params, tx }) => imports.start(tx, context, params.id)),
    route(contracts.cancelImport, async ({ context, params, tx }) =>
      presentImport(await imports.cancel(tx, context, params.id), context),
    ),
    route(contracts.undoImport, async ({ context, params, tx }) =>
      presentImport(await imports.undo(tx, context, params.id), context),
    ),
    route(contracts.resumeImport, async ({ context, params, tx }) =>
      presentImport(await imports.resume(tx, context, params.id), context),
    ),
  ];
}

function downloadRoutes(imports: Imports): Route[] {
  return [
    route(contracts.downloadImportErrors, async ({ context, params }) => ({
      stream: await imports.errorsCsv(context, params.id),
      contentType: 'text/csv; charset=utf-8',
      fileName: `errors-${params.id}.csv`,
    })),
    route(contracts.downloadImportDuplicates, async ({ context, params }) => ({
      stream: await imports.duplicatesCsv(context, params.id),
      contentType: 'text/csv; charset=utf-8',
      fileName: `duplicates-${params.id}.csv`,
    })),
  ];
}
