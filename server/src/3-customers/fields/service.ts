import type { Access } from '#access';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { beginSealing } from '../sealing/service.ts';
import { BUILT_IN_FIELDS } from './built-in.ts';
import { newKey, optionsOf, requireCustom, requireUnit } from './check-definition.ts';
import { type FieldDefinition, SENSITIVITIES, type Sensitivity } from './definition.ts';
import { parseField } from './parse.ts';
import { presentField } from './present.ts';
import { presentDefinition } from './present-definition.ts';
import type { CustomerField, FieldChange, NewField } from './schema.ts';
import { sealsValues } from './sealed-fields.ts';
import * as store from './store.ts';

export interface Fields {
  /** Built-in fields, then the custom ones in their order; archived ones only when asked for. */
  list(reader: Db | Tx, options?: { readonly archived?: boolean }): Promise<readonly FieldDefinition[]>;
  readonly parse: typeof parseField;
  readonly present: typeof presentField;
}

export interface FieldRegistry extends Fields {
  show(
    context: Context,
    options: { readonly archived: boolean },
  ): Promise<{ items: CustomerField[]; can: { write: boolean; level: boolean } }>;
  create(tx: Tx, context: Context, field: NewField): Promise<CustomerField>;
  change(tx: Tx, context: Context, key: string, change: FieldChange): Promise<CustomerField>;
  /** Of built-in fields too. Throws 404; 403 for whoever may define fields and not say who sees them. */
  setLevel(
    tx: Tx,
    context: Context,
    key: string,
    level: { sensitivity: Sensitivity; reason: string },
  ): Promise<CustomerField>;
  order(tx: Tx, context: Context, keys: readonly string[]): Promise<{ items: CustomerField[] }>;
  setArchived(tx: Tx, context: Context, key: string, archived: boolean): Promise<CustomerField>;
}

const WRITE = 'fields.write';
const LEVELS = 'fields.levels';
const POSITION_STEP = 10;
const FIRST_POSITION = 1000;

/** One registry of built-in and custom fields: what is defined here is on forms, in files and in the API at once. */
export function createFields(
  kernel: Pick<Kernel, 'postgres' | 'clock' | 'jobs'>,
  access: Pick<Access, 'audit'>,
): FieldRegistry {
  return {
    list: listFields,
    parse: parseField,
    present: presentField,
    show: async (context, options) => {
      requirePermission(context, 'customers.read');
      const fields = await listFields(kernel.postgres.db, options);
      return {
        items: fields.map(presentDefinition),
        can: { write: mayWrite(context), level: mayWrite(context) && may(context.actor, LEVELS) },
      };
    },
    ...createDefining({ kernel, access }),
  };
}

/** Built-in fields, then the custom ones in their order. */
export async function listFields(
  reader: Db | Tx,
  { archived = false }: { readonly archived?: boolean } = {},
): Promise<readonly FieldDefinition[]> {
  const custom = (await store.selectFields(reader)).map(definitionOf);
  const levels = await store.selectLevels(reader);
  const words = await store.selectStewardWords(reader);
  const own = new Set(custom.map(({ key }) => key));
  // A field that a business had defined before a newer version brought one of the same key stays what it is.
  const builtIn = BUILT_IN_FIELDS.filter(({ key }) => !own.has(key)).map((field) => ({
    ...field,
    sensitivity: levels.get(field.key) ?? field.sensitivity,
    purpose: words.get(field.key)?.purpose ?? field.purpose,
    source: words.get(field.key)?.source ?? field.source,
    updateCycleDays: words.get(field.key)?.updateCycleDays ?? field.updateCycleDays,
  }));
  return [...builtIn, ...custom].filter((field) => archived || !field.archived);
}

interface Defining {
  readonly kernel: Pick<Kernel, 'clock' | 'jobs'>;
  readonly access: Pick<Access, 'audit'>;
}

/** Making and changing definitions, one at a time, each in the audit trail. */
function createDefining({ kernel, access }: Defining): Omit<FieldRegistry, keyof Fields | 'show'> {
  const audit = (tx: Tx, context: Context, action: string, detail: { readonly key: string }): Promise<void> =>
    access.audit(tx, context, { action, subjectType: 'field', subjectId: detail.key, detail });
  const save = async (tx: Tx, field: store.StoredField): Promise<CustomerField> => {
    requireUnit(field);
    await store.saveField(tx, field, kernel.clock.now());
    return presentDefinition(definitionOf(field));
  };
  return {
    create: async (tx, context, field) => {
      const known = await begin(tx, context);
      const key = newKey(field, known);
      requireSealable({ key, sensitivity: field.sensitivity }, 'sensitivity');
      const position = Math.max(FIRST_POSITION, ...known.map((each) => each.position)) + POSITION_STEP;
      const options = optionsOf(field.type, field.options, []);
      const saved = await save(tx, { ...field, key, options, position, archived: false });
      const { type, sensitivity } = saved;
      const detail = { key, type, sensitivity };
      await audit(tx, context, 'customers.field_created', detail);
      return saved;
    },
    change: async (tx, context, key, change) => {
      const field = requireCustom(await begin(tx, context), key);
      const options =
        change.options === undefined ? field.options : optionsOf(field.type, change.options, field.options);
      const next = { ...field, ...stated(change), options };
      if (careOf(next) < careOf(field)) {
        requirePermission(context, LEVELS);
      }
      requireSealable(next, 'sensitivity');
      const saved = await save(tx, next);
      await sealAnew(kernel, tx, context, { before: field, after: next });
      const detail = { key, sensitivity: { before: field.sensitivity, after: next.sensitivity } };
      await audit(tx, context, 'customers.field_changed', detail);
      return saved;
    },
    setLevel: (tx, context, key, level) => setLevel({ kernel, access }, { tx, context, key, level }),
    order: async (tx, context, keys) => {
      await store.orderFields(tx, placesOf(keys, await begin(tx, context)));
      return { items: (await listFields(tx, { archived: true })).map(presentDefinition) };
    },
    setArchived: async (tx, context, key, archived) => {
      const field = requireCustom(await begin(tx, context), key);
      if (field.archived === archived) {
        return presentDefinition(definitionOf(field));
      }
      await audit(tx, context, archived ? 'customers.field_archived' : 'customers.field_restored', { key });
      return save(tx, { ...field, archived });
    },
  };
}

/** The named fields first, in their order; then the others as they were. */
function placesOf(
  keys: readonly string[],
  known: readonly store.StoredField[],
): { readonly key: string; readonly position: number }[] {
  for (const key of keys) {
    requireCustom(known, key);
  }
  const named = new Set(keys);
  const rest = known.filter((field) => !named.has(field.key)).map((field) => field.key);
  return [...named, ...rest].map((key, index) => ({ key, position: FIRST_POSITION + (index + 1) * POSITION_STEP }));
}

/** The level of any field, built-in ones too, with the reason in the trail. */
async function setLevel(
  { kernel, access }: Defining,
  work: {
    readonly tx: Tx;
    readonly context: Context;
    readonly key: string;
    readonly level: { readonly sensitivity: Sensitivity; readonly reason: string };
  },
): Promise<CustomerField> {
  const { tx, context, key } = work;
  const { sensitivity, reason } = work.level;
  requirePermission(context, LEVELS);
  requireEverywhere(context);
  await store.lockFields(tx);
  const field = (await listFields(tx, { archived: true })).find((each) => each.key === key);
  if (field === undefined) {
    throw notFound({ 'zh-CN': '字段', en: 'field' }, key);
  }
  requireSealable({ key, sensitivity }, 'sensitivity');
  const custom = (await store.selectFields(tx)).find((each) => each.key === key);
  await (custom === undefined
    ? store.putLevel(tx, key, { sensitivity, at: kernel.clock.now() })
    : store.saveField(tx, { ...custom, sensitivity }, kernel.clock.now()));
  await sealAnew(kernel, tx, context, { before: field, after: { key, sensitivity } });
  await access.audit(tx, context, {
    action: 'customers.field_level_changed',
    subjectType: 'field',
    subjectId: key,
    reason,
    detail: { before: field.sensitivity, after: sensitivity },
  });
  return presentDefinition({ ...field, sensitivity });
}

type Leveled = Pick<FieldDefinition, 'key' | 'sensitivity'>;

/** What is stored already follows the level, in the worker. */
async function sealAnew(
  kernel: Pick<Kernel, 'clock' | 'jobs'>,
  tx: Tx,
  context: Context,
  { before, after }: { readonly before: Leveled; readonly after: Leveled },
): Promise<void> {
  if (sealsValues(before) !== sealsValues(after)) {
    await beginSealing(kernel, tx, context, after.key);
  }
}

/** Sensitive values are kept encrypted, and with some of them the platform has to reckon. */
function requireSealable(field: Leveled, at: string): void {
  if (field.sensitivity === 'sensitive' && !sealsValues(field)) {
    throw invalidInput([
      {
        field: at,
        code: 'level_unfit',
        message: {
          'zh-CN': '敏感级别的字段加密保存，而系统要用这个字段计算（年龄、生日关怀、跟进状态等）；最高可设为机密',
          en: 'Sensitive fields are kept encrypted, and the platform reckons with this one (age, birthdays, follow-up); confidential is the highest level it can have',
        },
      },
    ]);
  }
}

/** The more, the fewer see it. */
function careOf({ sensitivity }: Pick<FieldDefinition, 'sensitivity'>): number {
  return SENSITIVITIES.indexOf(sensitivity);
}

/** Custom fields as they are, kept so until the transaction ends. */
async function begin(tx: Tx, context: Context): Promise<store.StoredField[]> {
  requirePermission(context, WRITE);
  requireEverywhere(context);
  await store.lockFields(tx);
  return store.selectFields(tx);
}

function definitionOf(field: store.StoredField): FieldDefinition {
  return { ...field, builtIn: false, synonyms: [], format: null };
}

function mayWrite({ actor }: Context): boolean {
  return may(actor, WRITE) && actor.scopeIds === null;
}

/** Fields are those of the whole business: whoever sees a part of it does not change them. */
function requireEverywhere(context: Context): void {
  if (context.actor.scopeIds !== null) {
    throw new AppError('permission_scoped', 403, {
      message: {
        'zh-CN': '你的权限限于部分数据范围，不能修改全局的字段',
        en: 'Your rights are limited to some scopes; fields are those of the whole business',
      },
    });
  }
}

/** What a change names; zod leaves what was not sent out, or undefined. */
function stated(change: FieldChange): Partial<Omit<store.StoredField, 'options'>> {
  const { options: _, ...rest } = change;
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
}
