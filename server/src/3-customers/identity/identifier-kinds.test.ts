import { describe, expect, it } from 'vitest';
import { IDENTIFIERS, normalizeIdentifier } from './identifier-kinds.ts';
import { IDENTIFIER_KINDS, type IdentifierKind } from './trusted-identifiers.ts';

describe('an identifier as given and as stored', () => {
  it.each([
    ['phone', '138 1234 1234', '+8613812341234'],
    ['phone', '12345', null],
    ['email', ' Li@Example.COM ', 'li@example.com'],
    ['email', 'li', null],
    ['member_card', 'vip-0001 234', 'VIP0001234'],
    ['member_card', 'ＶＩＰ０００１', 'VIP0001'],
    ['member_card', '京A-88231', '京A88231'],
    ['member_card', 'V1', null],
    ['member_card', '0000000', null],
    ['member_card', 'null', null],
    ['wechat_unionid', 'o6_bmasdasdsad6_2sgVt7hMZOPfL', 'o6_bmasdasdsad6_2sgVt7hMZOPfL'],
    ['wechat_unionid', 'O6_BM', null],
    ['wechat_unionid', 'undefined', null],
    ['wechat_unionid', '李雷的微信号', null],
    ['wechat_openid', 'wx0123456789abcdef:oLVPpjqs9BhvzwPj5A', 'wx0123456789abcdef:oLVPpjqs9BhvzwPj5A'],
    ['wechat_openid', 'wx0123456789abcdef：oLVPpjqs9BhvzwPj5A', 'wx0123456789abcdef:oLVPpjqs9BhvzwPj5A'],
    ['wechat_openid', 'oLVPpjqs9BhvzwPj5A', null],
    ['wechat_openid', 'shop:oLVPpjqs9BhvzwPj5A', null],
    ['wechat_openid', 'wx0123456789abcdef:', null],
    ['wecom_id', 'woAJ2GCAAAXtWyujaWJHDDGi0mACAAAA', 'woAJ2GCAAAXtWyujaWJHDDGi0mACAAAA'],
    ['wecom_id', 'w 1', null],
    ['marketplace_account', 'Taobao: 李雷88 ', 'taobao:李雷88'],
    ['marketplace_account', 'jd:a:b', 'jd:a:b'],
    ['marketplace_account', '淘宝:lilei', '淘宝:lilei'],
    ['marketplace_account', 'lilei', null],
    ['marketplace_account', 'taobao:无', null],
    ['masked_phone', 'Taobao: lilei88 :138＊＊＊＊1234', 'taobao:lilei88:138****1234'],
    ['masked_phone', 'jd:a:b:18412345678转1234', 'jd:a:b:18412345678-1234'],
    ['masked_phone', '138****1234', null],
    ['masked_phone', 'taobao:lilei88:13812341234', null],
  ] satisfies [IdentifierKind, string, string | null][])('%s %j is %j', (kind, given, expected) => {
    expect(normalizeIdentifier(kind, given)).toBe(expected);
  });

  it.each(IDENTIFIER_KINDS)(
    '%s says in both languages what would be right, and stores its own form as it is',
    (kind) => {
      const { wanted, label, normalize } = IDENTIFIERS[kind];
      for (const text of [wanted, label]) {
        expect(text['zh-CN']).toMatch(/\p{L}/u);
        expect(text.en).toMatch(/^[\x20-\x7e]+$/);
      }
      const example = wanted.en.match(/such as (\S+)/)?.[1];
      const stored = example === undefined ? null : normalize(example);
      expect(stored === null ? null : normalize(stored)).toBe(stored);
      expect(example === undefined || stored !== null).toBe(true);
    },
  );
});
