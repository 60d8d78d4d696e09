import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Grouping, type GroupingInput, groupRecords } from './grouping.ts';

function group(input: Partial<GroupingInput> & Pick<GroupingInput, 'identifiersOfRecord'>): Grouping {
  let next = 0;
  return groupRecords(
    { customerOfRecord: input.identifiersOfRecord.map(() => null), customerOfIdentifier: new Map(), ...input },
    () => {
      next += 1;
      return `new-${next}`;
    },
  );
}

describe('grouping records of a batch', () => {
  it('makes one customer of records that share an identifier through others', () => {
    const { customerOfRecord, newCustomers, merges } = group({
      identifiersOfRecord: [['phone:1'], ['email:a'], ['phone:1', 'email:a'], ['phone:2'], []],
    });
    expect(customerOfRecord[0]).toBe(customerOfRecord[1]);
    expect(customerOfRecord[0]).toBe(customerOfRecord[2]);
    expect(new Set(customerOfRecord).size).toBe(3);
    expect(newCustomers.size).toBe(3);
    expect(merges).toEqual([]);
  });

  it('joins a new record to the customer who has its identifier', () => {
    const { customerOfRecord, newCustomers } = group({
      identifiersOfRecord: [['phone:1']],
      customerOfIdentifier: new Map([['phone:1', 'c1']]),
    });
    expect(customerOfRecord).toEqual(['c1']);
    expect(newCustomers.size).toBe(0);
  });

  it('keeps the oldest of customers that turn out to be one and says what joined them', () => {
    const { customerOfRecord, merges } = group({
      customerOfRecord: ['c3', null],
      identifiersOfRecord: [['email:a'], ['email:a', 'phone:1']],
      customerOfIdentifier: new Map([['phone:1', 'c1']]),
    });
    expect(customerOfRecord).toEqual(['c1', 'c1']);
    expect(merges).toEqual([{ from: 'c3', to: 'c1', cause: 'phone' }]);
  });

  const batch = fc.array(
    fc.record({
      customer: fc.option(fc.constantFrom('c1', 'c2', 'c3'), { nil: null }),
      identifiers: fc.uniqueArray(fc.constantFrom('phone:1', 'phone:2', 'phone:3', 'email:a', 'email:b'), {
        maxLength: 3,
      }),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const owners = fc.dictionary(fc.constantFrom('phone:1', 'email:a', 'phone:3'), fc.constantFrom('c1', 'c2', 'c4'));

  it('does not depend on the order of the batch', () => {
    fc.assert(
      fc.property(batch, owners, fc.infiniteStream(fc.nat()), (records, owned, keys) => {
        const shuffled = records
          .map((record, index) => ({ record, index, key: keys.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key);
        const customerOfIdentifier = new Map(Object.entries(owned));
        const straight = group({
          customerOfRecord: records.map((record) => record.customer),
          identifiersOfRecord: records.map((record) => record.identifiers),
          customerOfIdentifier,
        });
        const mixed = group({
          customerOfRecord: shuffled.map(({ record }) => record.customer),
          identifiersOfRecord: shuffled.map(({ record }) => record.identifiers),
          customerOfIdentifier,
        });
        const back = records.map(
          (_, index) => mixed.customerOfRecord[shuffled.findIndex((item) => item.index === index)],
        );
        // Fresh ids differ; which records share one does not.
        const shape = (ids: readonly (string | undefined)[], fresh: ReadonlySet<string>) =>
          ids.map((id) => (fresh.has(id ?? '') ? ids.indexOf(id) : id));
        expect(shape(back, mixed.newCustomers)).toEqual(shape(straight.customerOfRecord, straight.newCustomers));
        const ends = (grouping: Grouping) => grouping.merges.map(({ from, to }) => `${from}>${to}`).toSorted();
        expect(ends(mixed)).toEqual(ends(straight));
      }),
    );
  });

  it('puts records into one customer exactly when a chain of identifiers and customers leads from one to the other', () => {
    fc.assert(
      fc.property(batch, owners, (records, owned) => {
        const { customerOfRecord, merges } = group({
          customerOfRecord: records.map((record) => record.customer),
          identifiersOfRecord: records.map((record) => record.identifiers),
          customerOfIdentifier: new Map(Object.entries(owned)),
        });
        const links = records.map(
          ({ customer, identifiers }) =>
            new Set([
              ...(customer === null ? [] : [customer]),
              ...identifiers,
              ...identifiers.flatMap((id) => owned[id] ?? []),
            ]),
        );
        const reach = links.map((_, index) => index);
        for (let round = 0; round < links.length; round += 1) {
          links.forEach((a, i) => {
            links.forEach((b, j) => {
              if ([...a].some((link) => b.has(link))) {
                const low = Math.min(reach[i] ?? 0, reach[j] ?? 0);
                reach[i] = low;
                reach[j] = low;
              }
            });
          });
        }
        records.forEach((_, i) => {
          records.forEach((__, j) => {
            expect(customerOfRecord[i] === customerOfRecord[j]).toBe(reach[i] === reach[j]);
          });
        });
        for (const { from, to } of merges) {
          expect(to < from).toBe(true);
          expect(customerOfRecord).not.toContain(from);
        }
      }),
    );
  });
});
