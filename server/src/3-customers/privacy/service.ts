import type { Access } from '#access';
import type { ErasureParticipant } from '#kernel/erasure/participant.ts';
import type { RetentionKind } from '#kernel/erasure/retention.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { Work } from '#work';
import type { Consents } from '../consents/service.ts';
import { dataRequestProcess } from '../data-request-process/service.ts';
import { dataRequestJobs } from '../data-requests/jobs.ts';
import { dataRequestRoutes } from '../data-requests/routes.ts';
import { createDataRequests, type DataRequests } from '../data-requests/service.ts';
import { DATA_REQUEST_SETTINGS } from '../data-requests/settings.ts';
import { erasureJobs } from '../erasing/jobs.ts';
import { createErasing, customersErasure, type Erasing } from '../erasing/service.ts';
import { erasureRetryTimer } from '../erasing/timers.ts';
import type { Fields } from '../fields/service.ts';
import type { Profiles } from '../profile/service.ts';
import { retentionJobs } from '../retention/jobs.ts';
import { retentionRoutes } from '../retention/routes.ts';
import { createRetention, customersRetention } from '../retention/service.ts';
import { RETENTION_SETTINGS } from '../retention/settings.ts';
import { retentionTimer } from '../retention/timers.ts';

/** What people may ask about their own data, how they are forgotten, and how long anything is kept. */
export interface Privacy {
  readonly parts: ModuleParts;
  readonly erase: Erasing['erase'];
  readonly receiveOwn: DataRequests['receiveOwn'];
  /** Called by `wiring.ts` with every module, once all of them are there. */
  registerKeepers(participants: readonly ErasureParticipant[], retention: readonly RetentionKind[]): void;
}

export interface PrivacyNeeds {
  readonly access: Pick<Access, 'audit' | 'setting'>;
  readonly fields: Pick<Fields, 'list'>;
  readonly profiles: Pick<Profiles, 'requireVisible'>;
  readonly consents: Pick<Consents, 'sayOwn' | 'purposes'>;
  readonly work: Pick<Work, 'start' | 'calendars' | 'registerProcess'>;
  /** The analytic store without what was replaced; false while it is behind. */
  readonly purge: () => Promise<boolean>;
}

export const PRIVACY_SETTINGS = [...DATA_REQUEST_SETTINGS, ...RETENTION_SETTINGS];

/** Puts requests, erasure and retention together. */
export function createPrivacy(kernel: Kernel, needs: PrivacyNeeds): Privacy {
  const { access, fields, purge, work } = needs;
  const erasing = createErasing({ kernel, access, fields, purge });
  const requests = createDataRequests({ kernel, erasing, ...needs });
  const retention = createRetention({ kernel, access });
  work.registerProcess(dataRequestProcess(requests.effects));
  return {
    parts: {
      name: 'customers',
      settings: PRIVACY_SETTINGS,
      routes: [...dataRequestRoutes(requests), ...retentionRoutes(retention)],
      jobs: [...erasureJobs(kernel, erasing), ...dataRequestJobs(requests), ...retentionJobs(retention)],
      timers: [erasureRetryTimer(kernel), retentionTimer(kernel)],
      erasure: customersErasure({ kernel, fields }),
      retention: customersRetention(erasing),
    },
    erase: erasing.erase,
    receiveOwn: requests.receiveOwn,
    registerKeepers: (participants, kinds) => {
      erasing.registerParticipants(participants);
      retention.registerKinds(kinds);
    },
  };
}
