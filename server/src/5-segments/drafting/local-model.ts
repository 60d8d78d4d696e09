import type { DraftAnswer, DraftModel } from './model.ts';

/** A way of saying something, and the condition that it means, in the words that rules read as. */
interface Phrase {
  readonly pattern: RegExp;
  say(match: readonly (string | undefined)[]): string | null;
}

const COUNTS: Readonly<Record<string, number>> = {
  一: 1,
  两: 2,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
  once: 1,
  twice: 2,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
};
const TIERS: Readonly<Record<string, string>> = {
  一: '一线',
  新一: '新一线',
  二: '二线',
  三: '三线',
  四: '四线',
  五: '五线',
  first: '一线',
  'new first': '新一线',
  second: '二线',
  third: '三线',
  fourth: '四线',
  fifth: '五线',
};
const NUMBER = String.raw`(\d{1,9}|[一两二三四五六七八九十])`;

function count(word: string | undefined): number | null {
  if (word === undefined) {
    return null;
  }
  const known = COUNTS[word.toLowerCase()] ?? Number(word);
  return Number.isSafeInteger(known) ? known : null;
}

const counted =
  (say: (value: number) => string): Phrase['say'] =>
  ([, word, other]) => {
    const value = count(word ?? other);
    return value === null ? null : say(value);
  };

function tiers(text: string): string | null {
  const found = text.match(/新一|[一二三四五]|new first|first|second|third|fourth|fifth/giu) ?? [];
  const names = found.flatMap((word) => TIERS[word.toLowerCase()] ?? []);
  return names.length === 0 ? null : `所在城市级别为${[...new Set(names)].join('、')}`;
}

/** What is more particular stands before what is less. */
const PHRASES: readonly Phrase[] = [
  {
    pattern:
      /(?:沉默|安静|没(?:有)?(?:来|买|动静)|不来)*得?(?:已经)?(?:比|超过)(?:平常|平时|往常|通常|一贯)的?(?:间隔)?[更还要]*[久长]?|(?:have )?(?:gone )?quiet for longer than (?:is )?usual(?: for them)?/iu,
    say: () => '距上次购买是平常间隔的至少1.5倍',
  },
  {
    pattern: new RegExp(
      String.raw`(?:最近|近|超过)?\s*${NUMBER}\s*天(?:内|以上)?(?:都)?(?:没有|没|未)(?:再)?(?:来)?(?:买|购买|下单|消费)(?:过|了)?|(?:not|n['’]t) (?:bought|ordered|purchased)[^,.]*?(\d{1,5}) days`,
      'iu',
    ),
    say: counted((days) => `距上次购买至少${days}天`),
  },
  {
    pattern:
      /年龄?\s*(?:在)?\s*(\d{1,3})\s*岁?\s*(?:到|至|~|-|–|—)\s*(\d{1,3})\s*岁?|(\d{1,3})\s*岁?\s*(?:到|至|~|-|–|—)\s*(\d{1,3})\s*岁|(?:aged? )?(\d{1,3}) (?:to|-|–) (\d{1,3})(?: years old)?/iu,
    say: ([, a, b, c, d, e, f]) => {
      const ages = [a ?? c ?? e, b ?? d ?? f].map(Number).toSorted((x, y) => x - y);
      return `年龄${ages[0]}到${ages[1]}岁`;
    },
  },
  { pattern: /(\d{1,3})\s*岁以上|over (\d{1,3}) years/iu, say: counted((age) => `年龄至少${age}岁`) },
  { pattern: /(\d{1,3})\s*岁以下|under (\d{1,3}) years/iu, say: counted((age) => `年龄至多${age}岁`) },
  {
    pattern:
      /(?:新一|[一二三四五])(?:[、，或和]?(?:新一|[一二三四五]))*线(?:[、或和](?:新一|[一二三四五])线)*(?:城市)?/u,
    say: ([all = '']) => tiers(all),
  },
  {
    pattern: /(?:(?:new first|first|second|third|fourth|fifth)[- ]?(?:and|or|,)? ?)+tier(?: cit(?:y|ies))?/iu,
    say: ([all = '']) => tiers(all),
  },
  {
    pattern: new RegExp(
      String.raw`(?:买|购买|下单|消费)(?:过|了)?\s*(?:至少|超过)?\s*${NUMBER}\s*次(?:以上|及以上)?|(?:bought|ordered|purchased) (?:at least )?(once|twice|(?:two|three|four|five|\d{1,6})(?= times?))(?: times?)?`,
      'iu',
    ),
    say: counted((times) => `购买至少${times}次`),
  },
  {
    pattern:
      /(?:消费|花费|花了?|累计消费|消费金额)\s*(?:超过|满|至少|大于|≥)?\s*[¥￥]?(\d{1,9})\s*元(?:以上)?|spent (?:over |more than |at least )?[¥￥]?(\d{1,9})(?: yuan)?/iu,
    say: counted((amount) => `消费金额至少${amount}.00`),
  },
  {
    pattern:
      /(?:喜欢|爱|偏好|愿意|总是|只)?(?:以|按|买|付)?(?:原价|正价)(?:购买|买)?|(?:love|like|prefer|pay)s? (?:the )?full price/iu,
    say: () => '原价购买占比至少80%',
  },
  {
    pattern: /(?:有)?标签(?:为|是)?[“"「]([^”"」]{1,50})[”"」]|tagged [“"]([^”"]{1,50})[”"]/iu,
    say: ([, a, b]) => `有标签“${a ?? b ?? ''}”`,
  },
  { pattern: /女(?:性|士|生|客户|顾客)?|\b(?:women|woman|female|ladies)\b/iu, say: () => '资料“性别”为“女”' },
  { pattern: /男(?:性|士|生|客户|顾客)?|\b(?:men|man|male)\b/iu, say: () => '资料“性别”为“男”' },
];

/** Words that say nothing by themselves. */
const FILLERS =
  /并且|而且|同时|以及|其中|客户|顾客|会员|用户|的人|住在|来自|找出|所有|最近|已经|现在|有过|喜欢|购买|[的且和在是过了又还人们里中、，。；;,.:：!！?？\s]|\b(?:who|and|in|the|that|have|has|had|are|is|live|living|customers?|people|cit(?:y|ies)|of|with|for|them|from|old|years?|then|but)\b/giu;

/** A rule in words from a sentence, by ways of saying things that are known here. */
export function draftLocally(sentence: string): DraftAnswer {
  const said: string[] = [];
  let rest = sentence;
  for (const { pattern, say } of PHRASES) {
    const match = pattern.exec(rest);
    const condition = match === null ? null : say(match);
    if (match !== null && condition !== null) {
      said.push(condition);
      // A mark, so that what stood left and right of it does not become one word.
      rest = `${rest.slice(0, match.index)}；${rest.slice(match.index + match[0].length)}`;
    }
  }
  const unread = rest
    .split(/[；，。;,.]/u)
    .map((part) => ({ part: part.trim(), core: part.replaceAll(FILLERS, '') }))
    .flatMap(({ part, core }) => (core === '' ? [] : [part]));
  return { text: said.length === 0 ? '' : `全部满足（${said.join('；')}）`, locale: 'zh-CN', unread };
}

/** The model that needs nothing from outside. */
export const localModel: DraftModel = {
  name: 'local',
  draft: ({ sentence }) => Promise.resolve(draftLocally(sentence)),
};
