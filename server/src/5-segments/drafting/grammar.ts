import type { ArgFaces } from '#kernel/pure/rules/arg-face.ts';
import type { Conditions } from '#kernel/pure/rules/condition.ts';
import type { Locale } from '#kernel/pure/text.ts';

const FACES: Readonly<Record<string, Readonly<Record<Locale, string>>>> = {
  range: { 'zh-CN': '“至少3”“至多3”“正好3”“3到5”', en: '“at least 3”, “at most 3”, “exactly 3” or “3 to 5”' },
  money: { 'zh-CN': '“至少100.00”“100.00到200.00”', en: '“at least 100.00” or “100.00 to 200.00”' },
  window: { 'zh-CN': '“近30天”“自2026-01-01”', en: '“in the last 30 days” or “since 2026-01-01”' },
  days: { 'zh-CN': '天数', en: 'a number of days' },
  texts: { 'zh-CN': '“带引号的词”、“又一个”', en: '“quoted words” or “others”' },
  text: { 'zh-CN': '“带引号的词”', en: '“a quoted word”' },
  catalogue: { 'zh-CN': '“带引号的名称”', en: '“a quoted name”' },
};

/** How every condition reads, for a model that has to answer in the same words. Knows nothing of this business. */
export function grammarOf(conditions: Conditions, locale: Locale): readonly string[] {
  return [...conditions.values()].map(({ sentence, args }) => {
    const explained = Object.entries(args as ArgFaces).map(([name, { face, options }]) => {
      const words = options?.map(({ label }) => label[locale]).join('|') ?? FACES[face]?.[locale] ?? face;
      return `{${name}}: ${words}`;
    });
    return `${sentence[locale]}  ·  ${explained.join('; ')}`;
  });
}
