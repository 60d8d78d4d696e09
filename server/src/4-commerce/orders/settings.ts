import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

export const DEFAULT_CURRENCY: SettingDefinition = {
  key: 'commerce.default_currency',
  label: { 'zh-CN': '默认币种', en: 'Default currency' },
  unit: { 'zh-CN': 'ISO 4217 代码', en: 'ISO 4217 code' },
  note: {
    'zh-CN': '文件没有写明币种时使用。默认 CNY：需求文档中的品牌以人民币经营',
    en: 'Used where a file names no currency. Default CNY: the brands of the requirements trade in yuan',
  },
  schema: z.string().regex(/^[A-Z]{3}$/),
  defaultValue: 'CNY',
};
