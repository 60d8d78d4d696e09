import type { Access, ContactSource } from '#access';
import type { ExportKind, ImportKind, RecordKind } from '#intake';
import type { Route } from '#kernel/http/route.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { RuleParts } from '#kernel/rules/engine.ts';
import { attachedFacts } from './attached/service.ts';
import type { Belonging } from './belongings/belonging.ts';
import { CUSTOMERS_BELONGINGS } from './belongings/service.ts';
import { catchUpJobs } from './catch-up/jobs.ts';
import { type CatchUp, createCatchUp } from './catch-up/service.ts';
import { CITY_SETTINGS } from './condition-facts/city-settings.ts';
import { customerSources, existingCustomers, profileCatalogues, profileLookups } from './condition-facts/service.ts';
import { age } from './conditions/age.ts';
import { birthday } from './conditions/birthday.ts';
import { cityTier } from './conditions/city-tier.ts';
import { consent } from './conditions/consent.ts';
import { customField } from './conditions/custom-field.ts';
import { festival } from './conditions/festival.ts';
import { field } from './conditions/field.ts';
import { householdRole } from './conditions/household-role.ts';
import { householdSize } from './conditions/household-size.ts';
import { identifier } from './conditions/identifier.ts';
import { keptBirthday } from './conditions/kept-birthday.ts';
import { known } from './conditions/known.ts';
import { lunarBirthday } from './conditions/lunar-birthday.ts';
import { organisation } from './conditions/organisation.ts';
import { randomBucket } from './conditions/random-bucket.ts';
import { referralReceived } from './conditions/referral-received.ts';
import { referralsMade } from './conditions/referrals-made.ts';
import { region } from './conditions/region.ts';
import { relation } from './conditions/relation.ts';
import { source } from './conditions/source.ts';
import { tag } from './conditions/tag.ts';
import { verifiedChannel } from './conditions/verified-channel.ts';
import type { Consents } from './consents/service.ts';
import { type ConsentsDesk, createConsentsDesk } from './consents-desk/service.ts';
import { CUSTOMERS_EVENT_TYPES } from './event-types.ts';
import { customerExportKind } from './exporting/service.ts';
import type { FactOwner } from './facts.ts';
import { createFields, type Fields } from './fields/service.ts';
import { historyFacts } from './history/service.ts';
import { createIdentity, type Identity } from './identity/service.ts';
import { createIdentityDesk, type IdentityDesk, type Matching } from './identity-desk/service.ts';
import { incidentRoutes } from './incidents/routes.ts';
import { createIncidents } from './incidents/service.ts';
import { incidentDueTimer } from './incidents/timers.ts';
import { interactionRoutes } from './interactions/routes.ts';
import {
  createInteractions,
  type Interactions,
  interactionTimeline,
  organisationTimeline,
} from './interactions/service.ts';
import { contactedBy } from './interactions/store.ts';
import { createMasterData, type MasterData } from './master-data/service.ts';
import { MATCH_SETTINGS } from './match-runs/settings.ts';
import type { Merging } from './merging/service.ts';
import { noteRoutes } from './notes/routes.ts';
import { createNotes, noteTimeline } from './notes/service.ts';
import { organisationRoutes } from './organisations/routes.ts';
import { createOrganisations } from './organisations/service.ts';
import type { Owners } from './owners/service.ts';
import type { Parting } from './parting/service.ts';
import { profileRoutes } from './profile/routes.ts';
import { createProfiles, type Profiles } from './profile/service.ts';
import { anchorsOf } from './profile/store.ts';
import { prospectRoutes } from './prospects/routes.ts';
import { createProspects, type Prospects } from './prospects/service.ts';
import { createQualityDesk, DATA_QUALITY_SETTINGS, type QualityDesk } from './quality-desk/service.ts';
import { reassignedPhoneRoutes } from './reassigned-phones/routes.ts';
import { createReassignedPhones } from './reassigned-phones/service.ts';
import { interactionRecordKind } from './recording/service.ts';
import {
  createRelationsDesk,
  RELATION_FACTS,
  RELATION_TIMELINES,
  type RelationsDesk,
} from './relations-desk/service.ts';
import { resealingJobs } from './resealing/jobs.ts';
import { resealingRoutes } from './resealing/routes.ts';
import { createResealing, type Resealing } from './resealing/service.ts';
import { resealingTimer } from './resealing/timers.ts';
import type { Reviews } from './reviews/service.ts';
import { searchRoutes } from './search/routes.ts';
import { type CustomerSearch, createSearch } from './search/service.ts';
import { sharedPhoneRoutes } from './shared-phones/routes.ts';
import { createSharedPhones, type ReadLimits } from './shared-phones/service.ts';
import { SHARED_PHONE_SETTINGS } from './shared-phones/settings.ts';
import { tagRoutes } from './tags/routes.ts';
import { createTags } from './tags/service.ts';
import { timelineRoutes } from './timeline/routes.ts';
import { createTimeline, lifeTimeline } from './timeline/service.ts';
import type { TimelineSource } from './timeline/source.ts';
import { type CustomersUndo, createCustomersUndo } from './undo/service.ts';
import { viewRoutes } from './views/routes.ts';
import { createViews } from './views/service.ts';

export { CUSTOMERS_AUDIT_WORDS } from './audit-words.ts';
export type { Belonging } from './belongings/belonging.ts';
export { GOES_WITH_RECORD } from './belongings/goes-with-record.ts';
export { mergingPage } from './belongings/page.ts';
export { CUSTOMERS_BELONGINGS } from './belongings/service.ts';
export { CASES_BELONGING, type CasesAbout, casesAboutCustomers } from './cases-about/service.ts';
export { PROFILES_CHANGED } from './condition-facts/changed.ts';
export { CITY_SETTINGS } from './condition-facts/city-settings.ts';
export { profilesAnalyticTable } from './condition-facts/feed.ts';
export { PROFILE_POPULATION } from './condition-facts/profile.ts';
export { circumstancesPart, cityTable, cityTableLookup, loadRelations } from './condition-facts/service.ts';
export type { Purpose } from './consent-purposes/purpose.ts';
export type { Reach } from './consents/reach.ts';
export type { Consents, OwnSaying } from './consents/service.ts';
export { endable } from './consents/service.ts';
export type { FactOwner } from './facts.ts';
export type { FieldDefinition, FieldOption } from './fields/definition.ts';
export type { FieldFault, ParsedField } from './fields/parse.ts';
export type { Fields } from './fields/service.ts';
export type { HandSet } from './hand-set/hand-set.ts';
export type { Identity, Resolved, StatementOrigin } from './identity/service.ts';
export { recordKey, type Statement } from './identity/statement.ts';
export type { TrustedIdentifier } from './identity/trusted-identifiers.ts';
export { type StatementReading, statementOf } from './importing/statement-of.ts';
export { explanationText } from './match-model/wording.ts';
export { MATCH_SETTINGS } from './match-runs/settings.ts';
export { type MatchFilesOptions, matchFiles } from './matching/file-mode/service.ts';
export { type MatchFileSummary, matchText } from './matching/file-mode/summary.ts';
export { normalizeAccount, normalizeEmail, normalizePhone } from './normalizing/normalizers.ts';
export { CUSTOMERS_PERMISSIONS } from './permissions.ts';
export { createPrivacy, PRIVACY_SETTINGS, type Privacy } from './privacy/service.ts';
export { DATA_QUALITY_SETTINGS } from './quality-desk/service.ts';
export type { FieldWeight, ProposedPair } from './reviews/proposal.ts';
export { fieldTokensLookup } from './sealing/service.ts';
export { limitsFrom as phoneLimitsFrom } from './shared-phones/service.ts';
export { SHARED_PHONE_SETTINGS } from './shared-phones/settings.ts';
export type { TimelineEntry, TimelineRequest, TimelineSource } from './timeline/source.ts';

/** What rules may ask about profiles. */
export const CUSTOMERS_RULES: RuleParts = {
  conditions: [
    field,
    customField,
    known,
    identifier,
    verifiedChannel,
    tag,
    source,
    region,
    cityTier,
    age,
    birthday,
    keptBirthday,
    lunarBirthday,
    organisation,
    householdSize,
    householdRole,
    relation,
    referralsMade,
    referralReceived,
    consent,
    randomBucket,
    festival,
  ],
  sources: customerSources,
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
  /** What staff change by hand; it wins over every source and stands in the history. */
  readonly edit: MasterData['edit'];
  /** Who looks after whom. */
  readonly owners: Owners;
  /** How sources are called; null for all of them. */
  readonly sourceNames: MasterData['sourceNames'];
  /** What the records API takes in here. */
  readonly recordKinds: readonly RecordKind[];
  readonly exportKinds: readonly ExportKind[];
  /** Who was in contact with whom lately, for whoever judges looks at profiles. */
  readonly contacts: ContactSource;
  /** What people allowed, and what whoever wants to reach them has to know. */
  readonly consents: Consents;
  readonly undo: CustomersUndo;
  readonly catchUp: CatchUp;
  /** Sealing with a new key what is sealed already. */
  readonly resealing: Pick<Resealing, 'renew' | 'run' | 'purgeWith'>;
  /** Built-in and custom fields: which there are, how their values are read and shown. */
  readonly fields: Fields;
  /** Customers who are one by the word of staff, or by likeness beyond doubt. */
  readonly merging: Pick<Merging, 'merge'>;
  /** Who lives together, for whoever keeps what was bought for whom. */
  readonly households: RelationsDesk['households'];
  /** Looks for likely links. */
  readonly suggestions: RelationsDesk['suggestions'];
  /** Pairs that staff decide; `propose` puts new ones before them. */
  readonly reviews: Pick<Reviews, 'propose' | 'scan'>;
  /** Who is one person when no identifier says so. */
  readonly matching: Matching;
  /** How good the data are, and asking whether they still hold; its process and its cases are joined in `wiring.ts`. */
  readonly quality: Pick<QualityDesk, 'quality' | 'process' | 'startCasesWith'>;
  /** The way back, and who is not one. */
  readonly parting: Pick<Parting, 'unmerge' | 'detach' | 'attach' | 'setApart' | 'revokeApart'>;
  /** Everything that belongs to customers, and what merging does to it. */
  readonly belongings: readonly Belonging[];
  /** Who moves facts with their records. */
  readonly factOwners: readonly FactOwner[];
  /** Called by `wiring.ts` for each kind of thing that other modules keep about customers. */
  registerBelonging(belonging: Belonging): void;
  /** Called by `wiring.ts` for each module with facts about customers, before anything runs. */
  registerFacts(owner: FactOwner): void;
  /** Called by `wiring.ts` for each source of what happened with customers. */
  registerTimeline(source: TimelineSource): void;
}

type CustomersAccess = Pick<Access, 'audit'> &
  Partial<Pick<Access, 'requireAttestation' | 'lookups' | 'notify' | 'staff' | 'setting'>>;

const OWN_TIMELINES = [interactionTimeline, noteTimeline, organisationTimeline, lifeTimeline];

/** Identity and profile: whose record is it, and what do we know. */
export function createCustomers(
  kernel: Kernel,
  access: CustomersAccess,
  options: { readonly limits?: ReadLimits } = {},
): Customers {
  const factOwners: FactOwner[] = [attachedFacts, historyFacts, ...RELATION_FACTS];
  const profiles = createProfiles(kernel, access);
  const fields = createFields(kernel, access);
  const resealing = createResealing(kernel);
  const catchUp = withResealing(createCatchUp(kernel), resealing);
  const identity = createIdentity(kernel, factOwners, options.limits);
  const search = createSearch(kernel, fields);
  const prospects = createProspects(kernel);
  const interactions = createInteractions(kernel, profiles);
  const undo = createCustomersUndo(kernel, factOwners);
  const master = createMasterData(kernel, { access, fields, identity, profiles, undo, factOwners });
  const consents = createConsentsDesk(kernel, { access, profiles, fields, identity, undo });
  const timelines: TimelineSource[] = [...OWN_TIMELINES, master.timeline, consents.timeline, ...RELATION_TIMELINES];
  const around = createRelationsDesk(kernel, { profiles });
  const belongings: Belonging[] = [...CUSTOMERS_BELONGINGS];
  const { sourceNames } = master;
  const desk = createIdentityDesk(kernel, { access, profiles, fields, sourceNames, factOwners, belongings });
  const quality = createQualityDesk(kernel, { access, fields, profiles, sourceNames, setting: access.setting });
  const daily = { profiles, identity, prospects, interactions, timelines };
  return {
    parts: partsOf(kernel, access, { ...daily, search, catchUp, resealing, consents, master, desk, quality, around }),
    identity,
    profiles,
    search,
    prospects,
    anchors: anchorsOf,
    existing: existingCustomers,
    interactions,
    recordKinds: [interactionKind({ fields, identity, interactions }), consents.recordKind, ...master.recordKinds],
    importKinds: [...master.importKinds, consents.importKind],
    exportKinds: [customerExportKind(kernel, fields), consents.exportKind],
    consents: consents.consents,
    values: master.values,
    edit: master.edit,
    owners: master.owners,
    sourceNames,
    contacts: { name: 'customers.interactions', contacted: contactedBy },
    undo,
    catchUp,
    resealing,
    fields,
    households: around.households,
    suggestions: around.suggestions,
    merging: desk.merging,
    reviews: desk.reviews,
    matching: desk.matching,
    quality,
    parting: desk.parting,
    belongings,
    factOwners,
    registerBelonging: into(belongings),
    registerTimeline: into(timelines),
    registerFacts: into(factOwners),
  };
}

/** What an upgrade or a change of level left goes on at the start of a worker. */
function withResealing(catchUp: CatchUp, resealing: Pick<Resealing, 'recover'>): CatchUp {
  return {
    ...catchUp,
    recover: async (context) => {
      await catchUp.recover(context);
      await resealing.recover(context);
    },
  };
}

function interactionKind(needs: Parameters<typeof interactionRecordKind>[0]): RecordKind {
  // A kind's data is its own business; the registry holds kinds of any.
  return interactionRecordKind(needs) as RecordKind;
}

function into<T>(list: T[]): (item: T) => void {
  return (item) => {
    list.push(item);
  };
}

interface DailySlices {
  readonly profiles: Profiles;
  readonly identity: Identity;
  readonly prospects: Prospects;
  readonly interactions: Interactions;
  readonly timelines: readonly TimelineSource[];
}

interface Slices extends DailySlices {
  readonly search: CustomerSearch;
  readonly catchUp: CatchUp;
  readonly resealing: Resealing;
  readonly consents: ConsentsDesk;
  readonly master: MasterData;
  readonly desk: IdentityDesk;
  readonly quality: QualityDesk;
  readonly around: RelationsDesk;
}

function partsOf(kernel: Kernel, access: CustomersAccess, slices: Slices): ModuleParts {
  const { search, profiles, catchUp, resealing, consents, master, desk, quality, around } = slices;
  return {
    name: 'customers',
    settings: [...CITY_SETTINGS, ...SHARED_PHONE_SETTINGS, ...MATCH_SETTINGS, ...DATA_QUALITY_SETTINGS],
    eventTypes: CUSTOMERS_EVENT_TYPES,
    routes: [
      ...searchRoutes(search),
      ...dailyRoutes(kernel, slices),
      ...reassignedPhoneRoutes(createReassignedPhones(kernel, profiles)),
      ...sharedPhoneRoutes(createSharedPhones({ kernel, access, profiles })),
      ...consents.routes,
      ...master.routes,
      ...resealingRoutes(resealing),
      ...incidentRoutes(createIncidents(kernel, { access, profiles })),
      ...desk.routes,
      ...around.routes,
      ...quality.routes,
    ],
    jobs: [
      ...catchUpJobs(catchUp),
      ...resealingJobs(kernel, resealing),
      ...master.jobs,
      ...desk.jobs,
      ...around.jobs,
      ...quality.jobs,
    ],
    timers: [...desk.timers, ...around.timers, ...quality.timers, incidentDueTimer(access), resealingTimer(kernel)],
    readers: [...desk.readers, quality.reader],
  };
}

/** What staff look at and write down all day. */
function dailyRoutes(kernel: Kernel, slices: DailySlices): readonly Route[] {
  const { profiles, identity, prospects, interactions, timelines } = slices;
  return [
    ...viewRoutes(createViews(kernel)),
    ...tagRoutes(createTags(kernel, profiles)),
    ...prospectRoutes(prospects),
    ...profileRoutes(profiles),
    ...timelineRoutes(createTimeline(kernel, profiles, timelines)),
    ...noteRoutes(createNotes(kernel, profiles)),
    ...interactionRoutes(interactions),
    ...organisationRoutes(createOrganisations(kernel, { profiles, identity, interactions })),
  ];
}
