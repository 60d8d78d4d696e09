import type { Access } from '#access';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type Fault, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { BASIC_KEYS } from '../fields/basic.ts';
import { lacksFor } from '../fields/clearance.ts';
import type { AttributeValue, FieldDefinition } from '../fields/definition.ts';
import { presentField } from '../fields/present.ts';
import type { FieldRegistry } from '../fields/service.ts';
import * as history from '../history/store.ts';
import type { StoredValue } from '../identity/attributes.ts';
import type { Profiles } from '../profile/service.ts';
import { openerOf } from '../sealing/service.ts';
import {
  type NamedSources,
  presentAttribute,
  presentBasic,
  presentIdentifier,
  type ShownValue,
  shownValue,
} from './present-values.ts';
import type { FieldValues } from './schema.ts';
import * as store from './store.ts';
import { type Survivor, survivorsOf } from './survivors.ts';

/** How sources are called, and whose data they bring. */
export type SourceNames = (reader: Db | Tx, sources: readonly string[] | null) => Promise<NamedSources>;

export interface Values {
  /** All fields of a customer as the asker may see them; the customer is visible to them. */
  of(reader: Db | Tx, context: Context, customerId: string): Promise<FieldValues>;
  get(context: Context, customerId: string): Promise<FieldValues>;
  reveal(
    tx: Tx,
    context: Context,
    customerId: string,
    request: { readonly fields: readonly string[]; readonly reason: string },
  ): Promise<{ values: Record<string, { value: ShownValue; text: string } | null> }>;
}

export interface ValuesNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'sealer'>;
  readonly access: Pick<Access, 'audit'> & Partial<Pick<Access, 'requireAttestation' | 'lookups'>>;
  readonly fields: Pick<FieldRegistry, 'list'>;
  readonly profiles: Pick<Profiles, 'requireVisible'>;
  readonly sourceNames: SourceNames;
}

/** What is known of one customer, field by field, each with its origin; masked unless revealed for a reason. */
export function createValues({ kernel, access, fields, profiles, sourceNames }: ValuesNeeds): Values {
  const of: Values['of'] = async (reader, context, customerId) => {
    const beyond = await store.sourcesBeyond(reader, customerId, context.actor.scopeIds);
    const survivors = withoutOthers(survivorsOf(await store.spokenRecords(reader, customerId)), beyond);
    const sources = [...new Set([...survivors.values()].map(({ source }) => source))];
    const presenting = {
      survivors,
      names: new Map([...(await sourceNames(reader, sources)), [OTHER_SCOPE, OTHERS]]),
      locale: context.locale,
      now: kernel.clock.now(),
    };
    const definitions = await fields.list(reader);
    return {
      version: await history.versionOf(reader, customerId),
      fields: [
        ...BASIC_KEYS.map((key) => presentBasic(key, presenting)),
        ...definitions.map((definition) => presentAttribute(definition, presenting)),
      ],
      identifiers: (await store.furtherIdentifiers(reader, customerId)).map(presentIdentifier),
      can: { write: may(context.actor, 'customers.write'), reveal: may(context.actor, 'customers.reveal') },
    };
  };
  return {
    of,
    get: async (context, customerId) => {
      requirePermission(context, 'customers.read');
      await profiles.requireVisible(context, customerId);
      return of(kernel.postgres.db, context, customerId);
    },
    reveal: async (tx, context, customerId, { fields: wanted, reason }) => {
      requirePermission(context, 'customers.reveal');
      await profiles.requireVisible(context, customerId);
      const definitions = await fields.list(tx);
      requireKnown(wanted, definitions);
      requireCleared(
        context,
        definitions.filter(({ key }) => wanted.includes(key)),
        access,
      );
      await access.audit(tx, context, {
        action: 'customers.fields_revealed',
        subjectType: 'customer',
        subjectId: customerId,
        reason,
        detail: { fields: wanted },
      });
      await access.lookups?.look(context, { kind: 'reveal', subjectId: customerId }, tx);
      const survivors = survivorsOf(await store.spokenRecords(tx, customerId));
      const revealing = { survivors, definitions, context, open: await openerOf(kernel, tx) };
      return {
        values: Object.fromEntries(wanted.map((key) => [key, revealed(key, revealing)])),
      };
    },
  };
}

/** What stands for the sources of other brands and shops: the value is the customer's, whose word it was is theirs. */
const OTHER_SCOPE = 'other_scope';
const OTHERS = { label: { 'zh-CN': '其他品牌或店铺', en: 'another brand or shop' }, provider: null } as const;

function withoutOthers(
  survivors: ReadonlyMap<string, Survivor>,
  beyond: ReadonlySet<string>,
): ReadonlyMap<string, Survivor> {
  return new Map(
    [...survivors].map(([field, survivor]) => [
      field,
      beyond.has(survivor.source) ? { ...survivor, source: OTHER_SCOPE } : survivor,
    ]),
  );
}

function requireKnown(wanted: readonly string[], definitions: readonly FieldDefinition[]): void {
  const known = new Set<string>([...BASIC_KEYS, ...definitions.map(({ key }) => key)]);
  const faults: Fault[] = wanted.flatMap((key, index) =>
    known.has(key)
      ? []
      : [
          {
            field: `fields.${index}`,
            code: 'field_unknown',
            message: { 'zh-CN': '没有这个字段', en: 'no such field' },
          },
        ],
  );
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
}

/** Values of sensitive fields take a right of their own and an attestation. */
function requireCleared(
  context: Context,
  fields: readonly FieldDefinition[],
  { requireAttestation }: Pick<ValuesNeeds['access'], 'requireAttestation'>,
): void {
  for (const field of fields) {
    const lacking = lacksFor(context.actor, field);
    if (lacking !== null) {
      requirePermission(context, lacking);
    }
    if (field.sensitivity === 'sensitive') {
      requireAttestation?.(context);
    }
  }
}

interface Revealing {
  readonly survivors: ReadonlyMap<string, Survivor>;
  readonly definitions: readonly FieldDefinition[];
  readonly context: Context;
  readonly open: (key: string, value: StoredValue) => AttributeValue;
}

function revealed(
  key: string,
  { survivors, definitions, context, open }: Revealing,
): { value: ShownValue; text: string } | null {
  const survivor = survivors.get(key);
  if (survivor === undefined) {
    return null;
  }
  const definition = definitions.find((each) => each.key === key);
  const value = open(key, survivor.value);
  const text = definition === undefined ? String(value) : presentField(definition, value, context.locale);
  return { value: shownValue(value), text };
}
