import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { LookupSource } from '#kernel/rules/engine.ts';
import { LIFECYCLE_LIMITS } from './limits.ts';
import { LOST_DAYS, limitsOf, QUIET_DAYS } from './settings.ts';
import type { LifecycleLimits } from './stages.ts';

type ReadSetting = (key: string, reader?: Db | Tx) => Promise<unknown>;

/** The days in force; conditions, flows and numbers all ask here. */
export async function lifecycleLimits(setting: ReadSetting, reader?: Db | Tx): Promise<LifecycleLimits> {
  return limitsOf(await setting(QUIET_DAYS.key, reader), await setting(LOST_DAYS.key, reader));
}

/** The same for conditions. */
export function lifecycleLookup(setting: ReadSetting): LookupSource {
  return { name: LIFECYCLE_LIMITS, find: async (db) => new Map([['', await lifecycleLimits(setting, db)]]) };
}
