import type { ApproverGroup } from '../processes/kind.ts';

export interface Decision {
  readonly groupName: string;
  readonly decision: 'approve' | 'reject';
}

/** Where the decisions so far leave it: one refusal is enough, each group has to be complete. */
export function weigh(
  required: readonly ApproverGroup[],
  decisions: readonly Decision[],
): 'pending' | 'approved' | 'rejected' {
  if (decisions.some(({ decision }) => decision === 'reject')) {
    return 'rejected';
  }
  return openGroups(required, decisions).length === 0 ? 'approved' : 'pending';
}

/** Groups of which some are still to agree. */
export function openGroups(
  required: readonly ApproverGroup[],
  decisions: readonly Decision[],
): readonly ApproverGroup[] {
  return required.filter(
    ({ name, count }) =>
      decisions.filter(({ groupName, decision }) => groupName === name && decision === 'approve').length < count,
  );
}

/** Somebody in whose right a decision can be made: the decider, or who named them deputy. */
export interface Authority {
  readonly userId: string;
  readonly permissions: ReadonlySet<string>;
  readonly scopeIds: readonly string[] | null;
}

export interface Matter {
  readonly scopeId: string | null;
  readonly required: readonly ApproverGroup[];
  readonly barred: readonly string[];
  readonly decided: readonly (Decision & { readonly userId: string; readonly forUserId: string | null })[];
}

/** Whether somebody belongs to the group where the matter belongs; what belongs nowhere is for those who are everywhere. */
export function belongs(authority: Authority, group: ApproverGroup, scopeId: string | null): boolean {
  const { scopeIds, permissions } = authority;
  return permissions.has(group.permission) && (scopeIds === null || (scopeId !== null && scopeIds.includes(scopeId)));
}

export type Seat =
  | { readonly is: 'seat'; readonly group: string; readonly forUserId: string | null }
  /** `own`: asked for it or had a hand in it; `done`: decided already; `filled`: enough of the group agreed. */
  | { readonly is: 'own' | 'done' | 'filled' | 'none' };

/**
 * In which group a person decides, and for whom. Nobody decides twice, in whatever name; nobody decides on what they
 * asked for, neither themselves nor through a deputy.
 */
export function seatOf(matter: Matter, decider: Authority, absent: readonly Authority[]): Seat {
  if (matter.barred.includes(decider.userId)) {
    return { is: 'own' };
  }
  const spoken = new Set(matter.decided.flatMap(({ userId, forUserId }) => [userId, forUserId]));
  if (matter.decided.some(({ userId }) => userId === decider.userId)) {
    return { is: 'done' };
  }
  const open = openGroups(matter.required, matter.decided);
  const authorities = [decider, ...absent].filter(
    ({ userId }) => !matter.barred.includes(userId) && !spoken.has(userId),
  );
  for (const authority of authorities) {
    const group = open.find((candidate) => belongs(authority, candidate, matter.scopeId));
    if (group !== undefined) {
      const forUserId = authority.userId === decider.userId ? null : authority.userId;
      return { is: 'seat', group: group.name, forUserId };
    }
  }
  const isMember = authorities.some((authority) =>
    matter.required.some((group) => belongs(authority, group, matter.scopeId)),
  );
  return { is: isMember ? 'filled' : 'none' };
}
