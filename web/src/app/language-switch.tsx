import { useTranslation } from 'react-i18next';
import { currentLocale } from '../i18n/i18n.ts';
import { Icon } from '../ui/icon.tsx';

/** Names the other language in that language, as somebody who cannot read this one would look for it. */
export function LanguageSwitch({ onSwitch }: { readonly onSwitch: () => void }) {
  useTranslation();
  const isEnglish = currentLocale() === 'en';
  return (
    <button type="button" className="icon-button" lang={isEnglish ? 'zh-CN' : 'en'} onClick={onSwitch}>
      <Icon name="language" />
      <span>{isEnglish ? '中文' : 'English'}</span>
    </button>
  );
}
