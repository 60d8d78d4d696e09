import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  type CallInput,
  createScope,
  createUser,
  endUserSession,
  endUserSessions,
  listScopes,
  listUserSessions,
  listUsers,
  type ReceivedOf,
  resetSecondFactor,
  resetUserPassword,
  updateUser,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type User = ReceivedOf<typeof listUsers>['items'][number];
export type Assignment = User['assignments'][number];
export type RoleName = Assignment['role'];
export type Scope = ReceivedOf<typeof listScopes>['items'][number];
export type ScopeType = Scope['type'];
export type UserForm = Pick<User, 'name' | 'email' | 'locale' | 'assignments'>;
type UserChange = NonNullable<CallInput<typeof updateUser>['body']>;

const PAGE = 100;

/** Newest first. */
export const usersQuery = () =>
  infiniteQueryOptions({
    queryKey: ['staff', 'users'],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      call(listUsers, { query: { limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
    getNextPageParam: (page) => page.nextCursor,
  });

/** Where a colleague is signed in. */
export const userSessionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['staff', 'sessions', id],
    queryFn: ({ signal }) => call(listUserSessions, { params: { id }, signal }),
  });

export async function requestEndSession(id: string, sessionId: string): Promise<void> {
  await call(endUserSession, { params: { id, sessionId } });
}

export async function requestResetFactor(id: string): Promise<void> {
  await call(resetSecondFactor, { params: { id } });
}

export const scopesQuery = () =>
  queryOptions({ queryKey: ['staff', 'scopes'], queryFn: ({ signal }) => call(listScopes, { signal }) });

/** With the password made for them, which comes back this once. */
export const requestUser = (form: UserForm): Promise<ReceivedOf<typeof createUser>> => call(createUser, { body: form });

export const requestUserChange = (id: string, change: UserChange): Promise<User> =>
  call(updateUser, { params: { id }, body: change });

export async function requestNewPassword(id: string): Promise<string> {
  return (await call(resetUserPassword, { params: { id } })).temporaryPassword;
}

export async function requestEndSessions(id: string): Promise<number> {
  return (await call(endUserSessions, { params: { id } })).ended;
}

export type ScopeForm = Pick<Scope, 'type' | 'name' | 'parentId'>;

export const requestScope = (form: ScopeForm, idempotencyKey: string): Promise<Scope> =>
  call(createScope, { body: form, idempotencyKey });
