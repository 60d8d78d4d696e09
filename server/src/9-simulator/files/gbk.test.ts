import { describe, expect, it } from 'vitest';
import { createGbkEncoder } from './gbk.ts';

describe('GBK', () => {
  const encode = createGbkEncoder();

  it('is read back by the decoder as it was', () => {
    const text = 'tb12,王小明,138****1234,上海市徐汇区１号,張國華,€…—《》\n';
    expect(new TextDecoder('gbk').decode(encode(text))).toBe(text);
    expect([...encode('天猫')]).toEqual([0xcc, 0xec, 0xc3, 0xa8]);
  });

  it('refuses what it has no sign for', () => {
    expect(() => encode('😀')).toThrow('GBK');
  });
});
