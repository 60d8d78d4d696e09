/** What pure files of other modules may use: no store, no clock behind it. */
export { LIFECYCLE_STAGES, type LifecycleStage, STAGE_LABELS, stageSql } from './scores/lifecycle/stages.ts';
