import { expect, it } from 'vitest';
import { kindOf, titleOf } from './describe.ts';

it('calls an order that takes money back a refund and not a purchase', () => {
  const happening = { what: 'taken_back', state: null, number: 'TR670' };
  expect(titleOf(happening)).toEqual({ 'zh-CN': '退款单 TR670', en: 'Refund TR670' });
  expect(kindOf(happening)).toBe('refund');
  expect(kindOf({ what: 'placed', state: null })).toBe('order.placed');
});
