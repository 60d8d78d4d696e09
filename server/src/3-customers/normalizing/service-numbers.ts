/** Numbers of services, which mean nobody in particular: 400, 800 and 95xxx. */
export function isServiceNumber(e164: string): boolean {
  return /^\+86(?:[48]00\d{7}|95\d{3,6})$/.test(e164);
}
