export interface HistoryRow {
  readonly id: string;
  readonly caseId: string | null;
  readonly approvalId: string | null;
  readonly taskId: string | null;
  readonly at: Date;
  readonly what: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly text: string | null;
}
