import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { initialsOf } from '../i18n/format.ts';
import { APPEARANCES, useAppearance } from '../theme/appearance.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { Failure } from '../ui/states.tsx';
import type { Deed } from './actions.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { useMe } from './use-me.ts';

interface MeMenuProps {
  readonly onDo: (deed: Deed) => void;
  readonly failure: unknown;
  readonly onForget: () => void;
}

/** Language, appearance, keys, sign out. */
export function MeMenu({ onDo, failure, onForget }: MeMenuProps) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const { appearance } = useAppearance();
  const items: readonly MenuItem[] = [
    ...APPEARANCES.map((key) => ({
      key,
      label: t(`me.${key}`),
      isChosen: key === appearance,
      onChoose: () => onDo(key),
    })),
    { key: 'account', label: t('me.account'), isApart: true, onChoose: () => void navigate({ to: '/account' }) },
    { key: 'keys', label: t('me.keys'), onChoose: () => onDo('keys') },
    { key: 'out', label: t('me.signOut'), onChoose: () => onDo('sign-out') },
  ];
  return (
    <>
      <LanguageSwitch onSwitch={() => onDo('language')} />
      <Menu
        label={`${t('me.menu')}: ${me.name}`}
        className="me-button"
        items={items}
        head={
          <span className="me-who">
            <strong>{me.name}</strong>
            {me.email === null ? null : <span>{me.email}</span>}
          </span>
        }
      >
        <span className="initials" aria-hidden="true">
          {initialsOf(me.name)}
        </span>
      </Menu>
      {failure === null ? null : (
        <Dialog label={t('me.signOut')} onClose={onForget}>
          <div className="dialog-content">
            <Failure error={failure} onRetry={() => onDo('sign-out')} />
          </div>
        </Dialog>
      )}
    </>
  );
}
