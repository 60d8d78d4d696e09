import type { Readable } from 'node:stream';
import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { StoredFile } from '#kernel/files/files.ts';
import { claimIdempotency, fingerprintOf, readIdempotencyKey, storeReply } from '#kernel/http/idempotency.ts';
import type { Kernel } from '#kernel/module.ts';
import { findKind } from '../imports/find-kind.ts';

import type { ImportKind } from '../imports/kind.ts';
import * as store from '../imports/store.ts';
import { parseMapping } from '../layout/mapping-faults.ts';
import type { Layouts } from '../layout/service.ts';
import { enqueueImport, RUN_JOB } from '../queueing/service.ts';
import { requireOwnScope } from './own-scope.ts';

/** A file that is to be imported. */
export interface NewImportRequest {
  readonly kind: string;
  readonly source: string;
  /** JSON: field → header; guessed when absent. */
  readonly mapping?: string | undefined;
  readonly fileName?: string | undefined;
  readonly currency?: string | undefined;
  readonly scopeId?: string | undefined;
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
   * file answers with the first import. Throws 413 for a file over the bound, 422 as `Layouts.read` does.
   */
  create(context: Context, request: NewImportRequest, file: Readable): Promise<{ id: string }>;
}

export interface CreatingOptions {
  readonly kinds: ReadonlyMap<string, ImportKind>;
  readonly layouts: Layouts;
  readonly defaultCurrency: () => Promise<string>;
  readonly maxFileBytes: () => Promise<number>;
}

interface Checked {
  readonly request: NewImportRequest;
  readonly kind: ImportKind;
  readonly key: string | null;
  readonly currency: string;
}

/** Files on their way in. */
export function createCreating(kernel: Kernel, access: Pick<Access, 'audit'>, options: CreatingOptions): Creating {
  const { kinds, layouts, defaultCurrency, maxFileBytes } = options;
  return {
    create: async (context, request, file) => {
      requirePermission(context, 'imports.write');
      requireOwnScope(context, request.scopeId ?? null);
      // All that can be refused without the file is refused before it is taken.
      const kind = findKind(kinds, request.kind);
      const mapping = request.mapping === undefined ? null : parseMapping(request.mapping);
      const key = readIdempotencyKey(request.idempotencyKey);
      const currency = request.currency ?? (await defaultCurrency());
      const maxBytes = await maxFileBytes();
      if ((request.announcedBytes ?? 0) > maxBytes) {
        throw fileTooLarge(maxBytes);
      }
      const stored = await kernel.files.write(file, { maxBytes });
      try {
        const laidOut = await layouts.read(kind, { id: stored.id, mapping });
        const created = await kernel.transaction(context, (tx) =>
          once(tx, context, { kernel, checked: { request, kind, key, currency }, stored }, () =>
            save(tx, context, { kernel, access, checked: { request, kind, key, currency }, stored, laidOut }),
          ),
        );
        if (created.fileId !== stored.id) {
          await kernel.files.remove(stored.id);
        }
        return { id: created.id };
      } catch (error) {
        await kernel.files.remove(stored.id);
        throw error;
      }
    },
  };
}

interface Saving {
  readonly kernel: Kernel;
  readonly access: Pick<Access, 'audit'>;
  readonly checked: Checked;
  readonly stored: StoredFile;
  readonly laidOut: Awaited<ReturnType<Layouts['read']>>;
}

async function save(tx: Tx, context: Context, saving: Saving): Promise<Created> {
  const { kernel, access, stored, laidOut } = saving;
  const { request, kind, currency } = saving.checked;
  const id = newId();
  await store.insertImport(tx, {
    id,
    kind: kind.name,
    source: request.source,
    fileName: request.fileName ?? '',
    fileId: stored.id,
    bytes: stored.bytes,
    mapping: laidOut.mapping,
    options: { delimiter: laidOut.delimiter, encoding: laidOut.encoding, currency },
    scopeId: request.scopeId ?? null,
    createdBy: context.actor.id,
    now: kernel.clock.now(),
  });
  await access.audit(tx, context, {
    action: 'intake.import_created',
    subjectType: 'import',
    subjectId: id,
    detail: { kind: kind.name, source: request.source, bytes: stored.bytes },
  });
  if (request.enqueue !== false) {
    await enqueueImport(kernel, tx, context, { job: RUN_JOB, importId: id });
  }
  return { id, fileId: stored.id };
}

interface Created {
  readonly id: string;
  readonly fileId: string;
}

interface Once {
  readonly kernel: Kernel;
  readonly checked: Checked;
  readonly stored: StoredFile;
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

function fileTooLarge(maxBytes: number): AppError {
  const megabytes = Math.floor(maxBytes / 1024 ** 2);
  return new AppError('file_too_large', 413, {
    message: {
      'zh-CN': `文件超过上限 ${megabytes} MB；请拆分后再导入，或由管理员在设置中调高`,
      en: `The file is larger than the limit of ${megabytes} MB; split it, or let an administrator raise the limit in the settings`,
    },
  });
}
