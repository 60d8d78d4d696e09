import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApproverGroup } from '../processes/kind.ts';
import { type Authority, type Decision, type Matter, seatOf, weigh } from './weigh.ts';

const PEOPLE: readonly string[] = ['a', 'b', 'c', 'd', 'e'];
const text = { 'zh-CN': '', en: '' };
const groups = fc
  .uniqueArray(fc.constantFrom('quality', 'finance', 'law'), { minLength: 1, maxLength: 3 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.integer({ min: 1, max: 2 }).map((count): ApproverGroup => ({ name, label: text, permission: name, count })),
      ),
    ),
  );
const authority = (userId: string): fc.Arbitrary<Authority> =>
  fc.subarray(['quality', 'finance', 'law']).map((held) => ({ userId, permissions: new Set(held), scopeIds: null }));
const worlds = fc.record({
  required: groups,
  barred: fc.subarray([...PEOPLE], { maxLength: 2 }),
  people: fc.tuple(...PEOPLE.map(authority)),
  /** Who decides next, and for whom they are deputy. */
  turns: fc.array(fc.tuple(fc.nat(4), fc.subarray([0, 1, 2, 3, 4])), { maxLength: 15 }),
});

describe('whoever presses in whatever order, with whatever deputies', () => {
  it('nobody barred is ever counted, nobody is counted twice, and consent means that every group is complete', () => {
    fc.assert(
      fc.property(worlds, ({ required, barred, people, turns }) => {
        const decided: (Decision & { userId: string; forUserId: string | null })[] = [];
        const matter: Matter = { scopeId: null, required, barred, decided };
        for (const [index, absent] of turns) {
          const decider = people[index];
          if (decider === undefined || weigh(required, decided) !== 'pending') {
            break;
          }
          const others = absent.flatMap((at) => (at === index ? [] : (people[at] ?? [])));
          const seat = seatOf(matter, decider, others);
          if (seat.is === 'seat') {
            decided.push({
              groupName: seat.group,
              decision: 'approve',
              userId: decider.userId,
              forUserId: seat.forUserId,
            });
          }
        }
        const voices = decided.map(({ userId, forUserId }) => forUserId ?? userId);
        const hands = decided.map(({ userId }) => userId);
        expect(new Set(voices).size).toBe(voices.length);
        expect(new Set(hands).size).toBe(hands.length);
        expect([...voices, ...hands].filter((person) => barred.includes(person))).toEqual([]);
        for (const { groupName, userId, forUserId } of decided) {
          const speaker = people.find((person) => person.userId === (forUserId ?? userId));
          expect(speaker?.permissions.has(groupName)).toBe(true);
        }
        const isComplete = required.every(
          ({ name, count }) => decided.filter(({ groupName }) => groupName === name).length >= count,
        );
        expect(weigh(required, decided)).toBe(isComplete ? 'approved' : 'pending');
      }),
      { numRuns: 500 },
    );
  });

  it('one refusal is enough', () => {
    const required = [{ name: 'law', label: text, permission: 'law', count: 2 }];
    const agreed: Decision = { groupName: 'law', decision: 'approve' };
    expect(weigh(required, [agreed, { groupName: 'law', decision: 'reject' }])).toBe('rejected');
    expect(weigh(required, [agreed, agreed])).toBe('approved');
  });
});
