import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission, requireSources, type ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { passBondsOn } from '../bonds/service.ts';
import type { FactOwner } from '../facts.ts';
import { STAFF_SOURCE } from '../identity/statement.ts';
import { lockForUndo } from '../identity/store.ts';
import { createRegrouping } from '../regrouping/service.ts';
import { reattachHandSet } from '../regrouping/store.ts';
import { COUNTED_EACH_TIME, freshTotal, type KeptTotal, keepTotal } from '../search/totals.ts';
import { customersOfRecords, deleteRecords } from '../undo/store.ts';
import type { SourceNames } from '../values/service.ts';
import type { Source } from './schema.ts';
import * as store from './store.ts';
import { USUAL_LABELS } from './usual-labels.ts';

export interface RemovalCounts {
  readonly records: number;
  readonly customers: number;
  readonly onlyHere: number;
  readonly emptied: number;
  readonly identifiers: number;
  readonly values: number;
}

export type GivenDescription = Omit<store.SourceDescription, 'source'>;

export interface Sources {
  readonly names: SourceNames;
  list(context: Context): Promise<{ items: Source[]; can: { write: boolean } }>;
  describe(tx: Tx, context: Context, source: string, given: GivenDescription): Promise<Source>;
  preview(context: Context, source: string): Promise<RemovalCounts>;
  remove(tx: Tx, context: Context, request: { readonly source: string; readonly reason: string }): Promise<Source>;
  /** Goes on with a removal until it is done; safe to repeat. */
  run(context: Context, removalId: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
}

export const REMOVE_JOB = 'customers.remove_source_data';
const WRITE = 'sources.write';
/** Records in one transaction: intake waits meanwhile. */
const PART = 300;
const COUNTED_AT_ONCE = 5000;
const STAFF_LABEL = { 'zh-CN': '手工填写', en: 'By hand' };

type Needs = Pick<Kernel, 'postgres' | 'clock' | 'jobs' | 'transaction' | 'events'>;

interface Having {
  readonly kernel: Needs;
  readonly access: Pick<Access, 'audit'>;
  readonly factOwners: readonly FactOwner[];
}

/** Where data comes from: whose it is, by which right, and the way to let it go again. */
export function createSources(kernel: Needs, access: Pick<Access, 'audit'>, factOwners: readonly FactOwner[]): Sources {
  const having = { kernel, access, factOwners };
  const totals = createSourceTotals(kernel);
  return {
    names: async (reader, sources) => {
      const rows = await store.descriptions(reader, sources);
      return new Map([
        ...Object.entries(USUAL_LABELS).map(([source, label]) => [source, { label, provider: null }] as const),
        ...rows.map(({ source, label, kind, provider }) => {
          return [source, { label, provider: kind === 'third_party' ? provider : null }] as const;
        }),
        [STAFF_SOURCE, { label: STAFF_LABEL, provider: null }] as const,
      ]);
    },
    list: async (context) => {
      requirePermission(context, 'customers.read');
      return {
        items: await listSources(kernel.postgres.db, context, totals),
        can: { write: may(context.actor, WRITE) && context.actor.scopeIds === null },
      };
    },
    describe: async (tx, context, source, given) => {
      requireManager(context, source);
      requireBasis(given);
      const zh = given.label['zh-CN'] || given.label.en || source;
      const label = { 'zh-CN': zh, en: given.label.en || zh };
      await store.saveDescription(tx, { ...given, label, source }, kernel.clock.now());
      await access.audit(tx, context, {
        action: 'customers.source_described',
        subjectType: 'source',
        subjectId: source,
        detail: { kind: given.kind, provider: given.provider, basis: given.basis },
      });
      return presentOne(tx, context, source);
    },
    preview: async (context, source) => {
      requireManager(context, source);
      const { db } = kernel.postgres;
      const [counts] = await store.countBySource(db, null, [source]);
      return {
        records: counts?.records ?? 0,
        customers: counts?.customers ?? 0,
        ...(await store.countWords(db, source)),
        emptied: await kernel.transaction(context, (tx) => countUsed(tx, source, factOwners)),
      };
    },
    remove: (tx, context, request) => remove(having, tx, context, request),
    run: async (context, removalId, { signal } = {}) => {
      const removePart = partRemover(kernel, factOwners);
      while (!signal?.aborted) {
        if (await kernel.transaction(context, (tx) => removePart(tx, context, removalId))) {
          return;
        }
      }
      throw new Error('The removal stops with the process and goes on with the next one');
    },
  };
}

/** Counts of sources; those of large ones may be a minute old. */
interface SourceTotals {
  of(scopeIds: ScopeLimit, names: readonly string[]): Promise<ReadonlyMap<string, store.SourceCounts>>;
}

function createSourceTotals({ postgres, clock }: Pick<Kernel, 'postgres' | 'clock'>): SourceTotals {
  let records: ReadonlyMap<string, KeptTotal> = new Map();
  let customers: ReadonlyMap<string, KeptTotal> = new Map();
  return {
    of: async (scopeIds, names) => {
      const nowMs = clock.now().getTime();
      const keyOf = (source: string): string => JSON.stringify([source, scopeIds]);
      const kept = names.flatMap((source) => {
        const [had, people] = [freshTotal(records, keyOf(source), nowMs), freshTotal(customers, keyOf(source), nowMs)];
        return had === null || people === null ? [] : [{ source, records: had, customers: people }];
      });
      const known = new Set(kept.map(({ source }) => source));
      const missing = names.filter((source) => !known.has(source));
      const counted = await store.countBySource(postgres.db, scopeIds, missing);
      for (const row of counted.filter((each) => each.records > COUNTED_EACH_TIME)) {
        records = keepTotal(records, keyOf(row.source), { total: row.records, nowMs });
        customers = keepTotal(customers, keyOf(row.source), { total: row.customers, nowMs });
      }
      return new Map([...kept, ...counted].map((row) => [row.source, row]));
    },
  };
}

async function listSources(db: Db, context: Context, totals: SourceTotals): Promise<Source[]> {
  const counts = await totals.of(context.actor.scopeIds, await store.sourceNames(db));
  const described = new Map((await store.descriptions(db, null)).map((row) => [row.source, row]));
  const removals = new Map((await store.lastRemovals(db)).map((row) => [row.source, row]));
  const names = [...new Set([...counts.keys(), ...described.keys(), ...removals.keys()])];
  return names
    .toSorted((a, b) => a.localeCompare(b, 'en'))
    .map((source) =>
      present(source, {
        counts: counts.get(source),
        description: described.get(source),
        removal: removals.get(source),
      }),
    );
}

async function presentOne(tx: Tx, context: Context, source: string): Promise<Source> {
  const [description] = await store.descriptions(tx, [source]);
  const [counts] = await store.countBySource(tx, context.actor.scopeIds, [source]);
  const [removal] = await store.lastRemovals(tx, source);
  return present(source, { description, counts, removal });
}

/** Says that all data of a source is to go; a job does it, part by part. */
async function remove(
  { kernel, access }: Having,
  tx: Tx,
  context: Context,
  { source, reason }: { readonly source: string; readonly reason: string },
): Promise<Source> {
  requireManager(context, source);
  const [counts] = await store.countBySource(tx, null, [source]);
  const id = newId();
  const records = counts?.records ?? 0;
  if (!(await store.insertRemoval(tx, { id, source, reason, records }, kernel.clock.now()))) {
    throw new AppError('source_removal_running', 409, {
      message: {
        'zh-CN': '这个来源的数据正在删除',
        en: 'The data of this source is being removed already',
      },
    });
  }
  await access.audit(tx, context, {
    action: 'customers.source_data_removed',
    subjectType: 'source',
    subjectId: source,
    reason,
    detail: { records, customers: counts?.customers ?? 0 },
  });
  await kernel.jobs.add(tx, context, REMOVE_JOB, { removalId: id });
  return presentOne(tx, context, source);
}

function requireManager(context: Context, source: string): void {
  requirePermission(context, WRITE);
  requireSources(context, [source]);
  if (context.actor.scopeIds !== null) {
    throw new AppError('permission_scoped', 403, {
      message: {
        'zh-CN': '你的权限限于部分数据范围，不能管理来源',
        en: 'Your rights are limited to some scopes; sources are those of the whole business',
      },
    });
  }
  if (source === STAFF_SOURCE) {
    throw invalidInput([
      {
        field: 'source',
        code: 'source_reserved',
        message: { 'zh-CN': '手工填写的内容不是外部来源', en: 'what staff set by hand is no source to manage' },
      },
    ]);
  }
}

function requireBasis({ kind, provider, basis }: GivenDescription): void {
  const faults = (
    [
      ['provider', provider],
      ['basis', basis],
    ] as const
  ).flatMap(([field, value]) =>
    kind === 'third_party' && (value === null || value === '')
      ? [
          {
            field,
            code: 'value_missing',
            message:
              field === 'provider'
                ? { 'zh-CN': '第三方数据需要提供方', en: 'third-party data needs its provider' }
                : { 'zh-CN': '第三方数据需要许可或合法依据', en: 'third-party data needs a licence or legal basis' },
          },
        ]
      : [],
  );
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
}

/** How many records of the source facts came with. */
async function countUsed(tx: Tx, source: string, factOwners: readonly FactOwner[]): Promise<number> {
  let used = 0;
  for (let after: string | null = null; ; ) {
    const ids: string[] = await store.recordsOfSource(tx, source, { after, before: null, limit: COUNTED_AT_ONCE });
    used += (await usedAmong(tx, ids, factOwners)).size;
    after = ids.at(-1) ?? null;
    if (ids.length < COUNTED_AT_ONCE) {
      return used;
    }
  }
}

async function usedAmong(tx: Tx, ids: readonly string[], factOwners: readonly FactOwner[]): Promise<Set<string>> {
  const used = new Set<string>();
  for (const owner of ids.length === 0 ? [] : factOwners) {
    for (const id of await owner.usedRecords(tx, ids)) {
      used.add(id);
    }
  }
  return used;
}

/** One part of a removal; true when there is nothing left. */
function partRemover(kernel: Needs, factOwners: readonly FactOwner[]) {
  const regroup = createRegrouping(kernel, factOwners);
  return async (tx: Tx, context: Context, removalId: string): Promise<boolean> => {
    await lockForUndo(tx);
    const removal = await store.findRemoval(tx, removalId);
    if (removal === undefined || removal.finishedAt !== null) {
      return true;
    }
    const now = kernel.clock.now();
    const ids = await store.recordsOfSource(tx, removal.source, {
      after: null,
      before: removal.requestedAt,
      limit: PART,
    });
    if (ids.length > 0) {
      const used = await usedAmong(tx, ids, factOwners);
      const free = ids.filter((id) => !used.has(id));
      const customerIds = await customersOfRecords(tx, ids);
      await store.forgetInHistory(tx, ids);
      await passBondsOn(tx, free);
      await reattachHandSet(tx, free);
      await deleteRecords(tx, free);
      await store.emptyRecords(tx, [...used], now);
      await regroup(tx, context, customerIds);
    }
    const isDone = ids.length < PART;
    await store.advanceRemoval(tx, removalId, { done: ids.length, finishedAt: isDone ? now : null });
    return isDone;
  };
}

interface Known {
  readonly description: store.SourceDescription | undefined;
  readonly counts: { readonly records: number; readonly customers: number } | undefined;
  readonly removal: store.RemovalRow | undefined;
}

function present(source: string, { description, counts, removal }: Known): Source {
  return {
    source,
    label: description?.label ?? USUAL_LABELS[source] ?? { 'zh-CN': source, en: source },
    kind: description?.kind ?? 'own',
    provider: description?.provider ?? null,
    basis: description?.basis ?? null,
    obtainedOn: description?.obtainedOn ?? null,
    contact: description?.contact ?? null,
    note: description?.note ?? null,
    described: description !== undefined,
    records: counts?.records ?? 0,
    customers: counts?.customers ?? 0,
    removal:
      removal === undefined
        ? null
        : {
            status: removal.finishedAt === null ? 'running' : 'done',
            records: removal.records,
            done: removal.done,
            requestedAt: removal.requestedAt.toISOString(),
            finishedAt: removal.finishedAt?.toISOString() ?? null,
          },
  };
}
