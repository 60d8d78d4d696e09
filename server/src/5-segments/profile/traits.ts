import type { Text } from '#kernel/pure/text.ts';

/** What a group of customers is described by. */
export const TRAITS = [
  'gender',
  'age',
  'cityTier',
  'region',
  'source',
  'orders',
  'power',
  'channel',
  'category',
  'weekday',
] as const;
export type Trait = (typeof TRAITS)[number];
/** Told unless others are asked for: while a rule is being written, the answer has to be quick. */
export const USUAL_TRAITS = [
  'gender',
  'age',
  'cityTier',
  'region',
  'source',
  'orders',
] as const satisfies readonly Trait[];

/** Where nothing is known of a customer. */
export const UNKNOWN = '';
/** Of traits of purchases: who has not bought anything. */
export const NO_PURCHASE = '-';

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
  power: {
    label: { 'zh-CN': '购买力（客单价）', en: 'Purchasing power (average order)' },
    bands: [
      band('high', '高：前 20%', 'High: top 20%'),
      band('upper', '中高：20%–50%', 'Upper middle: 20–50%'),
      band('lower', '中低：50%–80%', 'Lower middle: 50–80%'),
      band('low', '低：后 20%', 'Low: bottom 20%'),
      band(NO_PURCHASE, '没有购买', 'No purchase'),
    ],
    overlaps: false,
  },
  channel: { label: { 'zh-CN': '销售渠道', en: 'Sales channel' }, bands: [], overlaps: true },
  category: { label: { 'zh-CN': '买过的品类', en: 'Categories bought' }, bands: [], overlaps: true },
  weekday: {
    label: { 'zh-CN': '购买的星期', en: 'Days of purchases' },
    bands: [
      band('1', '周一', 'Monday'),
      band('2', '周二', 'Tuesday'),
      band('3', '周三', 'Wednesday'),
      band('4', '周四', 'Thursday'),
      band('5', '周五', 'Friday'),
      band('6', '周六', 'Saturday'),
      band('7', '周日', 'Sunday'),
      band(NO_PURCHASE, '没有购买', 'No purchase'),
    ],
    overlaps: true,
  },
};

const PURCHASE_LABELS: Readonly<Record<string, Text>> = {
  [NO_PURCHASE]: { 'zh-CN': '没有购买', en: 'No purchase' },
  [UNKNOWN]: UNKNOWN_LABEL,
};

export interface Part {
  readonly value: string;
  readonly customers: number;
  /** Of those it is compared with; 0 where there is no comparison. */
  readonly baseCustomers: number;
}

/** Values shown by themselves; those behind them go together. */
const SHOWN = 10;
/** Stands for the values that are not shown by themselves. */
export const REST = '…';

/** The parts of a trait in the order in which people read them: every band, or the most frequent values; unknown last. */
export function partsOfTrait(
  trait: Trait,
  found: readonly Part[],
  names: ReadonlyMap<string, Text> = new Map(),
): readonly (Part & { readonly label: Text })[] {
  const { bands, overlaps } = TRAIT_INFO[trait];
  const parts = new Map(found.map((part) => [part.value, part]));
  const at = (value: string): Part => parts.get(value) ?? { value, customers: 0, baseCustomers: 0 };
  const labelOf = (value: string): Text => names.get(value) ?? PURCHASE_LABELS[value] ?? { 'zh-CN': value, en: value };
  const named = bands
    .filter(({ value, rare = false }) => !rare || parts.has(value))
    .map(({ value, label }) => ({ ...at(value), label: names.get(value) ?? label }));
  const others = found
    .filter(({ value }) => value !== UNKNOWN && !bands.some((one) => one.value === value))
    .toSorted((a, b) => b.customers - a.customers || (a.value < b.value ? -1 : 1));
  const shown = others.slice(0, SHOWN).map((part) => ({ ...part, label: labelOf(part.value) }));
  const sum = (of: (part: Part) => number): number => others.slice(SHOWN).reduce((all, part) => all + of(part), 0);
  const rest = {
    value: REST,
    customers: sum((part) => part.customers),
    baseCustomers: sum((part) => part.baseCustomers),
  };
  const unknown = at(UNKNOWN);
  return [
    ...named,
    ...shown,
    // Customers of several sources would be counted more than once in one heap.
    ...(rest.customers > 0 && !overlaps ? [{ ...rest, label: { 'zh-CN': '其余', en: 'Others' } }] : []),
    ...(unknown.customers > 0 ? [{ ...unknown, label: UNKNOWN_LABEL }] : []),
  ];
}
