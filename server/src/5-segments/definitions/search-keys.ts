import { pinyin } from 'pinyin-pro';
import type { Text } from '#kernel/pure/text.ts';

const HAN = /\p{Script=Han}/u;

/** What people type to find something: both names, what else it is called, the pinyin of the Chinese name, and its initials. */
export function searchKeys({ 'zh-CN': chinese, en }: Text, more: readonly string[] = []): string {
  const names = [...new Set([chinese, en, ...more])];
  if (!HAN.test(chinese)) {
    return names.join(' ').toLowerCase();
  }
  const syllables = pinyin(chinese.slice(0, 60), { toneType: 'none', type: 'array', v: true });
  const initials = syllables.map((syllable) => syllable.slice(0, 1));
  return [...names, syllables.join(''), initials.join('')].join(' ').toLowerCase();
}
