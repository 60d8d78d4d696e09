import type { Access } from '#access';
import { type Context, requirePermission, requireSources } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { findKind } from '../imports/find-kind.ts';
import type { ImportRow } from '../imports/import-row.ts';
import type { ImportKind } from '../imports/kind.ts';
import { importMissing, requireImportId } from '../imports/missing.ts';
import * as store from '../imports/store.ts';
import { canResume, TRANSITIONS } from '../imports/transitions.ts';
import { enqueueImport, RUN_JOB, UNDO_JOB } from '../queueing/service.ts';

export interface RequestOptions {
  /** False when the caller runs it himself (the command). */
  readonly enqueue?: boolean;
}

/** What people ask of an import that is there. */
export interface Requesting {
  /** Throws 409 while it runs, after it is undone, and when a later import builds on it. Asking twice is no error. */
  undo(tx: Tx, context: Context, id: string, options?: RequestOptions): Promise<ImportRow>;
  /** Throws 409 unless it failed (or is about to run) and nothing of it is undone. */
  resume(tx: Tx, context: Context, id: string, options?: RequestOptions): Promise<ImportRow>;
  /** Queues what a crash left unfinished; harmless for what another worker is at. */
  recover(context: Context): Promise<void>;
}

/** Undo, resume, and the way on after a crash. */
export function createRequesting(
  kernel: Kernel,
  access: Pick<Access, 'audit'>,
  kinds: ReadonlyMap<string, ImportKind>,
): Requesting {
  const again = async (tx: Tx, id: string): Promise<ImportRow> =>
    (await store.findImport(tx, id, null)) ?? importMissing(id);
  return {
    undo: async (tx, context, id, { enqueue = true } = {}) => {
      const row = await lockForWriting(tx, context, id);
      if (row.status !== 'undoing' && row.status !== 'undone') {
        await beginUndo(tx, context, { row, kinds, access });
      }
      if (enqueue && row.status !== 'undone') {
        await enqueueImport(kernel, tx, context, { job: UNDO_JOB, importId: id });
      }
      return again(tx, id);
    },
    resume: async (tx, context, id, { enqueue = true } = {}) => {
      const row = await lockForWriting(tx, context, id);
      if (canResume(row)) {
        await store.changeStatus(tx, id, { status: 'queued' });
        await access.audit(tx, context, auditOf('intake.import_resumed', row));
      } else if (row.status !== 'queued' && row.status !== 'running') {
        throw statusConflict(row);
      }
      if (enqueue) {
        await enqueueImport(kernel, tx, context, { job: RUN_JOB, importId: id });
      }
      return again(tx, id);
    },
    recover: async (context) => {
      for (const { id, status } of await store.unfinishedImports(kernel.postgres.db)) {
        const job = status === 'undoing' ? UNDO_JOB : RUN_JOB;
        await kernel.transaction(context, (tx) => enqueueImport(kernel, tx, context, { job, importId: id }));
      }
    },
  };
}

/** The import, for whoever may change it, locked until the transaction ends. */
export async function lockForWriting(tx: Tx, context: Context, id: string): Promise<ImportRow> {
  requirePermission(context, 'imports.write');
  requireImportId(id);
  const row = (await store.lockImport(tx, id, context.actor.scopeIds)) ?? importMissing(id);
  requireSources(context, [row.source]);
  return row;
}

interface Undo {
  readonly row: ImportRow;
  readonly kinds: ReadonlyMap<string, ImportKind>;
  readonly access: Pick<Access, 'audit'>;
}

async function beginUndo(tx: Tx, context: Context, { row, kinds, access }: Undo): Promise<void> {
  if (row.dryRun || !TRANSITIONS[row.status].includes('undoing')) {
    throw statusConflict(row);
  }
  const obstacle = await findKind(kinds, row.kind).undoObstacle(tx, row.id);
  if (obstacle !== null) {
    throw obstacle;
  }
  await store.changeStatus(tx, row.id, { status: 'undoing' });
  await access.audit(tx, context, auditOf('intake.import_undo_requested', row));
}

/** Who did what to which import. */
export function auditOf(action: string, row: ImportRow) {
  return {
    action,
    subjectType: 'import',
    subjectId: row.id,
    detail: { kind: row.kind, source: row.source, accepted: row.accepted },
  };
}

const STATUS_NAMES = {
  queued: '排队中',
  running: '进行中',
  done: '已完成',
  failed: '已中断',
  undoing: '正在撤销',
  undone: '已撤销',
} as const satisfies Record<ImportRow['status'], string>;

/** 409: what was asked does not fit what the import is. */
export function statusConflict(row: ImportRow): AppError {
  const partly = row.status === 'failed' && row.chunksUndone > 0;
  return new AppError('import_status_conflict', 409, {
    message: partly
      ? {
          'zh-CN': '这次导入已撤销了一部分，只能继续撤销',
          en: 'A part of this import is undone already; it can only be undone further',
        }
      : {
          'zh-CN': `这次导入的状态是“${STATUS_NAMES[row.status]}”，现在不能这样做`,
          en: `This import is ${row.status}; that cannot be done now`,
        },
  });
}
