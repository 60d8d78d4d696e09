import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  changeMoveRule,
  changeReason,
  closeLoss,
  createMoveRule,
  createReason,
  followStages,
  getCareStages,
  getChurnReport,
  getCustomerLoss,
  getCustomerStage,
  type LossState,
  listLosses,
  listReasons,
  type ReceivedOf,
  removeMoveRule,
  startWinBack,
  undoLoss,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type CareStages = ReceivedOf<typeof getCareStages>;
export type CareRule = CareStages['rules'][number];
export type Stage = CareStages['stages'][number]['stage'];
export type ChurnReport = ReceivedOf<typeof getChurnReport>;
export type LostCustomer = ReceivedOf<typeof listLosses>['items'][number];
export type ChurnReason = ReceivedOf<typeof listReasons>['items'][number];

export const careStagesQuery = () =>
  queryOptions({ queryKey: ['care', 'stages'], queryFn: ({ signal }) => call(getCareStages, { signal }) });

export const reasonsQuery = () =>
  queryOptions({ queryKey: ['care', 'reasons'], queryFn: ({ signal }) => call(listReasons, { signal }) });

export interface ReportAsked {
  readonly from: string;
  readonly to: string;
  readonly currency?: string;
}

export const churnReportQuery = (query: ReportAsked) =>
  queryOptions({
    queryKey: ['care', 'report', query],
    queryFn: ({ signal }) => call(getChurnReport, { query, signal }),
  });

export interface LossesAsked {
  readonly state?: LossState;
  readonly reasonId?: string;
  readonly closedFrom?: string;
  readonly closedTo?: string;
}

export const lossesQuery = (asked: LossesAsked) =>
  infiniteQueryOptions({
    queryKey: ['care', 'losses', asked],
    queryFn: ({ pageParam, signal }) =>
      call(listLosses, {
        query: { ...asked, limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

export const customerStageQuery = (id: string) =>
  queryOptions({
    queryKey: ['care', 'customer', id, 'stage'],
    queryFn: ({ signal }) => call(getCustomerStage, { params: { id }, signal }),
  });

export const customerLossQuery = (id: string) =>
  queryOptions({
    queryKey: ['care', 'customer', id, 'loss'],
    queryFn: ({ signal }) => call(getCustomerLoss, { params: { id }, signal }),
  });

export interface RuleDraft {
  readonly from: Stage | null;
  readonly to: Stage;
  readonly isActive: boolean;
  readonly makesTask: boolean;
  readonly title: string | null;
  readonly dueDays: number | null;
  readonly assigneeId: string | null;
  readonly segmentId: string | null;
}

export const requestRule = (id: string | null, body: RuleDraft, idempotencyKey: string) =>
  id === null
    ? call(createMoveRule, { body, idempotencyKey })
    : call(changeMoveRule, { params: { id }, body, idempotencyKey });

export const requestRuleRemoval = (id: string, idempotencyKey: string) =>
  call(removeMoveRule, { params: { id }, idempotencyKey });

export const requestLook = (idempotencyKey: string) => call(followStages, { body: {}, idempotencyKey });

export interface ReasonDraft {
  readonly side: ChurnReason['side'];
  readonly label: { readonly 'zh-CN': string; readonly en: string };
  readonly archived: boolean;
}

export const requestReason = (id: string | null, body: ReasonDraft, idempotencyKey: string) =>
  id === null
    ? call(createReason, { body, idempotencyKey })
    : call(changeReason, { params: { id }, body, idempotencyKey });

export interface LossDraft {
  readonly reasonId: string;
  readonly note: string | null;
  readonly competitor: string | null;
}

export const requestClosing = (customerId: string, body: LossDraft, idempotencyKey: string) =>
  call(closeLoss, { params: { id: customerId }, body, idempotencyKey });

export const requestUndo = (customerId: string) => call(undoLoss, { params: { id: customerId } });

export interface WinBackDraft {
  readonly lossIds: string[];
  readonly offer: string;
  readonly assigneeId: string | null;
  readonly dueDays: number;
}

export const requestWinBack = (body: WinBackDraft, idempotencyKey: string) =>
  call(startWinBack, { body, idempotencyKey });
