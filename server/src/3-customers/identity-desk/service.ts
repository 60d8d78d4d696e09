import type { Access } from '#access';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { EventReader } from '#kernel/events/log.ts';
import type { Route } from '#kernel/http/route.ts';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import type { Kernel } from '#kernel/module.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import type { Belonging } from '../belongings/belonging.ts';
import { explainingRoutes } from '../explaining/routes.ts';
import { createExplaining } from '../explaining/service.ts';
import type { FactOwner } from '../facts.ts';
import type { FieldRegistry } from '../fields/service.ts';
import { matchModelRoutes } from '../match-model/routes.ts';
import { createMatchModels, type MatchModels } from '../match-model/service.ts';
import { matchQualityRoutes } from '../match-quality/routes.ts';
import { createMatchQualities } from '../match-quality/service.ts';
import { matchRunJobs } from '../match-runs/jobs.ts';
import { matchRunRoutes } from '../match-runs/routes.ts';
import { createMatchRuns, type MatchRuns } from '../match-runs/service.ts';
import { defaultSetting, type ReadSetting } from '../match-runs/settings.ts';
import { matchRunTimer } from '../match-runs/timers.ts';
import { mergingRoutes } from '../merging/routes.ts';
import { createMerging, type Merging } from '../merging/service.ts';
import { newRecordJobs } from '../new-records/jobs.ts';
import { createNewRecords, type NewRecords } from '../new-records/service.ts';
import { renewKeysTimer } from '../new-records/timers.ts';
import { partingRoutes } from '../parting/routes.ts';
import { createParting, type Parting } from '../parting/service.ts';
import type { Profiles } from '../profile/service.ts';
import { reviewJobs } from '../reviews/jobs.ts';
import { reviewRoutes } from '../reviews/routes.ts';
import { createReviews, type Reviews } from '../reviews/service.ts';
import { duplicateScanTimer } from '../reviews/timers.ts';
import type { SourceNames } from '../values/service.ts';

/** Where staff decide who is one person. */
export interface IdentityDesk {
  readonly merging: Merging;
  readonly parting: Parting;
  readonly reviews: Reviews;
  /** Who is one person when no identifier says so. */
  readonly matching: Matching;
  readonly jobs: readonly JobKind[];
  readonly timers: readonly TimerKind[];
  readonly routes: readonly Route[];
  readonly readers: readonly EventReader[];
}

/** The matching of all customers, of new ones, and what it says about two. */
export interface Matching {
  readonly runs: Pick<MatchRuns, 'run'>;
  readonly models: Pick<MatchModels, 'explain' | 'latest'>;
  readonly newRecords: Pick<NewRecords, 'resolve' | 'renewKeys'>;
}

export interface IdentityDeskNeeds {
  readonly access: Pick<Access, 'audit'> & Partial<Pick<Access, 'setting'>>;
  readonly profiles: Profiles;
  readonly fields: Pick<FieldRegistry, 'list'>;
  readonly sourceNames: SourceNames;
  readonly factOwners: readonly FactOwner[];
  readonly belongings: readonly Belonging[];
}

/** Puts the slices together in which staff join, part and look into identities. */
export function createIdentityDesk(kernel: Kernel, needs: IdentityDeskNeeds): IdentityDesk {
  const shared = { kernel, ...needs };
  const merging = createMerging(shared);
  const parting = createParting(shared);
  const setting: ReadSetting<Db | Tx> = needs.access.setting ?? defaultSetting;
  const reviews = createReviews({ kernel, merging, parting, fields: needs.fields, setting });
  const models = createMatchModels(kernel);
  const newRecords = createNewRecords({ kernel, merging, models, setting });
  const qualities = createMatchQualities({ kernel, models, setting });
  const runs = createMatchRuns({
    kernel,
    merging,
    models,
    setting,
    onModel: async (context, signal) => {
      await newRecords.renewKeys(context, { signal });
      await qualities.rescore(context, signal);
    },
  });
  return {
    merging,
    parting,
    reviews,
    matching: { runs, models, newRecords },
    jobs: [...reviewJobs(reviews), ...matchRunJobs(runs), ...newRecordJobs(newRecords)],
    timers: [duplicateScanTimer(kernel), matchRunTimer(kernel, setting), renewKeysTimer(kernel)],
    readers: [newRecords.reader],
    routes: [
      ...mergingRoutes(merging),
      ...partingRoutes(parting),
      ...explainingRoutes(createExplaining(shared)),
      ...reviewRoutes(reviews),
      ...matchModelRoutes(models),
      ...matchRunRoutes(runs),
      ...matchQualityRoutes(qualities),
    ],
  };
}
