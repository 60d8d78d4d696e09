import { describe, expect, it } from 'vitest';
import { NO_IDENTIFIERS, type Statement } from './statement.ts';
import { identifiersOf } from './trusted-identifiers.ts';

const SAID: Statement = {
  account: 'u1',
  phone: '+8613812341234',
  email: 'li@x.cn',
  name: '李雷',
  address: '杭州',
  region: '浙江',
  statedAt: new Date(0),
  identifiers: NO_IDENTIFIERS,
  attributes: { gender: 'male' },
};

describe('what is trusted to mean one person', () => {
  it('is phone and e-mail', () => {
    expect(identifiersOf(SAID)).toEqual([
      { kind: 'phone', value: '+8613812341234' },
      { kind: 'email', value: 'li@x.cn' },
    ]);
  });

  it('is whatever else identifies somebody', () => {
    const identifiers = [{ kind: 'member_card', value: 'VIP001' }] as const;
    expect(identifiersOf({ ...SAID, phone: null, email: null, identifiers })).toEqual(identifiers);
  });

  it('is never a name, an address, a region or the account at one shop', () => {
    expect(identifiersOf({ ...SAID, phone: null, email: null })).toEqual([]);
  });
});
