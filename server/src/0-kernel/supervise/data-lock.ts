import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '#kernel/errors.ts';

export interface DataLock {
  /** Lets the next process in. The lock also ends with this process, however it ends. */
  release(): void;
}

const SQLITE_BUSY = 5;

/**
 * Takes a data folder for this process (creating the folder), through the empty file `zhike.lock` in it. Throws
 * AppError `data_folder_in_use` when another process, or this one, holds it.
 */
export async function lockDataDir(dir: string): Promise<DataLock> {
  await createFolder(dir);
  return lockFile(path.join(dir, 'zhike.lock'), dir);
}

/**
 * Locks one file. The operating system's file lock, reached through SQLite because Node offers no other way to
 * it, has no leftovers: no pid to go stale, no moment in which two processes both believe that they hold it.
 */
export function lockFile(file: string, folder: string): DataLock {
  let held: DatabaseSync | null = null;
  try {
    held = new DatabaseSync(file);
    held.exec('pragma journal_mode = memory; pragma locking_mode = exclusive; begin exclusive');
  } catch (error) {
    held?.close();
    throw sqliteCode(error) === SQLITE_BUSY ? folderInUse(folder, error) : folderNotWritable(folder, error);
  }
  return {
    release: () => {
      held?.close();
      held = null;
    },
  };
}

async function createFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
  } catch (error) {
    throw folderNotWritable(dir, error);
  }
}

function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
}

function folderInUse(folder: string, cause: unknown): AppError {
  return new AppError('data_folder_in_use', 409, {
    message: {
      'zh-CN': `数据目录 ${folder} 正由另一个知客进程使用；请先停止它，或用 ZHIKE_DATA 指定另一个目录`,
      en: `The data folder ${folder} is in use by another Zhike process; stop that one first, or name another folder with ZHIKE_DATA`,
    },
    cause,
  });
}

/** A folder that this process may not create or write. */
export function folderNotWritable(folder: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError('data_folder_not_writable', 500, {
    message: {
      'zh-CN': `无法写入数据目录 ${folder}（${reason}）；请修改它的属主或权限，或用 ZHIKE_DATA 指定另一个目录`,
      en: `The data folder ${folder} cannot be written (${reason}); change its owner or mode, or name another folder with ZHIKE_DATA`,
    },
    cause,
  });
}
