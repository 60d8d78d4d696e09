import { type ContactChannel, normalizeEmail, normalizePhone } from '#customers/pure';
import { shownAddress } from './mask.ts';

/** An address as profiles have it, so that both have one digest, and as lists show it; null for what is none. */
export function normalAddress(
  address: string,
  channel: ContactChannel | null,
): { readonly normal: string; readonly shown: string } | null {
  const isMail = channel === 'email' || (channel === null && address.includes('@'));
  const isPhone = channel === 'sms' || channel === 'phone' || (channel === null && !isMail);
  const normal = isMail ? normalizeEmail(address) : isPhone ? normalizePhone(address) : address;
  return normal === null ? null : { normal, shown: shownAddress(channel ?? (isMail ? 'email' : 'sms'), normal) };
}
