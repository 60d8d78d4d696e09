import { describe, expect, it } from 'vitest';
import { maskNetworkAddress } from './mask-network-address.ts';

describe('masking of network addresses', () => {
  it.each([
    ['203.0.113.9', '203.0.113.*'],
    ['::ffff:203.0.113.9', '203.0.113.*'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:*'],
    ['fe80::1%eth0', 'fe80:*'],
    ['::1', ':*'],
    ['', '*'],
  ])('shows %s as %s', (address, expected) => {
    expect(maskNetworkAddress(address)).toBe(expected);
  });
});
