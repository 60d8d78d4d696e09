/** What pure files of other modules may use: no store, no clock behind it. */

export type { RfmGroupsFound } from './as-dimensions/groups-sql.ts';
export { rfmGroupsSql } from './as-dimensions/groups-sql.ts';
export { ageBandSql, ageDay } from './profile/age-band.ts';
export { TRAIT_INFO } from './profile/traits.ts';
export type { Case } from './scores/learned/features.ts';
export { chanceOf, type LogisticModel, learnLogistic, type Reason, reasonsOf } from './scores/learned/logistic.ts';
export { type Quality, qualityOf } from './scores/learned/quality.ts';
export { boundLimits, stageSql } from './scores/lifecycle/stage-sql.ts';
export {
  LIFECYCLE_STAGES,
  type LifecycleLimits,
  type LifecycleStage,
  STAGE_LABELS,
} from './scores/lifecycle/stages.ts';
export { RFM_GROUP_INFO } from './scores/rfm/groups.ts';
export { RFM_GROUPS } from './scores/rfm/schema.ts';
