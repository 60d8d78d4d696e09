import type { Readable } from 'node:stream';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import { findKind, loadKind, missingFields } from '../imports/find-kind.ts';
import type { FaultRow, FileLayout } from '../imports/import-row.ts';
import type { ImportKind } from '../imports/kind.ts';
import type { LayoutChoice, Mapping } from '../imports/schema.ts';
import type { ColumnGuess } from '../layout/guess.ts';
import type { NumberedRow } from '../layout/header-row.ts';
import { parseMapping, requireMapping } from '../layout/mapping-faults.ts';
import { faultsOf, lookAs, lookAt, mappingOf, type OpenedTable, openTable, previewRows } from '../layout/service.ts';
import { type KindFit, type KindSuggestion, suggestKind } from '../layout/suggest-kind.ts';
import * as mappings from '../mappings/store.ts';
import { sourceOf, type Uploads } from '../uploads/service.ts';

/** Which file is looked at, and how. */
export interface GuessRequest {
  readonly kind: string;
  readonly source?: string | undefined;
  readonly upload?: string | undefined;
  /** JSON: field → header. */
  readonly mapping?: string | undefined;
  readonly choice: LayoutChoice;
}

/** What the beginning of a file seems to be. */
export interface Preview {
  readonly layout: FileLayout;
  readonly sheets: readonly string[];
  readonly columns: readonly ColumnGuess[];
  readonly isSaved: boolean;
  /** At most 20. */
  readonly rows: readonly NumberedRow[];
  readonly faults: readonly FaultRow[];
  /** Fields that no column was found for. */
  readonly missing: string[];
  readonly mapping: Mapping;
}

/** Looking at files before they are imported. */
export interface Guessing {
  guess(context: Context, request: GuessRequest, file: Readable): Promise<Preview>;
  /** Which kind of data an uploaded file seems to hold; null when its columns do not say. */
  suggest(context: Context, uploadId: string): Promise<KindSuggestion | null>;
}

export interface GuessingOptions {
  readonly kinds: ReadonlyMap<string, ImportKind>;
  readonly uploads: Uploads;
  readonly maxFileBytes: () => Promise<number>;
}

/** Says what a file is and what an import would say of its first rows. */
export function createGuessing(kernel: Kernel, { kinds, uploads, maxFileBytes }: GuessingOptions): Guessing {
  const look = async (request: GuessRequest, fileId: string): Promise<Preview> => {
    const loaded = await loadKind(findKind(kinds, request.kind));
    const known =
      request.source === undefined
        ? null
        : await mappings.findMapping(kernel.postgres.db, request.kind, request.source);
    const looked = await lookAt(sourceOf(kernel, fileId), { choice: request.choice, loaded, known });
    const given = request.mapping === undefined ? null : parseMapping(request.mapping);
    const mapping = given ?? mappingOf(looked.columns);
    const missing = missingFields(loaded, new Set(Object.keys(mapping)));
    if (given !== null && missing.length === 0) {
      requireMapping(loaded, given, looked.layout.headers);
    }
    return {
      layout: looked.layout,
      sheets: looked.sheets,
      columns: looked.columns,
      isSaved: looked.isKnown,
      rows: previewRows(looked),
      faults: await faultsOf(kernel, looked, { loaded, mapping }),
      missing,
      mapping,
    };
  };
  return {
    suggest: async (context, uploadId) => {
      requirePermission(context, 'imports.write');
      const { fileId } = await uploads.find(context, uploadId);
      const table = await openTable(sourceOf(kernel, fileId), {});
      const fits = await Promise.allSettled([...kinds.values()].map((kind) => fitOf(kind, table)));
      const refusal = fits.find((fit) => fit.status === 'rejected');
      const taken = fits.flatMap((fit) => (fit.status === 'fulfilled' ? [fit.value] : []));
      if (refusal !== undefined && taken.length === 0) {
        throw refusal.reason;
      }
      return suggestKind(taken);
    },
    guess: async (context, request, file) => {
      requirePermission(context, 'imports.write');
      findKind(kinds, request.kind);
      if (request.upload !== undefined) {
        file.resume();
        return look(request, (await uploads.find(context, request.upload)).fileId);
      }
      const stored = await kernel.files.write(file, { maxBytes: await maxFileBytes() });
      try {
        return await look(request, stored.id);
      } finally {
        await kernel.files.remove(stored.id);
      }
    },
  };
}

async function fitOf(kind: ImportKind, table: OpenedTable): Promise<KindFit> {
  const loaded = await loadKind(kind);
  const { columns, isExport } = lookAs(table, { choice: {}, loaded, known: null });
  const missing = missingFields(loaded, new Set(Object.keys(mappingOf(columns))));
  return { kind: kind.name, label: kind.label, columns, isExport, missing: missing.length };
}
