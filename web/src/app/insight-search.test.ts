import { describe, expect, it } from 'vitest';
import { parseInsightSearch, parseStructuresSearch, parseWinBackSearch } from './insight-search.ts';

describe('the address of an insight page', () => {
  it('keeps the span, the dates and the cell whose people are shown', () => {
    const search = {
      span: 'custom',
      from: '2026-10-01',
      to: '2026-10-31',
      drill: { metric: 'revenue', by: ['day', 'channel'], key: { day: '2026-10-03', channel: 'tmall' } },
    };
    expect(parseInsightSearch(search)).toEqual(search);
  });

  it('reads numbers in a key as text: hours and months since are digits', () => {
    const drill = { metric: 'retention', by: ['cohort', 'offset'], key: { cohort: '2026-01-01', offset: 3 } };
    expect(parseInsightSearch({ drill }).drill?.key).toEqual({ cohort: '2026-01-01', offset: '3' });
  });

  it.each([
    [{ span: 'forever' }],
    [{ span: 'custom', from: '2026-10-01' }],
    [{ from: '2026-11-01', to: '2026-10-01' }],
    [{ drill: 'everybody' }],
    [{ drill: { metric: 'a b' } }],
    [{ currency: 'yuan' }],
  ])('leaves out what does not fit: %j', (raw) => {
    expect(parseInsightSearch(raw)).toEqual({});
  });

  it('keeps which of the lost are listed, so that the way back from a customer leads to them', () => {
    const search = { span: 'm12', lost: 'treated', cause: '01a20458-0000-7000-8000-000000000000' };
    expect(parseWinBackSearch(search)).toEqual(search);
    expect(parseWinBackSearch({ lost: 'gone', cause: 'price' })).toEqual({});
  });

  it('keeps by what a structure is divided', () => {
    const search = { customers: 'sources', behaviour: 'hours' };
    expect(parseStructuresSearch({ ...search, products: 'a b' })).toEqual(search);
  });
});
