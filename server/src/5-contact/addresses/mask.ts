import { maskAddress, maskEmail, maskPhone } from '#access/pure';

/** An address as lists show it. */
export function shownAddress(channel: string, address: string): string {
  if (channel === 'email') {
    return maskEmail(address);
  }
  if (channel === 'sms' || channel === 'phone') {
    return maskPhone(address);
  }
  return channel === 'post' ? maskAddress(address) : `${address.slice(0, 2)}***`;
}
