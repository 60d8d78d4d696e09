import type { FieldWeight } from './proposal.ts';

/** Two customers with the same name and the same birth date or address. */
export interface SameDetails {
  /** How many customers bear the name. */
  readonly nameCount: number;
  readonly birthday: 'exact' | 'different' | 'missing';
  readonly address: 'exact' | 'different' | 'missing';
  readonly gender: 'exact' | 'different' | 'missing';
}

/** How often a field of one person is written the same way twice. */
const SAME_IF_ONE = { name: 0.95, birthday: 0.97, address: 0.75, gender: 0.99 } as const;
/** How often two strangers agree: birth dates spread over some sixty years, addresses are written whole. */
const SAME_IF_TWO = { birthday: 1 / (365 * 60), address: 1 / 20_000, gender: 0.5 } as const;

/** A few customers tell little about how rare a name is; that many are taken for granted. */
const SMALLEST = 1000;

/**
 * Bits for and against one person, field by field (Fellegi and Sunter): a rare name weighs more than a common one. The
 * start is the chance that two customers taken at random are one, if every twentieth is known twice.
 */
export function duplicateWeights(
  details: SameDetails,
  { customers }: { readonly customers: number },
): { readonly score: number; readonly weights: FieldWeight[] } {
  const size = Math.max(customers, SMALLEST);
  const prior = Math.log2(1 / (20 * size));
  const nameIfTwo = Math.min(0.5, Math.max(details.nameCount, 1) / size);
  const weights: FieldWeight[] = [
    { field: 'prior', level: 'prior', weight: round(prior) },
    { field: 'name', level: 'exact', weight: round(Math.log2(SAME_IF_ONE.name / nameIfTwo)) },
    ...(['birthday', 'address', 'gender'] as const).map((field) => ({
      field,
      level: details[field],
      weight: round(bits(field, details[field])),
    })),
  ];
  const total = weights.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
  return { score: 1 / (1 + 2 ** -total), weights };
}

function bits(field: 'birthday' | 'address' | 'gender', level: 'exact' | 'different' | 'missing'): number {
  switch (level) {
    case 'exact':
      return Math.log2(SAME_IF_ONE[field] / SAME_IF_TWO[field]);
    case 'different':
      return Math.log2((1 - SAME_IF_ONE[field]) / (1 - SAME_IF_TWO[field]));
    case 'missing':
      return 0;
  }
}

const round = (weight: number): number => Math.round(weight * 100) / 100;
