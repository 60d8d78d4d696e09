const HIDDEN = '****';

/**
 * A phone number with its middle hidden: 138****1234. Shows at most the first three digits and the last four, hides
 * at least four (of short numbers half), and always with the same number of stars, so that the length says nothing.
 * Null and empty stay as they are; what has no digits is hidden whole.
 */
export function maskPhone(phone: string): string;
export function maskPhone(phone: string | null): string | null;
export function maskPhone(phone: string | null): string | null {
  if (phone === null || phone.trim() === '') {
    return phone;
  }
  const text = phone.normalize('NFKC').trim();
  const digits = text.replace(/\D/gu, '');
  const international = /^(?:\+|00)/u.test(text);
  const national = withoutChina(digits, text);
  if (/^1[3-9]\d{9}$/u.test(national)) {
    return `${national.slice(0, 3)}${HIDDEN}${national.slice(-4)}`;
  }
  if (international && national === digits) {
    return maskForeign(digits.replace(/^00/u, ''));
  }
  return maskOther(national);
}

/** +86, 0086 and a bare 86 before a mobile number say nothing about the person. */
function withoutChina(digits: string, text: string): string {
  const trimmed = digits.replace(/^0086/u, '86');
  const isChina = /^(?:\+|00)\s*86/u.test(text) || /^861[3-9]\d{9}$/u.test(trimmed);
  return isChina && trimmed.startsWith('86') ? trimmed.slice(2) : digits;
}

function maskForeign(digits: string): string {
  const shown = Math.min(4, Math.max(0, Math.floor(digits.length / 2) - 2));
  const start = digits.length >= 8 ? digits.slice(0, 2) : '';
  return `${start === '' ? '' : `+${start}`}${HIDDEN}${last(digits, shown)}`;
}

/** Landlines (010-12345678), service numbers, short ones. */
function maskOther(digits: string): string {
  const budget = Math.min(7, Math.max(Math.floor(digits.length / 2), digits.length - 4));
  const end = Math.min(4, budget);
  const start = Math.min(3, budget - end);
  return `${digits.slice(0, start)}${HIDDEN}${last(digits, end)}`;
}

function last(digits: string, count: number): string {
  return count === 0 ? '' : digits.slice(-count);
}
