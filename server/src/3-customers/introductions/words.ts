import type { Text } from '#kernel/pure/text.ts';

export const INTRODUCTION_WAYS = ['meeting', 'call', 'wechat', 'email', 'event', 'other'] as const;
export type IntroductionWay = (typeof INTRODUCTION_WAYS)[number];
/** `open`: nothing heard yet. */
export const INTRODUCTION_RESULTS = ['open', 'talking', 'deal', 'no_deal'] as const;
export type IntroductionResult = (typeof INTRODUCTION_RESULTS)[number];

export const RESULT_LABELS: Readonly<Record<IntroductionResult, Text>> = {
  open: { 'zh-CN': '等待消息', en: 'Nothing heard yet' },
  talking: { 'zh-CN': '正在接洽', en: 'Talking' },
  deal: { 'zh-CN': '达成合作', en: 'They do business' },
  no_deal: { 'zh-CN': '没有合作', en: 'No business' },
};

/** How an introduction is told on the time-line of one of the two. */
export function introducedTitle(other: string | null): Text {
  return {
    'zh-CN': other === null ? '介绍给另一位客户' : `介绍认识：${other}`,
    en: other === null ? 'Introduced to another customer' : `Introduced to ${other}`,
  };
}

/** What was heard later. */
export function resultTitle(other: string | null, result: IntroductionResult): Text {
  const { 'zh-CN': zh, en } = RESULT_LABELS[result];
  return {
    'zh-CN': other === null ? `介绍的结果：${zh}` : `与${other}：${zh}`,
    en: other === null ? `What came of an introduction: ${en}` : `With ${other}: ${en}`,
  };
}
