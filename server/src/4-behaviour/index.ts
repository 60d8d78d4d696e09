import type { Access } from '#access';
import type { Belonging, Customers, FactOwner, TimelineSource } from '#customers';
import type { ImportKind, RecordKind, Records } from '#intake';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { RuleParts } from '#kernel/rules/engine.ts';
import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import { collectingRoutes } from './collecting/routes.ts';
import { createCollecting } from './collecting/service.ts';
import { eventCatalogues, eventsSource, momentsSource, propertiesSource } from './condition-facts/service.ts';
import { customProperty } from './conditions/custom-property.ts';
import { eventCategory } from './conditions/event-category.ts';
import { eventCount } from './conditions/event-count.ts';
import { eventProperty } from './conditions/event-property.ts';
import { eventRecency } from './conditions/event-recency.ts';
import { eventSequence } from './conditions/event-sequence.ts';
import { behaviourErasure } from './erasing/service.ts';
import { eventImportKind } from './importing/service.ts';
import { behaviourRoutes } from './reading/routes.ts';
import { type BehaviourReading, createBehaviourReading } from './reading/service.ts';
import { EVENT_TYPES } from './recording/event-types.ts';
import { BEHAVIOUR_BELONGINGS, behaviourFacts, behaviourRecordKind, createRecording } from './recording/service.ts';
import { behaviourRetention } from './retention/service.ts';
import { BEHAVIOUR_SETTINGS } from './retention/settings.ts';
import { siteRoutes } from './sites/routes.ts';
import { createSites } from './sites/service.ts';
import { behaviourTimeline } from './timeline/service.ts';

export { BEHAVIOUR_AUDIT_WORDS } from './audit-words.ts';
export { EVENTS_SOURCE, MOMENTS_SOURCE, PROPERTIES_SOURCE } from './condition-facts/events.ts';
export { customersOfEvents, eventHistoryPart } from './condition-facts/service.ts';
export { BEHAVIOUR_PERMISSIONS } from './permissions.ts';
export { behaviourAnalyticTable } from './recording/feed.ts';
export { BEHAVIOUR_BELONGINGS } from './recording/service.ts';
export { BEHAVIOUR_SETTINGS } from './retention/settings.ts';

/** What rules may ask about behaviour. */
export const BEHAVIOUR_RULES: RuleParts = {
  conditions: [eventCount, eventRecency, eventSequence, eventProperty, customProperty, eventCategory],
  sources: [eventsSource, momentsSource, propertiesSource],
  lookups: [],
  catalogues: eventCatalogues,
};

export interface Behaviour {
  readonly parts: ModuleParts;
  readonly reading: BehaviourReading;
  readonly recordKinds: readonly RecordKind[];
  readonly importKinds: readonly ImportKind[];
  readonly factOwners: readonly FactOwner[];
  /** What merging customers does to what is kept here. */
  readonly belongings: readonly Belonging[];
  readonly timeline: TimelineSource;
}

export interface BehaviourOptions {
  readonly customers: Pick<Customers, 'identity' | 'undo' | 'profiles'>;
  readonly access: Pick<Access, 'audit'>;
  /** The way in of the records API, for what sites send. */
  readonly records: Pick<Records, 'take'>;
  readonly secrets: SecretBox;
}

/** Facts of behaviour: who looked at what, when, from where. */
export function createBehaviour(kernel: Kernel, options: BehaviourOptions): Behaviour {
  const { customers, access, records, secrets } = options;
  const record = createRecording(kernel, customers);
  const reading = createBehaviourReading(kernel, customers);
  const sites = createSites(kernel, { audit: access.audit, secrets });
  const collecting = createCollecting(kernel, { records, secrets });
  return {
    parts: {
      name: 'behaviour',
      routes: [...behaviourRoutes(reading), ...siteRoutes(sites), ...collectingRoutes(collecting)],
      eventTypes: EVENT_TYPES,
      settings: BEHAVIOUR_SETTINGS,
      erasure: behaviourErasure(kernel),
      retention: [behaviourRetention(kernel)],
    },
    reading,
    // Data and row types of a kind are its own business; the registries hold kinds of every type.
    recordKinds: [behaviourRecordKind(record) as RecordKind],
    importKinds: [eventImportKind(kernel, customers, record) as ImportKind],
    factOwners: [behaviourFacts(kernel)],
    belongings: BEHAVIOUR_BELONGINGS,
    timeline: behaviourTimeline(kernel),
  };
}
