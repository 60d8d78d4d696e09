import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  addFieldNote,
  type CallInput,
  changeSetting,
  closeFormLink,
  correctSubmission,
  createFormLink,
  decideFieldNote,
  decideSubmissions,
  dismissSlip,
  enterSlips,
  getForm,
  getOwnSubmission,
  handIn,
  listFieldNotes,
  listFormLinks,
  listOwnSubmissions,
  listShops,
  listSlips,
  listSubmissions,
  type ReceivedOf,
  readPeopleFile,
  readPublicForm,
  revealFieldNote,
  saveForm,
  sendPublicForm,
  settleSlip,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

const PAGE = 50;

export type OwnSubmission = ReceivedOf<typeof listOwnSubmissions>['items'][number];
export type Submission = ReceivedOf<typeof listSubmissions>['items'][number];
export type SubmissionState = OwnSubmission['state'];
export type Person = NonNullable<CallInput<typeof correctSubmission>['body']>['person'];
export type FieldNote = ReceivedOf<typeof listFieldNotes>['items'][number];
export type MembershipForm = ReceivedOf<typeof getForm>;
export type SavedForm = ReceivedOf<typeof saveForm>;
export type FormBody = NonNullable<CallInput<typeof saveForm>['body']>;
export type PublicBody = Omit<NonNullable<CallInput<typeof sendPublicForm>['body']>, 'token'>;
export type Slip = ReceivedOf<typeof listSlips>['items'][number];
export type SlipBatch = NonNullable<CallInput<typeof enterSlips>['body']>;
export type SlipResult = ReceivedOf<typeof enterSlips>['results'][number];

const from = (cursor: string | null) => (cursor === null ? {} : { cursor });

export const ownQuery = () =>
  infiniteQueryOptions({
    queryKey: ['entry', 'own'],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      call(listOwnSubmissions, { query: { limit: PAGE, ...from(pageParam) }, signal }),
    getNextPageParam: (page) => page.nextCursor,
  });

export const requestOwn = (id: string) => call(getOwnSubmission, { params: { id } });
export const requestHandIn = (people: Person[], key: string) =>
  call(handIn, { body: { people, agreed: true }, idempotencyKey: key });
export const requestFile = (file: Blob) => call(readPeopleFile, { body: file });
export const requestCorrection = (id: string, person: Person) =>
  call(correctSubmission, { params: { id }, body: { person } });

export const reviewQuery = (state: SubmissionState) =>
  infiniteQueryOptions({
    queryKey: ['entry', 'review', state],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      call(listSubmissions, { query: { state, limit: PAGE, ...from(pageParam) }, signal }),
    getNextPageParam: (page) => page.nextCursor,
  });

export const requestDecisions = (ids: readonly string[], decision: 'accept' | 'reject', reason?: string) =>
  call(decideSubmissions, { body: { ids: [...ids], decision, ...(reason === undefined ? {} : { reason }) } });

export const notesQuery = (state: FieldNote['state']) =>
  infiniteQueryOptions({
    queryKey: ['entry', 'notes', state],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      call(listFieldNotes, { query: { state, limit: PAGE, ...from(pageParam) }, signal }),
    getNextPageParam: (page) => page.nextCursor,
  });

export const requestNote = (
  customerId: string,
  body: { readonly text: string; readonly changes: Record<string, string> },
  key: string,
) => call(addFieldNote, { params: { id: customerId }, body, idempotencyKey: key });
export const requestNoteReveal = (id: string, reason: string) =>
  call(revealFieldNote, { params: { id }, body: { reason } });
export const requestNoteDecision = (
  id: string,
  body: { readonly decision: 'apply' | 'reject'; readonly reason?: string; readonly version?: number },
  key: string,
) => call(decideFieldNote, { params: { id }, body, idempotencyKey: key });

export const formQuery = () =>
  queryOptions({ queryKey: ['entry', 'form'], queryFn: ({ signal }) => call(getForm, { signal }) });
export const requestForm = (body: FormBody) => call(saveForm, { body });
export const requestLogo = (value: string) => call(changeSetting, { params: { key: 'entry.logo' }, body: { value } });

export const linksQuery = () =>
  queryOptions({ queryKey: ['entry', 'links'], queryFn: ({ signal }) => call(listFormLinks, { signal }) });
export const requestLink = (label: string) => call(createFormLink, { body: { label } });
export const requestLinkEnd = (id: string) => call(closeFormLink, { params: { id }, body: {} });

/** The link is not part of what names the answer in the cache. */
export const publicFormQuery = (token: string) =>
  queryOptions({
    queryKey: ['entry', 'public-form'],
    queryFn: () => call(readPublicForm, { body: { token } }),
    retry: false,
  });
export const requestPublicForm = (token: string, body: PublicBody) =>
  call(sendPublicForm, { body: { ...body, token } });

export const slipsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['entry', 'slips'],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      call(listSlips, { query: { state: 'unsettled', limit: PAGE, ...from(pageParam) }, signal }),
    getNextPageParam: (page) => page.nextCursor,
  });
export const slipShopsQuery = () =>
  queryOptions({ queryKey: ['entry', 'shops'], queryFn: ({ signal }) => call(listShops, { signal }) });
export const requestSlips = (body: SlipBatch) => call(enterSlips, { body });
export const requestSettling = (id: string, body: CallInput<typeof settleSlip>['body']) =>
  call(settleSlip, { params: { id }, body });
export const requestDismissal = (id: string, reason: string) => call(dismissSlip, { params: { id }, body: { reason } });
