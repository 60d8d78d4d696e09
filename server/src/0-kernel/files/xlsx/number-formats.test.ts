import { expect, it } from 'vitest';
import { textOfNumber, textOfSerial } from './cell-text.ts';
import { meaningOf } from './number-formats.ts';

it.each([
  [0, undefined, 'number'],
  [1, undefined, 'number'],
  [9, undefined, 'percent'],
  [14, undefined, 'date'],
  [20, undefined, 'time'],
  [31, undefined, 'date'],
  [57, undefined, 'date'],
  [164, 'yyyy-mm-dd', 'date'],
  [164, 'yyyy"年"m"月"d"日"', 'date'],
  [164, '[$-804]yyyy"年"m"月"d"日";@', 'date'],
  [164, '[DBNum1][$-804]yyyy年m月d日', 'date'],
  [164, 'm/d/yy h:mm', 'date'],
  [164, 'h:mm:ss', 'time'],
  [164, '[h]:mm', 'time'],
  [164, '0.00', 'number'],
  [164, '#,##0.00_);[Red]\\(#,##0.00\\)', 'number'],
  [164, '0.00E+00', 'number'],
  [164, '"d"0', 'number'],
  [164, '¥#,##0.00', 'number'],
  [164, 'G/通用格式', 'number'],
  [164, 'General', 'number'],
  [164, '0.0%', 'percent'],
  [164, '@', 'number'],
] as const)('format %i %s means a %s', (id, code, meaning) => {
  expect(meaningOf(id, code)).toBe(meaning);
});

it.each([
  [46_348, false, '2026-11-22'],
  [46_348.604_166_666_7, false, '2026-11-22 14:30:00'],
  [46_347.999_999, false, '2026-11-22'],
  [1, false, '1900-01-01'],
  [59, false, '1900-02-28'],
  [61, false, '1900-03-01'],
  [44_886, true, '2026-11-22'],
  [0, true, '1904-01-01'],
  [3_000_000, false, null],
  [-1, false, null],
] as const)('day %d (from 1904: %s) is %s', (serial, date1904, text) => {
  expect(textOfSerial(serial, date1904)).toBe(text);
});

it.each([
  ['13812340001', 'number', '13812340001'],
  ['1.3812340001E10', 'number', '13812340001'],
  ['19.899999999999999', 'number', '19.9'],
  ['0.1', 'percent', '10%'],
  ['0.60416666666666663', 'time', '14:30:00'],
  ['1E-7', 'number', '0.0000001'],
  ['123456789012345680', 'number', '123456789012346000'],
] as const)('the number %s as a %s is %s', (raw, meaning, text) => {
  expect(textOfNumber(raw, { meaning, date1904: false })).toBe(text);
});
