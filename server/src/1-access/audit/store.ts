import { sql } from 'kysely';
import type { Context } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { AuditEntry } from './schema.ts';

export interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly request_id: string;
  readonly actor_kind: 'user' | 'api-key' | 'system' | 'anonymous';
  readonly actor_id: string | null;
  readonly actor_name: string | null;
  readonly action: string;
  readonly subject_type: string;
  readonly subject_id: string | null;
  readonly reason: string | null;
  readonly detail: Record<string, unknown>;
}

/** Adds one row; nothing in this file changes or deletes any. */
export async function insertAudit(
  tx: Tx,
  row: { readonly id: string; readonly at: Date; readonly context: Context; readonly entry: AuditEntry },
): Promise<void> {
  const { actor, requestId } = row.context;
  const { entry } = row;
  await sql`
    insert into access.audit
      (id, at, request_id, actor_kind, actor_id, action, subject_type, subject_id, reason, detail)
    values (${row.id}, ${row.at}, ${requestId}, ${actor.kind}, ${actor.id}, ${entry.action}, ${entry.subjectType},
      ${entry.subjectId}, ${entry.reason ?? null}, ${JSON.stringify(entry.detail)}::jsonb)`.execute(tx);
}

export interface AuditFilter {
  readonly action: string | null;
  readonly actorId: string | null;
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  /** Only rows older than this id. */
  readonly beforeId: string | null;
  readonly limit: number;
}

/** Newest first; ids are time-ordered. */
export async function selectAudit(db: Db, filter: AuditFilter): Promise<readonly AuditRow[]> {
  const result = await sql<AuditRow>`
    select audit.id, audit.at, audit.request_id, audit.actor_kind, audit.actor_id,
      coalesce(users.name, api_keys.name) as actor_name,
      audit.action, audit.subject_type, audit.subject_id, audit.reason, audit.detail
    from access.audit
    left join access.users on audit.actor_kind = 'user' and users.id = audit.actor_id
    left join access.api_keys on audit.actor_kind = 'api-key' and api_keys.id = audit.actor_id
    where (${filter.action}::text is null or audit.action = ${filter.action})
      and (${filter.actorId}::uuid is null or audit.actor_id = ${filter.actorId})
      and (${filter.subjectType}::text is null or audit.subject_type = ${filter.subjectType})
      and (${filter.subjectId}::text is null or audit.subject_id = ${filter.subjectId})
      and (${filter.beforeId}::uuid is null or audit.id < ${filter.beforeId})
    order by audit.id desc
    limit ${filter.limit}`.execute(db);
  return result.rows;
}
