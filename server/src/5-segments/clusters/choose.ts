import { type Clustered, kMeans, seeded } from './k-means.ts';
import { distance, type Point } from './scale.ts';

/** How well points lie in their own cluster rather than in the next one, from −1 to 1 (Rousseeuw 1987). */
export function silhouette(points: readonly Point[], labels: readonly number[], clusters: number): number {
  if (points.length === 0) {
    return 0;
  }
  const sizes = Array.from({ length: clusters }, (_, place) => labels.filter((label) => label === place).length);
  let sum = 0;
  for (const [at, point] of points.entries()) {
    const away = new Float64Array(clusters);
    for (const [other, to] of points.entries()) {
      const label = labels[other] ?? 0;
      away[label] = (away[label] ?? 0) + Math.sqrt(distance(point, to));
    }
    const own = labels[at] ?? 0;
    const ownSize = sizes[own] ?? 0;
    // A point by itself says nothing.
    if (ownSize < 2) {
      continue;
    }
    const inside = (away[own] ?? 0) / (ownSize - 1);
    const outside = sizes.reduce(
      (least, size, place) => (place === own || size === 0 ? least : Math.min(least, (away[place] ?? 0) / size)),
      Number.POSITIVE_INFINITY,
    );
    const most = Math.max(inside, outside);
    sum += Number.isFinite(outside) && most > 0 ? (outside - inside) / most : 0;
  }
  return sum / points.length;
}

export interface Chosen extends Clustered {
  readonly k: number;
  readonly silhouette: number;
  /** What every number of clusters came to. */
  readonly tried: readonly { readonly k: number; readonly silhouette: number; readonly inertia: number }[];
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export const SEED = 220;
export const RESTARTS = 5;
/** The silhouette looks at every pair of points: of more it would hardly say anything else. */
const LOOKED_AT = 1200;

/**
 * The clusters of the number, within the bounds, that lies best. The same points give the same clusters. Null where
 * there are fewer different points than the least number.
 */
export function chooseClusters(points: readonly Point[], { min, max }: Bounds): Chosen | null {
  const looked = points.slice(0, LOOKED_AT);
  const tried = Array.from({ length: max - min + 1 }, (_, more) => {
    const k = min + more;
    const best = Array.from({ length: RESTARTS }, (_restart, turn) =>
      kMeans(points, k, seeded(SEED + k * RESTARTS + turn)),
    ).reduce((one, other) => (other.inertia < one.inertia ? other : one));
    return { k, best, silhouette: silhouette(looked, best.labels, best.centres.length) };
  }).filter(({ k, best }) => new Set(best.labels).size === k);
  const [first, ...others] = tried;
  if (first === undefined) {
    return null;
  }
  const chosen = others.reduce((one, other) => (other.silhouette > one.silhouette ? other : one), first);
  return {
    ...chosen.best,
    k: chosen.k,
    silhouette: chosen.silhouette,
    tried: tried.map(({ k, best, silhouette: found }) => ({ k, silhouette: found, inertia: best.inertia })),
  };
}
