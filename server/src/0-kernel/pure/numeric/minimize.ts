const MOST_STEPS = 300;
const MOST_HALVINGS = 40;
/** Relative to the parameter's size: the cube root of the machine's precision, best for differences on both sides. */
const DIFFERENCE = 6e-6;
const SUFFICIENT = 1e-4;
/** A step that gains less, relative to the value, on ground this flat is the last. */
const ENOUGH = 1e-12;
const FLAT = 1e-3;

export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
  readonly steps: number;
  /** Whether no direction led further down, rather than the steps running out. */
  readonly isSettled: boolean;
}

type Surface = (at: readonly number[]) => number;

/**
 * A minimum of a smooth function near `from` by BFGS (Nocedal and Wright, Numerical Optimization, 6.1) with slopes from
 * differences on both sides. Where the function is not a finite number it counts as infinitely high.
 */
export function minimize(surface: Surface, from: readonly number[]): Minimum {
  const height: Surface = (at) => {
    const value = surface(at);
    return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
  };
  let at = [...from];
  let value = height(at);
  let slope = slopeOf(height, at);
  let inverse = identity(at.length);
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    let direction = inverse.map((row) => -dot(row, slope));
    if (dot(direction, slope) >= 0) {
      inverse = identity(at.length);
      direction = slope.map((each) => -each);
    }
    const next = descend(height, { at, value, slope, direction });
    if (next === null) {
      return { at, value, steps, isSettled: true };
    }
    const nextSlope = slopeOf(height, next.at);
    const gain = value - next.value;
    inverse = updated(inverse, minus(next.at, at), minus(nextSlope, slope));
    ({ at, value } = next);
    slope = nextSlope;
    if (gain <= ENOUGH * (1 + Math.abs(value)) && Math.max(...slope.map(Math.abs)) < FLAT) {
      return { at, value, steps, isSettled: true };
    }
  }
  return { at, value, steps: MOST_STEPS, isSettled: false };
}

interface Place {
  readonly at: number[];
  readonly value: number;
}

/** Goes down along a direction until the fall is worth the way (Armijo), or says that there is none. */
function descend(
  height: Surface,
  { at, value, slope, direction }: Place & { readonly slope: number[]; readonly direction: number[] },
): Place | null {
  const fall = dot(direction, slope);
  // In logarithms of parameters no single step leads further than a factor of e².
  const longest = Math.max(...direction.map(Math.abs));
  let length = longest > 2 ? 2 / longest : 1;
  for (let tries = 0; tries < MOST_HALVINGS; tries += 1) {
    const next = at.map((each, n) => each + length * (direction[n] ?? 0));
    const found = height(next);
    if (found <= value + SUFFICIENT * length * fall && found < value) {
      return { at: next, value: found };
    }
    length /= 2;
  }
  return null;
}

function slopeOf(height: Surface, at: readonly number[]): number[] {
  return at.map((each, n) => {
    const step = DIFFERENCE * Math.max(1, Math.abs(each));
    const moved = (by: number): number => height(at.map((one, m) => (m === n ? one + by : one)));
    const slope = (moved(step) - moved(-step)) / (2 * step);
    return Number.isFinite(slope) ? slope : 0;
  });
}

/** The inverse Hessian after a step; unchanged where the function does not curve upwards along it. */
function updated(inverse: number[][], step: readonly number[], turn: readonly number[]): number[][] {
  const curve = dot(step, turn);
  if (curve <= 1e-12) {
    return inverse;
  }
  const size = step.length;
  const turned = inverse.map((row) => dot(row, turn));
  const weight = (1 + dot(turn, turned) / curve) / curve;
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => {
      const both = (turned[i] ?? 0) * (step[j] ?? 0) + (step[i] ?? 0) * (turned[j] ?? 0);
      return (inverse[i]?.[j] ?? 0) + weight * (step[i] ?? 0) * (step[j] ?? 0) - both / curve;
    }),
  );
}

function identity(size: number): number[][] {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, each, n) => sum + each * (b[n] ?? 0), 0);
}

function minus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((each, n) => each - (b[n] ?? 0));
}
