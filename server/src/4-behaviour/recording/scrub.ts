const EMAIL = /[\p{L}\p{N}._%+-]+(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu;
/** A mobile number of the mainland, or a number with its country in front. */
const PHONE = /(?<!\d)(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|\+\d[\d -]{7,16}\d(?!\d)/gu;
/** The mainland's identity number. */
const IDENTITY = /(?<!\d)\d{6}(?:19|20)\d{9}[\dXx](?!\d)/gu;
const MASK = '***';

/** A text from outside without e-mail addresses, phone numbers and identity numbers, cut to a length. */
export function scrubText(text: string, maxLength: number): string {
  return (
    text
      .replace(IDENTITY, MASK)
      .replace(EMAIL, MASK)
      .replace(PHONE, MASK)
      // The database takes no null characters.
      .replaceAll('\0', '')
      .slice(0, maxLength)
      .toWellFormed()
  );
}

/** What of an address is kept: its path, and the campaign that it names. The rest may say who somebody is. */
export interface CleanAddress {
  readonly path: string;
  readonly campaign: string | null;
}

const MAX_PATH = 500;
const MAX_CAMPAIGN = 100;

/** Null for what is no address. A path alone is one too. */
export function cleanAddress(address: string): CleanAddress | null {
  const url = URL.parse(address, 'http://site.invalid');
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return null;
  }
  const campaign = url.searchParams.get('utm_campaign');
  return {
    path: scrubText(decodePath(url.pathname), MAX_PATH),
    campaign: campaign === null || campaign === '' ? null : scrubText(campaign, MAX_CAMPAIGN),
  };
}

/** The host that somebody came from; null for what is no address. */
export function hostOf(address: string): string | null {
  const url = URL.parse(address);
  return url === null || url.hostname === '' ? null : url.hostname.slice(0, 253);
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const MAX_PROPERTIES = 20;

/** Plain values of a custom event, a few of them, without personal ones. */
export function scrubProperties(
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string | number | boolean>> | null {
  const kept: [string, string | number | boolean][] = [];
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'string') {
      kept.push([scrubText(name, 50), scrubText(value, 200)]);
    } else if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) {
      kept.push([scrubText(name, 50), value]);
    }
  }
  return kept.length === 0 ? null : Object.fromEntries(kept.slice(0, MAX_PROPERTIES));
}
