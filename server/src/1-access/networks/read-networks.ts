import ipaddr from 'ipaddr.js';

/** As it is kept: `10.0.0.0/8`, one address as `/32` or `/128`; null for what is none. Bits behind the prefix go. */
export function readNetwork(text: string): string | null {
  const [address = '', bits] = text.trim().split('/');
  if (!ipaddr.isValid(address) || (/^\d/u.test(address) && address.split('.').length !== 4 && !address.includes(':'))) {
    return null;
  }
  const parsed = ipaddr.parse(address);
  const most = parsed.kind() === 'ipv4' ? 32 : 128;
  const prefix = bits === undefined ? most : Number(bits);
  if (bits !== undefined && (!/^\d{1,3}$/u.test(bits) || prefix > most)) {
    return null;
  }
  const network =
    parsed.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(`${parsed.toString()}/${prefix}`)
      : ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${prefix}`);
  return `${network.toString()}/${prefix}`;
}

/** Whether an address is in one of the networks; an IPv4 address that came over IPv6 is what it is. */
export function isWithin(address: string, networks: readonly string[]): boolean {
  const bare = address.split('%')[0] ?? '';
  if (!ipaddr.isValid(bare)) {
    return false;
  }
  const ip = ipaddr.process(bare);
  return networks.some((network) => {
    const range = ipaddr.parseCIDR(network);
    return range[0].kind() === ip.kind() && ip.match(range);
  });
}
