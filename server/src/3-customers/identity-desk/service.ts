import type { Access } from '#access';
import type { Route } from '#kernel/http/route.ts';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import type { Kernel } from '#kernel/module.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import type { Belonging } from '../belongings/belonging.ts';
import { explainingRoutes } from '../explaining/routes.ts';
import { createExplaining } from '../explaining/service.ts';
import type { FactOwner } from '../facts.ts';
import type { FieldRegistry } from '../fields/service.ts';
import { mergingRoutes } from '../merging/routes.ts';
import { createMerging, type Merging } from '../merging/service.ts';
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
  readonly jobs: readonly JobKind[];
  readonly timers: readonly TimerKind[];
  readonly routes: readonly Route[];
}

export interface IdentityDeskNeeds {
  readonly access: Pick<Access, 'audit'>;
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
  const reviews = createReviews({ kernel, merging, parting, fields: needs.fields });
  return {
    merging,
    parting,
    reviews,
    jobs: reviewJobs(reviews),
    timers: [duplicateScanTimer(kernel)],
    routes: [
      ...mergingRoutes(merging),
      ...partingRoutes(parting),
      ...explainingRoutes(createExplaining(shared)),
      ...reviewRoutes(reviews),
    ],
  };
}
