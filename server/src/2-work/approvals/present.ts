import type { Text } from '#kernel/pure/text.ts';
import type { ApprovalRow } from './approval-row.ts';
import type { ApprovalKind } from './kind.ts';
import type { Approval } from './schema.ts';
import type { Seat } from './weigh.ts';

export interface Shown {
  readonly kind: ApprovalKind | undefined;
  readonly seat: Seat;
  readonly canWithdraw: boolean;
  /** Names of those who were decided for. */
  readonly names: ReadonlyMap<string, string>;
}

/** An approval as it leaves the server. */
export function presentApproval(row: ApprovalRow, { kind, seat, canWithdraw, names }: Shown): Approval {
  const isPending = row.status === 'pending';
  const same = (text: Text): { 'zh-CN': string; en: string } => ({ ...text });
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    kindLabel: same(kind?.label ?? { 'zh-CN': row.kind, en: row.kind }),
    title: row.title,
    subject: row.subjectType === null || row.subjectId === null ? null : { type: row.subjectType, id: row.subjectId },
    caseId: row.caseId,
    facts: (kind?.facts(row.input) ?? []).map(({ label, value }) => ({ label: same(label), value: same(value) })),
    status: row.status,
    askedBy: row.askedName,
    reason: row.reason,
    groups: row.required.map(({ name, label, count }) => ({
      name,
      label: same(label),
      count,
      agreed: row.decided.filter(({ groupName, decision }) => groupName === name && decision === 'approve').length,
    })),
    decisions: row.decided.map((decision) => ({
      name: decision.userName,
      forName: decision.forUserId === null ? null : (names.get(decision.forUserId) ?? ''),
      group: decision.groupName,
      decision: decision.decision,
      reason: decision.reason,
      at: new Date(decision.at).toISOString(),
    })),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    can: {
      decide: isPending && seat.is === 'seat',
      withdraw: isPending && canWithdraw,
      because: isPending && seat.is !== 'seat' && seat.is !== 'none' ? seat.is : null,
    },
  };
}
