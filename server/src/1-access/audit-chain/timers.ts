import { z } from 'zod';
import type { TimerKind } from '#kernel/timers/timers.ts';
import type { AuditChain } from './service.ts';

const SEAL_EVERY_MS = 15_000;
const DAY_MS = 86_400_000;

/** Rows are sealed every quarter of a minute; every day the platform looks at the whole chain itself. */
export function auditChainTimers(chain: AuditChain): readonly TimerKind[] {
  return [
    {
      name: 'access.seal_audit',
      payload: z.object({}),
      every: (after: Date) => new Date(after.getTime() + SEAL_EVERY_MS),
      fire: async (_payload: unknown, { tx }) => {
        await chain.sealIn(tx);
      },
    },
    {
      name: 'access.verify_audit_daily',
      payload: z.object({}),
      every: (after: Date) => new Date(after.getTime() + DAY_MS),
      fire: async (_payload: unknown, { tx, context }) => {
        await chain.request(tx, context);
      },
    },
  ];
}
