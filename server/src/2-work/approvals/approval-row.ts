import type { ApproverGroup } from '../processes/kind.ts';
import type { ApprovalStatus } from './schema.ts';

export interface DecisionRow {
  readonly groupName: string;
  readonly userId: string;
  readonly userName: string;
  readonly forUserId: string | null;
  readonly decision: 'approve' | 'reject';
  readonly reason: string | null;
  readonly at: string;
}

export interface ApprovalRow {
  readonly id: string;
  readonly number: number;
  readonly kind: string;
  readonly caseId: string | null;
  readonly step: string | null;
  readonly title: string;
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  readonly scopeId: string | null;
  readonly input: Readonly<Record<string, unknown>>;
  readonly required: readonly ApproverGroup[];
  readonly barred: readonly string[];
  readonly status: ApprovalStatus;
  readonly askedKind: string;
  readonly askedBy: string | null;
  readonly askedName: string;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly decidedAt: Date | null;
  readonly decided: readonly DecisionRow[];
}
