import { nameKeys } from '../search/name-keys.ts';

const MAX_LENGTH = 40;

/**
 * A key from a label: `Skin type` → `skinType`, `肌肤类型` → `jifuleixing`; with a number behind when it is taken.
 */
export function keyFromLabel(
  label: { readonly 'zh-CN': string; readonly en: string },
  isTaken: (key: string) => boolean,
): string {
  const base = camelCase(label.en) ?? camelCase(nameKeys(label['zh-CN']).pinyin ?? '') ?? 'field';
  if (!isTaken(base)) {
    return base;
  }
  for (let number = 2; ; number += 1) {
    const key = `${base.slice(0, MAX_LENGTH - String(number).length)}${number}`;
    if (!isTaken(key)) {
      return key;
    }
  }
}

function camelCase(text: string): string | null {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .match(/[A-Za-z0-9]+/g);
  // A label of which most cannot be written in letters would give a key that says nothing.
  if (words === null || /\p{Script=Han}/u.test(text)) {
    return null;
  }
  const [first = '', ...rest] = words.map((word) => word.toLowerCase());
  const key = first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[a-z]/.test(key) ? key.slice(0, MAX_LENGTH) : `f${key}`.slice(0, MAX_LENGTH);
}
