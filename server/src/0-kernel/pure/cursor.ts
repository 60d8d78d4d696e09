export type CursorValue = string | number | null;

/** Longer texts are not ours; decoding them would only cost time. */
const MAX_CURSOR_LENGTH = 2000;

/** An opaque place in a list: the sort values of its last row, as base64url JSON. Carries no right and no secret. */
export function encodeCursor(values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify(values), 'utf8').toString('base64url');
}

/** The sort values again, or null when the text is not a cursor of ours (the caller answers `cursor_malformed`). */
export function decodeCursor(text: string): readonly CursorValue[] | null {
  if (text.length === 0 || text.length > MAX_CURSOR_LENGTH || !/^[A-Za-z0-9_-]+$/.test(text)) {
    return null;
  }
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  return Array.isArray(values) && values.every(isCursorValue) ? values : null;
}

function isCursorValue(value: unknown): value is CursorValue {
  return value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}
