import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import { requireEverywhere } from '../roles/require-everywhere.ts';
import type { AuditEntry, AuditQuery, StoredAuditEntry } from './schema.ts';
import { type AuditRow, insertAudit, selectAudit } from './store.ts';

/** Writes the audit row of what `tx` does, so that the one cannot happen without the other. */
export type Audit = (tx: Tx, context: Context, entry: AuditEntry) => Promise<void>;

export interface AuditPage {
  readonly items: StoredAuditEntry[];
  readonly nextCursor: string | null;
}

export interface AuditTrail {
  readonly audit: Audit;
  list(context: Context, query: AuditQuery): Promise<AuditPage>;
}

/** The audit trail over one kernel. */
export function createAuditTrail(kernel: Kernel): AuditTrail {
  return {
    audit: (tx, context, entry) => insertAudit(tx, { id: newId(), at: kernel.clock.now(), context, entry }),
    list: async (context, query) => {
      requirePermission(context, 'audit.read');
      requireEverywhere(context);
      const rows = await selectAudit(kernel.postgres.db, {
        action: query.action ?? null,
        actorId: query.actorId ?? null,
        subjectType: query.subjectType ?? null,
        subjectId: query.subjectId ?? null,
        beforeId: query.cursor === undefined ? null : readIdCursor(query.cursor),
        limit: query.limit + 1,
      });
      const items = rows.slice(0, query.limit).map(presentAudit);
      const lastId = items.at(-1)?.id;
      const more = rows.length > query.limit && lastId !== undefined;
      return { items, nextCursor: more ? encodeCursor([lastId]) : null };
    },
  };
}

function presentAudit(row: AuditRow): StoredAuditEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    reason: row.reason,
    detail: row.detail,
    requestId: row.request_id,
  };
}
