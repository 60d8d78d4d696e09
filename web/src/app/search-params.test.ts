import { describe, expect, it } from 'vitest';
import { openRooms } from './rooms.ts';
import { parseCustomersSearch, parseRfmSearch, parseSignInSearch } from './search-params.ts';

describe('what an address may say', () => {
  it('keeps filters that fit and leaves out those that do not', () => {
    expect(
      parseCustomersSearch({ group: 'important_value', r: '5', f: 9, asOf: '2011-08-31', currency: 'GBP', x: 1 }),
    ).toEqual({
      group: 'important_value',
      r: 5,
      asOf: '2011-08-31',
      currency: 'GBP',
    });
    expect(parseCustomersSearch({ group: 'nobody', asOf: 'yesterday', currency: 'pounds', peek: '' })).toEqual({});
  });

  it('never holds search words: they are personal', () => {
    expect(parseCustomersSearch({ text: '13800001234', q: 'someone@example.com' })).toEqual({});
  });

  it('reads the depth of the map', () => {
    expect(parseRfmSearch({ by: 'spend' })).toEqual({ by: 'spend' });
    expect(parseRfmSearch({ by: 'mood' })).toEqual({});
  });

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'customers'])(
    'does not lead from sign-in to %s',
    (to) => {
      expect(parseSignInSearch({ to })).toEqual({});
    },
  );

  it('leads from sign-in back to a page of ours', () => {
    expect(parseSignInSearch({ to: '/customers?r=5' })).toEqual({ to: '/customers?r=5' });
  });
});

describe('rooms', () => {
  it('are absent without their permission', () => {
    const held = new Set(['customers.read', 'imports.read']);
    expect(openRooms((permission) => held.has(permission)).map((room) => room.id)).toEqual(['customers', 'imports']);
    expect(openRooms(() => false)).toEqual([]);
  });
});
