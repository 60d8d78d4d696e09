import { maskEmail, maskPhone } from '#access/pure';

const PHONES = /(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d(?:[\s-]?\d{4}){2}(?!\d)/g;
const EMAILS = /[^\s@,;<>()，。；：:]+@[^\s@,;<>()，。；]+\.[^\s@,;<>().，。；]+/g;

/** Free text with the phone numbers and e-mail addresses in it masked, for those who may not see them. */
export function maskText(text: string): string {
  return text.replace(EMAILS, maskEmail).replace(PHONES, maskPhone);
}
