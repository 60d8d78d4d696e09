import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { meQuery, requestLocale, requestSignOut } from '../features/access/api.ts';
import { currentLocale, setLocale } from '../i18n/i18n.ts';
import { useAppearance } from '../theme/appearance.tsx';
import type { Deed } from './actions.ts';
import { useMe } from './use-me.ts';

interface Deeds {
  readonly run: (deed: Deed) => void;
  /** Why signing out failed: whoever leaves the desk has to know. */
  readonly failure: unknown;
  readonly forget: () => void;
}

/** What the frame can do on every page: language, appearance, refresh, help, sign out. */
export function useDeeds({ onKeys }: { readonly onKeys: () => void }): Deeds {
  const me = useMe();
  const router = useRouter();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { setAppearance } = useAppearance();
  const [failure, setFailure] = useState<unknown>(null);

  const signOut = async (): Promise<void> => {
    setFailure(null);
    try {
      await requestSignOut();
    } catch (error) {
      setFailure(error);
      return;
    }
    queryClient.clear();
    queryClient.setQueryData(meQuery().queryKey, null);
    await navigate({ to: '/sign-in', search: {} });
  };
  const switchLanguage = async (): Promise<void> => {
    const next = currentLocale() === 'en' ? 'zh-CN' : 'en';
    // The page changes at once; the account follows, and with it the texts that come from the server.
    await setLocale(next, me.id);
    try {
      queryClient.setQueryData(meQuery().queryKey, await requestLocale(next));
    } catch {
      // Without a connection the language holds on this device; the next sign-in tells the account.
      return;
    }
    await router.invalidate();
    await queryClient.invalidateQueries();
  };
  const run = (deed: Deed): void => {
    switch (deed) {
      case 'language':
        void switchLanguage();
        break;
      case 'refresh':
        void queryClient.invalidateQueries();
        break;
      case 'keys':
        onKeys();
        break;
      case 'sign-out':
        void signOut();
        break;
      default:
        setAppearance(deed);
    }
  };
  return { run, failure, forget: () => setFailure(null) };
}
