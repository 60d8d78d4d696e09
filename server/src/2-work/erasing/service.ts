import type { ErasureParticipant } from '#kernel/erasure/participant.ts';
import type { Kernel } from '#kernel/module.ts';
import { blackOutWork, eraseWorkRows } from './store.ts';

/** Cases about the person keep their course, without a word of what was written. */
export function workErasure(
  { postgres }: Pick<Kernel, 'postgres'>,
  kinds: { readonly keepingData: () => readonly string[] },
): ErasureParticipant {
  return {
    name: 'work',
    tables: {
      calendars: 'none',
      calendar_days: 'none',
      public_days: 'none',
      public_years: 'none',
      queues: 'none',
      queue_members: 'none',
      people: 'none',
      cases: 'empties',
      tasks: 'empties',
      approvals: 'empties',
      decisions: 'empties',
      history: 'empties',
    },
    erase: (tx, _context, subject) => eraseWorkRows(tx, subject, kinds.keepingData()),
    afterwards: async (_context, { pattern }) => (pattern === null ? {} : blackOutWork(postgres.db, pattern)),
  };
}
