import type { FactSource } from '#kernel/rules/engine.ts';
import { NO_PROFILE, PROFILE_SOURCE, type ProfileFacts } from './profile.ts';
import { loadProfiles } from './store.ts';

/** Profiles for conditions; also who there is at all. */
export const profileSource: FactSource<ProfileFacts> = {
  name: PROFILE_SOURCE,
  analytic: { table: 'customers_profiles', customerColumn: 'customer_id', rows: 'one' },
  load: (db, customerIds) => loadProfiles(db, customerIds),
  none: NO_PROFILE,
};
