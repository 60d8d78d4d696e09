import type { Text } from '#kernel/pure/text.ts';

/** What can be wrong with what is known of somebody, in the order in which it matters. */
export const QUALITY_FAULTS = [
  'no_contact',
  'no_phone',
  'no_name',
  'no_address',
  'phone_invalid',
  'email_invalid',
  'name_invalid',
  'address_unplaced',
  'birthday_invalid',
  'height_invalid',
  'stale',
] as const;
export type QualityFault = (typeof QUALITY_FAULTS)[number];

const text = (zh: string, en: string): Text => ({ 'zh-CN': zh, en });

/** What each is called, and by which rule it is found. */
export const FAULT_INFO: Readonly<Record<QualityFault, { readonly label: Text; readonly rule: Text }>> = {
  no_contact: {
    label: text('无法联系', 'Cannot be reached'),
    rule: text('手机和邮箱都没有', 'neither phone nor e-mail is known'),
  },
  no_phone: { label: text('缺手机', 'No phone'), rule: text('没有任何来源给出手机', 'no source gave a phone') },
  no_name: { label: text('缺姓名', 'No name'), rule: text('没有任何来源给出姓名', 'no source gave a name') },
  no_address: { label: text('缺地址', 'No address'), rule: text('没有任何来源给出地址', 'no source gave an address') },
  phone_invalid: {
    label: text('手机格式不对', 'Phone of a wrong form'),
    rule: text(
      '不是国际格式，或以 +861 开头的手机不是 11 位',
      'no international number, or a mainland mobile without eleven digits',
    ),
  },
  email_invalid: {
    label: text('邮箱格式不对', 'E-mail of a wrong form'),
    rule: text('不是 名称@域名.后缀', 'not name@domain.suffix'),
  },
  name_invalid: {
    label: text('姓名不可信', 'Name not to be trusted'),
    rule: text('带星号、全是数字，或是“先生”“测试”“匿名”之类', 'with stars, of digits alone, or a word such as “test”'),
  },
  address_unplaced: {
    label: text('地址认不出省市', 'Address without a place'),
    rule: text('中文地址找不到所属行政区划', 'a Chinese address of which no division is known'),
  },
  birthday_invalid: {
    label: text('生日不合理', 'Birthday out of range'),
    rule: text('在未来、早于 120 年前，或是 1900-01-01', 'in the future, more than 120 years ago, or 1900-01-01'),
  },
  height_invalid: {
    label: text('身高不合理', 'Height out of range'),
    rule: text('不在 40–250 厘米之间', 'not between 40 and 250 cm'),
  },
  stale: {
    label: text('久未更新', 'Not updated for long'),
    rule: text(
      '超过设定的月数没有新的说法，也没有确认过',
      'no new word and no confirmation for the months that are set',
    ),
  },
};
