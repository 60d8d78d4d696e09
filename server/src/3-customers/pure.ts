/** What pure files of other modules may use: no store, no clock behind it. */
export { normalizeAccount, normalizeEmail, normalizePhone } from './identity/normalize.ts';
