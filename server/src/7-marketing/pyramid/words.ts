import type { Text } from '#kernel/pure/text.ts';
import type { Place, Power, Whom } from './place.ts';

export const POWER_WORDS: Readonly<Record<Power, Text>> = {
  high: { 'zh-CN': '高购买力', en: 'high purchasing power' },
  middle: { 'zh-CN': '中等购买力', en: 'middle purchasing power' },
  low: { 'zh-CN': '低购买力', en: 'low purchasing power' },
};

/** Why somebody stands there. The age is said by the band of the place: the birthday stays where it is. */
export function reasonOf({ ageFrom, ageTo }: Place, { power }: Whom): Text {
  const said = power === null ? { 'zh-CN': '购买力未知', en: 'purchasing power unknown' } : POWER_WORDS[power];
  const ages = agesOf(ageFrom, ageTo);
  return { 'zh-CN': `${said['zh-CN']}，${ages['zh-CN']}`, en: `${said.en}, ${ages.en}` };
}

function agesOf(from: number | null, to: number | null): Text {
  if (from === null && to === null) {
    return { 'zh-CN': '年龄不限', en: 'of any age' };
  }
  if (to === null) {
    return { 'zh-CN': `${from} 岁以上`, en: `${from} or older` };
  }
  return from === null
    ? { 'zh-CN': `${to} 岁以下`, en: `${to} or younger` }
    : { 'zh-CN': `${from}–${to} 岁`, en: `${from}–${to} years old` };
}
