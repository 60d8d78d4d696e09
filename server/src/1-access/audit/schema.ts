import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import { textSchema } from '../roles/schema.ts';

/** What a module hands in. `detail` holds ids, field names and figures, never a personal value. */
export interface AuditEntry {
  /** `module.noun_past_tense`, such as `customers.customer_revealed`. */
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string | null;
  /** Why, in the words of whoever did it. */
  readonly reason?: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /**
   * Personal values that became others. The trail itself keeps salted digests; what may be shown of them stands beside
   * it until the subject is erased.
   */
  readonly values?: readonly AuditedValue[];
}

export interface AuditedValue {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
  /** The same, masked. */
  readonly beforeShown: string | null;
  readonly afterShown: string | null;
}

export const auditEntrySchema = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    actor: z.object({
      kind: z.enum(['user', 'api-key', 'system', 'anonymous']),
      id: z.uuid().nullable(),
      /** The name of today; null for the platform itself and for nobody. */
      name: z.string().nullable(),
    }),
    action: z.string(),
    /** In words; null for what an earlier version wrote and nobody writes any more. */
    actionText: textSchema.nullable(),
    subjectType: z.string(),
    subjectText: textSchema.nullable(),
    subjectId: z.string().nullable(),
    reason: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
    /** Personal values that became others, masked; gone once the subject is erased. */
    values: z.array(z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
    requestId: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type StoredAuditEntry = z.output<typeof auditEntrySchema>;

export const auditQuerySchema = z.object({
  ...pageQuery,
  action: z.string().max(100).optional(),
  /** Id of a user or an API key. */
  actorId: z.uuid().optional(),
  subjectType: z.string().max(100).optional(),
  subjectId: z.string().max(200).optional(),
});
export type AuditQuery = z.output<typeof auditQuerySchema>;

export const listAudit = defineContract({
  name: 'access.list_audit',
  method: 'GET',
  path: '/api/v1/audit',
  summary: { 'zh-CN': '审计记录，新的在前', en: 'The audit trail, newest first' },
  access: { permission: 'audit.read' },
  query: auditQuerySchema,
  response: pageOf(auditEntrySchema),
});

export const listAuditActions = defineContract({
  name: 'access.list_audit_actions',
  method: 'GET',
  path: '/api/v1/audit/actions',
  summary: { 'zh-CN': '审计记录里的全部动作及其名称', en: 'Every action that the audit trail knows, in words' },
  access: { permission: 'audit.read' },
  response: z.object({ items: z.array(z.object({ action: z.string(), label: textSchema })) }),
});
