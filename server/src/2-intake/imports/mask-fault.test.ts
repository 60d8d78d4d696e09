import { describe, expect, it } from 'vitest';
import { maskFault } from './mask-fault.ts';

const FIELDS = [
  { name: 'date', label: { 'zh-CN': '日期', en: 'Date' }, required: true, example: '', synonyms: [], mask: null },
  {
    name: 'address',
    label: { 'zh-CN': '地址', en: 'Address' },
    required: true,
    example: '',
    synonyms: [],
    mask: () => '***',
  },
];
const shown = (field: string | null, value: string | null): string | null =>
  maskFault(FIELDS, { field, code: 'c', reason: { 'zh-CN': '', en: '' }, value }, 1).value;

describe('the value of a fault', () => {
  it.each([
    ['address', '上海市徐汇区', '***'],
    ['date', '2026-13-01', '2026-13-01'],
    ['date', '13812341234', '138****1234'],
    ['date', '王 li@example.com', '王 l***@example.com'],
    ['date', '20261122143000', '20261122143000'],
    ['date', '王芳 110101199003074514', '王芳 ***'],
    ['date', '270012345678901234', '270012345678901234'],
    [null, '13812341234', '138****1234'],
    ['date', null, null],
  ])('in %s: %j is shown as %j', (field, value, expected) => {
    expect(shown(field, value)).toBe(expected);
  });
});
