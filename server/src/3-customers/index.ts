import type { Access } from '#access';
import type { ExportKind, ImportKind, RecordKind } from '#intake';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { RuleParts } from '#kernel/rules/engine.ts';
import { attachedFacts } from './attached/service.ts';
import { catchUpJobs } from './catch-up/jobs.ts';
import { type CatchUp, createCatchUp } from './catch-up/service.ts';
import { CITY_SETTINGS } from './condition-facts/city-settings.ts';
import { existingCustomers, profileCatalogues, profileLookups, profileSource } from './condition-facts/service.ts';
import { age } from './conditions/age.ts';
import { birthday } from './conditions/birthday.ts';
import { cityTier } from './conditions/city-tier.ts';
import { customField } from './conditions/custom-field.ts';
import { field } from './conditions/field.ts';
import { known } from './conditions/known.ts';
import { organisation } from './conditions/organisation.ts';
import { region } from './conditions/region.ts';
import { source } from './conditions/source.ts';
import { tag } from './conditions/tag.ts';
import { CUSTOMERS_EVENT_TYPES } from './event-types.ts';
import { customerExportKind } from './exporting/service.ts';
import type { FactOwner } from './facts.ts';
import { createFields, type Fields } from './fields/service.ts';
import { historyFacts } from './history/service.ts';
import { createIdentity, type Identity } from './identity/service.ts';
import { interactionRoutes } from './interactions/routes.ts';
import {
  createInteractions,
  type Interactions,
  interactionTimeline,
  organisationTimeline,
} from './interactions/service.ts';
import { createMasterData, type MasterData } from './master-data/service.ts';
import { noteRoutes } from './notes/routes.ts';
import { createNotes, noteTimeline } from './notes/service.ts';
import { organisationRoutes } from './organisations/routes.ts';
import { createOrganisations } from './organisations/service.ts';
import { profileRoutes } from './profile/routes.ts';
import { createProfiles, type Profiles } from './profile/service.ts';
import { anchorsOf } from './profile/store.ts';
import { prospectRoutes } from './prospects/routes.ts';
import { createProspects, type Prospects } from './prospects/service.ts';
import { interactionRecordKind } from './recording/service.ts';
import { searchRoutes } from './search/routes.ts';
import { type CustomerSearch, createSearch } from './search/service.ts';
import { tagRoutes } from './tags/routes.ts';
import { createTags } from './tags/service.ts';
import { timelineRoutes } from './timeline/routes.ts';
import { createTimeline, lifeTimeline } from './timeline/service.ts';
import type { TimelineSource } from './timeline/source.ts';
import { type CustomersUndo, createCustomersUndo } from './undo/service.ts';
import { viewRoutes } from './views/routes.ts';
import { createViews } from './views/service.ts';

export { PROFILES_CHANGED } from './condition-facts/changed.ts';
export { CITY_SETTINGS } from './condition-facts/city-settings.ts';
export { profilesAnalyticTable } from './condition-facts/feed.ts';
export { PROFILE_POPULATION } from './condition-facts/profile.ts';
export { cityTable, cityTableLookup } from './condition-facts/service.ts';
export type { FactOwner } from './facts.ts';
export type { FieldDefinition, FieldOption } from './fields/definition.ts';
export type { FieldFault, ParsedField } from './fields/parse.ts';
export type { Fields } from './fields/service.ts';
export type { HandSet } from './hand-set/hand-set.ts';
export { normalizeAccount, normalizeEmail, normalizePhone } from './identity/normalize.ts';
export type { Identity, Resolved, StatementOrigin } from './identity/service.ts';
export { recordKey, type Statement } from './identity/statement.ts';
export type { TrustedIdentifier } from './identity/trusted-identifiers.ts';
export { type StatementReading, statementOf } from './importing/statement-of.ts';
export { CUSTOMERS_PERMISSIONS } from './permissions.ts';
export type { TimelineEntry, TimelineRequest, TimelineSource } from './timeline/source.ts';

/** What rules may ask about profiles. */
export const CUSTOMERS_RULES: RuleParts = {
  conditions: [field, customField, known, tag, source, region, cityTier, age, birthday, organisation],
  sources: [profileSource],
  lookups: profileLookups,
  catalogues: profileCatalogues,
};

export interface Customers {
  readonly parts: ModuleParts;
  readonly identity: Identity;
  readonly profiles: Profiles;
  /** The list, the search box, the exact look-up, how many there are. */
  readonly search: CustomerSearch;
  readonly prospects: Prospects;
  /** The record of each customer that what others say about them is attached to, held until the transaction ends. */
  readonly anchors: typeof anchorsOf;
  /** Those of the customers that there are, whoever may see them. */
  readonly existing: typeof existingCustomers;
  readonly interactions: Interactions;
  /** What files can be taken in here. */
  readonly importKinds: readonly ImportKind[];
  /** All that is known of one customer, field by field, each with its origin. */
  readonly values: MasterData['values'];
  /** What the records API takes in here. */
  readonly recordKinds: readonly RecordKind[];
  readonly exportKinds: readonly ExportKind[];
  readonly undo: CustomersUndo;
  readonly catchUp: CatchUp;
  /** Built-in and custom fields: which there are, how their values are read and shown. */
  readonly fields: Fields;
  /** Called by `wiring.ts` for each module with facts about customers, before anything runs. */
  registerFacts(owner: FactOwner): void;
  /** Called by `wiring.ts` for each source of what happened with customers. */
  registerTimeline(source: TimelineSource): void;
}

/** Identity and profile: whose record is it, and what do we know. */
export function createCustomers(kernel: Kernel, access: Pick<Access, 'audit'>): Customers {
  const factOwners: FactOwner[] = [attachedFacts, historyFacts];
  const timelines: TimelineSource[] = [interactionTimeline, noteTimeline, organisationTimeline, lifeTimeline];
  const profiles = createProfiles(kernel, access);
  const fields = createFields(kernel, access);
  const catchUp = createCatchUp(kernel);
  const identity = createIdentity(kernel, factOwners);
  const search = createSearch(kernel, fields);
  const prospects = createProspects(kernel);
  const interactions = createInteractions(kernel, profiles);
  const undo = createCustomersUndo(kernel, factOwners);
  const master = createMasterData(kernel, { access, fields, identity, profiles, undo, factOwners });
  timelines.push(master.timeline);
  return {
    parts: {
      name: 'customers',
      settings: CITY_SETTINGS,
      eventTypes: CUSTOMERS_EVENT_TYPES,
      routes: [
        ...searchRoutes(search),
        ...viewRoutes(createViews(kernel)),
        ...tagRoutes(createTags(kernel, profiles)),
        ...prospectRoutes(prospects),
        ...profileRoutes(profiles),
        ...timelineRoutes(createTimeline(kernel, profiles, timelines)),
        ...noteRoutes(createNotes(kernel, profiles)),
        ...interactionRoutes(interactions),
        ...organisationRoutes(createOrganisations(kernel, { profiles, identity, interactions })),
        ...master.routes,
      ],
      jobs: [...catchUpJobs(catchUp), ...master.jobs],
    },
    identity,
    profiles,
    search,
    prospects,
    anchors: anchorsOf,
    existing: existingCustomers,
    interactions,
    // A kind's data is its own business; the registry holds kinds of any.
    recordKinds: [interactionRecordKind({ fields, identity, interactions }) as RecordKind, ...master.recordKinds],
    importKinds: master.importKinds,
    exportKinds: [customerExportKind(kernel, fields)],
    values: master.values,
    undo,
    catchUp,
    fields,
    registerTimeline: (source) => {
      timelines.push(source);
    },
    registerFacts: (owner) => {
      factOwners.push(owner);
    },
  };
}
