import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWithData } from '#test/harness.ts';
import { normalizeAccount, normalizeEmail, normalizePhone } from './normalize.ts';

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

describe('normalizing e-mail addresses', () => {
  it.each([
    ['Li.Lei@Example.COM', 'li.lei@example.com'],
    [' li@example.com ', 'li@example.com'],
    ['ｌｉ＠example.com', 'li@example.com'],
    ['li+shop@mail.example.co.uk', 'li+shop@mail.example.co.uk'],
    ['张三@例子.公司', '张三@例子.公司'],
  ])('reads %s as %s', (given, expected) => {
    expect(normalizeEmail(given)).toBe(expected);
  });

  it.each([
    '',
    'li',
    'li@',
    '@example.com',
    'li@localhost',
    'li@@example.com',
    'a b@example.com',
    'a@b.c, d@e.f',
    'li@example..com',
  ])('takes %j for no address', (given) => {
    expect(normalizeEmail(given)).toBeNull();
  });

  it('takes nothing longer than 254 characters for an address', () => {
    expect(normalizeEmail(`${'a'.repeat(243)}@example.cn`)).not.toBeNull();
    expect(normalizeEmail(`${'a'.repeat(244)}@example.cn`)).toBeNull();
  });
});

describe('normalizing accounts', () => {
  it('keeps what the source writes but for width and blanks', () => {
    expect(normalizeAccount(' ＵＳＥＲ 01 ')).toBe('USER 01');
    expect(normalizeAccount('aB')).toBe('aB');
    expect(normalizeAccount('   ')).toBeNull();
  });
});
