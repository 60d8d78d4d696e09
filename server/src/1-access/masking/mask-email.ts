const HIDDEN = '***';

/**
 * An e-mail address with its local part hidden but for the first character: l***@example.com. The domain stays (it
 * says which provider, not who), unless the text is no address; then all is hidden. Null and empty stay as they are.
 */
export function maskEmail(email: string): string;
export function maskEmail(email: string | null): string | null;
export function maskEmail(email: string | null): string | null {
  if (email === null || email.trim() === '') {
    return email;
  }
  const text = email.trim();
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1);
  if (at < 0 || !/^[^\s@]+\.[^\s@]+$/u.test(domain)) {
    return HIDDEN;
  }
  const [first = '', second] = text.slice(0, at);
  // A one-character local part would stand there whole.
  return `${second === undefined ? '' : first}${HIDDEN}@${domain}`;
}
