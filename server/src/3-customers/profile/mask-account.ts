import { maskEmail, maskPhone } from '#access/pure';

const CN_MOBILE = /^(?:\+86|0086|86)?1[3-9]\d{9}$/;

/** An account as it is, unless it is a phone number or an e-mail address, which many shops use as one. */
export function maskAccount(account: string): string;
export function maskAccount(account: string | null): string | null;
export function maskAccount(account: string | null): string | null {
  if (account === null) {
    return null;
  }
  if (account.includes('@')) {
    return maskEmail(account);
  }
  return CN_MOBILE.test(account.replace(/[\s()-]/g, '')) ? maskPhone(account) : account;
}
