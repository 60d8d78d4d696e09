import { describe, expect, it } from 'vitest';
import { maskPhone } from './mask-phone.ts';

const CASES: readonly (readonly [string, string])[] = [
  ['13812341234', '138****1234'],
  ['+8613812341234', '138****1234'],
  ['+86 138 1234 1234', '138****1234'],
  ['008613812341234', '138****1234'],
  ['8613812341234', '138****1234'],
  ['138-1234-1234', '138****1234'],
  ['１３８１２３４１２３４', '138****1234'],
  [' 13812341234 ', '138****1234'],
  // Landlines, with and without their separators, extensions and country.
  ['010-12345678', '010****5678'],
  ['(0571) 8765 4321', '057****4321'],
  ['+86 10 1234 5678', '10****5678'],
  ['87654321', '****4321'],
  ['400-820-8820', '40****8820'],
  // Other countries keep their code and lose the middle.
  ['+44 7911 123456', '+44****3456'],
  ['+1 (202) 555-0123', '+12****123'],
  ['+852 5123 4567', '+85****567'],
  ['0044 7911 123456', '+44****3456'],
  // Short ones: never more than half.
  ['10086', '****86'],
  ['110', '****0'],
  ['1', '****'],
  // What is no number is hidden whole; what is masked stays masked.
  ['unknown', '****'],
  ['138****1234', '****234'],
];

describe('[C018] masking of phone numbers', () => {
  it.each(CASES)('shows %s as %s', (phone, expected) => {
    expect(maskPhone(phone)).toBe(expected);
  });

  it('never shows more than the first three digits and the last four, and hides at least four of a full number', () => {
    for (const [phone] of CASES) {
      const digits = maskPhone(phone).replace(/\D/g, '').length;
      expect(digits).toBeLessThanOrEqual(7);
      const given = phone.normalize('NFKC').replace(/\D/g, '').length;
      expect(digits).toBeLessThanOrEqual(Math.max(Math.floor(given / 2), given - 4));
    }
  });

  it('leaves null and empty alone', () => {
    expect(maskPhone(null)).toBeNull();
    expect(maskPhone('')).toBe('');
  });
});
