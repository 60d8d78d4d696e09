import type { Readable } from 'node:stream';
import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission, requireSources } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { claimIdempotency, fingerprintOf, readIdempotencyKey, storeReply } from '#kernel/http/idempotency.ts';
import type { Kernel } from '#kernel/module.ts';
import { findKind, loadKind } from '../imports/find-kind.ts';
import type { FileLayout } from '../imports/import-row.ts';
import type { ImportKind } from '../imports/kind.ts';
import type { LayoutChoice, Mapping } from '../imports/schema.ts';
import * as store from '../imports/store.ts';
import { parseMapping, requireMapping } from '../layout/mapping-faults.ts';
import { dateOrders, lookAt, mappingOf } from '../layout/service.ts';
import * as mappings from '../mappings/store.ts';
import { enqueueImport, RUN_JOB } from '../queueing/service.ts';
import { keepFile, sourceOf, type Uploads } from '../uploads/service.ts';
import { requireKeyColumn, requireKeyField } from './key-field.ts';
import { requireOwnScope } from './own-scope.ts';

/** A file that is to be imported. */
export interface NewImportRequest {
  readonly kind: string;
  readonly source: string;
  /** A file that was uploaded before, in place of the body. */
  readonly upload?: string | undefined;
  /** JSON: field → header; as the last time, or guessed, when absent. */
  readonly mapping?: string | undefined;
  readonly fileName?: string | undefined;
  readonly currency?: string | undefined;
  readonly scopeId?: string | undefined;
  /** The field by which rows find what is there. */
  readonly key?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly choice?: LayoutChoice | undefined;
  readonly idempotencyKey?: string | undefined;
  /** Bytes that the sender announced: too many are refused before the first is read. */
  readonly announcedBytes?: number | undefined;
  /** False when the caller runs it himself (the command). */
  readonly enqueue?: boolean;
}

/** The beginning of an import. */
export interface Creating {
  /**
   * Stores the file and queues it; nothing of the file is kept when that fails. The same idempotency key with the same
   * file answers with the first import. Throws 413 for a file over the bound, 422 for one that cannot be read or whose columns do not fit.
   */
  create(context: Context, request: NewImportRequest, file: Readable): Promise<{ id: string }>;
}

export interface CreatingOptions {
  readonly kinds: ReadonlyMap<string, ImportKind>;
  readonly uploads: Uploads;
  readonly defaultCurrency: () => Promise<string>;
  readonly maxFileBytes: () => Promise<number>;
}

interface Checked {
  readonly request: NewImportRequest;
  readonly kind: ImportKind;
  readonly mapping: Mapping | null;
  readonly key: string | null;
  readonly currency: string;
}

interface Needs {
  readonly kernel: Kernel;
  readonly access: Pick<Access, 'audit'>;
}

/** Files on their way in. */
export function createCreating(kernel: Kernel, access: Pick<Access, 'audit'>, options: CreatingOptions): Creating {
  return {
    create: async (context, request, file) => {
      const checked = await check(context, request, options);
      const { stored, isOwn } = await take(kernel, context, { request, file, options });
      // The file of an upload stays for the next try.
      const drop = (): Promise<void> => (isOwn ? kernel.files.remove(stored.id) : Promise.resolve());
      try {
        const laidOut = await layOut(kernel, checked, stored);
        const created = await kernel.transaction(context, (tx) =>
          once(tx, context, { kernel, checked, stored }, () =>
            save(tx, context, { kernel, access, checked, stored, laidOut }),
          ),
        );
        if (created.fileId !== stored.id) {
          await drop();
        }
        return { id: created.id };
      } catch (error) {
        await drop();
        throw error;
      }
    },
  };
}

/** All that can be refused without the file is refused before it is taken. */
async function check(context: Context, request: NewImportRequest, options: CreatingOptions): Promise<Checked> {
  requirePermission(context, 'imports.write');
  requireOwnScope(context, request.scopeId ?? null);
  requireSources(context, [request.source]);
  const kind = findKind(options.kinds, request.kind);
  requireKeyField(kind, request.key);
  return {
    request,
    kind,
    mapping: request.mapping === undefined ? null : parseMapping(request.mapping),
    key: readIdempotencyKey(request.idempotencyKey),
    currency: request.currency ?? (await options.defaultCurrency()),
  };
}

interface Taking {
  readonly request: NewImportRequest;
  readonly file: Readable;
  readonly options: CreatingOptions;
}

async function take(kernel: Kernel, context: Context, { request, file, options }: Taking) {
  if (request.upload !== undefined) {
    file.resume();
    const upload = await options.uploads.find(context, request.upload);
    return {
      stored: { id: upload.fileId, bytes: upload.bytes, sha256: upload.sha256, fileName: upload.fileName },
      isOwn: false,
    };
  }
  const maxBytes = await options.maxFileBytes();
  const stored = await keepFile(kernel, file, { announcedBytes: request.announcedBytes, maxBytes });
  return { stored: { ...stored, fileName: '' }, isOwn: true };
}

type Stored = Awaited<ReturnType<typeof take>>['stored'];

interface LaidOut {
  readonly layout: FileLayout;
  readonly mapping: Mapping;
}

/** How the file is read and what its columns are. Throws 422 as `lookAt` does, and `mapping_incomplete`. */
async function layOut(kernel: Kernel, { request, kind, mapping: given }: Checked, stored: Stored): Promise<LaidOut> {
  const loaded = await loadKind(kind);
  const known = given === null ? await mappings.findMapping(kernel.postgres.db, request.kind, request.source) : null;
  const looked = await lookAt(sourceOf(kernel, stored.id), { choice: request.choice ?? {}, loaded, known });
  const { layout } = looked;
  const mapping = given ?? mappingOf(looked.columns);
  requireMapping(loaded, mapping, layout.headers);
  requireKeyColumn(loaded, mapping, request.key);
  return { layout: { ...layout, dateOrders: dateOrders(looked, mapping, loaded) ?? {} }, mapping };
}

interface Saving extends Needs {
  readonly checked: Checked;
  readonly stored: Stored;
  readonly laidOut: LaidOut;
}

async function save(tx: Tx, context: Context, { kernel, access, checked, stored, laidOut }: Saving): Promise<Created> {
  const { request, kind, currency } = checked;
  const id = newId();
  await insertAndQueue(
    tx,
    context,
    { kernel, access },
    {
      enqueue: request.enqueue !== false,
      row: {
        id,
        kind: kind.name,
        source: request.source,
        fileName: request.fileName ?? stored.fileName,
        fileId: stored.id,
        bytes: stored.bytes,
        mapping: laidOut.mapping,
        options: { layout: laidOut.layout, currency, keyField: request.key ?? null },
        scopeId: request.scopeId ?? null,
        createdBy: context.actor.id,
        dryRun: request.dryRun === true,
        createdAt: kernel.clock.now(),
      },
    },
  );
  return { id, fileId: stored.id };
}

interface Queued {
  readonly row: store.NewImport;
  readonly enqueue: boolean;
}

/** Adds an import, remembers its mapping for the source, and queues it. */
export async function insertAndQueue(
  tx: Tx,
  context: Context,
  { kernel, access }: Needs,
  { row, enqueue }: Queued,
): Promise<void> {
  await store.insertImport(tx, row);
  if (!row.dryRun) {
    const { id, kind, source, mapping, createdAt: usedAt } = row;
    const headers = row.options.layout.headers ?? [];
    await mappings.saveMapping(tx, { id, kind, source, mapping, headers, usedAt });
  }
  await access.audit(tx, context, {
    action: row.dryRun ? 'intake.import_tried' : 'intake.import_created',
    subjectType: 'import',
    subjectId: row.id,
    detail: { kind: row.kind, source: row.source, bytes: row.bytes },
  });
  if (enqueue) {
    await enqueueImport(kernel, tx, context, { job: RUN_JOB, importId: row.id });
  }
}

interface Created {
  readonly id: string;
  readonly fileId: string;
}

interface Once {
  readonly kernel: Kernel;
  readonly checked: Checked;
  readonly stored: Stored;
}

/** A retry with the same key and content answers with the import of the first. */
async function once(
  tx: Tx,
  context: Context,
  { kernel, checked: { request, key, currency }, stored }: Once,
  work: () => Promise<Created>,
): Promise<Created> {
  if (key === null) {
    return work();
  }
  const claimed = {
    actor: context.actor,
    method: 'POST',
    path: '/api/v1/imports',
    key,
    fingerprint: fingerprintOf([
      request.kind,
      request.source,
      request.mapping ?? '',
      currency,
      request.scopeId ?? '',
      JSON.stringify([request.key, request.dryRun, request.choice]),
      stored.sha256,
    ]),
    now: kernel.clock.now(),
  };
  const claim = await claimIdempotency(tx, claimed);
  if (claim.kind === 'replay') {
    // What storeReply below wrote.
    return { ...(JSON.parse(claim.reply ?? '{}') as { id: string }), fileId: '' };
  }
  const created = await work();
  await storeReply(tx, claimed, { status: 202, reply: JSON.stringify({ id: created.id }) });
  return created;
}
