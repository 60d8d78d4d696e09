import { maskPhone } from '#access/pure';
import type { OwnSubmission } from './schema.ts';
import type { SubmissionRow } from './submission-row.ts';

/** As whoever handed it in sees it; `shown` holds no more than they may see. */
export function presentOwn(row: SubmissionRow): OwnSubmission {
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    submittedAt: row.submittedAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    reason: row.reason,
    name: row.shown.name,
    phone: row.state === 'accepted' ? row.shown.phone : maskPhone(row.shown.phone),
  };
}
