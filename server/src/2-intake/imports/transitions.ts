import type { ImportRow } from './import-row.ts';
import type { ImportStatus } from './schema.ts';

/** What an import may become. A crash leaves it `running`; it then starts again as `running`. */
export const TRANSITIONS: Readonly<Record<ImportStatus, readonly ImportStatus[]>> = {
  queued: ['running', 'failed'],
  running: ['running', 'done', 'failed'],
  failed: ['queued', 'undoing'],
  done: ['undoing'],
  // An undo that is given up ends as failed and may be asked for again.
  undoing: ['undone', 'failed'],
  undone: [],
};

/** The statuses from which an import may come to this one. */
export function statusesBefore(status: ImportStatus): ImportStatus[] {
  return Object.entries(TRANSITIONS).flatMap(([before, after]) =>
    // The keys of the table are the statuses.
    after.includes(status) ? [before as ImportStatus] : [],
  );
}

/** Half of an undone import is gone from behind its checkpoint: going on would leave a hole. */
export function canResume({ status, chunksUndone }: Pick<ImportRow, 'status' | 'chunksUndone'>): boolean {
  return status === 'failed' && chunksUndone === 0;
}

/** Whether there is something to take back, and nobody is at it. */
export function canUndo({ status, accepted, dryRun }: Pick<ImportRow, 'status' | 'accepted' | 'dryRun'>): boolean {
  return accepted > 0 && !dryRun && TRANSITIONS[status].includes('undoing');
}

/** Whether somebody may be at it. */
export function canCancel({ status }: Pick<ImportRow, 'status'>): boolean {
  return status === 'queued' || status === 'running';
}

/** A dry run that went over the whole file, and was not started yet. */
export function canStart({ status, dryRun, startedAs }: Pick<ImportRow, 'status' | 'dryRun' | 'startedAs'>): boolean {
  return dryRun && status === 'done' && startedAs === null;
}
