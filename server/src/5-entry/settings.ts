import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

const MAX_LOGO = 200_000;

export const HOTLINE = {
  key: 'entry.hotline',
  label: { 'zh-CN': '登记表上的热线', en: 'Hotline on the form' },
  unit: null,
  note: { 'zh-CN': '默认为空；例如 400-800-1234', en: 'Empty by default; such as 400-800-1234' },
  schema: z.string().trim().max(60),
  defaultValue: '',
} as const satisfies SettingDefinition;

export const BUSINESS_ADDRESS = {
  key: 'entry.address',
  label: { 'zh-CN': '登记表上的地址', en: 'Address on the form' },
  unit: null,
  note: { 'zh-CN': '默认为空；填好的表寄回或交回这里', en: 'Empty by default; where filled-in forms go' },
  schema: z.string().trim().max(200),
  defaultValue: '',
} as const satisfies SettingDefinition;

export const LOGO = {
  key: 'entry.logo',
  label: { 'zh-CN': '登记表上的标志', en: 'Logo on the form' },
  unit: null,
  note: {
    'zh-CN': '默认为空；PNG 或 JPEG 图片，不超过 150 KB，在登记表页面上传',
    en: 'Empty by default; a PNG or JPEG picture of at most 150 KB, set on the page of the form',
  },
  schema: z
    .string()
    .max(MAX_LOGO)
    .regex(/^(?:data:image\/(?:png|jpeg);base64,[A-Za-z0-9+/]+=*)?$/u),
  defaultValue: '',
} as const satisfies SettingDefinition;

export const PRODUCT_TYPES = {
  key: 'entry.product_types',
  label: { 'zh-CN': '消费产品类型', en: 'Product types' },
  unit: null,
  note: {
    'zh-CN': '默认保健品、化妆品、日用品；登记表和终端小票上可选的类型',
    en: 'Health goods, cosmetics and daily goods by default; what forms and slips offer',
  },
  schema: z.array(z.string().trim().min(1).max(60)).min(1).max(50),
  defaultValue: ['保健品', '化妆品', '日用品'],
} as const satisfies SettingDefinition;

export const CARD_PREFIX = {
  key: 'entry.card_prefix',
  label: { 'zh-CN': '会员卡号开头', en: 'Card numbers begin with' },
  unit: null,
  note: {
    'zh-CN': '默认 HY；发卡时接着这一开头的最后一个号往下排',
    en: 'HY by default; cards that are given out go on from the last number that begins so',
  },
  schema: z
    .string()
    .trim()
    .regex(/^[A-Z0-9]{0,12}$/u),
  defaultValue: 'HY',
} as const satisfies SettingDefinition;

const TEN_YEARS = 3_660;

export const KEEP_REJECTED_DAYS = {
  key: 'entry.keep_rejected_days',
  label: { 'zh-CN': '退回的资料保留天数', en: 'What was sent back is kept for' },
  unit: { 'zh-CN': '天', en: 'days' },
  note: {
    'zh-CN': '默认 90 天，之后删除：没有成为客户的人，资料不留；0 为一直保留',
    en: '90 by default, then deleted: nobody keeps data of people who became no customers; 0 keeps it',
  },
  schema: z.number().int().min(0).max(TEN_YEARS),
  defaultValue: 90,
} as const satisfies SettingDefinition;

export const ENTRY_SETTINGS: readonly SettingDefinition[] = [
  HOTLINE,
  BUSINESS_ADDRESS,
  LOGO,
  PRODUCT_TYPES,
  CARD_PREFIX,
  KEEP_REJECTED_DAYS,
];
