import { z } from 'zod';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { AnalyticPart } from '#kernel/feed/feed.ts';
import { type CatalogueEntry, type CatalogueQuestion, type CatalogueSource, CLOSED } from '#kernel/rules/catalogues.ts';
import type { FactSource, LookupSource } from '#kernel/rules/engine.ts';
import { BUILT_IN_FIELDS } from '../fields/built-in.ts';
import type { FieldDefinition } from '../fields/definition.ts';
import { levelToReveal } from '../fields/present.ts';
import { hasOnlyOptions, sealsValues } from '../fields/sealed-fields.ts';
import { listFields } from '../fields/service.ts';
import {
  CIRCUMSTANCE_COLUMNS,
  CONFIRMING_PURPOSES,
  CONSENT_ARRAYS,
  CONSENTS_SOURCE,
  type ConsentFacts,
  HOUSEHOLDS_SOURCE,
  type HouseholdFacts,
  IDENTIFIERS_SOURCE,
  type IdentifierFacts,
  NO_CONSENTS,
  RELATION_ARRAYS,
  RELATIONS_SOURCE,
  type RelationFacts,
} from './circumstances.ts';
import { cityKey, cityListsOf } from './city-settings.ts';
import { CITY_TABLE, type TierTable, tierTable } from './city-tiers.ts';
import { CURRENT_TAGS, FIELD_MASKS, FIELD_SEALS, NO_PROFILE, PROFILE_SOURCE, type ProfileFacts } from './profile.ts';
import {
  confirmingPurposes,
  currentTags,
  customersAround,
  entriesOf,
  loadConsents,
  loadHouseholds,
  loadIdentifiers,
  loadProfiles,
  loadRelations,
} from './store.ts';

export { existingCustomers, loadRelations } from './store.ts';

/** Profiles for conditions; also who there is at all. */
export const profileSource: FactSource<ProfileFacts> = {
  name: PROFILE_SOURCE,
  analytic: {},
  load: (db, customerIds) => loadProfiles(db, customerIds),
  none: NO_PROFILE,
};

const identifiersSource: FactSource<IdentifierFacts> = {
  name: IDENTIFIERS_SOURCE,
  analytic: {},
  load: (db, customerIds) => loadIdentifiers(db, customerIds),
  none: [],
};

const householdsSource: FactSource<HouseholdFacts> = {
  name: HOUSEHOLDS_SOURCE,
  analytic: {},
  load: (db, customerIds) => loadHouseholds(db, customerIds),
  none: [],
};

const relationsSource: FactSource<RelationFacts> = {
  name: RELATIONS_SOURCE,
  analytic: { arrays: RELATION_ARRAYS },
  load: (db, customerIds) => loadRelations(db, customerIds),
  none: [],
};

const consentsSource: FactSource<ConsentFacts> = {
  name: CONSENTS_SOURCE,
  analytic: { arrays: CONSENT_ARRAYS },
  load: (db, customerIds) => loadConsents(db, customerIds),
  none: NO_CONSENTS,
};

/** All that conditions about customers ask for. */
export const customerSources: readonly FactSource[] = [
  profileSource,
  identifiersSource,
  householdsSource,
  relationsSource,
  consentsSource,
];

const MERGED = 'customers.customers_merged';
const PARTED = 'customers.customers_parted';
const told = z.object({
  recordIds: z.array(z.uuid()).optional(),
  householdIds: z.array(z.uuid()).optional(),
  customerIds: z.array(z.uuid()).optional(),
  from: z.uuid().optional(),
  to: z.uuid().optional(),
});

/** Identifiers, household, links and consent in the analytic row of a customer. */
export const circumstancesPart: AnalyticPart = {
  source: 'customers.circumstances',
  all: { source: 'customers.all_circumstances', key: 'stands_id' },
  columns: Object.fromEntries(CIRCUMSTANCE_COLUMNS.map((column) => [column, `coalesce(${column}, '[]')`])),
  types: [
    'customers.records_changed',
    'customers.household_changed',
    'customers.relations_changed',
    'customers.consents_changed',
    MERGED,
    PARTED,
  ],
  keysOf: async (tx, events) => {
    const said = events.map(({ type, data, customerId }) => ({ type, customerId, ...told.parse(data) }));
    const own = said.flatMap(({ customerId, customerIds = [] }) => [
      ...customerIds,
      ...(typeof customerId === 'string' ? [customerId] : []),
    ]);
    // Who knows somebody who is another customer now knows that one.
    const regrouped = said
      .filter(({ type }) => type === MERGED || type === PARTED)
      .flatMap(({ from, to, customerIds = [] }) => [from, to, ...customerIds])
      .filter((id) => id !== undefined);
    const around = await customersAround(tx, {
      recordIds: said.flatMap(({ recordIds = [] }) => recordIds),
      householdIds: said.flatMap(({ householdIds = [] }) => householdIds),
      relativesOf: regrouped,
    });
    return [...own, ...around];
  },
};

function fitting(
  entries: readonly CatalogueEntry[],
  { values, names, text, limit }: CatalogueQuestion,
): CatalogueEntry[] {
  const part = text?.toLowerCase();
  return entries
    .filter(({ value, label }) => {
      const said = Object.values(label);
      return (
        (values === undefined || values.includes(value)) &&
        (names === undefined || said.some((name) => names.includes(name))) &&
        (part === undefined || said.some((name) => name.toLowerCase().includes(part)))
      );
    })
    .slice(0, limit);
}

const fieldEntries = (fields: readonly FieldDefinition[]): CatalogueEntry[] =>
  fields.map(({ key, label, synonyms, options }) => ({
    value: key,
    label,
    words: [...synonyms, ...options.flatMap((option) => [...Object.values(option.label), ...(option.synonyms ?? [])])],
  }));

async function optionEntries(db: Db | Tx, question: CatalogueQuestion): Promise<readonly CatalogueEntry[]> {
  const fields = await listFields(db, { archived: true });
  const field = fields.find(({ key }) => key === question.key);
  return fitting(field?.options.map(({ value, label }) => ({ value, label })) ?? [], question);
}

/** What conditions about the profile choose from. */
export const profileCatalogues: readonly CatalogueSource[] = [
  { name: 'customers.tags', closed: CLOSED, entries: (db, question) => entriesOf(db, 'tags', question) },
  { name: 'customers.purposes', closed: CLOSED, entries: (db, question) => entriesOf(db, 'purposes', question) },
  { name: 'customers.sources', entries: (db, question) => entriesOf(db, 'sources', question) },
  {
    name: 'customers.organisations',
    closed: CLOSED,
    entries: (db, question) => entriesOf(db, 'organisations', question),
  },
  {
    name: 'customers.fields',
    closed: CLOSED,
    entries: async (_, question) => fitting(fieldEntries(BUILT_IN_FIELDS), question),
  },
  {
    name: 'customers.custom_fields',
    closed: CLOSED,
    // Who asks for one by its value or name means it, also when it has been archived.
    entries: async (db, question) => {
      const archived = question.values !== undefined || question.names !== undefined;
      return fitting(fieldEntries((await listFields(db, { archived })).filter(({ builtIn }) => !builtIn)), question);
    },
  },
  {
    name: 'customers.field',
    closed: async (db, key) => {
      const field = (await listFields(db, { archived: true })).find((one) => one.key === key);
      return field !== undefined && field.options.length > 0 && !field.openOptions;
    },
    entries: optionEntries,
  },
];

/** What conditions about fields must know of them. */
export const profileLookups: readonly LookupSource[] = [
  { name: CURRENT_TAGS, find: currentTags },
  { name: CONFIRMING_PURPOSES, find: confirmingPurposes },
  {
    name: FIELD_MASKS,
    find: async (db) =>
      new Map((await listFields(db, { archived: true })).map((field) => [field.key, levelToReveal(field) ?? false])),
  },
  {
    name: FIELD_SEALS,
    find: async (db) =>
      new Map(
        (await listFields(db, { archived: true })).flatMap((field) =>
          sealsValues(field) ? [[field.key, hasOnlyOptions(field) ? 'options' : 'none'] as const] : [],
        ),
      ),
  },
];

type ReadSetting = (key: string, reader?: Db | Tx) => Promise<unknown>;

const made: { key: string; table: TierTable | null } = { key: '', table: null };

/** Which cities are of which tier. Made anew only when a list has changed: spelling hundreds of cities takes milliseconds. */
export async function cityTable(setting: ReadSetting, reader?: Db | Tx): Promise<TierTable> {
  const values = {
    first: await setting(cityKey('first'), reader),
    new_first: await setting(cityKey('new_first'), reader),
    second: await setting(cityKey('second'), reader),
    third: await setting(cityKey('third'), reader),
    fourth: await setting(cityKey('fourth'), reader),
    fifth: await setting(cityKey('fifth'), reader),
  };
  const key = JSON.stringify(values);
  if (made.table === null || made.key !== key) {
    made.table = tierTable(cityListsOf(values));
    made.key = key;
  }
  return made.table;
}

/** The same for conditions. */
export function cityTableLookup(setting: ReadSetting): LookupSource {
  return { name: CITY_TABLE, find: async (db) => new Map([['', await cityTable(setting, db)]]) };
}
