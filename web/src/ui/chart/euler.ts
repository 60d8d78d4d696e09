/** Circles whose areas and overlaps are as large as their figures, as far as circles can show it. */
export interface Circle {
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

/** Where the figure of a region stands: as far from every edge as it can be. */
export interface RegionPlace {
  /** Bit `i`: inside circle `i`. */
  readonly mask: number;
  readonly x: number;
  readonly y: number;
  /** The radius of the largest disc around it that stays in the region. */
  readonly room: number;
}

/** Two or three sets: their sizes and how many are in each two of them, by `pairOf(a, b)`. */
export interface EulerInput {
  readonly sizes: readonly number[];
  readonly pairOf: (a: number, b: number) => number;
}

/** The area that two discs share. */
function lensArea(r: number, s: number, distance: number): number {
  if (distance >= r + s) {
    return 0;
  }
  if (distance <= Math.abs(r - s)) {
    return Math.PI * Math.min(r, s) ** 2;
  }
  const alpha = Math.acos(Math.min(1, Math.max(-1, (distance ** 2 + r ** 2 - s ** 2) / (2 * distance * r))));
  const beta = Math.acos(Math.min(1, Math.max(-1, (distance ** 2 + s ** 2 - r ** 2) / (2 * distance * s))));
  return r ** 2 * (alpha - Math.sin(2 * alpha) / 2) + s ** 2 * (beta - Math.sin(2 * beta) / 2);
}

/** Steps of halving: the error is below a millionth of the way. */
const HALVINGS = 24;
/** Between circles that share nothing, as a part of the larger radius. */
const APART = 0.08;

/** How far apart two discs are that share an area; the area falls as they part. */
export function distanceFor(r: number, s: number, area: number): number {
  if (area <= 0) {
    return (r + s) * (1 + APART / 2);
  }
  let [near, far] = [Math.abs(r - s), r + s];
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (near + far) / 2;
    if (lensArea(r, s, middle) > area) {
      near = middle;
    } else {
      far = middle;
    }
  }
  return (near + far) / 2;
}

/** The circles in a frame of this size. Sets of nobody get a radius of nothing. */
export function circlesOf(
  { sizes, pairOf }: EulerInput,
  frame: { readonly width: number; readonly height: number },
): readonly Circle[] {
  const radii = sizes.map((size) => Math.sqrt(Math.max(0, size) / Math.PI));
  const radius = (index: number): number => radii[index] ?? 0;
  const between = (a: number, b: number): number => distanceFor(radius(a), radius(b), pairOf(a, b));
  const places = [{ x: 0, y: 0 }];
  if (sizes.length > 1) {
    places.push({ x: between(0, 1), y: 0 });
  }
  if (sizes.length > 2) {
    const [ab, ac, bc] = [between(0, 1), between(0, 2), between(1, 2)];
    // Where the three distances make no triangle, the nearest there is: all in a line.
    const cosine = ab === 0 || ac === 0 ? 0 : (ab ** 2 + ac ** 2 - bc ** 2) / (2 * ab * ac);
    const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
    places.push({ x: ac * Math.cos(angle), y: ac * Math.sin(angle) });
  }
  const edges = places.map(({ x, y }, index) => ({
    left: x - radius(index),
    right: x + radius(index),
    top: y - radius(index),
    bottom: y + radius(index),
  }));
  const left = Math.min(...edges.map((edge) => edge.left));
  const top = Math.min(...edges.map((edge) => edge.top));
  const width = Math.max(...edges.map((edge) => edge.right)) - left;
  const height = Math.max(...edges.map((edge) => edge.bottom)) - top;
  const scale = Math.min(frame.width / Math.max(width, 1e-9), frame.height / Math.max(height, 1e-9));
  const [shiftX, shiftY] = [(frame.width - width * scale) / 2, (frame.height - height * scale) / 2];
  return places.map(({ x, y }, index) => ({
    x: (x - left) * scale + shiftX,
    y: (y - top) * scale + shiftY,
    r: radius(index) * scale,
  }));
}

/** The circles that a point lies in. */
export function maskAt(circles: readonly Circle[], x: number, y: number): number {
  return circles.reduce(
    (mask, circle, index) => mask + (Math.hypot(x - circle.x, y - circle.y) <= circle.r ? 2 ** index : 0),
    0,
  );
}

const SAMPLES = 72;

/** Of every region that the picture has: where its figure has most room. */
export function regionPlaces(
  circles: readonly Circle[],
  frame: { readonly width: number; readonly height: number },
): readonly RegionPlace[] {
  const best = new Map<number, RegionPlace>();
  for (let row = 0; row < SAMPLES; row += 1) {
    for (let column = 0; column < SAMPLES; column += 1) {
      const [x, y] = [((column + 0.5) / SAMPLES) * frame.width, ((row + 0.5) / SAMPLES) * frame.height];
      const mask = maskAt(circles, x, y);
      const room = Math.min(...circles.map((circle) => Math.abs(Math.hypot(x - circle.x, y - circle.y) - circle.r)));
      if (mask > 0 && room > (best.get(mask)?.room ?? 0)) {
        best.set(mask, { mask, x, y, room });
      }
    }
  }
  return [...best.values()].toSorted((a, b) => a.mask - b.mask);
}
