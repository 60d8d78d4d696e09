import { z } from 'zod';
import type { Access } from '#access';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { INCIDENT_DUE } from './judge.ts';
import { selectIncident } from './store.ts';

const payload = z.object({ incidentId: z.uuid() });

/** A day before the authority has to be told: says so to everybody who keeps the register, unless it is done. */
export function incidentDueTimer({
  notify,
  staff,
}: Partial<Pick<Access, 'notify' | 'staff'>>): TimerKind<z.output<typeof payload>> {
  return {
    name: INCIDENT_DUE,
    payload,
    fire: async ({ incidentId }, { tx }) => {
      const incident = await selectIncident(tx, incidentId);
      const isOver = incident === null || incident.closedAt !== null || incident.authorityNotifiedAt !== null;
      if (isOver || incident.risk === 'none' || notify === undefined || staff === undefined) {
        return;
      }
      const keepers = (await staff.active(tx)).filter(
        ({ permissions, scopeIds }) => scopeIds === null && permissions.has('incidents.write'),
      );
      const { number, authorityDueAt } = incident;
      const due = authorityDueAt.toISOString();
      await notify(tx, {
        userIds: keepers.map(({ id }) => id),
        kind: 'customers.incident_due',
        text: {
          'zh-CN': `第 ${number} 号事件须在 ${due} 前报告监管部门`,
          en: `Incident no. ${number} has to be reported to the authority by ${due}`,
        },
        ref: { type: 'incident', id: incidentId },
        key: `incident_due:${incidentId}:${due}`,
      });
    },
  };
}
