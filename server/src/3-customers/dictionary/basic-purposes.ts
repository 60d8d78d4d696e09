import type { Text } from '#kernel/pure/text.ts';
import type { BasicKey } from '../fields/basic-keys.ts';

/** Why the fields with columns of their own are kept. */
export const BASIC_PURPOSES: Readonly<Record<BasicKey, Text>> = {
  name: { 'zh-CN': '称呼客户、收件', en: 'To address people and parcels' },
  phone: { 'zh-CN': '联系客户、收件、识别同一位客户', en: 'To reach people, to deliver, to know them again' },
  email: { 'zh-CN': '联系客户、识别同一位客户', en: 'To reach people, to know them again' },
  address: { 'zh-CN': '送货', en: 'To deliver' },
  region: { 'zh-CN': '分区域服务与统计', en: 'To serve and count by region' },
};
