import { maskEmail, maskPhone } from '#access/pure';
import type { ImportField } from '#intake';

/** What files call the mobile phone of a person, whichever file of people it is. */
export const PHONE_COLUMN = {
  name: 'phone',
  label: { 'zh-CN': '手机', en: 'Phone' },
  required: false,
  example: '13812341234',
  synonyms: [
    'mobile',
    'telephone',
    'phone_number',
    'tel',
    'cell',
    '手机号',
    '手机号码',
    '电话',
    '联系电话',
    '联系手机',
    '联系方式',
    '联络方式',
  ],
  mask: maskPhone,
} as const satisfies ImportField;

/** What files call the e-mail address of a person. */
export const EMAIL_COLUMN = {
  name: 'email',
  label: { 'zh-CN': '邮箱', en: 'E-mail' },
  required: false,
  example: 'li@example.com',
  synonyms: ['mail', 'e-mail', 'email_address', '电子邮箱', '电子邮件', '邮件'],
  mask: maskEmail,
} as const satisfies ImportField;
