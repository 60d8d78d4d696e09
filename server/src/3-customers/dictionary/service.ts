import type { Access } from '#access';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type Fault, invalidInput, notFound } from '#kernel/errors.ts';
import type { BodyOf } from '#kernel/http/contract.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { CONFIRM_AFTER } from '../confirming/settings.ts';
import { BASIC_FIELDS, BASIC_KEYS, isBasicKey } from '../fields/basic.ts';
import type { FieldDefinition } from '../fields/definition.ts';
import { presentDefinition } from '../fields/present-definition.ts';
import type { Fields } from '../fields/service.ts';
import type { ReadSetting } from '../quality/settings.ts';
import type { SourceNames } from '../values/service.ts';
import { BASIC_PURPOSES } from './basic-purposes.ts';
import {
  type DataDictionary,
  type DictionaryField,
  PROCESS_STEPS,
  type ProcessStep,
  type putProcessStep,
  type putSteward,
} from './schema.ts';
import * as store from './store.ts';

/** Bases up to this are counted each time. */
const COUNTED_EACH_TIME = 20_000;
const MANAGE = 'quality.manage';
const CONTACT = { group: 'contact', groupLabel: { 'zh-CN': '姓名与联系方式', en: 'Name and contact' } } as const;

export interface Dictionary {
  get(context: Context): Promise<DataDictionary>;
  putSteward(tx: Tx, context: Context, key: string, given: BodyOf<typeof putSteward>): Promise<DataDictionary>;
  putStep(tx: Tx, context: Context, step: ProcessStep, given: BodyOf<typeof putProcessStep>): Promise<DataDictionary>;
  /** Part of the hourly job: counts large bases. */
  count(context: Context): Promise<void>;
}

export interface DictionaryNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'transaction'>;
  readonly access: Pick<Access, 'audit'>;
  readonly setting: ReadSetting<Db | Tx>;
  readonly fields: Pick<Fields, 'list'>;
  readonly sourceNames: SourceNames;
}

/** What is kept about customers and why, who answers for it, and the five steps in which it is administered. */
export function createDictionary(needs: DictionaryNeeds): Dictionary {
  const { kernel, access, fields } = needs;
  const { db } = kernel.postgres;
  return {
    get: async (context) => {
      requirePermission(context, 'customers.read');
      return read(needs, db, context);
    },
    putSteward: async (tx, context, key, given) => {
      requirePermission(context, MANAGE);
      const definition = (await fields.list(tx)).find((field) => field.key === key);
      if (definition === undefined && !isBasicKey(key)) {
        throw notFound({ 'zh-CN': '字段', en: 'field' }, key);
      }
      refuseDefined(given, definition);
      const { owner, purpose = null, source = null, updateCycleDays = null } = given;
      const by = { updatedAt: kernel.clock.now(), updatedBy: context.actor.name };
      await store.saveSteward(tx, { key, owner, purpose, source, updateCycleDays, ...by });
      const detail = { key };
      await access.audit(tx, context, {
        action: 'customers.field_steward_set',
        subjectType: 'field',
        subjectId: key,
        detail,
      });
      return read(needs, tx, context);
    },
    putStep: async (tx, context, step, { owner, note }) => {
      requirePermission(context, MANAGE);
      await store.saveStep(tx, { step, owner, note, reviewedAt: kernel.clock.now(), reviewedBy: context.actor.name });
      const detail = { step };
      await access.audit(tx, context, {
        action: 'customers.process_step_reviewed',
        subjectType: 'process_step',
        subjectId: step,
        detail,
      });
      return read(needs, tx, context);
    },
    count: async (context) => {
      if ((await store.customersUpTo(db, COUNTED_EACH_TIME + 1)) <= COUNTED_EACH_TIME) {
        return;
      }
      const counts = await store.countFields(db, kernel.clock.now());
      await kernel.transaction(context, (tx) => store.keepCounts(tx, counts));
    },
  };
}

/** Fields of one's own say these things in their definition; two places would contradict each other. */
function refuseDefined(given: BodyOf<typeof putSteward>, definition: FieldDefinition | undefined): void {
  if (definition === undefined || definition.builtIn) {
    return;
  }
  const faults: Fault[] = (['purpose', 'source', 'updateCycleDays'] as const).flatMap((field) =>
    (given[field] ?? null) === null
      ? []
      : [
          {
            field,
            code: 'defined_with_field',
            message: { 'zh-CN': '自定义字段请在字段定义中填写', en: 'say it in the definition of this field' },
          },
        ],
  );
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
}

type Counts = ReadonlyMap<string, store.FieldCount>;

async function read(needs: DictionaryNeeds, reader: Db | Tx, context: Context): Promise<DataDictionary> {
  const { kernel, fields, sourceNames, setting } = needs;
  const { db } = kernel.postgres;
  const isLimited = context.actor.scopeIds !== null;
  const few = await store.customersUpTo(db, COUNTED_EACH_TIME + 1);
  const isSmall = few <= COUNTED_EACH_TIME;
  const rows = isSmall ? await store.countFields(db, kernel.clock.now()) : await store.keptCounts(db);
  const counts: Counts = new Map(rows.map((row) => [row.key, row]));
  const sources = [...new Set(rows.flatMap((row) => row.sources))].filter((source) => source !== 'staff');
  const names = await sourceNames(db, sources);
  const confirm = await setting<Readonly<Record<string, number>>>(CONFIRM_AFTER.key, reader);
  const stewards = await store.selectStewards(reader);
  const definitions = await fields.list(reader);
  const entries = [...BASIC_KEYS.map(basicEntry), ...definitions.map(definedEntry)].map((entry): DictionaryField => {
    const steward = stewards.get(entry.key);
    const counted = counts.get(entry.key);
    return {
      ...entry,
      purpose: steward?.purpose ?? entry.purpose,
      source: steward?.source ?? entry.source,
      updateCycleDays: steward?.updateCycleDays ?? entry.updateCycleDays,
      owner: steward?.owner ?? null,
      updatedAt: steward?.updatedAt.toISOString() ?? null,
      updatedBy: steward?.updatedBy ?? null,
      confirmDays: confirm[entry.group] ?? null,
      sources: (counted?.sources ?? []).map((source) => ({ source, label: labelOfSource(names, source) })),
      customers: isLimited ? null : (counted?.customers ?? 0),
    };
  });
  return {
    fields: entries,
    steps: await stepsOf(needs, reader, { entries, sources: sources.length, isLimited }),
    customers: isLimited ? null : isSmall ? few : await store.allCustomers(db),
    countedAt: rows[0]?.countedAt.toISOString() ?? null,
    can: { manage: may(context.actor, MANAGE) },
  };
}

function labelOfSource(names: ReadonlyMap<string, { readonly label: Text }>, source: string): Text {
  const staff: Text = { 'zh-CN': '员工填写', en: 'Staff' };
  return source === 'staff' ? staff : (names.get(source)?.label ?? { 'zh-CN': source, en: source });
}

type Entry = Omit<DictionaryField, 'sources' | 'owner' | 'confirmDays' | 'customers' | 'updatedAt' | 'updatedBy'>;

function basicEntry(key: (typeof BASIC_KEYS)[number]): Entry {
  const { label, type, sensitivity } = BASIC_FIELDS[key];
  const kept = { unit: null, source: null, updateCycleDays: null, builtIn: true, basic: true };
  return { key, label, type, sensitivity, ...CONTACT, purpose: BASIC_PURPOSES[key], ...kept };
}

function definedEntry(definition: FieldDefinition): Entry {
  const { key, label, type, group, groupLabel, unit, sensitivity, purpose, source, updateCycleDays, builtIn } =
    presentDefinition(definition);
  const said = { key, label, type, group, groupLabel, unit, sensitivity, purpose, source, updateCycleDays, builtIn };
  return { ...said, basic: false };
}

async function stepsOf(
  { kernel }: DictionaryNeeds,
  reader: Db | Tx,
  told: { readonly entries: readonly DictionaryField[]; readonly sources: number; readonly isLimited: boolean },
): Promise<DataDictionary['steps']> {
  const { entries, sources, isLimited } = told;
  const rows = new Map((await store.selectSteps(reader)).map((row) => [row.step, row]));
  const { openPairs, stale, openTasks } = await store.stepCounts(kernel.postgres.db);
  const having = (test: (entry: DictionaryField) => boolean): number => entries.filter(test).length;
  const figures: Readonly<Record<ProcessStep, Readonly<Record<string, number>>>> = {
    define: {
      fields: entries.length,
      withoutPurpose: having(({ purpose }) => purpose === null),
      withoutOwner: having(({ owner }) => owner === null),
    },
    collect: { sources, silent: having((entry) => entry.sources.length === 0) },
    integrate: isLimited ? {} : { openPairs },
    update: {
      withCycle: having((entry) => entry.updateCycleDays !== null || entry.confirmDays !== null),
      ...(isLimited ? {} : { stale, openTasks }),
    },
    protect: {
      sensitive: having(({ sensitivity }) => sensitivity === 'sensitive'),
      personal: having(({ sensitivity }) => sensitivity === 'personal'),
      open: having(({ sensitivity }) => sensitivity === 'open' || sensitivity === 'public'),
    },
  };
  return PROCESS_STEPS.map((step) => {
    const row = rows.get(step);
    return {
      step,
      owner: row?.owner ?? null,
      note: row?.note ?? null,
      reviewedAt: row?.reviewedAt.toISOString() ?? null,
      reviewedBy: row?.reviewedBy ?? null,
      figures: figures[step],
    };
  });
}
