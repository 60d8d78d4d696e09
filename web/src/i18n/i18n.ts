import type { Locale } from '@zhike/server/contracts';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Dictionary, FirstWords } from './dictionary.ts';
import type { zhCN } from './zh-cn.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof zhCN };
  }
}

const STORAGE_KEY = 'zhike.locale';
const CHOOSER_KEY = 'zhike.locale-of';

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

/** The words of the frame, the way in and the first page. */
const FIRST_WORDS: Readonly<Record<Locale, () => Promise<FirstWords>>> = {
  'zh-CN': async () => (await import('./zh-cn-first.ts')).zhCNFirst,
  en: async () => (await import('./en-first.ts')).enFirst,
};
const ALL_WORDS: Readonly<Record<Locale, () => Promise<Dictionary>>> = {
  'zh-CN': async () => (await import('./zh-cn.ts')).zhCN,
  en: async () => (await import('./en.ts')).en,
};
const there = new Set<Locale>();

/** Has all words of a language there: what every page but the first awaits. Fails without a connection. */
export async function loadWords(locale: Locale = currentLocale()): Promise<void> {
  if (!there.has(locale)) {
    i18next.addResourceBundle(locale, 'translation', await ALL_WORDS[locale](), true, true);
    there.add(locale);
  }
}

/** Fetches a piece of a first page that opens later, and all words with it. */
export async function withWords<Piece>(load: () => Promise<Piece>): Promise<Piece> {
  const [piece] = await Promise.all([load(), loadWords()]);
  return piece;
}

/** Has all words of both languages there, so that a switch never waits. */
export async function loadBothLanguages(): Promise<void> {
  await loadWords();
  await loadWords(currentLocale() === 'en' ? 'zh-CN' : 'en');
}

/** Starts with the first words of one language; the others follow with the page that needs them. */
export async function startI18n(): Promise<void> {
  const lng = initialLocale(window.localStorage.getItem(STORAGE_KEY), window.navigator.languages);
  await i18next.use(initReactI18next).init({
    resources: { [lng]: { translation: await FIRST_WORDS[lng]() } },
    lng,
    fallbackLng: 'zh-CN',
    supportedLngs: ['zh-CN', 'en'],
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = currentLocale();
}

/**
 * Switches the language, on this device until it is switched again. Whose choice it is is kept with it: who signs in
 * next at the same desk gets their own.
 */
export async function setLocale(locale: Locale, chooserId: string | null = null): Promise<void> {
  window.localStorage.setItem(STORAGE_KEY, locale);
  if (chooserId === null) {
    window.localStorage.removeItem(CHOOSER_KEY);
  } else {
    window.localStorage.setItem(CHOOSER_KEY, chooserId);
  }
  await loadWords(locale);
  await i18next.changeLanguage(locale);
  document.documentElement.lang = locale;
}

/** Whether the language of this device is this person's choice, or that of somebody who had not signed in yet. */
export function hasChosenLocale(personId: string | null): boolean {
  const chooser = window.localStorage.getItem(CHOOSER_KEY);
  return window.localStorage.getItem(STORAGE_KEY) !== null && (chooser === null || chooser === personId);
}
