import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { normalizeText } from '#kernel/pure/text.ts';

const CN_MOBILE = /^(?:\+86|0086|86)?(1[3-9]\d{9})$/;
const EMAIL = /^[^\s@,;<>()]+@[^\s@,;<>().]+(?:\.[^\s@,;<>().]+)+$/;
const MAX_EMAIL_LENGTH = 254;

/** E.164, or null when it is no valid number. Numbers without a country code are read as Chinese. */
export function normalizePhone(given: string): string | null {
  const text = normalizeText(given);
  const mobile = CN_MOBILE.exec(text.replace(/[\s()-]/g, ''));
  if (mobile) {
    return `+86${mobile[1]}`;
  }
  // A word before the number (`tel:`, 微信) is passed over; what follows it may be an extension or a second number.
  const parsed = /\d$/u.test(text) ? parsePhoneNumberFromString(text.replace(/^00/, '+'), 'CN') : undefined;
  return parsed?.isValid() ? parsed.number : null;
}

/** Lower case (RFC 5321 allows case in the local part, no provider uses it), or null when it is no address. */
export function normalizeEmail(given: string): string | null {
  const text = normalizeText(given).toLowerCase();
  return text.length <= MAX_EMAIL_LENGTH && EMAIL.test(text) ? text : null;
}

/** An account as its source writes it, full-width forms narrowed; null when empty. */
export function normalizeAccount(given: string): string | null {
  const text = normalizeText(given);
  return text === '' ? null : text;
}
