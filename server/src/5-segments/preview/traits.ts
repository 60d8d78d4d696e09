import type { Text } from '#kernel/pure/text.ts';

/** What a group of customers is described by. */
export const TRAITS = ['gender', 'age', 'cityTier', 'region', 'source', 'orders'] as const;
export type Trait = (typeof TRAITS)[number];

/** Where nothing is known of a customer. */
export const UNKNOWN = '';

export interface TraitInfo {
  readonly label: Text;
  /** Bands in their order; other values are shown as they are, the most frequent first. */
  readonly bands: readonly {
    readonly value: string;
    readonly label: Text;
    /** Shown only when somebody is in it: not every business has it. */
    readonly rare?: boolean;
  }[];
  /** One customer may be counted in several parts. */
  readonly overlaps: boolean;
}

const band = (value: string, zh: string, en: string) => ({ value, label: { 'zh-CN': zh, en } });
export const UNKNOWN_LABEL: Text = { 'zh-CN': '未知', en: 'Unknown' };

/** Lower ends of age bands, each up to the next one. */
export const AGE_BANDS = [0, 18, 25, 35, 45, 60] as const;
/** Lower ends of bands of numbers of orders. */
export const ORDER_BANDS = [0, 1, 2, 3, 6, 11] as const;

function numbered(ends: readonly number[], unit: Text): TraitInfo['bands'] {
  return ends.map((from, index) => {
    const next = ends[index + 1];
    const span = next === undefined ? `${from}+` : next - 1 === from ? String(from) : `${from}–${next - 1}`;
    return band(String(from), `${span}${unit['zh-CN']}`, `${span}${unit.en}`);
  });
}

export const TRAIT_INFO: Readonly<Record<Trait, TraitInfo>> = {
  gender: {
    label: { 'zh-CN': '性别', en: 'Gender' },
    bands: [band('female', '女', 'Female'), band('male', '男', 'Male'), band('other', '其他', 'Other')],
    overlaps: false,
  },
  age: {
    label: { 'zh-CN': '年龄', en: 'Age' },
    bands: numbered(AGE_BANDS, { 'zh-CN': ' 岁', en: '' }),
    overlaps: false,
  },
  cityTier: {
    label: { 'zh-CN': '城市级别', en: 'City tier' },
    bands: [
      band('first', '一线', 'First'),
      { ...band('new_first', '新一线', 'New first'), rare: true },
      band('second', '二线', 'Second'),
      band('third', '三线', 'Third'),
      { ...band('fourth', '四线', 'Fourth'), rare: true },
      { ...band('fifth', '五线', 'Fifth'), rare: true },
      band('other', '其他', 'Other'),
    ],
    overlaps: false,
  },
  region: { label: { 'zh-CN': '区域', en: 'Region' }, bands: [], overlaps: false },
  source: { label: { 'zh-CN': '来源', en: 'Source' }, bands: [], overlaps: true },
  orders: {
    label: { 'zh-CN': '购买次数', en: 'Number of orders' },
    bands: numbered(ORDER_BANDS, { 'zh-CN': ' 次', en: '' }),
    overlaps: false,
  },
};

export interface Part {
  readonly value: string;
  readonly customers: number;
}

/** Values shown by themselves; those behind them go together. */
const SHOWN = 10;
const REST = '…';

/** The parts of a trait in the order in which people read them: every band, or the most frequent values; unknown last. */
export function partsOfTrait(trait: Trait, found: readonly Part[]): readonly (Part & { readonly label: Text })[] {
  const { bands, overlaps } = TRAIT_INFO[trait];
  const counts = new Map(found.map(({ value, customers }) => [value, customers]));
  const named = bands
    .filter(({ value, rare = false }) => !rare || counts.has(value))
    .map(({ value, label }) => ({ value, label, customers: counts.get(value) ?? 0 }));
  const others = found
    .filter(({ value }) => value !== UNKNOWN && !bands.some((one) => one.value === value))
    .toSorted((a, b) => b.customers - a.customers || (a.value < b.value ? -1 : 1));
  const shown = others.slice(0, SHOWN).map((part) => ({ ...part, label: { 'zh-CN': part.value, en: part.value } }));
  const rest = others.slice(SHOWN).reduce((sum, { customers }) => sum + customers, 0);
  const unknown = counts.get(UNKNOWN) ?? 0;
  return [
    ...named,
    ...shown,
    // Customers of several sources would be counted more than once in one heap.
    ...(rest > 0 && !overlaps ? [{ value: REST, label: { 'zh-CN': '其余', en: 'Others' }, customers: rest }] : []),
    ...(unknown > 0 ? [{ value: UNKNOWN, label: UNKNOWN_LABEL, customers: unknown }] : []),
  ];
}
