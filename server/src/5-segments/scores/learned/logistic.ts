import { solvePositive } from '#kernel/pure/numeric/solve.ts';
import { type Case, type Shape, shapeOf, writeCase } from './features.ts';

/** What is learned: the log-odds are the intercept and each column times its weight. */
export interface LogisticModel {
  readonly shape: Shape;
  readonly intercept: number;
  readonly weights: Float64Array;
  /** The mean of each column among the cases learned from: reasons are told against it. */
  readonly means: Float64Array;
}

/** A feature and what it does to the log-odds of one case, against the average case. */
export interface Reason {
  readonly feature: string;
  readonly effect: number;
}

const MOST_ROUNDS = 50;
const SETTLED = 1e-8;
/** Half a squared weight costs this much likelihood: keeps weights of rare words from running away. */
const RIDGE = 3;

/**
 * Learns how likely something is from cases in which it did or did not happen: logistic regression with a ridge on the
 * weights, by Newton's steps (Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 4.4.1).
 * @throws RangeError when it always or never happened, or no number of cases is given for each answer.
 */
export function learnLogistic(
  cases: readonly Case[],
  happened: readonly boolean[],
  names: readonly string[],
): LogisticModel {
  const yes = happened.filter(Boolean).length;
  if (cases.length !== happened.length || yes === 0 || yes === cases.length) {
    throw new RangeError('both outcomes are needed');
  }
  const shape = shapeOf(cases, names);
  const width = shape.columns + 1;
  const rows = new Float64Array(cases.length * width);
  for (const [place, one] of cases.entries()) {
    rows[place * width] = 1;
    writeCase(shape, one, rows, place * width + 1);
  }
  const weights = new Float64Array(width);
  weights[0] = Math.log(yes / (cases.length - yes));
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const step = newtonStep({ rows, width, happened, weights });
    let most = 0;
    for (let column = 0; column < width; column += 1) {
      weights[column] = (weights[column] ?? 0) + (step[column] ?? 0);
      most = Math.max(most, Math.abs(step[column] ?? 0));
    }
    if (most < SETTLED) {
      break;
    }
  }
  const means = new Float64Array(shape.columns);
  for (let at = 0; at < rows.length; at += 1) {
    const column = (at % width) - 1;
    if (column >= 0) {
      means[column] = (means[column] ?? 0) + (rows[at] ?? 0) / cases.length;
    }
  }
  return { shape, intercept: weights[0] ?? 0, weights: weights.slice(1), means };
}

interface Learning {
  readonly rows: Float64Array;
  readonly width: number;
  readonly happened: readonly boolean[];
  readonly weights: Float64Array;
}

function newtonStep({ rows, width, happened, weights }: Learning): Float64Array {
  const slope = new Float64Array(width);
  const curve = Array.from({ length: width }, () => new Float64Array(width));
  const used: number[] = [];
  for (const [place, isYes] of happened.entries()) {
    const at = place * width;
    let logOdds = 0;
    used.length = 0;
    for (let column = 0; column < width; column += 1) {
      const value = rows[at + column] ?? 0;
      // Most columns are words that this case does not have.
      if (value !== 0) {
        used.push(column);
        logOdds += value * (weights[column] ?? 0);
      }
    }
    const chance = 1 / (1 + Math.exp(-logOdds));
    const weight = Math.max(chance * (1 - chance), 1e-12);
    for (const [i, column] of used.entries()) {
      const value = rows[at + column] ?? 0;
      slope[column] = (slope[column] ?? 0) + value * ((isYes ? 1 : 0) - chance);
      const row = curve[column] ?? slope;
      for (let j = 0; j <= i; j += 1) {
        const other = used[j] ?? 0;
        row[other] = (row[other] ?? 0) + weight * value * (rows[at + other] ?? 0);
      }
    }
  }
  for (let column = 1; column < width; column += 1) {
    slope[column] = (slope[column] ?? 0) - RIDGE * (weights[column] ?? 0);
    const row = curve[column] ?? slope;
    row[column] = (row[column] ?? 0) + RIDGE;
  }
  return solvePositive(curve, slope) ?? new Float64Array(width);
}

/** How likely it is for a case, between 0 and 1. */
export function chanceOf(model: LogisticModel, one: Case): number {
  const columns = new Float64Array(model.shape.columns);
  writeCase(model.shape, one, columns, 0);
  let logOdds = model.intercept;
  for (const [column, value] of columns.entries()) {
    logOdds += value * (model.weights[column] ?? 0);
  }
  return 1 / (1 + Math.exp(-logOdds));
}

/** What each feature does to the log-odds of a case, in the order of the shape: its columns against their averages. */
export function effectsOf({ shape, weights, means }: LogisticModel, one: Case): readonly number[] {
  const columns = new Float64Array(shape.columns);
  writeCase(shape, one, columns, 0);
  return shape.features.map((_, place) => {
    let effect = 0;
    for (let column = shape.starts[place] ?? 0; column < (shape.starts[place + 1] ?? shape.columns); column += 1) {
      effect += ((columns[column] ?? 0) - (means[column] ?? 0)) * (weights[column] ?? 0);
    }
    return effect;
  });
}

/** What speaks most for or against it for a case, strongest first. */
export function reasonsOf(model: LogisticModel, one: Case): readonly Reason[] {
  const effects = effectsOf(model, one);
  return model.shape.features
    .map(({ name }, place) => ({ feature: name, effect: effects[place] ?? 0 }))
    .toSorted((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
}
