import type { Text } from '#kernel/pure/text.ts';
import { FEATURES, type Feature } from './features.ts';
import type { Point } from './scale.ts';

/** So far from the middle of all, in thousandths of a standard deviation, that it is worth a word. */
const FAR = 400;

const WORDS: Readonly<Record<Feature, { readonly low: Text; readonly high: Text }>> = {
  net: { high: { 'zh-CN': '花得多', en: 'spends much' }, low: { 'zh-CN': '花得少', en: 'spends little' } },
  purchases: { high: { 'zh-CN': '买得勤', en: 'buys often' }, low: { 'zh-CN': '买得少', en: 'buys seldom' } },
  recency: { high: { 'zh-CN': '很久没买', en: 'long quiet' }, low: { 'zh-CN': '最近买过', en: 'bought lately' } },
  breadth: { high: { 'zh-CN': '买得广', en: 'buys many things' }, low: { 'zh-CN': '买得专', en: 'buys few things' } },
};
const IN_ORDER = ['net', 'purchases', 'recency', 'breadth'] as const satisfies readonly Feature[];

/** What a cluster is called, by what its centre is far from the middle of all in. */
export function nameOf(centre: Point): Text {
  const words = IN_ORDER.flatMap((feature) => {
    const away = centre[FEATURES.indexOf(feature)] ?? 0;
    return Math.abs(away) < FAR ? [] : [away > 0 ? WORDS[feature].high : WORDS[feature].low];
  });
  return words.length === 0
    ? { 'zh-CN': '居中', en: 'In the middle' }
    : {
        'zh-CN': words.map((word) => word['zh-CN']).join('、'),
        en: words.map((word) => word.en).join(', '),
      };
}
