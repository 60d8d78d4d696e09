import { expect, it } from 'vitest';
import { fieldValue, fromAttributes, toAttributes, wordsOfValue } from './field-filter.ts';

it('turns what was typed into a value of the field’s type', () => {
  expect(fieldValue({ type: 'choices' }, '网球')).toEqual(['网球']);
  expect(fieldValue({ type: 'number' }, '175')).toBe(175);
  expect(fieldValue({ type: 'boolean' }, 'true')).toBe(true);
  expect(fieldValue({ type: 'choice' }, 'female')).toBe('female');
});

it('says values in words', () => {
  const field = { options: [{ value: 'tennis', label: { 'zh-CN': '网球', en: 'Tennis' } }] };
  expect(wordsOfValue(['tennis', '其他'], { field, locale: 'zh-CN' })).toBe('网球、其他');
  expect(wordsOfValue('tennis', { field, locale: 'en' })).toBe('Tennis');
  expect(wordsOfValue(false, { field: undefined, locale: 'zh-CN' })).toBe('否');
});

it('goes into a view and comes back', () => {
  const filters = [
    { key: 'hobbies', value: ['网球'] },
    { key: 'heightCm', value: 175 },
  ];
  expect(fromAttributes(toAttributes(filters))).toEqual(filters);
  expect(fromAttributes({ broken: { a: 1 }, alsoBroken: null })).toEqual([]);
  expect(fromAttributes(undefined)).toEqual([]);
});
