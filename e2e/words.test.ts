import { describe, expect, it } from 'vitest';
import { findForeignTexts, type Language, readData } from './words.ts';

const DATA = readData({
  text: '王小明\n会员10001\nbuyer1@example.com\ntmall-flagship',
  // Fields without an example have an empty one.
  wholes: ['imports.read', '订单号', ''],
});

function faultsOf(text: string, language: Language): readonly string[] {
  return findForeignTexts([{ text, from: 'text p' }], language, DATA).map((fault) => fault.split(':')[0] ?? '');
}

describe('the eye for foreign words', () => {
  it.each([
    ['zh-CN', 'Save changes', ['English in Chinese ("Save")']],
    ['en', 'Open 地图', ['Chinese in English ("地图")']],
    ['zh-CN', 'imports.doneTitle', ['a key instead of words']],
    ['en', 'customer.kinds.sale', ['a key instead of words']],
    ['en', 'Hello {{name}}', ['no text for people']],
    ['zh-CN', '共 NaN 人', ['no text for people']],
    ['en', 'undefined orders', ['no text for people']],
  ] as const)('notices in %s: %s', (language, text, faults) => {
    expect(faultsOf(text, language)).toEqual(faults);
  });

  it.each([
    ['en', '王小明'],
    ['en', 'Field for “订单号”'],
    ['en', 'Permission: imports.read'],
    ['zh-CN', 'RFM 地图，CSV 文件，Enter 打开'],
    ['zh-CN', 'b***@example.com 来自 tmall-flagship'],
    ['zh-CN', '所需权限：imports.read'],
    ['zh-CN', '下载 errors.csv'],
    ['zh-CN', '密钥 zhk_db-yCY…'],
  ] as const)('lets data and names pass in %s: %s', (language, text) => {
    expect(faultsOf(text, language)).toEqual([]);
  });
});
