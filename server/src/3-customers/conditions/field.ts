import { fieldCondition } from '../condition-facts/field-test.ts';

/** A field that every installation has: gender, occupation, owner …. */
export const field = fieldCondition({
  is: 'profile.field',
  label: { 'zh-CN': '资料字段', en: 'Profile field' },
  catalogue: 'customers.fields',
  words: { 'zh-CN': '资料', en: 'field' },
});
