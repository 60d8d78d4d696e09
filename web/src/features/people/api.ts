import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  addContact,
  addNote,
  bulkEditCustomers,
  changeNote,
  changeOrganisation,
  changeView,
  createOrganisation,
  createView,
  getOrganisation,
  getOrganisationTimeline,
  getTimeline,
  listCustomerOrganisations,
  listFields,
  listNotes,
  listOrganisations,
  listTags,
  listViews,
  logInteraction,
  logInteractions,
  logOrganisationActivity,
  mergeTags,
  type ReceivedOf,
  readBusinessCard,
  removeContact,
  removeOrganisation,
  removeTag,
  removeView,
  renameTag,
  tagCustomers,
  undoBulkEdit,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type Entry = ReceivedOf<typeof getTimeline>['items'][number];
export type CustomerNote = ReceivedOf<typeof listNotes>['items'][number];
export type View = ReceivedOf<typeof listViews>['items'][number];
export type Tagging = ReceivedOf<typeof tagCustomers>;
export type Field = ReceivedOf<typeof listFields>['items'][number];
export type OrganisationRow = ReceivedOf<typeof listOrganisations>['items'][number];
export type OrganisationPage = ReceivedOf<typeof getOrganisation>;

const TIMELINE_PAGE = 30;

/** The words of a customer's log are old as soon as somebody writes: these keys go stale together. */
export const logKeys = (customerId: string) => [
  ['people', 'timeline', customerId],
  ['people', 'notes', customerId],
];

export const timelineQuery = (customerId: string, types: readonly string[]) =>
  infiniteQueryOptions({
    queryKey: ['people', 'timeline', customerId, types],
    queryFn: ({ pageParam, signal }) =>
      call(getTimeline, {
        params: { id: customerId },
        query: {
          limit: TIMELINE_PAGE,
          ...(types.length === 0 ? {} : { types: types.join(',') }),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

export const notesQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['people', 'notes', customerId],
    queryFn: ({ signal }) => call(listNotes, { params: { id: customerId }, signal }),
  });

export const requestNote = (id: string, text: string, idempotencyKey: string): Promise<CustomerNote> =>
  call(addNote, { params: { id }, body: { text }, idempotencyKey });

export const requestNoteChange = (
  id: string,
  change: { readonly text?: string; readonly pinned?: boolean; readonly removed?: boolean },
): Promise<CustomerNote> => call(changeNote, { params: { id }, body: change });

export type GivenInteraction = Parameters<typeof requestInteraction>[1];

export const requestInteraction = (
  id: string,
  body: NonNullable<Parameters<typeof call<typeof logInteraction>>[1]>['body'],
  idempotencyKey: string,
) => call(logInteraction, { params: { id }, body, idempotencyKey });

export const requestActivity = (id: string, body: GivenInteraction, idempotencyKey: string) =>
  call(logOrganisationActivity, { params: { id }, body, idempotencyKey });

export const requestInteractions = (customerIds: string[], body: GivenInteraction, idempotencyKey: string) =>
  call(logInteractions, { body: { ...body, customerIds }, idempotencyKey });

export const tagsQuery = () =>
  queryOptions({ queryKey: ['people', 'tags'], queryFn: ({ signal }) => call(listTags, { signal }) });

export const requestTags = (body: {
  readonly customerIds: string[];
  readonly add?: string[];
  readonly remove?: string[];
}): Promise<Tagging> => call(tagCustomers, { body });

export type Tag = ReceivedOf<typeof listTags>['items'][number];

export const requestTagName = (id: string, name: string) => call(renameTag, { params: { id }, body: { name } });

export const requestTagRemoval = (id: string) => call(removeTag, { params: { id } });

export const requestTagMerge = (id: string, into: string, idempotencyKey: string) =>
  call(mergeTags, { params: { id }, body: { into }, idempotencyKey });

export type BulkReply = ReceivedOf<typeof bulkEditCustomers>;
export type BulkAction = NonNullable<Parameters<typeof call<typeof bulkEditCustomers>>[1]>['body']['action'];

export const requestBulkEdit = (
  body: NonNullable<Parameters<typeof call<typeof bulkEditCustomers>>[1]>['body'],
): Promise<BulkReply> => call(bulkEditCustomers, { body });

export const requestBulkUndo = (id: string): Promise<BulkReply> => call(undoBulkEdit, { params: { id } });

export const viewsQuery = () =>
  queryOptions({
    queryKey: ['people', 'views'],
    staleTime: 60_000,
    queryFn: ({ signal }) => call(listViews, { signal }),
  });

export const requestView = (
  body: NonNullable<Parameters<typeof call<typeof createView>>[1]>['body'],
  idempotencyKey: string,
): Promise<View> => call(createView, { body, idempotencyKey });

export const requestViewChange = (id: string, definition: View['definition']): Promise<View> =>
  call(changeView, { params: { id }, body: { definition } });

export const requestViewRemoval = (id: string) => call(removeView, { params: { id } });

export const fieldsQuery = () =>
  queryOptions({
    queryKey: ['customers', 'fields'],
    queryFn: ({ signal }) => call(listFields, { query: {}, signal }),
  });

export const organisationsQuery = (text: string) =>
  infiniteQueryOptions({
    queryKey: ['people', 'organisations', text],
    queryFn: ({ pageParam, signal }) =>
      call(listOrganisations, {
        query: {
          limit: 60,
          ...(text === '' ? {} : { text }),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

export const organisationQuery = (id: string) =>
  queryOptions({
    queryKey: ['people', 'organisation', id],
    queryFn: ({ signal }) => call(getOrganisation, { params: { id }, signal }),
  });

export const organisationTimelineQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['people', 'timeline', id],
    queryFn: ({ pageParam, signal }) =>
      call(getOrganisationTimeline, {
        params: { id },
        query: { limit: TIMELINE_PAGE, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

export const organisationsOfQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['people', 'organisations-of', customerId],
    queryFn: ({ signal }) => call(listCustomerOrganisations, { params: { id: customerId }, signal }),
  });

export type GivenOrganisation = NonNullable<Parameters<typeof call<typeof createOrganisation>>[1]>['body'];
export type GivenContact = NonNullable<Parameters<typeof call<typeof addContact>>[1]>['body'];

export const requestOrganisation = (body: GivenOrganisation, idempotencyKey: string) =>
  call(createOrganisation, { body, idempotencyKey });

export const requestOrganisationChange = (id: string, body: GivenOrganisation) =>
  call(changeOrganisation, { params: { id }, body });

export const requestOrganisationRemoval = (id: string) => call(removeOrganisation, { params: { id } });

export const requestContact = (id: string, body: GivenContact, idempotencyKey: string) =>
  call(addContact, { params: { id }, body, idempotencyKey });

/** What the text of a card says; nothing is kept. */
export const requestCardReading = (text: string) => call(readBusinessCard, { body: { text } });

export const requestContactRemoval = (id: string, customerId: string) =>
  call(removeContact, { params: { id, customerId } });
