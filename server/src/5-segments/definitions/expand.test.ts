import { describe, expect, it } from 'vitest';
import type { Rule } from '#kernel/pure/rules/tree.ts';
import { circleOf, expandedSize, expandRule, nodesBehind, segmentsOf } from './expand.ts';

const leaf = { is: 'profile.known', parts: ['phone'] } as const;
const names = (...segments: string[]) => ({ is: 'segment.in', segments });
const rule = (...parts: readonly object[]): Rule => ({ v: 1, all: parts }) as unknown as Rule;

describe('rules that name segments', () => {
  it('get the rules of those in their places, through any number of steps', () => {
    const rules = new Map([
      ['a', rule(names('b'))],
      ['b', rule(leaf)],
    ]);
    expect(expandRule(rule(names('a', 'gone')), rules)).toEqual({
      all: [{ any: [{ all: [{ any: [{ all: [leaf] }] }] }, { any: [] }] }],
    });
    expect(segmentsOf(rule(names('a'), { none: [names('b', 'a')] }))).toEqual(['a', 'b']);
  });

  it('are counted without being written out, however much they grow', () => {
    const rules = new Map([['s0', rule(leaf)]]);
    for (let step = 1; step <= 60; step += 1) {
      rules.set(`s${step}`, rule(names(`s${step - 1}`), names(`s${step - 1}`)));
    }
    const nodes = (node: object): number =>
      1 +
      Object.values(node)
        .flatMap((parts) => (Array.isArray(parts) ? parts : []))
        .filter((part) => typeof part === 'object')
        .reduce((sum: number, part: object) => sum + nodes(part), 0);
    for (const id of ['s0', 's1', 's5']) {
      expect(expandedSize(rule(names(id)), rules)).toBe(nodes(expandRule(rule(names(id)), rules)));
    }
    expect(expandedSize(rule(names('s60')), rules)).toBeGreaterThan(2 ** 60);
  });

  it('may not lead back to themselves, and the way is told', () => {
    const rules = new Map([
      ['a', rule(leaf, { any: [leaf, names('b')] })],
      ['b', rule(names('c'))],
      ['c', rule(names('a'))],
    ]);
    expect(circleOf('a', rules.get('a') ?? rule(), rules)).toEqual({
      path: 'all[1].any[1].args.segments',
      through: ['b', 'c', 'a'],
    });
    expect(circleOf('d', rule(names('b')), rules)).toBeNull();
    expect(circleOf('d', rule(names('d')), rules)).toEqual({ path: 'all[0].args.segments', through: ['d'] });
    expect(() => expandRule(rule(names('a')), rules)).toThrow('leads back to itself');
  });

  it('tell by who was a member what those rules ask, and a rule about its own members has an end', () => {
    const entered = (...segments: string[]) => ({ is: 'segment.entered', segments, window: { lastDays: 7 } });
    const rules = new Map([
      ['a', rule(entered('a'), names('b'))],
      ['b', rule(entered('c'))],
      ['c', rule(leaf)],
    ]);
    expect(nodesBehind(rule(entered('a')), rules).filter(({ is }) => is === leaf.is)).toEqual([leaf]);
    expect(circleOf('a', rules.get('a') ?? rule(), rules)).toBeNull();
  });
});
