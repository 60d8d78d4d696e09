import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

/** How many people may state one phone. */
export const SHARED_PHONE_PEOPLE: SettingDefinition = {
  key: 'customers.shared_phone_people',
  label: { 'zh-CN': '同一号码最多几个人', en: 'People to one phone' },
  unit: { 'zh-CN': '人', en: 'people' },
  note: {
    'zh-CN':
      '留下同一手机号、姓名明显不同的人超过此数时，该号码记为共用（家庭、门店、代收点），之后不再用它合并客户；已合并的不变，列出供核对',
    en: 'When more people with clearly different names state a phone, it counts as shared (family, shop, courier) and joins nobody any more; who was joined before stays so, and is listed for a check',
  },
  schema: z.number().int().min(1).max(50),
  defaultValue: 3,
};

/** After how long a phone may be another's. */
export const REASSIGNED_AFTER_DAYS: SettingDefinition = {
  key: 'customers.phone_reassigned_after_days',
  label: { 'zh-CN': '号码多久没有出现可能已换人', en: 'Silence after which a phone may be another’s' },
  unit: { 'zh-CN': '天', en: 'days' },
  note: {
    'zh-CN':
      '运营商会把停用的号码重新放号。号码超过此天数没有出现，再由姓名明显不同的人留下时，不与原来的客户合并，只作为线索保留',
    en: 'Operators give numbers that were given up to others. When one that was not heard of for so long is stated by somebody with a clearly different name, it joins them to nobody and is kept as evidence',
  },
  schema: z.number().int().min(30).max(3650),
  defaultValue: 180,
};

/** When a phone stops telling who somebody is. */
export const SHARED_PHONE_SETTINGS: readonly SettingDefinition[] = [SHARED_PHONE_PEOPLE, REASSIGNED_AFTER_DAYS];
