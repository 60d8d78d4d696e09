/** An IP address with its host part hidden: 203.0.113.*, 2001:db8:*. Enough to recognise a network, not a person. */
export function maskNetworkAddress(address: string): string {
  const v4 = /(?:^|:)(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/u.exec(address);
  if (v4 !== null) {
    return `${v4[1]}.*`;
  }
  const groups = address.split('%')[0]?.split('::')[0]?.split(':') ?? [];
  return address.includes(':') ? `${groups.slice(0, 2).join(':')}:*` : '*';
}
