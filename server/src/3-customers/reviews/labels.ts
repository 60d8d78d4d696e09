import type { Text } from '#kernel/pure/text.ts';
import type { ReviewOrigin } from './proposal.ts';

export const ORIGIN_LABELS: Readonly<Record<ReviewOrigin, Text>> = {
  contradiction: { 'zh-CN': '标识相同但证件号码不同', en: 'Same identifier, different ID numbers' },
  same_details: { 'zh-CN': '姓名与生日或地址相同', en: 'Same name with birth date or address' },
  matching: { 'zh-CN': '相似匹配', en: 'Found by likeness' },
};

const LEVELS: Readonly<Record<string, Text>> = {
  exact: { 'zh-CN': '相同', en: 'same' },
  close: { 'zh-CN': '相近', en: 'close' },
  alike: { 'zh-CN': '相似', en: 'alike' },
  different: { 'zh-CN': '不同', en: 'different' },
  missing: { 'zh-CN': '缺失', en: 'missing' },
  prior: { 'zh-CN': '起始', en: 'start' },
  household: { 'zh-CN': '可能是同住的两个人', en: 'may be two who live together' },
  same_sound: { 'zh-CN': '读音相同', en: 'same sound' },
  fits_mask: { 'zh-CN': '与隐去的部分吻合', en: 'fits what is hidden' },
  crossed: { 'zh-CN': '姓与名互换', en: 'names exchanged' },
  day_and_month_swapped: { 'zh-CN': '日月互换', en: 'day and month exchanged' },
  one_digit: { 'zh-CN': '差一位', en: 'one digit off' },
  two_parts: { 'zh-CN': '年月日中两项相同', en: 'two of three parts' },
  same_year: { 'zh-CN': '同一年', en: 'same year' },
  other_number: { 'zh-CN': '是对方的另一号码', en: 'the other’s second number' },
  same_name_part: { 'zh-CN': '@ 之前相同', en: 'same before the @' },
  one_character: { 'zh-CN': '差一个字符', en: 'one character off' },
  two_characters: { 'zh-CN': '差两个字符', en: 'two characters off' },
  same_numbers_words_alike: { 'zh-CN': '门牌相同、文字相似', en: 'same numbers, words alike' },
  same_words: { 'zh-CN': '文字相同', en: 'same words' },
  same_numbers: { 'zh-CN': '门牌相同', en: 'same numbers' },
};

/** How alike two values are, as people read it; a level of somebody else's model as it is called there. */
export function levelLabel(level: string): Text {
  return LEVELS[level] ?? { 'zh-CN': level, en: level };
}

const NAMES: Readonly<Record<string, Text>> = {
  prior: { 'zh-CN': '随机两位客户', en: 'Any two customers' },
  surname: { 'zh-CN': '姓', en: 'Surname' },
  given: { 'zh-CN': '名', en: 'Given name' },
  gender: { 'zh-CN': '性别', en: 'Gender' },
  birth: { 'zh-CN': '生日', en: 'Birthday' },
  phone: { 'zh-CN': '手机', en: 'Phone' },
  phone2: { 'zh-CN': '备用电话', en: 'Second phone' },
  email: { 'zh-CN': '邮箱', en: 'E-mail' },
  national_id: { 'zh-CN': '证件号码', en: 'ID number' },
  address: { 'zh-CN': '地址', en: 'Address' },
  city: { 'zh-CN': '所在区县', en: 'District' },
  household: { 'zh-CN': '同住', en: 'Household' },
};

/** What a comparison of the model is called; undefined for fields of the profile. */
export function fieldName(field: string): Text | undefined {
  return NAMES[field];
}
