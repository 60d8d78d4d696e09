import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesRecord, mergeStatements, recordKey, type Statement } from './statement.ts';

const at = (day: number): Date => new Date(Date.UTC(2026, 0, day));

function statement(overrides: Partial<Statement> = {}): Statement {
  return {
    account: null,
    phone: null,
    email: null,
    name: null,
    address: null,
    region: null,
    statedAt: at(1),
    ...overrides,
  };
}

describe('the key of a record', () => {
  it.each([
    [statement({ account: 'u1', phone: '+8613812341234', email: 'li@x.cn' }), 'account:u1'],
    [statement({ phone: '+8613812341234', email: 'li@x.cn' }), 'phone:+8613812341234'],
    [statement({ email: 'li@x.cn' }), 'email:li@x.cn'],
    [statement({ name: '李雷', address: '杭州' }), null],
  ])('is its strongest identifier', (said, expected) => {
    expect(recordKey(said)).toBe(expected);
  });
});

describe('two statements about one record', () => {
  it('give per field the newer word that says anything', () => {
    const older = statement({ name: '李', phone: '+8613812341234', region: '上海', statedAt: at(1) });
    const newer = statement({ name: '李雷', email: 'li@x.cn', statedAt: at(2) });
    const expected = statement({
      name: '李雷',
      phone: '+8613812341234',
      email: 'li@x.cn',
      region: '上海',
      statedAt: at(2),
    });
    expect(mergeStatements(older, newer)).toEqual(expected);
    expect(mergeStatements(newer, older)).toEqual(expected);
  });

  it('do not depend on which comes first unless they are of one moment', () => {
    const word = fc.option(fc.constantFrom('a', 'b'), { nil: null });
    const said = fc.record({
      account: word,
      phone: word,
      email: word,
      name: word,
      address: word,
      region: word,
      statedAt: fc.integer({ min: 1, max: 3 }).map(at),
    });
    fc.assert(
      fc.property(said, said, (a, b) => {
        fc.pre(a.statedAt.getTime() !== b.statedAt.getTime());
        expect(mergeStatements(a, b)).toEqual(mergeStatements(b, a));
      }),
    );
  });

  it('change the record only with a newer or a first word', () => {
    const stored = statement({ name: '李', statedAt: at(5) });
    expect(changesRecord(stored, statement({ name: '王', statedAt: at(4) }))).toBe(false);
    expect(changesRecord(stored, statement({ name: '王', statedAt: at(6) }))).toBe(true);
    expect(changesRecord(stored, statement({ phone: '+8613812341234', statedAt: at(4) }))).toBe(true);
    expect(changesRecord(stored, statement({ name: '李', statedAt: at(6) }))).toBe(false);
  });
});
