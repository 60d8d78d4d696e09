import type { Contract } from '#kernel/http/contract.ts';
import * as ops from '#kernel/ops/schema.ts';
import * as apiKeys from './1-access/api-keys/schema.ts';
import * as attesting from './1-access/attesting/schema.ts';
import * as audit from './1-access/audit/schema.ts';
import * as auditChain from './1-access/audit-chain/schema.ts';
import * as lookups from './1-access/lookups/schema.ts';
import * as networks from './1-access/networks/schema.ts';
import * as notices from './1-access/notices/schema.ts';
import * as oidc from './1-access/oidc/schema.ts';
import * as secondFactor from './1-access/own-second-factor/schema.ts';
import * as processors from './1-access/processors/schema.ts';
import * as roles from './1-access/roles/schema.ts';
import * as scopes from './1-access/scopes/schema.ts';
import * as sessions from './1-access/sessions/schema.ts';
import * as settings from './1-access/settings/schema.ts';
import * as userSessions from './1-access/user-sessions/schema.ts';
import * as users from './1-access/users/schema.ts';
import * as channelAccounts from './2-channels/accounts/schema.ts';
import * as channelTesting from './2-channels/testing/schema.ts';
import * as connectors from './2-intake/connectors/schema.ts';
import * as exports from './2-intake/exports/schema.ts';
import * as imports from './2-intake/imports/schema.ts';
import * as importMappings from './2-intake/mappings/schema.ts';
import * as records from './2-intake/records/schema.ts';
import * as segment from './2-intake/segment/schema.ts';
import * as uploads from './2-intake/uploads/schema.ts';
import * as webhooks from './2-intake/webhooks/schema.ts';
import * as workApprovals from './2-work/approvals/schema.ts';
import * as workCalendars from './2-work/calendars/schema.ts';
import * as workCases from './2-work/cases/schema.ts';
import * as colleagues from './2-work/people/schema.ts';
import * as workQueues from './2-work/queues/schema.ts';
import * as workTasks from './2-work/tasks/schema.ts';
import * as bulkEditing from './3-customers/bulk-editing/schema.ts';
import * as confirming from './3-customers/confirming/schema.ts';
import * as consents from './3-customers/consents/schema.ts';
import * as consentsOverview from './3-customers/consents-overview/schema.ts';
import * as dataRequests from './3-customers/data-requests/schema.ts';
import * as dictionary from './3-customers/dictionary/schema.ts';
import * as editing from './3-customers/editing/schema.ts';
import * as explaining from './3-customers/explaining/schema.ts';
import * as fields from './3-customers/fields/schema.ts';
import * as fieldHistory from './3-customers/history/schema.ts';
import * as households from './3-customers/households/schema.ts';
import * as incidents from './3-customers/incidents/schema.ts';
import * as interactions from './3-customers/interactions/schema.ts';
import * as introductions from './3-customers/introductions/schema.ts';
import * as matchModel from './3-customers/match-model/schema.ts';
import * as matchQuality from './3-customers/match-quality/schema.ts';
import * as matchRuns from './3-customers/match-runs/schema.ts';
import * as merging from './3-customers/merging/schema.ts';
import * as notes from './3-customers/notes/schema.ts';
import * as organisations from './3-customers/organisations/schema.ts';
import * as parting from './3-customers/parting/schema.ts';
import * as pictures from './3-customers/pictures/schema.ts';
import * as profile from './3-customers/profile/schema.ts';
import * as prospects from './3-customers/prospects/schema.ts';
import * as quality from './3-customers/quality/schema.ts';
import * as reassignedPhones from './3-customers/reassigned-phones/schema.ts';
import * as relationSuggestions from './3-customers/relation-suggestions/schema.ts';
import * as relations from './3-customers/relations/schema.ts';
import * as resealing from './3-customers/resealing/schema.ts';
import * as retention from './3-customers/retention/schema.ts';
import * as reviews from './3-customers/reviews/schema.ts';
import * as customerSearch from './3-customers/search/schema.ts';
import * as sharedPhones from './3-customers/shared-phones/schema.ts';
import * as sources from './3-customers/sources/schema.ts';
import * as tags from './3-customers/tags/schema.ts';
import * as timeline from './3-customers/timeline/schema.ts';
import * as fieldValues from './3-customers/values/schema.ts';
import * as views from './3-customers/views/schema.ts';
import * as collecting from './4-behaviour/collecting/schema.ts';
import * as behaviour from './4-behaviour/reading/schema.ts';
import * as sites from './4-behaviour/sites/schema.ts';
import * as categories from './4-commerce/catalog/categories/schema.ts';
import * as productImages from './4-commerce/catalog/images/schema.ts';
import * as listing from './4-commerce/catalog/listing/schema.ts';
import * as prices from './4-commerce/catalog/prices/schema.ts';
import * as products from './4-commerce/catalog/products/schema.ts';
import * as credit from './4-commerce/credit/schema.ts';
import * as deliveryNotes from './4-commerce/delivery-notes/schema.ts';
import * as habits from './4-commerce/habits/schema.ts';
import * as orderLife from './4-commerce/life/schema.ts';
import * as orders from './4-commerce/orders/schema.ts';
import * as recipients from './4-commerce/recipients/schema.ts';
import * as shops from './4-commerce/shops/schema.ts';
import * as contactAttempts from './5-contact/attempts/schema.ts';
import * as contactLimits from './5-contact/limits/schema.ts';
import * as preferences from './5-contact/preferences/schema.ts';
import * as sending from './5-contact/sending/schema.ts';
import * as suppressions from './5-contact/suppressions/schema.ts';
import * as suppressionsDesk from './5-contact/suppressions-desk/schema.ts';
import * as templates from './5-contact/templates/schema.ts';
import * as fieldNotes from './5-entry/field-notes/schema.ts';
import * as membershipForms from './5-entry/forms/schema.ts';
import * as slips from './5-entry/slips/schema.ts';
import * as submissions from './5-entry/submissions/schema.ts';
import * as classStrategies from './5-segments/class-strategies/schema.ts';
import * as segmentClusters from './5-segments/clusters/schema.ts';
import * as segments from './5-segments/definitions/schema.ts';
import * as derivedTags from './5-segments/derived-tags/schema.ts';
import * as ruleDrafting from './5-segments/drafting/schema.ts';
import * as segmentGaps from './5-segments/gaps/schema.ts';
import * as customerLists from './5-segments/lists/schema.ts';
import * as segmentMembers from './5-segments/membership/schema.ts';
import * as segmentMigration from './5-segments/migration/schema.ts';
import * as segmentOverlap from './5-segments/overlap/schema.ts';
import * as segmentPreview from './5-segments/preview/schema.ts';
import * as segmentProfile from './5-segments/profile/schema.ts';
import * as segmentRuns from './5-segments/runs/schema.ts';
import * as scoreLog from './5-segments/scores/log/schema.ts';
import * as rfm from './5-segments/scores/rfm/schema.ts';
import * as scoreValues from './5-segments/scores/values/schema.ts';
import * as segmentStrategies from './5-segments/strategies/schema.ts';
import * as care from './6-care/contracts.ts';
import * as marketing from './7-marketing/contracts.ts';
import * as insight from './8-insight/contracts.ts';

export type { CallInput, CallResult, Client } from '#kernel/http/client.ts';
/** The faces that callers outside the server may see: contracts of every slice and the typed client. */
export { createClient, ProblemError } from '#kernel/http/client.ts';
export type { Contract, ReceivedOf } from '#kernel/http/contract.ts';
export { listDeadLetters, retryDeadLetter } from '#kernel/ops/schema.ts';
export type { Locale, Text } from '#kernel/pure/text.ts';
export { changeApiKey, createApiKey, listApiKeys, revokeApiKey } from './1-access/api-keys/schema.ts';
export * from './1-access/attesting/schema.ts';
export * from './1-access/audit/schema.ts';
export * from './1-access/audit-chain/schema.ts';
export * from './1-access/lookups/schema.ts';
export * from './1-access/networks/schema.ts';
export * from './1-access/notices/schema.ts';
export {
  beginOidc,
  finishOidc,
  getOidcProvider,
  getSignInOptions,
  type OidcProvider,
  type OidcSettings,
  putOidcProvider,
} from './1-access/oidc/schema.ts';
export * from './1-access/own-second-factor/schema.ts';
export * from './1-access/processors/schema.ts';
export { listRoles } from './1-access/roles/schema.ts';
export { createScope, listScopes } from './1-access/scopes/schema.ts';
export * from './1-access/sessions/schema.ts';
export { changeSetting, listSettings } from './1-access/settings/schema.ts';
export * from './1-access/user-sessions/schema.ts';
export {
  createUser,
  endUserSessions,
  getUser,
  listUsers,
  resetUserPassword,
  updateUser,
} from './1-access/users/schema.ts';
export * from './2-channels/accounts/schema.ts';
export * from './2-channels/testing/schema.ts';
export * from './2-intake/connectors/schema.ts';
export * from './2-intake/exports/schema.ts';
export * from './2-intake/imports/schema.ts';
export * from './2-intake/mappings/schema.ts';
export * from './2-intake/uploads/schema.ts';
export * from './2-intake/webhooks/schema.ts';
export * from './2-work/approvals/schema.ts';
export * from './2-work/calendars/schema.ts';
export * from './2-work/cases/schema.ts';
export * from './2-work/people/schema.ts';
export * from './2-work/queues/schema.ts';
export * from './2-work/tasks/schema.ts';
export * from './3-customers/bulk-editing/schema.ts';
export * from './3-customers/confirming/schema.ts';
export * from './3-customers/consents/schema.ts';
export * from './3-customers/consents-overview/schema.ts';
export * from './3-customers/data-requests/schema.ts';
export * from './3-customers/dictionary/schema.ts';
export * from './3-customers/editing/schema.ts';
export * from './3-customers/explaining/schema.ts';
export * from './3-customers/fields/schema.ts';
export * from './3-customers/history/schema.ts';
export * from './3-customers/households/schema.ts';
export * from './3-customers/incidents/schema.ts';
export * from './3-customers/interactions/schema.ts';
export * from './3-customers/introductions/schema.ts';
export * from './3-customers/match-model/schema.ts';
export * from './3-customers/match-quality/schema.ts';
export * from './3-customers/match-runs/schema.ts';
export * from './3-customers/merging/schema.ts';
export * from './3-customers/notes/schema.ts';
export * from './3-customers/organisations/schema.ts';
export * from './3-customers/parting/schema.ts';
export * from './3-customers/pictures/schema.ts';
export * from './3-customers/profile/schema.ts';
export * from './3-customers/prospects/schema.ts';
export * from './3-customers/quality/schema.ts';
export * from './3-customers/reassigned-phones/schema.ts';
export * from './3-customers/relation-suggestions/schema.ts';
export * from './3-customers/relations/schema.ts';
export * from './3-customers/resealing/schema.ts';
export * from './3-customers/retention/schema.ts';
export * from './3-customers/reviews/schema.ts';
export * from './3-customers/search/schema.ts';
export * from './3-customers/shared-phones/schema.ts';
export * from './3-customers/sources/schema.ts';
export * from './3-customers/tags/schema.ts';
export * from './3-customers/timeline/schema.ts';
export * from './3-customers/values/schema.ts';
export * from './3-customers/views/schema.ts';
export * from './4-behaviour/reading/schema.ts';
export * from './4-behaviour/sites/schema.ts';
export * from './4-commerce/catalog/categories/schema.ts';
export * from './4-commerce/catalog/images/schema.ts';
export * from './4-commerce/catalog/listing/schema.ts';
export * from './4-commerce/catalog/prices/schema.ts';
export * from './4-commerce/catalog/products/schema.ts';
export * from './4-commerce/credit/schema.ts';
export * from './4-commerce/delivery-notes/schema.ts';
export * from './4-commerce/habits/schema.ts';
export * from './4-commerce/life/schema.ts';
export * from './4-commerce/orders/schema.ts';
export * from './4-commerce/recipients/schema.ts';
export * from './4-commerce/shops/schema.ts';
export * from './5-contact/attempts/schema.ts';
export * from './5-contact/limits/schema.ts';
export * from './5-contact/preferences/schema.ts';
export * from './5-contact/sending/schema.ts';
export * from './5-contact/suppressions/schema.ts';
export * from './5-contact/suppressions-desk/schema.ts';
export * from './5-contact/templates/schema.ts';
export * from './5-entry/field-notes/schema.ts';
export * from './5-entry/forms/schema.ts';
export * from './5-entry/slips/schema.ts';
export * from './5-entry/submissions/schema.ts';
export * from './5-segments/class-strategies/schema.ts';
export * from './5-segments/clusters/schema.ts';
export * from './5-segments/definitions/schema.ts';
export * from './5-segments/derived-tags/schema.ts';
export * from './5-segments/drafting/schema.ts';
export * from './5-segments/gaps/schema.ts';
export * from './5-segments/lists/schema.ts';
export * from './5-segments/membership/schema.ts';
export * from './5-segments/migration/schema.ts';
export * from './5-segments/overlap/schema.ts';
export * from './5-segments/preview/schema.ts';
export * from './5-segments/profile/schema.ts';
export * from './5-segments/runs/schema.ts';
export * from './5-segments/scores/log/schema.ts';
export * from './5-segments/scores/rfm/schema.ts';
export * from './5-segments/scores/values/schema.ts';
export * from './5-segments/strategies/schema.ts';
export * from './6-care/contracts.ts';
export * from './7-marketing/contracts.ts';
export * from './8-insight/contracts.ts';

/** Every contract of every slice; a test compares it with the routes that `wiring.ts` collects. */
export function listContracts(): Contract[] {
  return [...groundSlices(), ...customerSlices(), ...factSlices()].flatMap((slice) =>
    Object.values(slice).filter(isContract),
  );
}

/** Of the modules up to the second tier. */
function groundSlices(): readonly object[] {
  return [
    webhooks,
    exports,
    ops,
    sessions,
    users,
    roles,
    scopes,
    apiKeys,
    audit,
    auditChain,
    attesting,
    networks,
    oidc,
    secondFactor,
    userSessions,
    lookups,
    processors,
    settings,
    notices,
    workTasks,
    workCases,
    workApprovals,
    workQueues,
    colleagues,
    workCalendars,
    imports,
    importMappings,
    uploads,
    records,
    connectors,
    segment,
    channelAccounts,
    channelTesting,
  ];
}

/** Of the module about customers. */
function customerSlices(): readonly object[] {
  return [
    profile,
    pictures,
    quality,
    confirming,
    dictionary,
    merging,
    parting,
    explaining,
    matchModel,
    matchQuality,
    matchRuns,
    reviews,
    customerSearch,
    views,
    tags,
    timeline,
    notes,
    interactions,
    dataRequests,
    incidents,
    retention,
    sharedPhones,
    reassignedPhones,
    organisations,
    households,
    relations,
    relationSuggestions,
    introductions,
    prospects,
    fields,
    fieldValues,
    fieldHistory,
    editing,
    bulkEditing,
    resealing,
    sources,
  ];
}

/** Of the modules with facts about customers, and of all above them. */
function factSlices(): readonly object[] {
  return [
    behaviour,
    sites,
    collecting,
    categories,
    products,
    prices,
    listing,
    productImages,
    orders,
    orderLife,
    recipients,
    deliveryNotes,
    habits,
    shops,
    rfm,
    scoreLog,
    scoreValues,
    credit,
    classStrategies,
    segments,
    segmentClusters,
    ruleDrafting,
    derivedTags,
    segmentPreview,
    segmentProfile,
    segmentOverlap,
    segmentMigration,
    segmentGaps,
    segmentStrategies,
    segmentRuns,
    segmentMembers,
    customerLists,
    marketing,
    insight,
    consents,
    consentsOverview,
    contactAttempts,
    contactLimits,
    preferences,
    sending,
    suppressions,
    suppressionsDesk,
    templates,
    fieldNotes,
    membershipForms,
    slips,
    submissions,
    care,
  ];
}

function isContract(value: unknown): value is Contract {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'access' in value;
}
