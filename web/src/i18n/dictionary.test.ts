import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { initialLocale } from './i18n.ts';
import { zhCN } from './zh-cn.ts';

type Words = { readonly [key: string]: string | Words };

function flatten(words: Words, path = ''): readonly (readonly [string, string])[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as const] : flatten(value, `${path}${key}.`),
  );
}

const chinese = new Map(flatten(zhCN));
const english = new Map(flatten(en as unknown as Words));
const placesOf = (text: string): readonly string[] => [...new Set(text.match(/\{\{\s*\w+/gu) ?? [])].toSorted();

describe('dictionaries', () => {
  it('have the same keys in Chinese and English, plurals apart', () => {
    const keys = [...english.keys()].filter((key) => !key.endsWith('_one'));
    expect(keys.toSorted()).toEqual([...chinese.keys()].toSorted());
  });

  it('give every English plural its singular', () => {
    const alone = [...english.keys()].filter(
      (key) => key.endsWith('_other') && !english.has(key.replace(/_other$/u, '_one')),
    );
    expect(alone).toEqual([]);
  });

  it('fill in the same places in both languages', () => {
    const different = [...chinese].filter(
      ([key, text]) => placesOf(text).join() !== placesOf(english.get(key) ?? '').join(),
    );
    expect(different).toEqual([]);
  });

  it('leave no Chinese in English and no empty text', () => {
    expect([...english].filter(([, text]) => /\p{Script=Han}/u.test(text) || text === '')).toEqual([]);
    expect([...chinese.values()].filter((text) => text === '')).toEqual([]);
  });

  it('use full-width punctuation between Chinese characters and none at the end of labels', () => {
    const half = [...chinese].filter(([, text]) => /\p{Script=Han}[,;:!?]/u.test(text) || /[：；，]$/u.test(text));
    expect(half).toEqual([]);
  });
});

describe('initialLocale', () => {
  it.each([
    ['en', ['zh-CN'], 'en'],
    [null, ['fr', 'en-GB', 'zh'], 'en'],
    [null, ['zh-TW', 'en'], 'zh-CN'],
    ['xx', ['fr'], 'zh-CN'],
  ] as const)('stored %s and browser %j give %s', (stored, browser, locale) => {
    expect(initialLocale(stored, browser)).toBe(locale);
  });
});
