import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { SignedContent } from '../audit-chain/content.ts';
import type { Signature } from '../audit-signing/service.ts';

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
  readonly values: readonly { readonly field: string; readonly before: string | null; readonly after: string | null }[];
}

/** Adds one row and puts it on the list of those to be sealed; nothing in this file changes any. */
export async function insertAudit(tx: Tx, row: SignedContent, { mac, keyId }: Signature): Promise<void> {
  await sql`
    with written as (
      insert into access.audit
        (id, at, request_id, actor_kind, actor_id, action, subject_type, subject_id, reason, detail, mac, key_id)
      values (${row.id}, ${row.at}::timestamptz, ${row.requestId}, ${row.actorKind}, ${row.actorId}, ${row.action},
        ${row.subjectType}, ${row.subjectId}, ${row.reason}, ${JSON.stringify(row.detail)}::jsonb, ${mac}, ${keyId})
      returning id)
    insert into access.audit_unsealed (audit_id) select id from written`.execute(tx);
}

export interface ValueRow {
  readonly field: string;
  readonly salt: Buffer;
  readonly beforeShown: string | null;
  readonly afterShown: string | null;
}

/** What may be shown of the personal values that a row speaks of. */
export async function insertAuditValues(
  tx: Tx,
  row: { readonly id: string; readonly subjectType: string; readonly subjectId: string | null },
  values: readonly ValueRow[],
): Promise<void> {
  for (const { field, salt, beforeShown, afterShown } of values) {
    await sql`
      insert into access.audit_values (audit_id, field, subject_type, subject_id, salt, before_shown, after_shown)
      values (${row.id}, ${field}, ${row.subjectType}, ${row.subjectId}, ${salt}, ${beforeShown}, ${afterShown})`.execute(
      tx,
    );
  }
}

/** Takes away what the trail shows of the values of these subjects; says of how many values. */
export async function deleteAuditValues(
  tx: Tx,
  { subjectType, subjectIds }: { readonly subjectType: string; readonly subjectIds: readonly string[] },
): Promise<number> {
  const result = await sql`
    delete from access.audit_values
    where subject_type = ${subjectType} and subject_id = any(${subjectIds}::text[])`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
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
      audit.action, audit.subject_type, audit.subject_id, audit.reason, audit.detail,
      (select coalesce(jsonb_agg(jsonb_build_object('field', v.field, 'before', v.before_shown, 'after', v.after_shown)
        order by v.field), '[]') from access.audit_values v where v.audit_id = audit.id) as values
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
