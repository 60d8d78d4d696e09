import { type Context, systemContext } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { EventReader } from '#kernel/events/log.ts';
import type { Kernel } from '#kernel/module.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import { PROFILES_CHANGED } from '../condition-facts/changed.ts';
import { keysOf } from '../match-model/record-keys.ts';
import { type RecordValues, recordOf } from '../match-model/record-values.ts';
import type { MatchModels } from '../match-model/service.ts';
import { valuesOf } from '../match-model/store.ts';
import { type ApplyingNeeds, type JudgedPair, mergeJudged, proposeJudged } from '../match-runs/applying/service.ts';
import { policyOf, RESOLVE_NEW, type ReadSetting } from '../match-runs/settings.ts';
import type { MatchRecord } from '../matching/columns.ts';
import { type Comparing, comparingOf } from './pairs-of.ts';
import * as store from './store.ts';
import { toldBy } from './told.ts';

export const RESOLVE_JOB = 'customers.resolve_new';
export const KEYS_JOB = 'customers.renew_match_keys';
export const KEYS_TIMER = 'customers.renew_match_keys';

/** Customers of one job. */
const AT_ONCE = 100;
/** Customers whose keys are renewed in one transaction. */
const PART = 2000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
/** A bulk import writes for a while: its customers get their keys once it has been quiet for so long. */
const QUIET_MS = 60_000;

export interface ResolvedNew {
  /** New or described otherwise than before. */
  readonly looked: number;
  readonly compared: number;
  readonly merged: number;
  readonly proposed: number;
}

export interface NewRecords {
  /** Compares customers who are new or described otherwise with all who share a key with them, by the stored model. */
  resolve(context: Context, customerIds: readonly string[]): Promise<ResolvedNew>;
  /** Gives keys to all customers who lack them; goes on where it stopped. Returns how many got new ones. */
  renewKeys(context: Context, options?: { readonly signal?: AbortSignal | undefined }): Promise<number>;
  readonly reader: EventReader;
}

export interface NewRecordsNeeds extends ApplyingNeeds {
  readonly kernel: Kernel;
  readonly models: MatchModels;
  readonly setting: ReadSetting<Db | Tx>;
}

/** What becomes of somebody new when no identifier says who it is. */
export function createNewRecords(needs: NewRecordsNeeds): NewRecords {
  const { kernel } = needs;
  return {
    resolve: (context, ids) =>
      retryOnConflict(() => kernel.transaction(context, (tx) => resolve(needs, tx, { context, ids }))),
    renewKeys: async (context, { signal } = {}) => {
      const nicknames = (await needs.models.latest())?.compared.nicknames ?? [];
      let renewed = 0;
      for (let after = FIRST_ID; ; ) {
        signal?.throwIfAborted();
        const { ids, lastId } = await store.staleCustomers(kernel.postgres.db, { after, limit: PART });
        if (lastId === null) {
          break;
        }
        renewed += ids.length === 0 ? 0 : await kernel.transaction(context, (tx) => saveKeysOf(tx, ids, nicknames));
        after = lastId;
      }
      await kernel.transaction(context, (tx) => store.dropStrayKeys(tx));
      return renewed;
    },
    reader: {
      name: 'customers.new_records',
      types: [PROFILES_CHANGED],
      restMs: 200,
      handle: (events, tx) => hear(needs, tx, toldBy(events)),
    },
  };
}

async function saveKeysOf(tx: Tx, ids: readonly string[], nicknames: readonly string[]): Promise<number> {
  const { keyed } = keyedOf(await valuesOf(tx, ids), nicknames);
  return (await store.saveKeys(tx, keyed)).length;
}

/** The keys of customers, those of all their records together. */
function keyedOf(
  values: readonly RecordValues[],
  nicknames: readonly string[],
): {
  readonly keyed: readonly store.KeyedCustomer[];
  readonly records: ReadonlyMap<string, readonly MatchRecord[]>;
} {
  const records = new Map(
    [...Map.groupBy(values, ({ customerId }) => customerId)].map(
      ([id, own]) => [id, own.map((each) => recordOf(each, nicknames))] as const,
    ),
  );
  const keyed = [...records].map(([id, own]) => ({
    id,
    keys: [...new Set(own.flatMap(keysOf))].toSorted((x, y) => x - y),
  }));
  return { keyed, records };
}

/**
 * The log says that somebody is new. Matching waits until after the intake, which must neither wait for it nor fail
 * with it; the job exists exactly when the position of the reader is saved.
 */
async function hear(
  { kernel, models, setting }: NewRecordsNeeds,
  tx: Tx,
  { ids, isBulk }: ReturnType<typeof toldBy>,
): Promise<void> {
  if ((await models.latest(tx)) === undefined || !(await setting<boolean>(RESOLVE_NEW.key, tx))) {
    return;
  }
  const context = systemContext('customers.new_records');
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    await kernel.jobs.add(tx, context, RESOLVE_JOB, { customerIds: ids.slice(from, from + AT_ONCE) });
  }
  if (isBulk) {
    const dueAt = new Date(kernel.clock.now().getTime() + QUIET_MS);
    await kernel.timers.schedule(tx, context, { kind: KEYS_TIMER, key: 'bulk', dueAt, payload: {} });
  }
}

async function resolve(
  needs: NewRecordsNeeds,
  tx: Tx,
  { context, ids }: { readonly context: Context; readonly ids: readonly string[] },
): Promise<ResolvedNew> {
  const model = await needs.models.latest(tx);
  if (model === undefined) {
    return { looked: 0, compared: 0, merged: 0, proposed: 0 };
  }
  const { nicknames } = model.compared;
  const { keyed, records } = keyedOf(await valuesOf(tx, ids), nicknames);
  const changed = new Set(await store.saveKeys(tx, keyed));
  const sharing = await store.sharingKeys(
    tx,
    keyed.filter(({ id }) => changed.has(id)),
  );
  const otherIds = [...new Set(sharing.map(({ other }) => other))].filter((id) => !records.has(id));
  const others = keyedOf(await valuesOf(tx, otherIds), nicknames).records;
  const comparing = comparingOf(sharing, new Map([...records, ...others]));
  const scored = await needs.models.score(tx, model, comparing);
  const judged = bestOf(comparing.flatMap((one, place) => judgedOf(one, scored[place] ?? [])));
  const policy = await policyOf(needs.setting, tx);
  const merge = Math.max(policy.merge, model.thresholds.own.probability);
  const sure = judged.filter(({ probability }) => policy.autoMerge && probability >= merge);
  const unsure = judged.filter((pair) => pair.probability >= policy.review && !sure.includes(pair));
  const proposed = await proposeJudged(tx, unsure, { model, now: needs.kernel.clock.now() });
  const done = await mergeJudged(needs, tx, { context, pairs: sure, model });
  return {
    looked: changed.size,
    compared: judged.length,
    merged: done.merged,
    proposed: proposed + done.proposed,
  };
}

function judgedOf(one: Comparing, scored: readonly { codes: Uint8Array; probability: number }[]): JudgedPair[] {
  return scored.map(({ codes, probability }, place) => ({
    left: one.id,
    right: one.otherIds[place] ?? '',
    probability,
    codes,
  }));
}

/** Of each two customers the two records most alike. */
function bestOf(pairs: readonly JudgedPair[]): JudgedPair[] {
  return [...Map.groupBy(pairs, ({ left, right }) => `${left} ${right}`).values()].flatMap((own) =>
    own.toSorted((a, b) => b.probability - a.probability).slice(0, 1),
  );
}
