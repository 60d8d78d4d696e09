import type { Text } from '#kernel/pure/text.ts';
import type { LifecycleStage } from './stages.ts';

/** Where one customer stands now, and why, in words. */
export interface Standing {
  readonly stage: LifecycleStage;
  readonly label: Text;
  readonly why: Text;
}
