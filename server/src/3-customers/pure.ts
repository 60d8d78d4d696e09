/** What pure files of other modules may use: no store, no clock behind it. */
export { ageOn, anniversary } from './condition-facts/birthday.ts';
export {
  linksOf,
  linksSql,
  RELATIONS_GROUP,
  type RelationFact,
  type RelationSide,
  SIDE_OPTIONS,
} from './condition-facts/circumstances.ts';
export { CITY_TABLE, CITY_TIERS, NBS_TABLE, type TierTable, tierOf, tierSql } from './condition-facts/city-tiers.ts';
export { nextFestival } from './condition-facts/festivals.ts';
export { PROFILE_POPULATION, PROFILE_SOURCE } from './condition-facts/profile.ts';
export {
  allowsPersonalFeatures,
  CONTACT_CHANNELS,
  type ConsentState,
  type ConsentStatement,
  type ContactChannel,
  countingStatement,
  GUARDIAN_BELOW_AGE,
  PERSONAL_FEATURES,
  stateOf,
} from './consents/state.ts';
export { CHANNEL_LABELS } from './consents/titles.ts';
export { REQUEST_KINDS, type RequestKind } from './data-requests/words.ts';
export { type DeliveryWindow, sayDeliveryWindows } from './fields/delivery-window.ts';
export { type AttributeValue, NO_ATTRIBUTES, type StatedAttributes } from './identity/attributes.ts';
export { IDENTIFIERS, type IdentifierKindDefinition, normalizeIdentifier } from './identity/identifier-kinds.ts';
export { NO_IDENTIFIERS, RECORD_KEY_KINDS, type RecordKeyKind, type Statement } from './identity/statement.ts';
export { IDENTIFIER_KINDS, type IdentifierKind, type TrustedIdentifier } from './identity/trusted-identifiers.ts';
export { EMAIL_COLUMN, PHONE_COLUMN } from './importing/address-columns.ts';
export { normalizeAccount } from './normalizing/accounts.ts';
export { provinceNames } from './normalizing/divisions.ts';
export { normalizeEmail } from './normalizing/emails.ts';
export { normalizeMaskedPhone, normalizePhone } from './normalizing/phones.ts';
export { ownerKey } from './owners/owner-key.ts';
export { maskText } from './profile/mask-text.ts';
export type { LookupType } from './search/schema.ts';
