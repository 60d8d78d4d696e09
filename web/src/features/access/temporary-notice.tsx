import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../app/use-me.ts';
import { Notice } from '../../ui/states.tsx';

/** Reminds whoever still signs in with a password that somebody else has seen. */
export function TemporaryPasswordNotice() {
  const { t } = useTranslation();
  return useMe().passwordTemporary ? (
    <div className="main-notice">
      <Notice>
        {t('me.temporary')} <Link to="/account">{t('me.temporaryLink')}</Link>
      </Notice>
    </div>
  ) : null;
}
