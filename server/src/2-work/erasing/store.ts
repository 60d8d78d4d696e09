import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type ErasureSubject, runErasing, type TouchedRows } from '#kernel/erasure/participant.ts';

/** Instead of titles that people wrote. */
const TITLE = '（客户已删除 · customer erased）';

/** Titles, answers and words of cases about the person go, the course of the case stays. */
export function eraseWorkRows(
  tx: Tx,
  { customerId, recordIds }: ErasureSubject,
  keptKinds: readonly string[],
): Promise<TouchedRows> {
  const about = sql`(
    select c.id from work.cases c
    where (c.subject_type = 'customer' and c.subject_id = ${customerId}) or c.subject_record_id = any(${recordIds}::uuid[]))`;
  const approvals = sql`(
    select a.id from work.approvals a
    where (a.subject_type = 'customer' and a.subject_id = ${customerId}) or a.case_id in ${about})`;
  return runErasing(tx, [
    [
      'history',
      sql`
        update work.history set text = null
        where text is not null and (case_id in ${about} or approval_id in ${approvals})`,
    ],
    [
      'decisions',
      sql`update work.decisions set reason = null where reason is not null and approval_id in ${approvals}`,
    ],
    [
      'approvals',
      sql`
        update work.approvals set title = ${TITLE}, reason = null,
          input = case when kind = 'work.step' then input else '{}'::jsonb end
        where status <> 'pending' and id in ${approvals}`,
    ],
    [
      'tasks',
      sql`
        update work.tasks set answers = null
        where answers is not null
          and case_id in (select id from work.cases where id in ${about} and kind <> all(${keptKinds}::text[]))`,
    ],
    [
      'cases',
      sql`
        update work.cases set title = ${TITLE},
          data = case when kind = any(${keptKinds}::text[]) then data else '{}'::jsonb end
        where id in ${about}`,
    ],
  ]);
}

/** In cases about somebody else: what mentions a value of the person. */
export function blackOutWork(db: Db, pattern: string): Promise<TouchedRows> {
  const black = (column: string) => {
    const text = sql.ref(column);
    return sql`
      regexp_replace(case when ${text} ~* ${pattern} then ${text} else normalize(${text}, NFKC) end, ${pattern}, '▇', 'gi')`;
  };
  const has = (column: string) => sql`normalize(${sql.ref(column)}, NFKC) ~* ${pattern}`;
  return runErasing(db, [
    ['history', sql`update work.history set text = ${black('text')} where ${has('text')}`],
    ['decisions', sql`update work.decisions set reason = ${black('reason')} where ${has('reason')}`],
    [
      'approvals',
      sql`
        update work.approvals set title = ${black('title')}, reason = ${black('reason')}
        where ${has('title')} or ${has('reason')}`,
    ],
    ['tasks', sql`update work.tasks set answers = '{}' where normalize(answers::text, NFKC) ~* ${pattern}`],
    [
      'cases',
      sql`
        update work.cases set title = ${black('title')},
          data = case when normalize(data::text, NFKC) ~* ${pattern} then '{}'::jsonb else data end
        where ${has('title')} or normalize(data::text, NFKC) ~* ${pattern}`,
    ],
  ]);
}
