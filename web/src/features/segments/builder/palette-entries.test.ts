import { describe, expect, it } from 'vitest';
import type { ConditionInfo } from '../rule/values.ts';
import { matchingEntries, type PaletteEntry } from './palette-entries.ts';

const text = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const info: ConditionInfo = {
  is: 'x.y',
  group: text('', ''),
  label: text('', ''),
  sentence: text('', ''),
  keys: '',
  args: [],
};
const entry = (label: string, keys: string): PaletteEntry => ({
  id: label,
  info,
  args: {},
  label,
  note: '',
  heading: '',
  keys,
});
const ENTRIES = [
  entry('购买次数', '购买次数 number of orders 买过 几次 gmcs'),
  entry('原价购买占比', '原价购买占比 正价 全价 yjgmzb'),
  entry('城市级别', '城市级别 city tier 一线 二线 csjb'),
];
const found = (needle: string): readonly string[] => matchingEntries(ENTRIES, needle).map(({ label }) => label);

describe('looking for a condition', () => {
  it('finds it by what else it is called, and by what it can be', () => {
    expect(found('正价')).toEqual(['原价购买占比']);
    expect(found('二线')).toEqual(['城市级别']);
  });

  it('finds it when more was said than it is called', () => {
    expect(found('买过两次')).toEqual(['购买次数']);
    expect(found('二线城市')).toEqual(['城市级别']);
  });

  it('finds nothing where nothing is meant', () => {
    expect(found('天气')).toEqual([]);
  });
});
