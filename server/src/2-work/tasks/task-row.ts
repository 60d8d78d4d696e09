import type { CaseStatus, TaskStatus } from '../cases/transitions.ts';

export interface TaskRow {
  readonly id: string;
  readonly caseId: string;
  readonly step: string;
  readonly visit: number;
  readonly status: TaskStatus;
  readonly queueId: string | null;
  readonly skill: string | null;
  readonly assigneeId: string | null;
  readonly barred: readonly string[];
  readonly priority: number;
  readonly calendarId: string;
  readonly dueAt: Date | null;
  readonly remainingMs: number | null;
  readonly dueSoonAt: Date | null;
  readonly overdueAt: Date | null;
  readonly answers: Readonly<Record<string, unknown>> | null;
  readonly createdAt: Date;
  readonly assignedAt: Date | null;
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
}

/** A task as lists show it, with what they say of its case. */
export interface ListedTaskRow extends TaskRow {
  readonly number: number;
  readonly kind: string;
  readonly version: number;
  readonly title: string;
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  readonly scopeId: string | null;
  readonly caseStatus: CaseStatus;
  readonly queueName: string | null;
}
