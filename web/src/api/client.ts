import { createClient, ProblemError } from '@zhike/server/contracts';
import { currentLocale } from '../i18n/i18n.ts';
import { uploadingFetch } from './uploading-fetch.ts';

export { ProblemError };

/** The server answers in the language of the page, not of the browser. */
const headers = () => ({ 'accept-language': currentLocale() });

/** Calls one contract of this page's own server. */
export const { call } = createClient({ baseUrl: '', headers });

/** A client whose bodies report how much of them has left (`share`, 0 to 1): for files. */
export function uploadClient(onProgress: (share: number) => void) {
  return createClient({ baseUrl: '', headers, fetch: uploadingFetch(onProgress) });
}
