import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zoneOf } from '#kernel/pure/dates.ts';
import { nicknameSources } from '../match-model/nicknames.ts';
import { keysOf } from '../match-model/record-keys.ts';
import { type RecordValues, recordOf } from '../match-model/record-values.ts';
import { toldBy } from '../new-records/told.ts';
import { groupsOf } from './applying/groups-of.ts';
import { isRunDue, nextHour } from './hours.ts';
import { acrossCustomers, ownThreshold } from './learning/across-customers.ts';
import { foundPairs } from './learning/groups.ts';
import { createRowIds } from './learning/row-ids.ts';

const NOBODY: RecordValues = {
  id: 'x',
  customerId: 'x',
  source: 'shop',
  name: null,
  phone: null,
  email: null,
  address: null,
  birthday: null,
  gender: null,
  secondPhone: null,
  nationalId: null,
};

describe('what a run decides before it writes', () => {
  it('puts those who may be merged first, by their clusters, and leaves the others to a person, the surest first', () => {
    const odds = (probability: number): number => Math.log(probability / (1 - probability));
    const found = foundPairs({
      links: {
        a: Uint32Array.of(0, 1, 4),
        b: Uint32Array.of(1, 2, 5),
        odds: Float64Array.of(odds(0.999), odds(0.95), odds(0.998)),
        pattern: Uint32Array.of(7, 8, 9),
      },
      review: {
        a: Uint32Array.of(2, 3),
        b: Uint32Array.of(3, 5),
        odds: Float64Array.of(odds(0.97), odds(0.1)),
        pattern: Uint32Array.of(1, 2),
      },
      clusters: Uint32Array.of(0, 0, 0, 3, 4, 4),
      merge: 0.99,
      least: 0.2,
    });
    expect(found.map(({ a, b, cluster, pattern }) => [a, b, cluster, pattern])).toEqual([
      [0, 1, 0, 7],
      [4, 5, 4, 9],
      [2, 3, null, 1],
      [1, 2, null, 8],
    ]);
  });

  it('leaves out what identifiers joined, and takes of two customers the two records most alike, or what was cut', () => {
    const ids = createRowIds();
    const [ann, bea, cid] = fc.sample(fc.uuid(), { numRuns: 3, seed: 9 });
    for (const id of [ann, ann, bea, bea, cid]) {
      ids.add(id ?? '');
    }
    const found = (pairs: readonly (readonly [number, number, number])[]) => ({
      a: Uint32Array.from(pairs, ([a]) => a),
      b: Uint32Array.from(pairs, ([, b]) => b),
      odds: Float64Array.from(pairs, ([, , odds]) => odds),
      pattern: Uint32Array.from(pairs, (_, place) => place),
    });
    const clusters = Uint32Array.of(0, 0, 0, 0, 4);
    const links = found([
      [0, 1, 20],
      [0, 2, 5],
      [1, 2, 9],
      [3, 4, 8],
    ]);
    const across = acrossCustomers({ links, review: found([[2, 4, 3]]), clusters }, ids);
    expect([...across.links.odds]).toEqual([9]);
    expect([...across.review.odds]).toEqual([3]);
    expect(ownThreshold(across)).toMatchObject({ links: 1 });
    expect(ownThreshold({ links: found([[0, 2, 5]]) })).toMatchObject({ links: 0, probability: 1 });
  });

  it('takes those together who hang together, whatever the order of their pairs', () => {
    const pair = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 13, max: 25 }));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 30 }), (drawn) => {
        const pairs = drawn.map(([a, b]) => ({ left: String(a), right: String(b) }));
        const groups = groupsOf(pairs);
        expect(groups.flatMap((group) => group.pairs)).toHaveLength(pairs.length);
        const all = groups.flatMap(({ ids }) => ids);
        expect(new Set(all).size).toBe(all.length);
        const shapes = (of: typeof groups): string[] => of.map(({ ids }) => ids.join()).toSorted();
        expect(shapes(groupsOf(pairs.toReversed()))).toEqual(shapes(groups));
      }),
    );
  });

  it('keeps ids in sixteen bytes each and gives them back', () => {
    const ids = createRowIds();
    const given = fc.sample(fc.uuid(), { numRuns: 3000, seed: 5 });
    for (const id of given) {
      ids.add(id);
    }
    expect(given.map((_, row) => ids.of(row))).toEqual(given);
  });

  it('is due once a day from its hour on, also when that hour was missed', () => {
    const zone = zoneOf('Asia/Shanghai');
    const due = (now: string, lastStarted: string | null): boolean =>
      isRunDue(new Date(now), { hour: 3, zone, lastStarted: lastStarted === null ? null : new Date(lastStarted) });
    expect(due('2026-03-01T18:59:00Z', null)).toBe(false);
    expect(due('2026-03-01T19:00:00Z', null)).toBe(true);
    expect(due('2026-03-02T01:00:00Z', '2026-03-01T05:00:00Z')).toBe(true);
    expect(due('2026-03-02T01:00:00Z', '2026-03-01T19:00:00Z')).toBe(false);
    expect(nextHour(new Date('2026-03-01T18:00:00Z'))).toEqual(new Date('2026-03-01T19:00:00Z'));
  });

  it('looks at few at once, and leaves many to the daily run', () => {
    const list = (count: number, from = 0) => ({
      data: { customerIds: Array.from({ length: count }, (_, at) => `id${from + at}`) },
    });
    expect(toldBy([list(1), list(1)])).toEqual({ ids: ['id0'], isBulk: false });
    expect(toldBy([list(51)])).toEqual({ ids: [], isBulk: true });
    expect(toldBy([{ data: { firstId: 'a', lastId: 'b' } }, list(2)])).toEqual({ ids: ['id0', 'id1'], isBulk: true });
    const crowd = Array.from({ length: 20 }, (_, at) => list(40, at * 40));
    expect(toldBy(crowd)).toEqual({ ids: [], isBulk: true });
  });
});

describe('nicknames', () => {
  it('are told by their source, whatever single names look like, and are no names there', () => {
    const words = ['晴天', '一只', '半糖', '可乐', '清风', '猫系', '南方', '云朵'];
    const surnames = ['王', '李', '張', '刘', '陈', '欧阳', '麦', '云'];
    const people = (source: string, first: readonly string[]) =>
      Array.from({ length: 60 }, (_, at) => ({ source, name: `${first[at % 8]}${'伟娜秀英敏静'[at % 6]}` }));
    expect(nicknameSources([...people('wechat', words), ...people('shop', surnames)])).toEqual(['wechat']);
    expect(nicknameSources(people('wechat', words).slice(0, 20))).toEqual([]);
    const named = { ...NOBODY, name: '南方伟' };
    expect(recordOf({ ...named, source: 'wechat' }, ['wechat']).surname).toBe('');
    expect(recordOf({ ...named, source: 'shop' }, ['wechat']).surname).toBe('南');
  });
});

describe('the keys of a customer', () => {
  const said = (more: Partial<RecordValues>) =>
    recordOf({ ...NOBODY, name: '欧阳小华', phone: '+8613800138000', birthday: '1990-03-12', ...more }, []);
  const meet = (a: Parameters<typeof said>[0], b: Parameters<typeof said>[0]): boolean => {
    const keys = new Set(keysOf(said(a)));
    return keysOf(said(b)).some((key) => keys.has(key));
  };

  it('bring those together who write one thing otherwise, and nobody who agrees in nothing', () => {
    expect(meet({}, { phone: '+8613911112222' })).toBe(true);
    expect(meet({}, { name: '歐陽小華', birthday: null, phone: null })).toBe(true);
    expect(meet({}, { birthday: '1990-12-03', phone: '+8613911112222' })).toBe(true);
    expect(meet({ nationalId: 'token' }, { name: '王伟', birthday: null, phone: null, nationalId: 'token' })).toBe(
      true,
    );
    expect(meet({}, { name: '王伟', birthday: '1980-01-01', phone: '+8613911112222' })).toBe(false);
  });

  it('are none of somebody of whom nothing is known', () => {
    expect(keysOf(said({ name: null, phone: null, birthday: null }))).toEqual([]);
  });
});
