export type SubmissionState = 'waiting' | 'accepted' | 'rejected';

/** Somebody who was handed in. */
export interface SubmissionRow {
  readonly id: string;
  readonly number: number;
  readonly kind: 'agent' | 'form';
  readonly batchId: string;
  readonly submittedBy: string | null;
  readonly submittedName: string;
  readonly scopeId: string | null;
  readonly state: SubmissionState;
  /** As it was handed in; its shape is the kind's. */
  readonly person: unknown;
  readonly shown: { readonly name: string; readonly phone: string };
  readonly approvalId: string | null;
  readonly reason: string | null;
  readonly joined: boolean | null;
  readonly decidedAt: Date | null;
  readonly decidedName: string | null;
  readonly recordId: string | null;
  readonly customerId: string | null;
  readonly submittedAt: Date;
}
