import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_ATTRIBUTES } from './attributes.ts';
import {
  changesRecord,
  confirmsRecord,
  mergeWords,
  NO_IDENTIFIERS,
  type RecordKeyKind,
  recordKey,
  type Statement,
  wordsOf,
} from './statement.ts';

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
    identifiers: NO_IDENTIFIERS,
    attributes: NO_ATTRIBUTES,
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

const CARD = { kind: 'member_card', value: 'VIP001' } as const;
const UNION = { kind: 'wechat_unionid', value: 'oUnion0001' } as const;

describe('the key of a record that is known by something else', () => {
  it('is the strongest of its other identifiers, whatever their order', () => {
    expect(recordKey(statement({ identifiers: [UNION, CARD] }))).toBe('member_card:VIP001');
    expect(recordKey(statement({ identifiers: [CARD, UNION] }))).toBe('member_card:VIP001');
    expect(recordKey(statement({ email: 'li@x.cn', identifiers: [CARD] }))).toBe('email:li@x.cn');
  });

  it.each([
    ['account', 'account:u1'],
    ['phone', 'phone:+8613812341234'],
    ['email', null],
    ['member_card', 'member_card:VIP001'],
    ['wechat_unionid', null],
  ] satisfies [RecordKeyKind, string | null][])('is the chosen one, %s', (key, expected) => {
    const said = statement({ account: 'u1', phone: '+8613812341234', identifiers: [CARD], key });
    expect(recordKey(said)).toBe(expected);
  });
});

const merge = (earlier: Statement, later: Statement) => mergeWords(wordsOf(earlier), wordsOf(later));

describe('two statements about one record', () => {
  it('give per field the newer word that says anything', () => {
    const older = statement({ name: '李', phone: '+8613812341234', region: '上海', statedAt: at(1) });
    const newer = statement({ name: '李雷', email: 'li@x.cn', statedAt: at(2) });
    const expected = wordsOf(
      statement({ name: '李雷', phone: '+8613812341234', email: 'li@x.cn', region: '上海', statedAt: at(2) }),
    );
    expect(merge(older, newer)).toEqual(expected);
    expect(merge(newer, older)).toEqual(expected);
  });

  it('date every attribute on its own, and keep that one was said to be empty', () => {
    const older = statement({
      attributes: { gender: 'female', hobbies: ['茶', '跑步'], heightCm: 165 },
      statedAt: at(1),
    });
    const newer = statement({ attributes: { hobbies: null, gender: 'female' }, statedAt: at(2) });
    const expected = {
      gender: { v: 'female', at: at(2).toISOString() },
      hobbies: { v: null, at: at(2).toISOString() },
      heightCm: { v: 165, at: at(1).toISOString() },
    };
    expect(merge(older, newer).attributes).toEqual(expected);
    expect(merge(newer, older).attributes).toEqual(expected);
    expect(merge(older, statement({ statedAt: at(3) })).attributes).toEqual(wordsOf(older).attributes);
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
      identifiers: fc.constant(NO_IDENTIFIERS),
      attributes: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('a', 1, true, null)),
      statedAt: fc.integer({ min: 1, max: 3 }).map(at),
    });
    fc.assert(
      fc.property(said, said, said, (a, b, c) => {
        fc.pre(new Set([a, b, c].map(({ statedAt }) => statedAt.getTime())).size === 3);
        expect(merge(a, b)).toEqual(merge(b, a));
        const inOneOrder = mergeWords(merge(a, b), wordsOf(c)).attributes;
        expect(inOneOrder).toEqual(mergeWords(wordsOf(a), merge(b, c)).attributes);
      }),
    );
  });

  it('change the record only with a newer or a first word', () => {
    const stored = statement({ name: '李', attributes: { gender: 'male' }, statedAt: at(5) });
    const changes = (said: Statement): boolean => changesRecord(wordsOf(stored), merge(stored, said));
    expect(changes(statement({ name: '王', statedAt: at(4) }))).toBe(false);
    expect(changes(statement({ name: '王', statedAt: at(6) }))).toBe(true);
    expect(changes(statement({ phone: '+8613812341234', statedAt: at(4) }))).toBe(true);
    expect(changes(statement({ name: '李', statedAt: at(6) }))).toBe(false);
    expect(changes(statement({ attributes: { gender: 'female' }, statedAt: at(4) }))).toBe(false);
    expect(changes(statement({ attributes: { gender: 'female' }, statedAt: at(6) }))).toBe(true);
    expect(changes(statement({ attributes: { gender: null }, statedAt: at(6) }))).toBe(true);
    expect(changes(statement({ attributes: { heightCm: 170 }, statedAt: at(4) }))).toBe(true);
    expect(changes(statement({ attributes: { heightCm: null }, statedAt: at(6) }))).toBe(false);
  });

  it('confirm it with the same words later', () => {
    const stored = statement({ name: '李', attributes: { gender: 'male' }, statedAt: at(5) });
    const confirms = (said: Statement): boolean => confirmsRecord(wordsOf(stored), merge(stored, said));
    expect(confirms(statement({ name: '李', statedAt: at(6) }))).toBe(true);
    expect(confirms(statement({ name: '李', statedAt: at(5) }))).toBe(false);
    expect(confirms(statement({ attributes: { gender: 'male' }, statedAt: at(4) }))).toBe(false);
    expect(confirms(statement({ attributes: { heightCm: null }, statedAt: at(4) }))).toBe(true);
  });
});
