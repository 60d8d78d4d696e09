const PLACE = /\{\{\s*([a-zA-Z][a-zA-Z0-9_]{0,39})\s*\}\}/gu;
/** A line break in a subject would begin a header of its own. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/u;
/** Only what leads out by http may stand behind a link; `javascript:` in a value would be a script. */
const SAFE_LINK = /^https?:\/\//iu;

export interface Wording {
  readonly subject: string | null;
  readonly bodyText: string;
  readonly bodyHtml: string | null;
}

export interface FilledWording {
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
}

export type FillFault =
  | { readonly fault: 'value_missing'; readonly places: readonly string[] }
  | { readonly fault: 'value_has_line_break'; readonly places: readonly string[] }
  | { readonly fault: 'link_unsafe'; readonly places: readonly string[] };

/** The places of a wording, each once, in their order. */
export function placesOf({ subject, bodyText, bodyHtml }: Wording): readonly string[] {
  return placesIn([subject ?? '', bodyText, bodyHtml ?? ''].join('\n'));
}

function placesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(PLACE)].map((hit) => hit[1] ?? ''))];
}

/** What values would do wrong in a wording, or null. */
export function fillFault(wording: Wording, values: Readonly<Record<string, string>>): FillFault | null {
  const missing = placesOf(wording).filter((place) => values[place] === undefined);
  if (missing.length > 0) {
    return { fault: 'value_missing', places: missing };
  }
  const broken = placesIn(wording.subject ?? '').filter((place) => CONTROL.test(values[place] ?? ''));
  if (broken.length > 0) {
    return { fault: 'value_has_line_break', places: broken };
  }
  const unsafe = linkPlaces(wording.bodyHtml ?? '').filter((place) => !SAFE_LINK.test(values[place] ?? ''));
  return unsafe.length > 0 ? { fault: 'link_unsafe', places: unsafe } : null;
}

function linkPlaces(html: string): readonly string[] {
  const links = [...html.matchAll(/\b(?:href|src|action)\s*=\s*["']?\s*\{\{\s*([a-zA-Z][a-zA-Z0-9_]*)\s*\}\}/giu)];
  return links.map((hit) => hit[1] ?? '');
}

/** The wording with its places filled: as it is in text, escaped in HTML. Check `fillFault` before. */
export function fill(wording: Wording, values: Readonly<Record<string, string>>): FilledWording {
  const put = (text: string, shown: (value: string) => string): string =>
    text.replaceAll(PLACE, (_, place: string) => shown(values[place] ?? ''));
  return {
    subject: wording.subject === null ? null : put(wording.subject, (value) => value),
    text: put(wording.bodyText, (value) => value),
    html: wording.bodyHtml === null ? null : put(wording.bodyHtml, escapeHtml),
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(value: string): string {
  return value.replaceAll(/[&<>"']/gu, (sign) => ENTITIES[sign] ?? sign).replaceAll('\n', '<br>');
}
