/** What is known of one case: numbers, words, or nothing. */
export type Case = Readonly<Record<string, number | string | null>>;

/** How one feature becomes columns of numbers. */
export type FeatureShape =
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly mean: number;
      readonly spread: number;
      /** Where the slope may change: quantiles of what was learned from. */
      readonly bends: readonly number[];
      /** Whether cases without a value were among them. */
      readonly hasMissing: boolean;
    }
  | { readonly kind: 'word'; readonly name: string; readonly words: readonly string[] };

/** The shape of all features, and the column at which each begins. */
export interface Shape {
  readonly features: readonly FeatureShape[];
  readonly starts: readonly number[];
  readonly columns: number;
}

/** A word that fewer cases have says nothing of its own. */
const FEWEST = 20;
const BENDS = [0.25, 0.5, 0.75] as const;
/** A feature with fewer different numbers gets a straight line. */
const FEWEST_FOR_BENDS = 8;

/** Learns from cases how their features become columns; words by how often they come, then by name. */
export function shapeOf(cases: readonly Case[], names: readonly string[]): Shape {
  const features = names.map((name): FeatureShape => {
    const values = cases.map((one) => one[name] ?? null);
    return values.some((value) => typeof value === 'string') ? wordShape(name, values) : numberShape(name, values);
  });
  const starts: number[] = [];
  let columns = 0;
  for (const feature of features) {
    starts.push(columns);
    columns += widthOf(feature);
  }
  return { features, starts, columns };
}

function numberShape(name: string, values: readonly (number | string | null)[]): FeatureShape {
  const known = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  const sorted = known.toSorted((a, b) => a - b);
  const mean = known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length);
  const isVaried = new Set(known).size >= FEWEST_FOR_BENDS;
  const bends = isVaried ? BENDS.map((share) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0) : [];
  return {
    kind: 'number',
    name,
    mean,
    spread: Math.sqrt(variance) || 1,
    bends: [...new Set(bends)].filter((bend) => bend > (sorted[0] ?? 0) && bend < (sorted.at(-1) ?? 0)),
    hasMissing: known.length < values.length,
  };
}

function wordShape(name: string, values: readonly (number | string | null)[]): FeatureShape {
  const counts = new Map<string, number>();
  for (const value of values) {
    const word = String(value ?? '');
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const words = [...counts]
    .filter(([, count]) => count >= Math.min(FEWEST, values.length / 10))
    .toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .map(([word]) => word);
  return { kind: 'word', name, words };
}

function widthOf(feature: FeatureShape): number {
  return feature.kind === 'word' ? feature.words.length : 1 + feature.bends.length + (feature.hasMissing ? 1 : 0);
}

/** One case as numbers, written from `at` on. A word never learned and a missing number stand where everything is 0. */
export function writeCase(shape: Shape, one: Case, to: Float64Array, at: number): void {
  for (const [place, feature] of shape.features.entries()) {
    const start = at + (shape.starts[place] ?? 0);
    const value = one[feature.name] ?? null;
    if (feature.kind === 'word') {
      const word = feature.words.indexOf(String(value ?? ''));
      if (word >= 0) {
        to[start + word] = 1;
      }
      continue;
    }
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      if (feature.hasMissing) {
        to[start + 1 + feature.bends.length] = 1;
      }
      continue;
    }
    to[start] = (value - feature.mean) / feature.spread;
    for (const [bend, from] of feature.bends.entries()) {
      to[start + 1 + bend] = Math.max(0, value - from) / feature.spread;
    }
  }
}
