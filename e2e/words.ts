import { en } from '../web/src/i18n/en.ts';
import { zhCN } from '../web/src/i18n/zh-cn.ts';
import type { SeenText } from './inspect-page.ts';

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The words of the interface, by language. */
export const WORDS = { 'zh-CN': zhCN, en } as const;

/** Latin words that stand in Chinese texts: names of formats, measures, codes and keys. */
const LATIN_IN_CHINESE = new Set(
  'RFM UnionID skinType CSV UTF GBK GB KB MB TSV SKU Enter Esc Ctrl Space gz errors csv tmall flagship name example com Zhike CNY HKD TWD USD EUR GBP JPY SGD PNG JPEG WebP Alt VC JSON XLSX ERP API WooCommerce Shopify Excel Standard Webhooks HMAC SHA https web ck cs head docs connect md duplicates cm Delete OpenID Connect ABC AUC BG NBD MBG Pareto Brier Gamma TLS STARTTLS smtp WAPE MAPE MASE'.split(
    ' ',
  ),
);
const RUBBISH = /\{\{|\bundefined\b|\bNaN\b|\[object |Invalid Date|\bnull\b/;
const KEY = new RegExp(
  `(?<![\\w.@/-])(?:${Object.keys(zhCN).join('|')})\\.(?!csv)[a-z][A-Za-z]*(?:\\.[a-z][A-Za-z]*)?(?![\\w@])`,
);
const HAN_RUN = /[\p{Script=Han}·【】（）]+/gu;
const LATIN_RUN = /[A-Za-z][A-Za-z]+/g;
const ADDRESS_OR_ID = /\S+@\S+|[0-9a-f]{8}-[0-9a-f-]{27}|https?:\/\/\S+|\bzhk_[\w-]+/g;

/** What stands on pages and is no wording of ours. */
export interface Data {
  has(run: string): boolean;
  isWhole(text: string): boolean;
  withoutWholes(text: string): string;
  /** What was found wrong with texts so far: most stand on many pages. */
  readonly verdicts: Map<string, string | null>;
}

/**
 * `text`: everything that is nobody's wording: names, goods, places, as they stand in the sheet. `wholes`: texts that
 * count only as a whole, such as column headers and names of rights.
 */
export function readData({ text, wholes }: { readonly text: string; readonly wholes: Iterable<string> }): Data {
  // Longest first, so that no whole is cut by a shorter one. An empty one would cut the text into its letters.
  const sorted = [...new Set(wholes)].filter((whole) => whole !== '').toSorted((a, b) => b.length - a.length);
  return {
    has: (run) => text.includes(run),
    isWhole: (whole) => sorted.includes(whole),
    withoutWholes: (seen) => sorted.reduce((left, whole) => left.replaceAll(whole, ' '), seen),
    verdicts: new Map(),
  };
}

/** Texts that are not in the language of the page, are no text at all, or name a key of the dictionary. */
export function findForeignTexts(texts: readonly SeenText[], language: Language, data: Data): readonly string[] {
  const found = new Set<string>();
  for (const { text, from } of texts) {
    const key = `${language} ${text}`;
    const known = data.verdicts.get(key);
    const fault = known === undefined ? faultOf(text, language, data) : known;
    data.verdicts.set(key, fault);
    if (fault !== null) {
      found.add(`${fault}: "${text.slice(0, 120)}" (${from})`);
    }
  }
  return [...found];
}

function faultOf(text: string, language: Language, data: Data): string | null {
  if (RUBBISH.test(text)) {
    return 'no text for people';
  }
  const key = KEY.exec(text)?.[0];
  if (key !== undefined && !data.isWhole(key)) {
    return 'a key instead of words';
  }
  const plain = data.withoutWholes(text.replace(ADDRESS_OR_ID, ' '));
  if (language === 'en') {
    const left = plain.match(HAN_RUN)?.find((run) => /\p{Script=Han}/u.test(run) && !data.has(run));
    return left === undefined ? null : `Chinese in English ("${left}")`;
  }
  const left = plain.match(LATIN_RUN)?.find((run) => !LATIN_IN_CHINESE.has(run) && !data.has(run));
  return left === undefined ? null : `English in Chinese ("${left}")`;
}
