import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectedLabels } from '#test/connected.ts';
import { type RegroupRecord, regroup } from './regroup.ts';

function record(id: string, overrides: Partial<RegroupRecord> = {}): RegroupRecord {
  return { id, customerId: 'c1', ownCustomerId: `own-${id}`, identifiers: [], byHand: false, ...overrides };
}

function regroupAll(records: readonly RegroupRecord[], taken: readonly string[] = []): Record<string, string> {
  let next = 0;
  const options = {
    newId: () => {
      next += 1;
      return `z-new-${next}`;
    },
    taken: new Set(taken),
  };
  const changes = new Map(regroup(records, options).map((change) => [change.recordId, change.customerId]));
  return Object.fromEntries(records.map(({ id, customerId }) => [id, changes.get(id) ?? customerId]));
}

/** What a record set by hand shares with the one that it stays with. */
function attachedTo(item: RegroupRecord, list: readonly RegroupRecord[]): string[] {
  const born = list.filter(({ ownCustomerId }) => ownCustomerId === item.ownCustomerId);
  const anchor = born.find(({ byHand }) => !byHand) ?? born[0];
  return item.byHand || item === anchor ? [`born:${item.ownCustomerId}`] : [];
}

describe('regrouping', () => {
  it('leaves what staff set by hand with the oldest record of the customer that it is about', () => {
    const joined = [
      record('r1', { ownCustomerId: 'c1' }),
      record('r2', { ownCustomerId: 'c2' }),
      record('r3', { ownCustomerId: 'c2' }),
      record('r4', { ownCustomerId: 'c2', byHand: true }),
      record('r5', { ownCustomerId: 'c5', byHand: true }),
    ];
    expect(regroupAll(joined)).toEqual({ r1: 'c1', r2: 'c2', r3: 'z-new-1', r4: 'c2', r5: 'c5' });
  });

  it('gives records that nothing joins any more their own customers back', () => {
    const joined = [
      record('r1', { ownCustomerId: 'c1' }),
      record('r2', { ownCustomerId: 'c2', identifiers: ['phone:1'] }),
      record('r3', { ownCustomerId: 'c3', identifiers: ['phone:1'] }),
    ];
    expect(regroupAll(joined)).toEqual({ r1: 'c1', r2: 'c2', r3: 'c2' });
  });

  it('says nothing about records that stay where they are', () => {
    const records = [
      record('r1', { ownCustomerId: 'c1', identifiers: ['phone:1'] }),
      record('r2', { ownCustomerId: 'c2', identifiers: ['phone:1'] }),
    ];
    expect(regroup(records, { newId: () => 'x', taken: new Set() })).toEqual([]);
  });

  it('gives a new id to the second of two groups that were born as one customer, for good', () => {
    const born = [record('r1', { ownCustomerId: 'c1' }), record('r2', { ownCustomerId: 'c1' })];
    expect(regroup(born, { newId: () => 'c9', taken: new Set() })).toEqual([
      { recordId: 'r2', customerId: 'c9', ownCustomerId: 'c9' },
    ]);
  });

  it('gives nobody an id that a customer elsewhere bears', () => {
    expect(regroupAll([record('r1', { ownCustomerId: 'c0' })], ['c0'])).toEqual({ r1: 'z-new-1' });
  });

  const records = fc
    .array(
      fc.record({
        customerId: fc.constantFrom('c1', 'c2', 'c3'),
        ownCustomerId: fc.constantFrom('c1', 'c2', 'c3', 'c4', 'c5'),
        identifiers: fc.uniqueArray(fc.constantFrom('phone:1', 'phone:2', 'phone:3', 'email:a', 'email:b'), {
          maxLength: 3,
        }),
        byHand: fc.boolean(),
      }),
      { maxLength: 10 },
    )
    .map((list) => list.map((item, index) => ({ ...item, id: `r${index}` })));

  it('makes customers of exactly the connected components', () => {
    fc.assert(
      fc.property(records, (list) => {
        const customerOf = regroupAll(list);
        const label = connectedLabels(
          new Map(list.map((item) => [item.id, [...item.identifiers, ...attachedTo(item, list)]])),
        );
        for (const a of list) {
          for (const b of list) {
            expect(customerOf[a.id] === customerOf[b.id]).toBe(label.get(a.id) === label.get(b.id));
          }
        }
      }),
    );
  });

  it('does not depend on the order of the records and changes nothing the second time', () => {
    fc.assert(
      fc.property(records, (list) => {
        const options = (prefix: string) => {
          let next = 0;
          return {
            newId: () => {
              next += 1;
              return `${prefix}${next}`;
            },
            taken: new Set<string>(),
          };
        };
        const first = regroup(list, options('z'));
        const backwards = regroup(list.toReversed(), options('z'));
        const sorted = (changes: typeof first) => changes.toSorted((a, b) => (a.recordId < b.recordId ? -1 : 1));
        expect(sorted(backwards)).toEqual(sorted(first));
        const changes = new Map(first.map((change) => [change.recordId, change]));
        const after = list.map((item) => ({ ...item, ...changes.get(item.id) }));
        expect(regroup(after, options('zz'))).toEqual([]);
      }),
    );
  });
});
