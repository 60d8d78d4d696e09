/** Places of the highest weights above zero, the highest first; equal ones by place. */
export function strongest(weights: Float64Array, count: number): readonly number[] {
  const sorted = weights.filter((weight) => weight > 0).sort();
  const least = sorted[Math.max(0, sorted.length - count)] ?? Number.POSITIVE_INFINITY;
  const places: number[] = [];
  for (const [place, weight] of weights.entries()) {
    if (weight >= least) {
      places.push(place);
    }
  }
  return places.toSorted((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b).slice(0, count);
}
