import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { CatalogueEntry, CatalogueQuestion, CatalogueSource } from '#kernel/rules/catalogues.ts';
import type { FactSource, LookupSource } from '#kernel/rules/engine.ts';
import { BUILT_IN_FIELDS } from '../fields/built-in.ts';
import type { FieldDefinition } from '../fields/definition.ts';
import { isMasked } from '../fields/present.ts';
import { listFields } from '../fields/service.ts';
import { FIELD_MASKS, NO_PROFILE, PROFILE_SOURCE, type ProfileFacts } from './profile.ts';
import { entriesOf, loadProfiles } from './store.ts';

export { existingCustomers } from './store.ts';

/** Profiles for conditions; also who there is at all. */
export const profileSource: FactSource<ProfileFacts> = {
  name: PROFILE_SOURCE,
  analytic: { table: 'customers_profiles', customerColumn: 'customer_id', rows: 'one' },
  load: (db, customerIds) => loadProfiles(db, customerIds),
  none: NO_PROFILE,
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
  fields.map(({ key, label }) => ({ value: key, label }));

async function optionEntries(db: Db | Tx, question: CatalogueQuestion): Promise<readonly CatalogueEntry[]> {
  const fields = await listFields(db, { archived: true });
  const field = fields.find(({ key }) => key === question.key);
  return fitting(field?.options.map(({ value, label }) => ({ value, label })) ?? [], question);
}

/** What conditions about the profile choose from. */
export const profileCatalogues: readonly CatalogueSource[] = [
  { name: 'customers.tags', entries: (db, question) => entriesOf(db, 'tags', question) },
  { name: 'customers.sources', entries: (db, question) => entriesOf(db, 'sources', question) },
  { name: 'customers.organisations', entries: (db, question) => entriesOf(db, 'organisations', question) },
  { name: 'customers.fields', entries: async (_, question) => fitting(fieldEntries(BUILT_IN_FIELDS), question) },
  {
    name: 'customers.custom_fields',
    entries: async (db, question) =>
      fitting(fieldEntries((await listFields(db)).filter(({ builtIn }) => !builtIn)), question),
  },
  { name: 'customers.field', entries: optionEntries },
];

/** What conditions about fields must know of them. */
export const profileLookups: readonly LookupSource[] = [
  {
    name: FIELD_MASKS,
    find: async (db) =>
      new Map((await listFields(db, { archived: true })).map((field) => [field.key, isMasked(field)])),
  },
];
