import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

export const BRAND_NAME: SettingDefinition = {
  key: 'commerce.brand_name',
  label: { 'zh-CN': '品牌名称', en: 'Name of the brand' },
  unit: null,
  note: {
    'zh-CN': '印在配货单抬头。留空时用订单所属店铺的名称',
    en: 'Stands at the head of delivery notes. When empty, the name of the order’s shop does',
  },
  schema: z.string().trim().max(60),
  defaultValue: '',
};
