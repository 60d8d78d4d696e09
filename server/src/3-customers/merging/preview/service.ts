import type { Context } from '#kernel/context.ts';
import type { Db } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Belonging } from '../../belongings/belonging.ts';
import { apartsOf } from '../../bonds/store.ts';
import type { FactOwner } from '../../facts.ts';
import { BASIC_KEYS, isBasicKey } from '../../fields/basic.ts';
import type { FieldDefinition } from '../../fields/definition.ts';
import type { FieldRegistry } from '../../fields/service.ts';
import { lastHeard } from '../../last-heard/service.ts';
import type { Profiles } from '../../profile/service.ts';
import { type Presenting, presentAttribute, presentBasic } from '../../values/present-values.ts';
import type { FieldValue } from '../../values/schema.ts';
import type { SourceNames } from '../../values/service.ts';
import { spokenOf } from '../../values/store.ts';
import { type SpokenRecord, survivorsOf } from '../../values/survivors.ts';
import type { MergePreview } from '../schema.ts';
import { comparedFields, warningsFor } from '../warnings.ts';

export interface PreviewNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'transaction'>;
  readonly profiles: Pick<Profiles, 'summaries'>;
  readonly fields: Pick<FieldRegistry, 'list'>;
  readonly sourceNames: SourceNames;
  readonly factOwners: readonly FactOwner[];
  readonly belongings: readonly Belonging[];
}

/** As many of the newest moments of each customer are compared. */
const MOMENTS = 500;

type OwnedRecord = SpokenRecord & { readonly customerId: string };

/** What merging these customers, who are visible to the asker, would come to. */
export function createMergePreview(needs: PreviewNeeds) {
  const { kernel, profiles, fields, sourceNames, belongings } = needs;
  const { db } = kernel.postgres;
  return async (context: Context, ids: readonly string[]): Promise<MergePreview> => {
    const records = await heardRecords(needs, context, ids);
    const own = ids.map((id) => survivorsOf(records.filter(({ customerId }) => customerId === id)));
    const all = survivorsOf(records);
    const sources = [...new Set([...own, all].flatMap((map) => [...map.values()].map(({ source }) => source)))];
    const shared = { names: await sourceNames(db, sources), locale: context.locale, now: kernel.clock.now() };
    const presentings = own.map((survivors) => ({ survivors, ...shared }));
    const definitions = await fields.list(db);
    const aparts = (await apartsOf(db, ids)).filter(({ left, right }) => ids.includes(left) && ids.includes(right));
    const moments = await momentsOf(db, records, { ids, belongings });
    const compared = own.map((survivors, index) => ({ survivors, moments: moments[index] ?? [] }));
    return {
      id: ids[0] ?? '',
      isOne: ids.length < 2,
      customers: await profiles.summaries(context, ids),
      fields: comparedFields(own, definitions, BASIC_KEYS).map(({ key, differs }) => {
        const result = presentField(key, { definitions, presenting: { survivors: all, ...shared } });
        const values = presentings.map((presenting) => presentField(key, { definitions, presenting }).text);
        return { key, label: result.label, differs, result, values };
      }),
      belongings: await countsOf(db, records, { ids, belongings }),
      warnings: warningsFor(compared, aparts),
    };
  };
}

function presentField(
  key: string,
  { definitions, presenting }: { readonly definitions: readonly FieldDefinition[]; readonly presenting: Presenting },
): FieldValue {
  if (isBasicKey(key)) {
    return presentBasic(key, presenting);
  }
  const definition = definitions.find((each) => each.key === key);
  if (definition === undefined) {
    throw new Error(`There is no field ${key}`);
  }
  return presentAttribute(definition, presenting);
}

/** As merging takes them: what only facts tell of the times of records counts too. */
async function heardRecords(
  { kernel, factOwners }: PreviewNeeds,
  context: Context,
  ids: readonly string[],
): Promise<OwnedRecord[]> {
  return kernel.transaction(context, async (tx) => {
    const records = await spokenOf(tx, ids);
    const heard = await lastHeard(
      tx,
      records.map(({ id }) => id),
      factOwners,
    );
    return records.map((record) => {
      const at = heard.get(record.id);
      return at === undefined || at <= record.statedAt ? record : { ...record, statedAt: at };
    });
  });
}

interface Owning {
  readonly ids: readonly string[];
  readonly belongings: readonly Belonging[];
}

async function countsOf(
  db: Db,
  records: readonly OwnedRecord[],
  { ids, belongings }: Owning,
): Promise<MergePreview['belongings']> {
  const recordIds = records.map(({ id }) => id);
  return Promise.all(
    belongings.map(async ({ name, label, merging, count }) => {
      const counted = await count?.(db, recordIds);
      const sum = (id: string): number =>
        records.reduce((total, record) => total + (record.customerId === id ? (counted?.get(record.id) ?? 0) : 0), 0);
      return {
        name,
        label: { ...label },
        what: { ...merging },
        counts: counted === undefined ? null : ids.map(sum),
      };
    }),
  );
}

async function momentsOf(
  db: Db,
  records: readonly OwnedRecord[],
  { ids, belongings }: Owning,
): Promise<readonly (readonly Date[])[]> {
  return Promise.all(
    ids.map(async (customerId) => {
      const recordIds = records.filter((record) => record.customerId === customerId).map(({ id }) => id);
      const lists = await Promise.all(
        belongings.flatMap(({ moments }) =>
          moments === undefined ? [] : [moments(db, recordIds, { limit: MOMENTS })],
        ),
      );
      return lists.flat().map(({ at }) => at);
    }),
  );
}
