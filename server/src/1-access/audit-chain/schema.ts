import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { CHAIN_FAULTS } from './judge.ts';

export { CHAIN_FAULTS, type ChainFault } from './judge.ts';

export const verificationSchema = z
  .object({
    id: z.uuid(),
    requestedAt: z.iso.datetime(),
    by: z.object({
      kind: z.enum(['user', 'api-key', 'system', 'anonymous']),
      id: z.uuid().nullable(),
      /** The name of today; null for the platform itself. */
      name: z.string().nullable(),
    }),
    /** Null while it runs. */
    finishedAt: z.iso.datetime().nullable(),
    /** Rows looked at. */
    rows: z.number().int().nullable(),
    /** The last seal, `number:hash`; kept elsewhere it shows later that nothing was cut off. */
    head: z.string().nullable(),
    /** The first broken row; null when the chain is whole. */
    broken: z
      .object({
        fault: z.enum(CHAIN_FAULTS),
        /** Its number in the chain; null for a row that is in no chain. */
        seq: z.number().int().nullable(),
        auditId: z.uuid().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'AuditVerification' });
export type Verification = z.output<typeof verificationSchema>;

export const getAuditChain = defineContract({
  name: 'access.get_audit_chain',
  method: 'GET',
  path: '/api/v1/audit/chain',
  summary: { 'zh-CN': '审计链：已封存多少、上次校验', en: 'The chain of the audit trail and when it was verified' },
  access: { permission: 'audit.read' },
  response: z.object({
    sealed: z.number().int(),
    /** Written and not sealed yet. */
    waiting: z.number().int(),
    last: verificationSchema.nullable(),
    running: verificationSchema.nullable(),
  }),
});

export const verifyAudit = defineContract({
  name: 'access.verify_audit',
  method: 'POST',
  path: '/api/v1/audit/chain/verifications',
  summary: { 'zh-CN': '校验审计链', en: 'Verify the chain of the audit trail' },
  access: { permission: 'audit.read' },
  response: verificationSchema,
  status: 202,
});
