import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { RetentionKind } from '#kernel/erasure/retention.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Erasing } from '../erasing/service.ts';
import type { ShownRetention } from './schema.ts';
import { KEEP_CUSTOMERS_DAYS, KEEP_PROSPECTS_DAYS, KEEP_WORDS_DAYS } from './settings.ts';
import * as store from './store.ts';

/** How long personal data is kept. */
export interface Retention {
  registerKinds(kinds: readonly RetentionKind[]): void;
  list(context: Context): Promise<{ items: ShownRetention[] }>;
  /** Lets go what is over its time, part by part, of every kind that has one; the rest waits for the next day. */
  run(context: Context, options?: { readonly signal?: AbortSignal }): Promise<void>;
}

export interface RetentionNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'transaction'>;
  readonly access: Pick<Access, 'audit' | 'setting'>;
}

export const RETENTION_JOB = 'customers.keep_retention';
const DAY_MS = 86_400_000;
const COUNTED = 10_000;
/** In one transaction: an erasure takes some tens of statements. */
const PART = 20;
/** Of one kind in one day unless it says more; the next day goes on. */
const A_DAY = 500;

/** Periods over the kinds of all modules. */
export function createRetention(needs: RetentionNeeds): Retention {
  const kinds: RetentionKind[] = [];
  const { kernel, access } = needs;
  const beforeOf = (days: number): Date => new Date(kernel.clock.now().getTime() - days * DAY_MS);
  return {
    registerKinds: (added) => {
      kinds.push(...added);
    },
    list: async (context) => {
      requirePermission(context, 'privacy.read');
      const last = await store.lastRuns(kernel.postgres.db);
      const items: ShownRetention[] = [];
      for (const kind of kinds) {
        const days = await access.setting<number>(kind.setting.key);
        const run = last.get(kind.name);
        items.push({
          name: kind.name,
          label: kind.label,
          setting: kind.setting.key,
          days,
          due: days === 0 ? null : await kind.count(kernel.postgres.db, beforeOf(days), COUNTED),
          last: run === undefined ? null : { at: run.at.toISOString(), removed: run.removed, leftOver: run.leftOver },
        });
      }
      return { items };
    },
    run: async (context, { signal } = {}) => {
      for (const kind of kinds) {
        const days = await access.setting<number>(kind.setting.key);
        if (days > 0 && signal?.aborted !== true) {
          await runKind(needs, context, { kind, days, before: beforeOf(days), signal });
        }
      }
    },
  };
}

interface Running {
  readonly kind: RetentionKind;
  readonly days: number;
  readonly before: Date;
  readonly signal: AbortSignal | undefined;
}

async function runKind(
  { kernel, access }: RetentionNeeds,
  context: Context,
  { kind, days, before, signal }: Running,
): Promise<void> {
  let removed = 0;
  while (removed < (kind.aDay ?? A_DAY) && signal?.aborted !== true) {
    const done = await kernel.transaction(context, (tx) => kind.remove(tx, context, before, PART));
    removed += done;
    if (done === 0) {
      break;
    }
  }
  const leftOver = await kind.count(kernel.postgres.db, before, COUNTED);
  await kernel.transaction(context, async (tx) => {
    const at = kernel.clock.now();
    await store.insertRun(tx, { id: newId(), kind: kind.name, at, keptDays: days, removed, leftOver });
    if (removed > 0) {
      await access.audit(tx, context, {
        action: 'customers.retention_removed',
        subjectType: 'retention',
        subjectId: kind.name,
        detail: { days, removed, leftOver },
      });
    }
  });
}

/** What this module keeps for a time. */
export function customersRetention(erasing: Pick<Erasing, 'erase'>): readonly RetentionKind[] {
  const people = (bought: boolean): Pick<RetentionKind, 'count' | 'remove'> => ({
    count: async (reader, before, limit) => (await store.silentCustomers(reader, { before, bought, limit })).length,
    remove: async (tx, context, before, limit) => {
      const ids = await store.silentCustomers(tx, { before, bought, limit });
      for (const customerId of ids) {
        await erasing.erase(tx, context, { customerId, cause: 'retention', requestId: null });
      }
      return ids.length;
    },
  });
  return [
    {
      name: 'customers.inactive',
      label: { 'zh-CN': '长期无往来的客户', en: 'Customers without any contact' },
      setting: KEEP_CUSTOMERS_DAYS,
      ...people(true),
    },
    {
      name: 'customers.prospects',
      label: { 'zh-CN': '从未购买的潜客', en: 'People who never bought' },
      setting: KEEP_PROSPECTS_DAYS,
      ...people(false),
    },
    {
      name: 'customers.interaction_words',
      label: { 'zh-CN': '互动内容', en: 'Words of interactions' },
      setting: KEEP_WORDS_DAYS,
      count: store.countOldWords,
      remove: (tx, _context, before, limit) => store.emptyOldWords(tx, before, limit * 50),
    },
  ];
}
