import { expect, it } from 'vitest';
import { sentenceDifference } from './sentence-difference.ts';

it('marks the conditions that came and went, and nothing else', () => {
  const pieces = sentenceDifference(
    '全部满足（年龄18到35岁；购买至少2次）',
    '全部满足（年龄18到40岁；购买至少2次；有标签“VIP”）',
  );
  expect(pieces.filter(({ kind }) => kind === 'removed').map(({ text }) => text)).toEqual(['年龄18到35岁']);
  expect(pieces.filter(({ kind }) => kind === 'added').map(({ text }) => text)).toEqual([
    '年龄18到40岁',
    '；有标签“VIP”',
  ]);
  const kept = pieces.filter(({ kind }) => kind !== 'removed');
  expect(kept.map(({ text }) => text).join('')).toBe('全部满足（年龄18到40岁；购买至少2次；有标签“VIP”）');
  expect(sentenceDifference(null, 'x')).toEqual([{ kind: 'same', text: 'x' }]);
});
