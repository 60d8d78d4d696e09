import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  archiveField,
  type CustomerField,
  changeField,
  createCustomer,
  createField,
  editCustomer,
  type FieldValues,
  getFieldValues,
  listFieldChanges,
  listFields,
  orderFields,
  type ReceivedOf,
  restoreField,
  revealFieldValues,
  undoFieldChange,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

const CHANGES_PAGE = 20;

/** Every field there is, archived ones only for those who manage them. */
export const fieldsQuery = (archived = false) =>
  queryOptions({
    queryKey: ['customers', 'fields', archived],
    queryFn: ({ signal }) => call(listFields, { query: { archived: archived ? 'true' : 'false' }, signal }),
  });

export interface FieldBody {
  readonly key?: string;
  readonly type: CustomerField['type'];
  readonly label: { 'zh-CN': string; en: string };
  readonly group: string;
  readonly options: { value?: string; label: { 'zh-CN': string; en: string } }[];
  readonly openOptions: boolean;
  readonly unit: string | null;
  readonly sensitivity: CustomerField['sensitivity'];
  readonly purpose: { 'zh-CN': string; en: string } | null;
  readonly source: { 'zh-CN': string; en: string } | null;
  readonly updateCycleDays: number | null;
}

export const requestField = (body: FieldBody, key: string): Promise<CustomerField> =>
  call(createField, { body, idempotencyKey: key });

export const requestFieldChange = (key: string, { key: _, type: __, ...body }: FieldBody): Promise<CustomerField> =>
  call(changeField, { params: { key }, body });

export const requestOrder = (keys: string[]) => call(orderFields, { body: { keys } });

export const requestArchived = (key: string, archived: boolean): Promise<CustomerField> =>
  call(archived ? archiveField : restoreField, { params: { key } });

/** What is known of one customer, field by field. */
export const fieldValuesQuery = (id: string) =>
  queryOptions({
    queryKey: ['customers', 'values', id],
    queryFn: ({ signal }) => call(getFieldValues, { params: { id }, signal }),
  });

export type FieldChange = ReceivedOf<typeof listFieldChanges>['items'][number];

export const fieldChangesQuery = (id: string, field: string | null) =>
  infiniteQueryOptions({
    queryKey: ['customers', 'changes', id, field],
    queryFn: ({ pageParam, signal }) =>
      call(listFieldChanges, {
        params: { id },
        query: {
          limit: CHANGES_PAGE,
          ...(field === null ? {} : { field }),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

/** What somebody typed of a customer; what is left out stays. */
export interface CustomerBody {
  readonly name?: string | null;
  readonly phone?: string | null;
  readonly email?: string | null;
  readonly address?: string | null;
  readonly region?: string | null;
  readonly attributes: Record<string, unknown>;
  readonly identifiers: { type: string; value: string }[];
}

export const requestCustomer = (body: CustomerBody, key: string): Promise<ReceivedOf<typeof createCustomer>> =>
  call(createCustomer, { body, idempotencyKey: key });

export const requestEdit = (
  id: string,
  body: CustomerBody & { readonly version: number },
  key: string,
): Promise<FieldValues> => call(editCustomer, { params: { id }, body, idempotencyKey: key });

export const requestUndoChange = (id: string, changeId: string, key: string): Promise<FieldValues> =>
  call(undoFieldChange, { params: { id, changeId }, idempotencyKey: key });

export const requestRevealFields = (
  id: string,
  request: { readonly fields: string[]; readonly reason: string },
): Promise<ReceivedOf<typeof revealFieldValues>> => call(revealFieldValues, { params: { id }, body: request });
