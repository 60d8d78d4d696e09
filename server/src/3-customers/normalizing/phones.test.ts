import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWithData } from '#test/harness.ts';
import { fitsMask, normalizeMaskedPhone, normalizePhone, readPhones } from './phones.ts';
import { isServiceNumber } from './service-numbers.ts';

describe('normalizing phones', () => {
  it.each([
    ['13812341234', '+8613812341234'],
    ['+8613812341234', '+8613812341234'],
    ['+86 138 1234 1234', '+8613812341234'],
    ['008613812341234', '+8613812341234'],
    ['0086-138-1234-1234', '+8613812341234'],
    ['86-13812341234', '+8613812341234'],
    ['(+86)13812341234', '+8613812341234'],
    ['１３８１２３４１２３４', '+8613812341234'],
    ['　138 1234 1234　', '+8613812341234'],
    ['19912341234', '+8619912341234'],
    ['010-12345678', '+861012345678'],
    ['(0571) 8765 4321', '+8657187654321'],
    ['+44 20 7946 0958', '+442079460958'],
    ['0044 20 7946 0958', '+442079460958'],
    ['+1 (212) 555-2368', '+12125552368'],
    ['+852 2123 4567', '+85221234567'],
    ['tel:13812341234', '+8613812341234'],
    ['微信同号13812341234', '+8613812341234'],
  ])('reads %s as %s', (given, expected) => {
    expect(normalizePhone(given)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    '1',
    '1381234123',
    '138123412345',
    '12812341234',
    '138****1234',
    'unknown',
    '+999 1234',
    '无',
    '13812341234（微信同号）',
  ])('takes %j for no phone', (given) => {
    expect(normalizePhone(given)).toBeNull();
  });

  it('gives the same answer for what it has normalized already, in whatever form a mobile is written', () => {
    const mobile = fc.stringMatching(/^1[3-9]\d{9}$/);
    const form = fc.constantFrom(
      (number: string) => number,
      (number: string) => `+86${number}`,
      (number: string) => `0086 ${number}`,
      (number: string) => `${number.slice(0, 3)}-${number.slice(3, 7)}-${number.slice(7)}`,
      (number: string) => number.replaceAll(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
    );
    fc.assert(
      fc.property(mobile, form, (number, write) => {
        expect(normalizePhone(write(number))).toBe(`+86${number}`);
        expect(normalizePhone(`+86${number}`)).toBe(`+86${number}`);
      }),
    );
  });
});

describe('a field for phones', () => {
  it.each([
    ['13812341234（微信同号）', ['+8613812341234']],
    ['13812341234/13912341234', ['+8613812341234', '+8613912341234']],
    ['13812341234 13912341234', ['+8613812341234', '+8613912341234']],
    ['手机：13812341234，座机：010-12345678', ['+8613812341234', '+861012345678']],
    ['１３８１２３４１２３４、１３８１２３４１２３４', ['+8613812341234']],
    ['400-123-4567', ['+864001234567']],
    ['95588', []],
    ['', []],
    ['无', []],
  ])('%s names %j', (given, e164) => {
    expect(readPhones(given).numbers.map((number) => number.e164)).toEqual(e164);
  });

  it.each([
    ['010-12345678-801', '+861012345678;ext=801'],
    ['010-12345678转801', '+861012345678;ext=801'],
    ['(0571) 8765 4321 ext. 12', '+8657187654321;ext=12'],
    ['+861012345678;ext=801', '+861012345678;ext=801'],
    ['021-5555-6666', '+862155556666'],
  ])('%s keeps its extension: %s', (given, stored) => {
    expect(normalizePhone(given)).toBe(stored);
  });

  it.each([
    ['138****1234', '138****1234'],
    ['+86 138****1234', '138****1234'],
    ['１３８＊＊＊＊１２３４', '138****1234'],
    ['138xxxx1234', '138****1234'],
    ['18412345678-1234', '18412345678-1234'],
    ['18412345678转1234', '18412345678-1234'],
    ['18412345678,1234', '18412345678-1234'],
    ['13812341234', null],
    ['王****', null],
    ['****', null],
  ])('%s shows a part of a number: %s', (given, mask) => {
    expect(normalizeMaskedPhone(given)).toBe(mask);
    expect(readPhones(given).masked).toEqual(mask === null ? [] : [mask]);
    expect(mask === null || normalizePhone(given) === null).toBe(true);
  });

  it('tells whether a number can be the one behind a mask', () => {
    expect(fitsMask('138****1234', '+8613812341234')).toBe(true);
    expect(fitsMask('138****1234', '+8613912341234')).toBe(false);
    expect(fitsMask('18412345678-1234', '+8613912341234')).toBe(true);
  });

  it('knows the numbers of services, which mean nobody', () => {
    expect(['+864001234567', '+868001234567', '+8613812341234'].map(isServiceNumber)).toEqual([true, true, false]);
  });
});

describeWithData('cn_phone_cases', 'phones of the data set cn_phone_cases', (folder) => {
  it('come out as the expected E.164 in at least 99 of 100 cases', () => {
    const rows: Record<string, string>[] = parse(readFileSync(path.join(folder, 'phone_cases.csv')), {
      columns: true,
      bom: true,
    });
    const wrong = rows.filter((row) => (normalizePhone(row['raw'] ?? '') ?? '') !== (row['e164'] ?? ''));
    expect(rows).toHaveLength(800);
    expect(wrong.length, JSON.stringify(wrong)).toBeLessThanOrEqual(8);
  });
});
