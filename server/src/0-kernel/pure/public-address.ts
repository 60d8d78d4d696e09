import ipaddr from 'ipaddr.js';

/**
 * Whether an IP address belongs to the public internet. Everything else is refused: private, loopback, link-local
 * (cloud metadata), carrier-grade, reserved, and IPv6 forms that carry an IPv4 address within.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) {
    return false;
  }
  // `process` turns ::ffff:10.0.0.1 into 10.0.0.1, which is what the system would connect to.
  return ipaddr.process(address).range() === 'unicast';
}
