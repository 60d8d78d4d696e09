import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RELATIONS_TO_HOLDER, seenFromNewHolder } from './kinship.ts';

const relation = fc.constantFrom(...RELATIONS_TO_HOLDER);

describe('relations seen from a new holder', () => {
  it.each([
    ['spouse', 'holder', 'spouse'],
    ['spouse', 'child', 'child'],
    ['spouse', 'parent', 'parent_in_law'],
    ['child', 'holder', 'parent'],
    ['child', 'spouse', 'parent'],
    ['child', 'child', 'sibling'],
    ['parent', 'holder', 'child'],
    ['parent', 'child', 'grandchild'],
    ['sibling', 'parent', 'parent'],
    ['other', 'child', 'other'],
  ] as const)('with the %s as holder the %s becomes the %s', (holder, member, seen) => {
    expect(seenFromNewHolder(holder, member)).toBe(seen);
  });

  it('never make a second holder, and lead the old holder back to what they were', () => {
    fc.assert(
      fc.property(relation, relation, (next, member) => {
        fc.pre(next !== 'holder');
        expect(seenFromNewHolder(next, member)).not.toBe('holder');
        const back = seenFromNewHolder(next, 'holder');
        expect(seenFromNewHolder(back, 'holder')).toBe(next);
      }),
    );
  });
});
