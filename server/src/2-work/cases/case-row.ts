import type { CaseData } from '../processes/kind.ts';
import type { CaseStatus } from './transitions.ts';

export interface CaseRow {
  readonly id: string;
  readonly number: number;
  readonly kind: string;
  readonly version: number;
  readonly title: string;
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  readonly subjectRecordId: string | null;
  readonly scopeId: string | null;
  readonly priority: number;
  readonly status: CaseStatus;
  readonly step: string | null;
  readonly outcome: string | null;
  readonly data: CaseData;
  readonly createdPerson: string;
  readonly createdKind: string;
  readonly createdBy: string | null;
  readonly createdName: string;
  readonly createdAt: Date;
  readonly pausedAt: Date | null;
  readonly closedAt: Date | null;
}
