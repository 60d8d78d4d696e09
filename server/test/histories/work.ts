import { sql } from 'kysely';
import { newId } from '#kernel/clock.ts';
import { type Filling, instantOf, type Person } from './filling.ts';

/** Kinds of cases that rules ask about; the last one nobody has. */
export const CASE_KINDS = ['work.manual', 'customers.confirm_data', 'entry.field_note', 'nothing'] as const;
const DAY_MS = 86_400_000;

/** Cases about customers, with visits to steps: done, sent back, cancelled, open; some late, some of them noticed. */
export async function fillTasks({ kernel, chance }: Filling, people: readonly Person[]): Promise<void> {
  const visits = people.flatMap(({ recordId, customerId }) =>
    Array.from({ length: chance.yes(0.4) ? 0 : 1 + chance.int(3) }, () => newId()).flatMap((caseId) => {
      const kind = chance.pick(CASE_KINDS.slice(0, 3));
      let created = instantOf(chance);
      const count = 1 + chance.int(3);
      return Array.from({ length: count }, (_, visit) => {
        const begun = created;
        const closed = new Date(begun.getTime() + 1 + chance.int(200) * DAY_MS);
        created = closed;
        const isLast = visit === count - 1;
        const status = isLast
          ? chance.pick(['waiting', 'waiting', 'done', 'cancelled'])
          : chance.pick(['done', 'returned']);
        return {
          id: newId(),
          case_id: caseId,
          visit: visit + 1,
          kind,
          record_id: recordId,
          customer_id: customerId,
          status,
          created_at: begun,
          overdue_at: chance.yes(0.5) ? new Date(begun.getTime() + chance.int(100) * DAY_MS) : null,
          closed_at: status === 'waiting' ? null : closed,
          ended: isLast && status !== 'waiting',
        };
      });
    }),
  );
  const queueId = newId();
  const { db } = kernel.postgres;
  await sql`insert into work.queues (id, name, created_at, updated_at) values (${queueId}, '队列', now(), now())`.execute(
    db,
  );
  const given = sql`jsonb_to_recordset(${JSON.stringify(visits)}::jsonb) as v (id uuid, case_id uuid, visit int,
    kind text, record_id uuid, customer_id text, status text, created_at timestamptz, overdue_at timestamptz,
    closed_at timestamptz, ended boolean)`;
  await sql`
    insert into work.cases (id, kind, version, title, subject_type, subject_id, subject_record_id, priority, status,
      step, data, created_person, created_kind, created_name, created_at, closed_at)
    select v.case_id, min(v.kind), 1, '任务', 'customer', min(v.customer_id), min(v.record_id::text)::uuid, 1,
      case when bool_or(v.ended) then 'done' else 'open' end, case when bool_or(v.ended) then null else 'do' end, '{}',
      'test', 'system', 'test', min(v.created_at), max(v.closed_at) filter (where v.ended)
    from ${given} group by v.case_id`.execute(db);
  await sql`
    insert into work.tasks (id, case_id, step, visit, status, queue_id, priority, calendar_id, overdue_at, created_at,
      closed_at)
    select v.id, v.case_id, 'do', v.visit, v.status, ${queueId}, 1, (select id from work.calendars where is_default),
      v.overdue_at, v.created_at, v.closed_at
    from ${given}`.execute(db);
}
