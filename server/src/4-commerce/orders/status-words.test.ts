import { describe, expect, it } from 'vitest';
import { ORDER_STATUSES } from './schema.ts';
import { STATUS_WORDS, statusOf } from './status-words.ts';

describe('the status words of order files', () => {
  it.each([
    ['待付款', 'placed'],
    ['买家已付款，等待卖家发货', 'paid'],
    ['卖家已发货，等待买家确认', 'shipped'],
    ['交易成功', 'completed'],
    ['交易完成', 'completed'],
    ['未发货，退款成功', 'cancelled'],
    ['In Transit', 'shipped'],
    ['已签收', 'accepted'],
    ['货到付款', 'cod_confirmed'],
    ['已退货', null],
    ['on-hold', 'placed'],
    [' Cancelled ', 'cancelled'],
    ['ＰＡＩＤ', 'paid'],
    ['退款成功', null],
    // A word that every object knows.
    ['constructor', null],
    ['--', null],
  ])('%j means %s', (text, status) => {
    expect(statusOf(text)).toBe(status);
  });

  it('each mean one status, as they stand in the list', () => {
    const listed = Object.entries(STATUS_WORDS).flatMap(([status, words]) => words.map((word) => [word, status]));
    expect(listed.map(([word = '']) => [word, statusOf(` ${word}. `)])).toEqual(listed);
    expect(new Set(listed.map(([word]) => word)).size).toBe(listed.length);
    expect(Object.keys(STATUS_WORDS)).toEqual([...ORDER_STATUSES]);
  });
});
