import { describe, expect, it } from 'vitest';
import { searchKeys } from './search-keys.ts';

describe('what a name is found by', () => {
  it('is both names, the pinyin and its initials', () => {
    expect(searchKeys({ 'zh-CN': '购买次数', en: 'Number of orders' })).toBe(
      '购买次数 number of orders goumaicishu gmcs',
    );
  });

  it('is what else it is called too', () => {
    expect(searchKeys({ 'zh-CN': '性别', en: 'Gender' }, ['女', 'Female'])).toBe('性别 gender 女 female xingbie xb');
  });

  it('is the name alone where there is no Chinese in it', () => {
    expect(searchKeys({ 'zh-CN': 'VIP', en: 'VIP' })).toBe('vip');
  });
});
