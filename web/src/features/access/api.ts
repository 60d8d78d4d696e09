import { queryOptions } from '@tanstack/react-query';
import {
  changeMyPassword,
  getMe,
  type Locale,
  listMySessions,
  type Me,
  type ReceivedOf,
  revokeMySession,
  signIn,
  signOut,
  updateMe,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';
import { statusOf } from '../../api/problem.ts';

/** Who is signed in; null for nobody, which is an answer and not an error. */
export const meQuery = () =>
  queryOptions({
    queryKey: ['access', 'me'],
    queryFn: async (): Promise<Me | null> => {
      try {
        return await call(getMe, {});
      } catch (error) {
        if (statusOf(error) === 401) {
          return null;
        }
        throw error;
      }
    },
    staleTime: 5 * 60_000,
  });

export interface SignInCredentials {
  readonly email: string;
  readonly password: string;
  /** Once the server asked for it. */
  readonly code?: string;
}

export const requestSignIn = (credentials: SignInCredentials): Promise<Me> => call(signIn, { body: credentials });

export async function requestSignOut(): Promise<void> {
  await call(signOut, {});
}

export const requestLocale = (locale: Locale): Promise<Me> => call(updateMe, { body: { locale } });

export type Session = ReceivedOf<typeof listMySessions>['items'][number];

export const mySessionsQuery = () =>
  queryOptions({ queryKey: ['access', 'sessions'], queryFn: ({ signal }) => call(listMySessions, { signal }) });

/** Ends every session of mine but this one. */
export async function requestPassword(change: { readonly current: string; readonly next: string }): Promise<void> {
  await call(changeMyPassword, { body: change });
}

export async function requestRevokeSession(id: string): Promise<void> {
  await call(revokeMySession, { params: { id } });
}

/** Whether the asker holds the permission; `*` holds all. */
export function may(me: Pick<Me, 'permissions'>, permission: string): boolean {
  return me.permissions.includes('*') || me.permissions.includes(permission);
}
