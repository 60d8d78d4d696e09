/** Numbers in [0, 1); the same seed gives the same ones everywhere. */
export type Random = () => number;

/** What a stream of numbers is for: streams of one entity do not move each other. */
export interface Stream {
  readonly stream: string;
  readonly index: number;
}

/** A mixer of 32 bits (the finaliser of MurmurHash3, Appleby). */
function mix(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return mix(hash);
}

/** A generator of its own for (seed, stream, index): sfc32 (Doty-Humphrey, PractRand), warmed up. */
export function createRandom(seed: number, { stream, index }: Stream): Random {
  let a = mix(seed ^ 0x9e3779b9);
  let b = hashText(stream) ^ mix(Math.floor(seed / 4_294_967_296) + 0x7f4a7c15);
  let c = mix(index ^ 0x1b873593) ^ mix(Math.floor(index / 4_294_967_296) + 0x2545f491);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 12; round += 1) {
    next();
  }
  return next;
}

/** A whole number from 0 to below `count`. */
export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** One entry of a list that is not empty. */
export function pick<T>(random: Random, list: readonly T[]): T {
  const entry = list[below(random, list.length)];
  if (entry === undefined) {
    throw new Error('Nothing to pick from');
  }
  return entry;
}

export function chance(random: Random, probability: number): boolean {
  return random() < probability;
}

/** Exponential with mean 1. */
export function exponential(random: Random): number {
  return -Math.log(1 - random());
}

/** Standard normal (Box and Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Gamma with scale 1 (Marsaglia and Tsang; shapes below 1 by the power of a uniform). */
export function gamma(random: Random, shape: number): number {
  if (shape < 1) {
    return gamma(random, shape + 1) * (1 - random()) ** (1 / shape);
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
      return d * v;
    }
  }
}

/** How many times in a row it happens (0, 1, 2, …), each with this probability. */
export function runLength(random: Random, { probability, most }: { probability: number; most: number }): number {
  let length = 0;
  while (length < most && chance(random, probability)) {
    length += 1;
  }
  return length;
}

/** Picks entries by their weights in constant time (alias method, Vose). */
export function createPicker<T>(entries: readonly (readonly [entry: T, weight: number])[]): (random: Random) => T {
  const count = entries.length;
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  const share = Float64Array.from(entries, ([, weight]) => (weight * count) / total);
  const alias = new Int32Array(count);
  const small: number[] = [];
  const large: number[] = [];
  share.forEach((each, index) => (each < 1 ? small : large).push(index));
  while (small.length > 0 && large.length > 0) {
    const [low = 0, high = 0] = [small.pop(), large.pop()];
    alias[low] = high;
    share[high] = (share[high] ?? 0) - (1 - (share[low] ?? 0));
    ((share[high] ?? 0) < 1 ? small : large).push(high);
  }
  for (const rest of [...small, ...large]) {
    share[rest] = 1;
  }
  return (random) => {
    const slot = below(random, count);
    const chosen = entries[random() < (share[slot] ?? 1) ? slot : (alias[slot] ?? slot)];
    if (chosen === undefined) {
      throw new Error('Nothing to pick from');
    }
    return chosen[0];
  };
}
