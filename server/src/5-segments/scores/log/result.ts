import type { ScoreQuality } from '../values/schema.ts';
import type { ScoreResult } from './schema.ts';

/** What a model found, in short; null for scores that learn nothing. */
export function resultOf(quality: ScoreQuality | null): ScoreResult | null {
  const { model = null, chance = null } = quality ?? {};
  if (chance !== null) {
    const split = chance.time ?? chance.random;
    return {
      uses: chance.uses,
      auc: split?.model.auc ?? null,
      baselineAuc: split?.baseline.auc ?? null,
      parameters: {},
    };
  }
  return model === null
    ? null
    : { uses: model.quality?.better ?? 'model', auc: null, baselineAuc: null, parameters: model.parameters };
}
