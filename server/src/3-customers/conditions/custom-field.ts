import { fieldCondition } from '../condition-facts/field-test.ts';

/** A field that this business has defined for itself. */
export const customField = fieldCondition({
  is: 'profile.custom_field',
  label: { 'zh-CN': '自定义字段', en: 'Custom field' },
  catalogue: 'customers.custom_fields',
  words: { 'zh-CN': '自定义', en: 'custom field' },
});
