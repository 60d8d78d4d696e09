import type { ErasureParticipant } from '#kernel/erasure/participant.ts';
import { copiedSegments, eraseSegmentRows } from './store.ts';

/** Who is in which segment is ids only; lists lose the person. */
export const segmentsErasure: ErasureParticipant = {
  name: 'segments',
  tables: {
    segments: 'none',
    segment_versions: 'none',
    strategies: 'none',
    members: 'keeps',
    moves: 'keeps',
    found: 'keeps',
    runs: 'none',
    rfm_runs: 'none',
    score_runs: 'none',
    score_log: 'none',
    clusterings: 'none',
    lists: 'none',
    list_entries: 'deletes',
  },
  erase: (tx, _context, subject) => eraseSegmentRows(tx, subject),
  copy: async (reader, { customerId }) => [
    {
      name: 'segments',
      label: { 'zh-CN': '客群与名单', en: 'Segments and lists' },
      rows: await copiedSegments(reader, customerId),
    },
  ],
};
