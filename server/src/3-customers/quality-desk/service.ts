import type { Access } from '#access';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { EventReader } from '#kernel/events/log.ts';
import type { Route } from '#kernel/http/route.ts';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import type { Kernel } from '#kernel/module.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import type { ProcessKind } from '#work';
import { confirmingJobs } from '../confirming/jobs.ts';
import { confirmingRoutes } from '../confirming/routes.ts';
import { type CasesOfWork, createConfirming } from '../confirming/service.ts';
import { CONFIRM_SETTINGS } from '../confirming/settings.ts';
import { confirmTimer } from '../confirming/timers.ts';
import { dictionaryRoutes } from '../dictionary/routes.ts';
import { createDictionary } from '../dictionary/service.ts';
import type { Fields } from '../fields/service.ts';
import { pictureRoutes } from '../pictures/routes.ts';
import { createPictures } from '../pictures/service.ts';
import type { Profiles } from '../profile/service.ts';
import { qualityJobs } from '../quality/jobs.ts';
import { qualityRoutes } from '../quality/routes.ts';
import { createQuality, type Quality } from '../quality/service.ts';
import { defaultSetting, QUALITY_SETTINGS, type ReadSetting } from '../quality/settings.ts';
import { qualityTimer } from '../quality/timers.ts';
import type { SourceNames } from '../values/service.ts';

/** Everything about how good the data are: scores, confirming, the dictionary, and the pictures that portraits show. */
export interface QualityDesk {
  readonly quality: Pick<Quality, 'refresh' | 'work'>;
  readonly routes: readonly Route[];
  readonly jobs: readonly JobKind[];
  readonly timers: readonly TimerKind[];
  readonly reader: EventReader;
  /** For `2-work`, which is put together later. */
  readonly process: ProcessKind;
  startCasesWith(work: CasesOfWork): void;
}

export interface QualityDeskNeeds {
  readonly access: Pick<Access, 'audit'>;
  readonly fields: Pick<Fields, 'list'>;
  readonly profiles: Pick<Profiles, 'requireVisible'>;
  readonly sourceNames: SourceNames;
  /** Absent: the defaults hold. */
  readonly setting?: ReadSetting<Db | Tx> | undefined;
}

/** What may be set about data quality and confirming. */
export const DATA_QUALITY_SETTINGS = [...QUALITY_SETTINGS, ...CONFIRM_SETTINGS];

/** Puts these slices together. */
export function createQualityDesk(kernel: Kernel, needs: QualityDeskNeeds): QualityDesk {
  const setting = needs.setting ?? defaultSetting(DATA_QUALITY_SETTINGS);
  const shared = { ...needs, kernel, setting };
  const quality = createQuality(shared);
  const confirming = createConfirming({ ...shared, refresh: quality.refresh });
  const dictionary = createDictionary(shared);
  const work: Quality['work'] = async (context, options) => {
    await quality.work(context, options);
    await dictionary.count(context);
  };
  return {
    quality: { refresh: quality.refresh, work },
    routes: [
      ...qualityRoutes(quality),
      ...confirmingRoutes(confirming),
      ...dictionaryRoutes(dictionary),
      ...pictureRoutes(createPictures(shared)),
    ],
    jobs: [...qualityJobs({ work }), ...confirmingJobs(confirming)],
    timers: [qualityTimer(kernel), confirmTimer(kernel)],
    reader: quality.reader,
    process: confirming.process,
    startCasesWith: confirming.startCasesWith,
  };
}
