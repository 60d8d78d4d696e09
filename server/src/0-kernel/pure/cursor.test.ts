import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';

describe('cursors', () => {
  it('come back as the values they were made of, and fit a URL', () => {
    const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 100 }), fc.integer(), fc.constant(null));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (values) => {
        const text = encodeCursor(values);
        expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(decodeCursor(text)).toEqual(values);
      }),
    );
  });

  it('that are not ours are null, never an exception', () => {
    const foreign = [
      '',
      'abc',
      '!!!',
      '%00',
      encodeCursor([]).slice(1),
      'x'.repeat(5000),
      btoa('{"a":1}'),
      btoa('[[1]]'),
      btoa('[true]'),
    ];
    expect(foreign.map((text) => decodeCursor(text.replaceAll('=', '')))).toEqual(foreign.map(() => null));
  });
});
