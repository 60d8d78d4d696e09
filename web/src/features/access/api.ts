import { queryOptions } from '@tanstack/react-query';
import { getMe, type Locale, type Me, signIn, signOut, updateMe } from '@zhike/server/contracts';
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

export const requestSignIn = (credentials: { readonly email: string; readonly password: string }): Promise<Me> =>
  call(signIn, { body: credentials });

export async function requestSignOut(): Promise<void> {
  await call(signOut, {});
}

export const requestLocale = (locale: Locale): Promise<Me> => call(updateMe, { body: { locale } });

/** Whether the asker holds the permission; `*` holds all. */
export function may(me: Pick<Me, 'permissions'>, permission: string): boolean {
  return me.permissions.includes('*') || me.permissions.includes(permission);
}
