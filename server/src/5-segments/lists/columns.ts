import { EMAIL_COLUMN, PHONE_COLUMN } from '#customers/pure';
import type { ImportField } from '#intake';
import type { ListIdentifier } from './schema.ts';

/** The end of a number or code, so that whoever sent it knows it again. */
const maskCode = (value: string): string => (value.length <= 4 ? '***' : `***${value.slice(-4)}`);

/** Columns of an upload by which people are found; of those with a value the first one counts. */
export const LIST_COLUMNS = [
  {
    name: 'customerId',
    label: { 'zh-CN': '客户编号', en: 'Customer id' },
    required: false,
    example: '0198c1f2-5c3e-7d4a-8f10-2b7e6a9d4c31',
    synonyms: ['customer_id', 'customer', '客户ID', '知客编号'],
    mask: null,
  },
  PHONE_COLUMN,
  EMAIL_COLUMN,
  {
    name: 'member_card',
    label: { 'zh-CN': '会员卡', en: 'Member card' },
    required: false,
    example: '8800123456',
    synonyms: ['card', 'card_no', 'memberCard', 'member_no', '卡号', '会员卡号', '会员卡号码'],
    mask: maskCode,
  },
  {
    name: 'marketplace_account',
    label: { 'zh-CN': '平台账号', en: 'Marketplace account' },
    required: false,
    example: 'tb_xiaoming',
    synonyms: ['account', 'buyer', '账号', '买家账号', '买家会员名', '会员名'],
    mask: maskCode,
  },
  {
    name: 'wechat_unionid',
    label: { 'zh-CN': '微信 unionid', en: 'WeChat unionid' },
    required: false,
    example: 'oX1a2b3c',
    synonyms: ['unionid', 'union_id'],
    mask: maskCode,
  },
  {
    name: 'wechat_openid',
    label: { 'zh-CN': '微信 openid', en: 'WeChat openid' },
    required: false,
    example: 'oY4d5e6f',
    synonyms: ['openid', 'open_id'],
    mask: maskCode,
  },
  {
    name: 'wecom_id',
    label: { 'zh-CN': '企业微信', en: 'WeCom id' },
    required: false,
    example: 'wmAbCd',
    synonyms: ['wecom', 'external_userid', '企微'],
    mask: maskCode,
  },
] as const satisfies readonly (ImportField & { readonly name: 'customerId' | ListIdentifier })[];

/** The value as results show it. */
export function maskListValue(column: string, value: string): string {
  const mask = LIST_COLUMNS.find(({ name }) => name === column)?.mask ?? null;
  return mask === null ? value : mask(value);
}
