import { expect, it } from 'vitest';
import { csvLine } from './csv-line.ts';

it.each([
  ['plain', 'plain'],
  ['1,5', '"1,5"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
  ['@SUM(A1)', "'@SUM(A1)"],
  ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
  ["-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"],
  [' =1+1', "' =1+1"],
  ['\t=1+1', "'\t=1+1"],
  ['＝1+1', "'＝1+1"],
  ['-12.50', '-12.50'],
  ['+86 138-1234-1234', '+86 138-1234-1234'],
  ['', ''],
])('writes the cell %j as %j: quoted where needed, never run by a spreadsheet', (cell, written) => {
  expect(csvLine([cell, 'x'])).toBe(`${written},x\r\n`);
});
