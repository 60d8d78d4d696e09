import { expect, it } from 'vitest';
import { localNow, partsOf } from './parts-of.ts';

it('takes lists apart however people separate them', () => {
  expect(partsOf(' 姓名、手机, 订单；地址\n\n邮箱 ')).toEqual(['姓名', '手机', '订单', '地址', '邮箱']);
  expect(partsOf(' ,、 ')).toEqual([]);
});

it('writes a moment as the field has it', () => {
  expect(localNow(new Date(2026, 2, 5, 7, 8))).toBe('2026-03-05T07:08');
});
