import { minimize } from '#kernel/pure/numeric/minimize.ts';
import { bgNbd, mbgNbd } from './beta-geometric.ts';
import type { ModelName, PurchaseHistory, PurchaseModel } from './model.ts';
import { nbd } from './nbd.ts';
import { paretoNbd } from './pareto-nbd.ts';

export const PURCHASE_MODELS = {
  'bg-nbd': bgNbd,
  'mbg-nbd': mbgNbd,
  'pareto-nbd': paretoNbd,
  nbd,
} as const satisfies Record<ModelName, PurchaseModel>;

/** Fewer people say nothing that could be learned. */
export const FEWEST = 20;
/** ln of parameters. At the edge there are people who are all alike, or nobody who stops: the likelihood tells which. */
const EDGE = 14;
/** Two parameters more must buy this much likelihood, or the data do not say that anybody stops (χ², 2 degrees, 5 %: 5.99 / 2). */
const WORTH = 3;

export interface Fit {
  /** What the forecasts are made with: `nbd` where the model asked for found nobody who stops. */
  readonly model: PurchaseModel;
  readonly parameters: readonly number[];
  readonly lnLikelihood: number;
  /** `no_dropout`: the histories are explained as well by people who never stop. */
  readonly signal: 'dropout' | 'no_dropout';
  readonly isSettled: boolean;
}

/** Histories that are the same are counted once. */
function grouped(histories: readonly PurchaseHistory[]): readonly (readonly [PurchaseHistory, number])[] {
  const groups = new Map<string, [PurchaseHistory, number]>();
  for (const history of histories) {
    const key = `${history.repeats} ${history.last} ${history.age}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [history, 1]);
    } else {
      group[1] += 1;
    }
  }
  return [...groups.values()];
}

/**
 * The parameters under which the histories are the most likely, from several starts. The model is given up for one
 * in which nobody stops when it is hardly more likely than that.
 * @throws RangeError with fewer than `FEWEST` histories, or none that bought again.
 */
export function fitModel(model: PurchaseModel, histories: readonly PurchaseHistory[]): Fit {
  if (histories.length < FEWEST || histories.every(({ repeats }) => repeats === 0)) {
    throw new RangeError('too few histories');
  }
  const groups = grouped(histories);
  const meanAge = Math.max(1, histories.reduce((sum, { age }) => sum + age, 0) / histories.length);
  const best = bestOf(model, groups, meanAge);
  const simple = model.name === 'nbd' ? best : bestOf(nbd, groups, meanAge);
  if (model.name !== 'nbd' && !(best.lnLikelihood > simple.lnLikelihood + WORTH)) {
    return { ...simple, model: nbd, signal: 'no_dropout' };
  }
  return { ...best, model, signal: model.name === 'nbd' ? 'no_dropout' : 'dropout' };
}

function bestOf(
  model: PurchaseModel,
  groups: readonly (readonly [PurchaseHistory, number])[],
  meanAge: number,
): Pick<Fit, 'parameters' | 'lnLikelihood' | 'isSettled'> {
  const against = (logs: readonly number[]): number => {
    if (logs.some((each) => Math.abs(each) > EDGE)) {
      return Number.POSITIVE_INFINITY;
    }
    const parameters = logs.map(Math.exp);
    let sum = 0;
    for (const [history, count] of groups) {
      sum += count * model.lnLikelihood(parameters, history);
    }
    return -sum;
  };
  const [first, ...others] = model.starts(meanAge).map((start) => start.map(Math.log));
  let best = minimize(against, first ?? []);
  for (const start of others) {
    // A start that is no better where it lands was not worth a whole search: only unsettled ones are tried again.
    if (best.isSettled) {
      break;
    }
    const found = minimize(against, start);
    best = found.value < best.value ? found : best;
  }
  return { parameters: best.at.map(Math.exp), lnLikelihood: -best.value, isSettled: best.isSettled };
}
