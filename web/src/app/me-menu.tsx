import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { Button, Dropdown, type MenuProps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery, requestLocale, requestSignOut } from '../features/access/api.ts';
import { initialsOf } from '../i18n/format.ts';
import { currentLocale, setLocale } from '../i18n/i18n.ts';
import { APPEARANCES, useAppearance } from '../theme/appearance.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/states.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { useMe } from './use-me.ts';

/** Language, appearance, keys, sign out. */
export function MeMenu({ onKeys }: { readonly onKeys: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const router = useRouter();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { appearance, setAppearance } = useAppearance();

  const [failure, setFailure] = useState<unknown>(null);
  const signOut = async (): Promise<void> => {
    setFailure(null);
    try {
      await requestSignOut();
    } catch (error) {
      // Still signed in: whoever leaves the desk has to know.
      setFailure(error);
      return;
    }
    queryClient.clear();
    queryClient.setQueryData(meQuery().queryKey, null);
    await navigate({ to: '/sign-in', search: {} });
  };
  const switchLanguage = async (): Promise<void> => {
    const next = currentLocale() === 'en' ? 'zh-CN' : 'en';
    await setLocale(next);
    queryClient.setQueryData(meQuery().queryKey, await requestLocale(next));
    await router.invalidate();
    // Reasons and labels come from the server in the reader's language.
    await queryClient.invalidateQueries();
  };
  const items: MenuProps['items'] = [
    {
      key: 'who',
      type: 'group',
      label: (
        <span className="me-who">
          <strong>{me.name}</strong>
          {me.email === null ? null : <span>{me.email}</span>}
        </span>
      ),
    },
    {
      key: 'theme',
      type: 'group',
      label: t('me.theme'),
      children: APPEARANCES.map((key) => ({ key, label: t(`me.${key}`) })),
    },
    { type: 'divider' },
    { key: 'keys', label: t('me.keys') },
    { key: 'out', label: t('me.signOut') },
  ];
  const onClick: MenuProps['onClick'] = ({ key }) => {
    const chosen = APPEARANCES.find((name) => name === key);
    if (chosen !== undefined) {
      setAppearance(chosen);
    } else if (key === 'keys') {
      onKeys();
    } else if (key === 'out') {
      void signOut();
    }
  };
  return (
    <>
      <LanguageSwitch onSwitch={() => void switchLanguage()} />
      <Dropdown
        menu={{ items, onClick, selectable: true, selectedKeys: [appearance] }}
        trigger={['click']}
        placement="bottomRight"
      >
        <Button type="text" className="me-button" aria-label={`${t('me.menu')}: ${me.name}`}>
          <span className="initials" aria-hidden="true">
            {initialsOf(me.name)}
          </span>
        </Button>
      </Dropdown>
      {failure === null ? null : (
        <Dialog label={t('me.signOut')} onClose={() => setFailure(null)}>
          <div className="dialog-content">
            <Failure error={failure} onRetry={() => void signOut()} />
          </div>
        </Dialog>
      )}
    </>
  );
}
