import type { ErasedPeople, ErasureParticipant, TouchedRows } from '#kernel/erasure/participant.ts';
import type { RetentionKind } from '#kernel/erasure/retention.ts';
import { AppError } from '#kernel/errors.ts';
import { fileMentions } from '#kernel/files/mentions.ts';
import type { Kernel } from '#kernel/module.ts';
import { KEEP_IMPORT_FILES_DAYS } from '../imports/settings.ts';
import { sourceOf } from '../uploads/service.ts';
import * as store from './store.ts';

/** What came in and what was handed out: rows about the person, and whole files that have them in. */
export function intakeErasure(
  kernel: Pick<Kernel, 'files' | 'postgres' | 'clock' | 'transaction'>,
): ErasureParticipant {
  return {
    name: 'intake',
    tables: {
      imports: 'empties',
      // What an undo needs: ranges of ids.
      import_chunks: 'keeps',
      import_faults: 'empties',
      import_repeats: 'none',
      uploads: 'empties',
      saved_mappings: 'none',
      record_claims: 'deletes',
      connectors: 'none',
      deliveries: 'empties',
      webhooks: 'none',
      webhook_deliveries: 'deletes',
      webhook_attempts: 'empties',
      exports: 'empties',
    },
    afterwards: async (_context, people) => {
      const files = await removeFiles(kernel, people);
      return { ...(await store.eraseIntakeRows(kernel.postgres.db, people)), ...files };
    },
  };
}

/** Files of imports, which hold people as they were given. */
export function intakeRetention({ files, clock }: Pick<Kernel, 'files' | 'clock'>): RetentionKind {
  return {
    name: 'intake.import_files',
    label: { 'zh-CN': '导入文件', en: 'Import files' },
    setting: KEEP_IMPORT_FILES_DAYS,
    count: async (reader, before, limit) => (await store.importFilesEndedBefore(reader, before, limit)).length,
    remove: async (tx, _context, before, limit) => {
      const old = await store.importFilesEndedBefore(tx, before, limit);
      await store.markFilesRemoved(
        tx,
        old.map(({ fileId }) => fileId),
        clock.now(),
      );
      for (const { fileId } of old) {
        // Should the transaction fail after this, the rows lead to no file: looking at it says that it is gone.
        await files.remove(fileId);
      }
      return old.length;
    },
  };
}

async function removeFiles(
  { files, postgres }: Pick<Kernel, 'files' | 'postgres'>,
  { pattern, at }: ErasedPeople,
): Promise<TouchedRows> {
  const removed: Record<string, number> = {};
  if (pattern === null) {
    return removed;
  }
  if (await store.isTakingIn(postgres.db)) {
    // What is being read or written right now may have the person in; it is looked at once it has ended.
    throw new AppError('files_in_use', 409, {
      message: { 'zh-CN': '有导入或导出正在进行', en: 'An import or export is on its way' },
    });
  }
  for (const { kind, fileId } of await store.filesBefore(postgres.db, at)) {
    if (await fileMentions(sourceOf({ files }, fileId), pattern)) {
      await files.remove(fileId);
      await (kind === 'exports'
        ? store.endExport(postgres.db, fileId)
        : kind === 'uploads'
          ? store.endUpload(postgres.db, fileId)
          : Promise.resolve());
      removed[`files:${kind}`] = (removed[`files:${kind}`] ?? 0) + 1;
    }
  }
  return removed;
}
