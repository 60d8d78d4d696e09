import type { Locale } from '@zhike/server/contracts';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { zhCN } from './zh-cn.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof zhCN };
  }
}

const STORAGE_KEY = 'zhike.locale';

/** The language chosen on this device, else the browser's, else Chinese. */
export function initialLocale(stored: string | null, browser: readonly string[]): Locale {
  if (stored === 'zh-CN' || stored === 'en') {
    return stored;
  }
  for (const tag of browser) {
    if (tag.toLowerCase().startsWith('zh')) {
      return 'zh-CN';
    }
    if (tag.toLowerCase().startsWith('en')) {
      return 'en';
    }
  }
  return 'zh-CN';
}

/** The language of the page now. */
export function currentLocale(): Locale {
  return i18next.resolvedLanguage === 'en' ? 'en' : 'zh-CN';
}

/** Starts the dictionaries; both are in the bundle, so a switch never waits. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
    lng: initialLocale(window.localStorage.getItem(STORAGE_KEY), window.navigator.languages),
    fallbackLng: 'zh-CN',
    supportedLngs: ['zh-CN', 'en'],
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = currentLocale();
}

/** Switches the language, on this device until it is switched again. */
export async function setLocale(locale: Locale): Promise<void> {
  window.localStorage.setItem(STORAGE_KEY, locale);
  await i18next.changeLanguage(locale);
  document.documentElement.lang = locale;
}

/** Whether somebody chose a language on this device. */
export const hasChosenLocale = (): boolean => window.localStorage.getItem(STORAGE_KEY) !== null;
