import { describe, expect, it } from 'vitest';
import { fitOf, initialsOf } from './find-by-name.ts';

describe('initials of Chinese names', () => {
  it.each([
    ['首页', 'sy'],
    ['客户', 'kh'],
    ['客群', 'kq'],
    ['洞察', 'dc'],
    ['销售', 'xs'],
    ['供应', 'gy'],
    ['导入文件', 'drwj'],
    ['设置', 'sz'],
    ['数据来源', 'sjly'],
    ['API 密钥', 'apimy'],
    ['RFM 地图', 'rfmdt'],
    ['退出登录', 'tcdl'],
    ['新建企业', 'xjqy'],
    ['深色外观', 'sswg'],
  ])('%s is %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});

describe('finding by name', () => {
  const settings = { names: ['数据来源', 'Data sources'], words: '' };
  it('knows a page in both languages, by its initials and by a word within', () => {
    expect(fitOf('数据', settings)).toBe(3);
    expect(fitOf('sources', settings)).toBe(3);
    expect(fitOf('sjl', settings)).toBe(2);
    expect(fitOf('来源', settings)).toBe(1);
    expect(fitOf('ourc', settings)).toBe(1);
    expect(fitOf('订单', settings)).toBe(0);
  });

  it('knows other words for it', () => {
    expect(fitOf('logout', { names: ['退出登录', 'Sign out'], words: '注销 logout' })).toBe(1);
  });
});
