import type { Access } from '#access';
import type { ExportKind, ImportKind, RecordKind } from '#intake';
import type { Route } from '#kernel/http/route.ts';
import type { Kernel } from '#kernel/module.ts';
import { consentRoutes } from '../consents/routes.ts';
import { type Consents, consentTimeline, createConsents } from '../consents/service.ts';
import { consentExportKind } from '../consents-exporting/service.ts';
import { type ConsentImportingNeeds, consentImportKind, consentRecordKind } from '../consents-importing/service.ts';
import { consentsOverviewRoutes } from '../consents-overview/routes.ts';
import { createConsentsOverview } from '../consents-overview/service.ts';
import type { Profiles } from '../profile/service.ts';
import type { TimelineSource } from '../timeline/source.ts';

/** What people allowed, and every way in which it comes in and goes out. */
export interface ConsentsDesk {
  readonly consents: Consents;
  readonly routes: readonly Route[];
  readonly timeline: TimelineSource;
  readonly recordKind: RecordKind;
  readonly importKind: ImportKind;
  readonly exportKind: ExportKind;
}

export type ConsentsDeskNeeds = Pick<ConsentImportingNeeds, 'fields' | 'identity' | 'undo'> & {
  readonly access: Pick<Access, 'audit'>;
  readonly profiles: Profiles;
};

/** Puts the slices about consents together. */
export function createConsentsDesk(kernel: Kernel, { access, profiles, ...needs }: ConsentsDeskNeeds): ConsentsDesk {
  const consents = createConsents(kernel, access, profiles);
  const importing = { kernel, consents, ...needs };
  return {
    consents,
    routes: [...consentRoutes(consents), ...consentsOverviewRoutes(createConsentsOverview(kernel))],
    timeline: consentTimeline(consents.purposes),
    // A kind's data is its own business; the registry holds kinds of any.
    recordKind: consentRecordKind(importing) as RecordKind,
    importKind: consentImportKind(importing) as ImportKind,
    exportKind: consentExportKind(kernel, consents.purposes),
  };
}
