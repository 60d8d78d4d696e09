import type { Postgres } from '#kernel/db/postgres.ts';
import type { ErasureParticipant } from './participant.ts';
import { eraseKernelRows } from './store.ts';

/** The ground's own tables: replies kept for retries, work that failed. */
export function kernelErasure({ postgres }: { readonly postgres: Postgres }): ErasureParticipant {
  return {
    name: 'kernel',
    tables: {
      // Ids and names of fields, never a value.
      events: 'keeps',
      event_readers: 'none',
      timers: 'empties',
      dead_letters: 'deletes',
      workers: 'none',
      idempotency_keys: 'empties',
      feed_tables: 'none',
      data_keys: 'none',
      migrations: 'none',
    },
    afterwards: (_context, subject) => eraseKernelRows(postgres.db, subject),
  };
}
