import type { Access } from '#access';
import type { Belonging, Customers, FactOwner } from '#customers';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { ReasonSource, Segments } from '#segments';
import type { ProcessKind, Work } from '#work';
import { CARE_BELONGINGS, careErasure, careFacts } from './belongings/service.ts';
import { handOverJob } from './departures/jobs.ts';
import { departureRoutes } from './departures/routes.ts';
import { createDepartures } from './departures/service.ts';
import { handOverTimer } from './departures/timers.ts';
import { createHanding, type Handing } from './handovers/service.ts';
import { createHandoversDesk, unattendedReason } from './handovers-desk/service.ts';
import { lossRoutes } from './losses/routes.ts';
import { createLosses } from './losses/service.ts';
import { reasonRoutes } from './reasons/routes.ts';
import { createReasons } from './reasons/service.ts';
import { ruleRoutes } from './rules/routes.ts';
import { createRules } from './rules/service.ts';
import { CARE_SETTINGS } from './settings.ts';
import { createStaffRisk } from './staff-risk/service.ts';
import { followingJob } from './stages/jobs.ts';
import { followUpProcess } from './stages/process.ts';
import { stageRoutes } from './stages/routes.ts';
import { createFollowing, type Following, worthIn } from './stages/service.ts';
import { followingTimer } from './stages/timers.ts';
import { createStagesDesk } from './stages-desk/service.ts';

export { CARE_AUDIT_WORDS } from './audit-words.ts';
export { CARE_BELONGINGS } from './belongings/service.ts';
export { CARE_PERMISSIONS } from './permissions.ts';
export { CARE_SETTINGS } from './settings.ts';

export interface Care {
  readonly parts: ModuleParts;
  /** Looks who has moved, and starts what is to be done. */
  readonly following: Following;
  /** Customers of staff who leave go to others. */
  readonly handing: Pick<Handing, 'run'>;
  /** What is known here that makes scores plainer. */
  readonly reasonSources: readonly ReasonSource[];
  readonly processes: readonly ProcessKind[];
  readonly factOwners: readonly FactOwner[];
  /** What merging customers does to what is kept here. */
  readonly belongings: readonly Belonging[];
}

export interface CareNeeds {
  readonly access: Pick<Access, 'audit' | 'staff' | 'setting' | 'notify'>;
  readonly customers: Pick<Customers, 'anchors' | 'profiles' | 'owners'>;
  readonly segments: Pick<Segments, 'stages' | 'strategies' | 'definitions' | 'scoring' | 'scores'>;
  readonly work: Pick<Work, 'start' | 'cancelCase' | 'leaving'>;
}

/** What is done when customers change, leave and come back. */
export function createCare(kernel: Kernel, given: CareNeeds): Care {
  const { access, segments } = given;
  const needs = { kernel, ...given, setting: (key: string): Promise<unknown> => access.setting(key) };
  const rules = createRules(needs);
  const reasons = createReasons(needs);
  const losses = createLosses({ ...needs, reasons, worthOf: worthIn({ kernel, segments }) });
  const following = createFollowing({ ...needs, losses });
  const departures = createDepartures(needs);
  const handing = createHanding(needs);
  const desk = createHandoversDesk(needs);
  return {
    parts: {
      name: 'care',
      routes: [
        ...stageRoutes(createStagesDesk({ ...needs, rules })),
        ...ruleRoutes(rules),
        ...reasonRoutes(reasons),
        ...lossRoutes(losses),
        ...departureRoutes(departures, desk, createStaffRisk(needs)),
      ],
      jobs: [followingJob(following), handOverJob(handing)],
      timers: [followingTimer(kernel), handOverTimer(kernel)],
      readers: [departures.reader],
      settings: CARE_SETTINGS,
      erasure: careErasure,
    },
    following,
    handing,
    reasonSources: [unattendedReason(kernel, desk)],
    processes: [followUpProcess, losses.process, handing.process],
    factOwners: [careFacts],
    belongings: CARE_BELONGINGS,
  };
}
