import { describe, expect, it } from 'vitest';
import { readLabels } from './labels.ts';

describe('a file of labelled pairs', () => {
  it('is read with or without a head, by commas or tabs, in both languages', () => {
    expect(readLabels('\u{feff}a,b,same\nx:1,y:2,1\n"p","q",否\n')).toEqual({
      rows: [
        { a: 'x:1', b: 'y:2', same: true },
        { a: 'p', b: 'q', same: false },
      ],
      unread: [],
    });
    expect(readLabels('x\ty\t是\r\nx\tz\tno').rows).toHaveLength(2);
    expect(readLabels('x：1,y：2,是').rows).toEqual([{ a: 'x:1', b: 'y:2', same: true }]);
  });

  it('tells lines that say neither yes nor no', () => {
    expect(readLabels('a,b,same\nx,y,maybe\nx,,1\n').unread).toEqual([2, 3]);
  });
});
