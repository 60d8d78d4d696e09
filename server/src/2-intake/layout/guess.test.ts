import { describe, expect, it } from 'vitest';
import type { ImportField } from '../imports/kind.ts';
import { foldHeader, guessColumns, guessDelimiter, resolveMapping } from './guess.ts';

function field(name: string, zh: string, synonyms: readonly string[] = []): ImportField {
  return { name, label: { 'zh-CN': zh, en: name }, required: false, example: '', synonyms, mask: null };
}

const FIELDS = [
  field('number', '订单号', ['Invoice', 'order_id']),
  field('amount', '金额', ['total', '实付金额']),
  field('phone', '手机', ['联系手机', '联系电话']),
  field('sku', '商品编码', ['id']),
];
const guessed = (...headers: string[]): (string | null)[] =>
  guessColumns(headers, FIELDS).map((column) => column.field);

describe('[C008] the delimiter', () => {
  it.each([
    [',', 'a,b\n1,2\n'],
    [';', 'a;b\n"1;5";2,3\n4;5,6\n'],
    ['\t', 'a\tb\n1,5\t2\n'],
    ['|', 'a|b\r\n1|2\r\n'],
    [',', 'a,b\r1,2\r'],
    [',', 'a,b\n"x;y;z",2\n'],
    [',', 'single\n1\n'],
    [',', ''],
  ])('is %j in %j', (delimiter, head) => {
    expect(guessDelimiter(head)).toBe(delimiter);
  });
});

describe('[C008] the columns', () => {
  it.each([
    ['Order No.', 'orderno'],
    ['ＯＲＤＥＲ　ＩＤ', 'orderid'],
    ['  商品 编码 ', '商品编码'],
  ])('are compared folded: %j is %j', (header, folded) => {
    expect(foldHeader(header)).toBe(folded);
  });

  it('are found by field name, by label in both languages and by synonym', () => {
    expect(guessed('NUMBER', '金额', 'Phone', 'id')).toEqual(['number', 'amount', 'phone', 'sku']);
  });

  it('give each field to one column: the surer, then the likelier name, then the first', () => {
    expect(guessed('订单总金额', '实付金额')).toEqual([null, 'amount']);
    expect(guessed('联系电话', '联系手机')).toEqual([null, 'phone']);
    expect(guessed('订单号', '订单号')).toEqual(['number', null]);
  });

  it('are less sure of a name that only contains one, and never of two letters within a word', () => {
    expect(guessColumns(['买家手机号码'], FIELDS)).toEqual([
      { header: '买家手机号码', field: 'phone', confidence: 0.6 },
    ]);
    expect(guessed('paid')).toEqual([null]);
    expect(guessed('', ' ')).toEqual([null, null]);
  });

  it('are found quickly even among a thousand', () => {
    const headers = Array.from({ length: 1000 }, (_, index) => `column ${index} 金额`);
    expect(guessColumns(headers, FIELDS).filter((column) => column.field !== null)).toHaveLength(1);
  });
});

describe('[C008] a mapping', () => {
  it('names columns by header, trimmed; the first of two with the same name counts', () => {
    const resolved = resolveMapping({ number: ' A ' }, ['x', 'A ', 'A'], FIELDS);
    expect(resolved).toEqual({ ok: true, columns: new Map([['number', 1]]) });
  });

  it('is refused with every unknown field and every unknown header', () => {
    expect(resolveMapping({ number: 'nope', colour: 'A' }, ['A'], FIELDS)).toEqual({
      ok: false,
      unknownFields: ['colour'],
      unknownHeaders: ['nope'],
    });
  });
});
