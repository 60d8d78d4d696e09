/** What pure files of other modules may use: no store, no clock behind it. */

export type { Case } from './scores/learned/features.ts';
export { chanceOf, type LogisticModel, learnLogistic, type Reason, reasonsOf } from './scores/learned/logistic.ts';
export { type Quality, qualityOf } from './scores/learned/quality.ts';
export { LIFECYCLE_STAGES, type LifecycleStage, STAGE_LABELS, stageSql } from './scores/lifecycle/stages.ts';
