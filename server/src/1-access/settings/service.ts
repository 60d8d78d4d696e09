import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { invalidInput, notFound } from '#kernel/errors.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import type { Kernel, SettingDefinition } from '#kernel/module.ts';
import type { Audit } from '../audit/service.ts';
import { requireEverywhere } from '../roles/require-everywhere.ts';
import type { Setting } from './schema.ts';
import { deleteSetting, lockSetting, type SettingRow, selectSettings, upsertSetting } from './store.ts';

/** How long another process may go on with the value before a change. */
const CACHE_MS = 1000;
/** As long as the writing transaction may still run, nothing read meanwhile may be kept. */
const UNSETTLED_MS = 60_000;

export interface Settings {
  /**
   * The value in force: the override, else the default. A change holds at once in this process and within a second
   * in others. Inside a transaction give it as `reader`: waiting there for a second connection could wait for ever.
   * Throws `not_found` for a key that no module defines.
   */
  value<T>(setting: SettingDefinition | string, reader?: Db | Tx): Promise<T>;
  list(context: Context): Promise<{ items: Setting[]; can: { update: boolean } }>;
  change(tx: Tx, context: Context, change: { readonly key: string; readonly value: unknown }): Promise<Setting>;
  reset(tx: Tx, context: Context, key: string): Promise<Setting>;
}

export interface SettingsOptions {
  readonly definitions: readonly SettingDefinition[];
  readonly audit: Audit;
}

/** Settings over one kernel. Throws when two definitions share a key. */
export function createSettings(kernel: Kernel, options: SettingsOptions): Settings {
  const definitions = indexDefinitions(options.definitions);
  const overrides = createOverrides(kernel);
  const define = (key: string): SettingDefinition => {
    const definition = definitions.get(key);
    if (definition === undefined) {
      throw notFound({ 'zh-CN': '参数', en: 'setting' }, key);
    }
    return definition;
  };
  return {
    value: async <T>(setting: SettingDefinition | string, reader?: Db | Tx) => {
      const definition = define(typeof setting === 'string' ? setting : setting.key);
      const row = (await overrides.load(reader ?? kernel.postgres.db)).get(definition.key);
      // The schema of the definition is the promise that the caller's type is right.
      return valueInForce(kernel, definition, row) as T;
    },
    list: async (context) => {
      requirePermission(context, 'settings.read');
      const rows = new Map((await selectSettings(kernel.postgres.db)).map((row) => [row.key, row]));
      const items = [...definitions.values()].map((definition) =>
        presentSetting(kernel, definition, rows.get(definition.key)),
      );
      return { items, can: { update: may(context.actor, 'settings.manage') && context.actor.scopeIds === null } };
    },
    change: async (tx, context, { key, value }) => {
      requirePermission(context, 'settings.manage');
      requireEverywhere(context);
      const definition = define(key);
      checkValue(definition, value);
      const before = await lockSetting(tx, key);
      const at = kernel.clock.now();
      await upsertSetting(tx, { key, value, by: context.actor.id, at });
      await recordChange(options.audit, { tx, context, definition, before, after: value });
      overrides.unsettle();
      return presentSetting(kernel, definition, { key, value, updated_at: at });
    },
    reset: async (tx, context, key) => {
      requirePermission(context, 'settings.manage');
      requireEverywhere(context);
      const definition = define(key);
      const before = await lockSetting(tx, key);
      if (before !== null) {
        await deleteSetting(tx, key);
        await recordChange(options.audit, { tx, context, definition, before, after: definition.defaultValue });
        overrides.unsettle();
      }
      return presentSetting(kernel, definition, undefined);
    },
  };
}

/** Definitions by key; the same object may come twice, two of one key may not. */
function indexDefinitions(definitions: readonly SettingDefinition[]): ReadonlyMap<string, SettingDefinition> {
  const byKey = new Map<string, SettingDefinition>();
  for (const definition of definitions) {
    const known = byKey.get(definition.key);
    if (known !== undefined && known !== definition) {
      throw new Error(`Two settings are called ${definition.key}`);
    }
    byKey.set(definition.key, definition);
  }
  return byKey;
}

interface Overrides {
  load(reader: Db | Tx): Promise<ReadonlyMap<string, SettingRow>>;
  /** Called inside the writing transaction: what is read before it ends must not be kept. */
  unsettle(): void;
}

function createOverrides(kernel: Kernel): Overrides {
  let cached: { readonly at: number; readonly rows: ReadonlyMap<string, SettingRow> } | null = null;
  let unsettledUntil = 0;
  return {
    load: async (reader) => {
      const now = kernel.clock.now().getTime();
      // Both ways, since a clock that tests and replays set may go back.
      if (cached !== null && Math.abs(now - cached.at) < CACHE_MS) {
        return cached.rows;
      }
      const rows = new Map((await selectSettings(reader)).map((row) => [row.key, row]));
      if (now >= unsettledUntil) {
        cached = { at: now, rows };
      }
      return rows;
    },
    unsettle: () => {
      cached = null;
      unsettledUntil = kernel.clock.now().getTime() + UNSETTLED_MS;
    },
  };
}

/** An override that an upgrade made invalid gives way to the default, with a warning, rather than stopping the work. */
function valueInForce(kernel: Kernel, definition: SettingDefinition, row: SettingRow | undefined): unknown {
  if (row === undefined) {
    return definition.schema.parse(definition.defaultValue);
  }
  const parsed = definition.schema.safeParse(row.value);
  if (!parsed.success) {
    kernel.log.warn({ setting: definition.key }, 'a stored setting no longer fits and is ignored');
    return definition.schema.parse(definition.defaultValue);
  }
  return parsed.data;
}

function checkValue(definition: SettingDefinition, value: unknown): void {
  const parsed = definition.schema.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    throw invalidInput(faultsOf(parsed.error.issues, 'value'), parsed.error);
  }
}

async function recordChange(
  audit: Audit,
  change: {
    readonly tx: Tx;
    readonly context: Context;
    readonly definition: SettingDefinition;
    readonly before: SettingRow | null;
    readonly after: unknown;
  },
): Promise<void> {
  const before = change.before === null ? change.definition.defaultValue : change.before.value;
  if (isDeepStrictEqual(before, change.after)) {
    return;
  }
  await audit(change.tx, change.context, {
    action: 'access.setting_changed',
    subjectType: 'setting',
    subjectId: change.definition.key,
    detail: { before, after: change.after },
  });
}

function presentSetting(kernel: Kernel, definition: SettingDefinition, row: SettingRow | undefined): Setting {
  return {
    key: definition.key,
    label: definition.label,
    unit: definition.unit,
    note: definition.note,
    default: definition.defaultValue,
    value: valueInForce(kernel, definition, row),
    overridden: row !== undefined,
    updatedAt: row?.updated_at.toISOString() ?? null,
    schema: z.toJSONSchema(definition.schema, { io: 'input' }) as Record<string, unknown>,
  };
}
