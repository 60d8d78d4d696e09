import { maskPhone } from '#access/pure';
import type { ImportField } from '#intake';
import type { FieldDefinition } from '../fields/definition.ts';
import { isMasked } from '../fields/present.ts';
import { EMAIL_COLUMN, PHONE_COLUMN } from './address-columns.ts';

const HIDE = (): string => '***';

/** Columns of a customer file that are no fields of the registry: who it is, and when it was said. */
export const OWN_FIELDS = [
  {
    name: 'account',
    label: { 'zh-CN': '客户账号', en: 'Customer account' },
    required: false,
    example: 'u10086',
    synonyms: [
      'customer_id',
      'CustomerID',
      'user_id',
      'member_id',
      'buyer',
      '会员号',
      '会员ID',
      '用户ID',
      '客户编号',
      '客户ID',
      '买家账号',
      '买家会员名',
      '账号',
    ],
    mask: null,
  },
  {
    name: 'name',
    label: { 'zh-CN': '姓名', en: 'Name' },
    required: false,
    example: '王小明',
    synonyms: [
      'full_name',
      'customer_name',
      '客户姓名',
      '客户名称',
      '会员姓名',
      '收货人',
      '买家姓名',
      '名字',
      '称呼',
      '顾客姓名',
      '会员名称',
    ],
    mask: null,
  },
  PHONE_COLUMN,
  EMAIL_COLUMN,
  {
    name: 'memberCard',
    label: { 'zh-CN': '会员卡号', en: 'Member card' },
    required: false,
    example: 'VIP0001234',
    synonyms: ['card', 'card_no', 'card_number', 'loyalty card', '卡号', '会员卡', 'VIP卡号', '会员编码', '会员编号'],
    mask: null,
  },
  {
    name: 'wechatUnionId',
    label: { 'zh-CN': '微信 UnionID', en: 'WeChat UnionID' },
    required: false,
    example: 'oGZUI0egBJY1zhBYw2KhdUfwVJJE',
    synonyms: ['unionid', 'union_id', 'wechat_unionid', '微信unionid'],
    mask: null,
  },
  {
    name: 'wechatOpenId',
    label: { 'zh-CN': '微信 OpenID', en: 'WeChat OpenID' },
    required: false,
    example: 'wx0123456789abcdef:oLVPpjqs9Bhvz',
    synonyms: ['openid', 'open_id', 'wechat_openid', '微信openid'],
    mask: null,
  },
  {
    name: 'wecomId',
    label: { 'zh-CN': '企业微信客户 ID', en: 'WeCom id' },
    required: false,
    example: 'wmqfasd1e19278asdasAAAA',
    synonyms: ['wecom', 'external_userid', '企业微信', '企微ID'],
    mask: null,
  },
  {
    name: 'marketplaceAccount',
    label: { 'zh-CN': '电商平台账号', en: 'Marketplace account' },
    required: false,
    example: 'taobao:lilei88',
    synonyms: ['platform_account', '平台账号'],
    mask: null,
  },
  {
    name: 'maskedPhone',
    label: { 'zh-CN': '脱敏手机', en: 'Masked phone' },
    required: false,
    example: 'taobao:lilei88:138****1234',
    synonyms: ['masked_phone', '隐私号码', '脱敏手机号', '加密手机号'],
    mask: null,
  },
  {
    name: 'address',
    label: { 'zh-CN': '地址', en: 'Address' },
    required: false,
    example: '上海市徐汇区漕溪北路 1 号',
    synonyms: ['street', 'home_address', '详细地址', '联系地址', '收货地址', '住址'],
    mask: HIDE,
  },
  {
    name: 'region',
    label: { 'zh-CN': '地区', en: 'Region' },
    required: false,
    example: '上海',
    synonyms: ['province', 'city', 'state', 'country', '省份', '城市', '省', '所在地', '所在城市'],
    mask: null,
  },
  {
    name: 'statedAt',
    label: { 'zh-CN': '资料更新时间', en: 'Last updated' },
    required: false,
    example: '2026-11-22 14:30:00',
    synonyms: ['updated_at', 'updatedAt', 'modified', 'last_modified', '更新时间', '修改时间', '最后修改时间'],
    mask: null,
  },
] as const satisfies readonly ImportField[];

export type OwnField = (typeof OWN_FIELDS)[number]['name'];

const EXAMPLES: Readonly<Record<FieldDefinition['type'], string>> = {
  text: '',
  long_text: '',
  number: '12.5',
  date: '1990-05-12',
  boolean: '是',
  choice: '',
  choices: '',
};

/** All that a customer file can bring, those fields included that somebody has just defined. */
export function importFieldsOf(definitions: readonly FieldDefinition[]): readonly ImportField[] {
  return [...OWN_FIELDS, ...definitions.map(importFieldOf)];
}

function importFieldOf(definition: FieldDefinition): ImportField {
  return {
    name: definition.key,
    label: definition.label,
    required: false,
    example: exampleOf(definition),
    synonyms: definition.synonyms,
    mask: maskOf(definition),
  };
}

const FORMATTED = {
  phone: '13812341234',
  deliveryWindow: '工作日 18-21 时',
  nationalId: '110101199003070011',
} as const;

function exampleOf({ type, options, format }: FieldDefinition): string {
  const labels = options.map(({ label }) => label['zh-CN']);
  if (type === 'choice') {
    return labels[0] ?? '';
  }
  if (type === 'choices') {
    return labels.slice(0, 2).join('、');
  }
  return format === null ? EXAMPLES[type] : FORMATTED[format];
}

function maskOf(definition: FieldDefinition): ImportField['mask'] {
  if (!isMasked(definition)) {
    return null;
  }
  return definition.format === 'phone' ? maskPhone : HIDE;
}
