import { lnGamma } from '#kernel/pure/numeric/gamma.ts';
import { four, type PurchaseModel } from './model.ts';

/** Ehrenberg 1959: people buy at rates of their own and never stop. What is left of the others when nobody stops. */
export const nbd: PurchaseModel = {
  name: 'nbd',
  parameters: ['r', 'alpha'],
  starts: (meanAge) => [
    [0.5, meanAge / 4],
    [1, meanAge],
  ],
  lnLikelihood(parameters, { repeats, age }) {
    const [r, alpha] = four(parameters);
    return lnGamma(r + repeats) - lnGamma(r) + r * Math.log(alpha) - (r + repeats) * Math.log(alpha + age);
  },
  alive: () => 1,
  expected(parameters, { repeats, age }, weeks) {
    const [r, alpha] = four(parameters);
    return ((r + repeats) / (alpha + age)) * weeks;
  },
  expectedOfNew(parameters, weeks) {
    const [r, alpha] = four(parameters);
    return (r / alpha) * weeks;
  },
};
