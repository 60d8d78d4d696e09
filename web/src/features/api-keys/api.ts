import { queryOptions } from '@tanstack/react-query';
import {
  changeApiKey,
  createApiKey,
  listApiKeys,
  listRoles,
  type ReceivedOf,
  revokeApiKey,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type ApiKey = ReceivedOf<typeof listApiKeys>['items'][number];
export type Role = ReceivedOf<typeof listRoles>['items'][number];

export const apiKeysQuery = () =>
  queryOptions({ queryKey: ['api-keys'], queryFn: ({ signal }) => call(listApiKeys, { signal }) });

export const rolesQuery = () =>
  queryOptions({
    queryKey: ['roles'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => call(listRoles, { signal }),
  });

export interface KeyForm {
  readonly name: string;
  readonly role: Role['name'];
  /** Null is any. */
  readonly sources: string[] | null;
}

/** The key itself comes back this once. */
export const requestKey = (form: KeyForm): Promise<{ id: string; key: string }> => call(createApiKey, { body: form });

export const requestKeyChange = (id: string, { name, sources }: KeyForm, idempotencyKey: string): Promise<ApiKey> =>
  call(changeApiKey, { params: { id }, body: { name, sources }, idempotencyKey });

export async function requestRevoke(id: string): Promise<void> {
  await call(revokeApiKey, { params: { id } });
}
