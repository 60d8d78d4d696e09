import { Button } from 'antd';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import { hasUpdate, onUpdate, takeOver } from './app-updates.ts';

/** A line at the top when the server has a newer version of the pages than this tab. */
export function UpdateNotice() {
  const { t } = useTranslation();
  const isThere = useSyncExternalStore(onUpdate, hasUpdate);
  if (!isThere) {
    return null;
  }
  return (
    <div className="main-notice">
      <div className="notice is-news" role="status">
        <Icon name="refresh" />
        <span>{t('frame.update')}</span>
        <Button size="small" onClick={takeOver}>
          {t('frame.reload')}
        </Button>
      </div>
    </div>
  );
}
