import { expect, it } from 'vitest';
import { parseOrdersSearch } from './orders-search.ts';

it('keeps what fits in the address of the order list, and drops the rest', () => {
  expect(
    parseOrdersSearch({
      status: 'paid',
      number: 20_260_301,
      from: '2026-03-01',
      to: 'today',
      shop: 'x',
      source: ' web ',
    }),
  ).toEqual({ status: 'paid', number: '20260301', from: '2026-03-01', source: 'web' });
  expect(parseOrdersSearch({ status: 'lost', channel: 'store', number: '' })).toEqual({ channel: 'store' });
});
