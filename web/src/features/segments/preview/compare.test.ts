import { expect, it } from 'vitest';
import type { Profile } from '../api.ts';
import { compareTraits, standOuts } from './compare.ts';

const trait = (name: Profile['traits'][number]['name'], parts: Readonly<Record<string, number>>) => ({
  name,
  label: { 'zh-CN': name, en: name },
  overlaps: false,
  parts: Object.entries(parts).map(([value, customers]) => ({
    value,
    label: { 'zh-CN': value, en: value },
    customers,
  })),
});

it('[C043] tells first what sets people apart most, one part of each trait before a second of any', () => {
  const base: Profile = {
    count: 100,
    asOf: '2026-03-02',
    traits: [trait('gender', { female: 40, male: 40, '': 20 }), trait('orders', { '0': 50, '1': 50 })],
  };
  const profile: Profile = {
    count: 10,
    asOf: '2026-03-02',
    traits: [trait('gender', { female: 10, male: 0, '': 0 }), trait('orders', { '0': 4, '1': 6 })],
  };
  const traits = compareTraits(profile, base);
  expect(traits[0]?.parts[0]).toMatchObject({ share: 1, baseShare: 0.4 });
  expect(standOuts(traits, 3).map(({ value }) => value)).toEqual(['female', '0', '1']);
  expect(standOuts(compareTraits(base, base), 3)).toEqual([]);
});
