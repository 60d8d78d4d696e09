import type { ImportField } from '../imports/kind.ts';
import { type ColumnGuess, foldHeader } from './guess.ts';
import { MARKETPLACE_EXPORTS, type MarketplaceExport } from './marketplaces.ts';

/** The marketplace whose export this is, told by headers that only its files have together; null for any other file. */
export function marketplaceOf(kind: string, headers: readonly string[]): MarketplaceExport | null {
  const folded = new Set(headers.map(foldHeader));
  return (
    MARKETPLACE_EXPORTS.find(
      (candidate) => candidate.kind === kind && candidate.signature.every((header) => folded.has(foldHeader(header))),
    ) ?? null
  );
}

/** What its columns are; a column that two fields could have goes to the first, the rest are as guessed. */
export function withMarketplace(
  guessed: readonly ColumnGuess[],
  known: MarketplaceExport,
  fields: readonly ImportField[],
): ColumnGuess[] {
  const names = guessed.map(({ header }) => foldHeader(header));
  const given = new Map<number, string>();
  for (const { name } of fields) {
    const places = (known.fields[name] ?? []).map((header) => names.indexOf(foldHeader(header)));
    const place = places.find((index) => index >= 0 && !given.has(index));
    if (place !== undefined) {
      given.set(place, name);
    }
  }
  const taken = new Set(given.values());
  return guessed.map(({ header, field, confidence }, index) => {
    const name = given.get(index);
    if (name !== undefined) {
      return { header, field: name, confidence: 1 };
    }
    // A field that the marketplace names, and lacks here, may still be guessed; one that it has is settled.
    return field === null || taken.has(field) || known.fields[field] !== undefined
      ? { header, field: null, confidence: 0 }
      : { header, field, confidence };
  });
}
