import { normalizeText } from '#kernel/pure/text.ts';

/** An account as its source writes it, full-width forms narrowed; null when empty. */
export function normalizeAccount(given: string): string | null {
  const text = normalizeText(given);
  return text === '' ? null : text;
}
