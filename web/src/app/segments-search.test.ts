import { describe, expect, it } from 'vitest';
import { parseSegmentsSearch } from './segments-search.ts';

describe('the address of the list of segments', () => {
  it('keeps the words that are looked for, so that the way back from a segment leads to what was found', () => {
    expect(parseSegmentsSearch({ q: '安静' })).toEqual({ q: '安静' });
    expect(parseSegmentsSearch({ show: 'lists', q: '' })).toEqual({ show: 'lists' });
  });

  it('leaves out what nobody can look for', () => {
    expect(parseSegmentsSearch({ q: ['a'] })).toEqual({});
    expect(parseSegmentsSearch({ q: '长'.repeat(300) }).q).toHaveLength(200);
  });
});
