import type { ListIdentifier } from '@zhike/server/contracts';

/** As many as one call takes. */
export const PER_CALL = 1000;

/** One person for each line, or between commas and tabs; the same one once. */
export function pastedPeople(text: string): readonly string[] {
  const parts = text.split(/[\n\r\t,，;；、]+/u).map((one) => one.trim());
  return [...new Set(parts.filter((one) => one !== ''))];
}

/** What the lines look like: e-mail addresses, Chinese mobile phones, or something that is to be said. */
export function guessIdentifier(values: readonly string[]): ListIdentifier | null {
  const most = (test: RegExp): boolean => values.filter((one) => test.test(one)).length > values.length / 2;
  if (values.length === 0) {
    return null;
  }
  if (most(/^\S+@\S+\.\S+$/u)) {
    return 'email';
  }
  return most(/^(?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}$/u) ? 'phone' : null;
}

/** In parts that one call takes each. */
export function inParts<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
