import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ConfigProvider } from 'antd';
import en from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { createQueryClient } from '../api/query-client.ts';
import { meQuery } from '../features/access/api.ts';
import { currentLocale } from '../i18n/i18n.ts';
import { antdThemeOf } from '../theme/antd-theme.ts';
import { AppearanceProvider, useAppearance, useIsNarrow } from '../theme/appearance.tsx';
import { createAppRouter } from './router.tsx';

const queryClient = createQueryClient({
  onSignedOut() {
    queryClient.setQueryData(meQuery().queryKey, null);
    void router.invalidate();
  },
});
const router = createAppRouter(queryClient);

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

/** The nonce that the server gave this page's own style elements; none under `vite dev`. */
function styleNonce(): string | undefined {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  return nonce === '' ? undefined : nonce;
}

/** antd in our clothes and the reader's language, around the pages. */
function DressedPages() {
  const { mode, motion } = useAppearance();
  const isNarrow = useIsNarrow();
  // Asks for a new render when the language changes.
  useTranslation();
  const theme = useMemo(() => antdThemeOf(mode, { motion, isNarrow }), [mode, motion, isNarrow]);
  const csp = useMemo(() => {
    const nonce = styleNonce();
    return nonce === undefined ? {} : { csp: { nonce } };
  }, []);
  return (
    <ConfigProvider
      theme={theme}
      locale={currentLocale() === 'en' ? en : zhCN}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
      getPopupContainer={popupPlace}
      {...csp}
    >
      <RouterProvider router={router} />
    </ConfigProvider>
  );
}

/** A modal dialog covers everything outside it, lists of options too: those of its fields open inside. */
const popupPlace = (trigger?: HTMLElement): HTMLElement => trigger?.closest('dialog') ?? document.body;

/** The admin web. */
export function App() {
  return (
    <AppearanceProvider>
      <QueryClientProvider client={queryClient}>
        <DressedPages />
      </QueryClientProvider>
    </AppearanceProvider>
  );
}
