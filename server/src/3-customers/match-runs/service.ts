import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import type { MatchModels } from '../match-model/service.ts';
import type { StoredModel } from '../match-model/stored-model.ts';
import type { Merging } from '../merging/service.ts';
import { mergeJudged, proposeJudged } from './applying/service.ts';
import { learnFromCustomers } from './learning/service.ts';
import type { MatchRun } from './schema.ts';
import { policyOf, type ReadSetting } from './settings.ts';
import * as store from './store.ts';

export const RUN_JOB = 'customers.match_all';

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the share done, 0 to 1, and the stage. */
  readonly onProgress?: ((share: number, stage: string) => void) | undefined;
}

export interface MatchRuns {
  /**
   * Looks through all customers: learns the model, merges what may be merged, proposes the rest. Goes on with a run
   * that was interrupted. Throws 409 `match_run_busy` while another process runs.
   */
  run(context: Context, options?: RunOptions): Promise<MatchRun>;
  /** Puts a run in the queue of the worker. */
  request(tx: Tx, context: Context): Promise<{ queued: boolean }>;
  list(context: Context): Promise<{ items: MatchRun[]; can: { run: boolean } }>;
}

export interface MatchRunsNeeds {
  readonly kernel: Kernel;
  readonly merging: Pick<Merging, 'merge'>;
  readonly models: MatchModels;
  readonly setting: ReadSetting<Db | Tx>;
  /** Called once a model is in force: what is worked out with it is worked out anew. */
  readonly onModel: (context: Context, signal: AbortSignal | undefined) => Promise<void>;
}

const REVIEW = 'customers.review';
const LISTED = 20;
/** Pairs put before staff in one transaction. */
const PART = 200;

/** Runs of the matching over all customers. */
export function createMatchRuns(needs: MatchRunsNeeds): MatchRuns {
  const { kernel } = needs;
  return {
    run: async (context, options = {}) => {
      requireForAll(context);
      return kernel.postgres.db.connection().execute(async (session) => {
        if (!(await store.tryClaimRun(session))) {
          throw busy();
        }
        try {
          return await runOnce(needs, context, options);
        } finally {
          await store.releaseRun(session);
        }
      });
    },
    request: async (tx, context) => {
      requireForAll(context);
      await kernel.jobs.add(tx, context, RUN_JOB, {}, { key: RUN_JOB });
      return { queued: true };
    },
    list: async (context) => {
      requirePermission(context, REVIEW);
      const rows = await store.listRuns(kernel.postgres.db, LISTED);
      return { items: rows.map(presentRun), can: { run: context.actor.scopeIds === null } };
    },
  };
}

/** A run is about all customers, whoever may see only some of them. */
function requireForAll(context: Context): void {
  requirePermission(context, REVIEW);
  if (context.actor.scopeIds !== null) {
    throw new AppError('scope_limited', 403, {
      message: {
        'zh-CN': '匹配以全体客户为范围，数据范围受限的账号不能运行',
        en: 'The matching is about all customers; an account limited to some scopes may not run it',
      },
    });
  }
}

function busy(): AppError {
  return new AppError('match_run_busy', 409, {
    message: {
      'zh-CN': '匹配正在运行，请等它结束（客户 › 匹配模型 可看进度）',
      en: 'The matching is running already; wait for it to end (its progress is on the page of the model)',
    },
  });
}

async function runOnce(needs: MatchRunsNeeds, context: Context, options: RunOptions): Promise<MatchRun> {
  const { kernel } = needs;
  const { db } = kernel.postgres;
  const run = (await store.unfinishedRun(db)) ?? (await begin(needs, context));
  try {
    if (run.state === 'learning') {
      await learnFromCustomers(kernel, context, {
        runId: run.id,
        policy: await policyOf(needs.setting),
        signal: options.signal,
        onProgress: (stage) => options.onProgress?.(0, stage),
      });
    }
    await applyAll(needs, context, { runId: run.id, options });
    options.onProgress?.(1, 'keys');
    await needs.onModel(context, options.signal);
  } catch (error) {
    if (options.signal?.aborted !== true) {
      const problem = error instanceof AppError ? error.code : 'unexpected';
      await store.endRun(db, run.id, { problem, now: kernel.clock.now() });
    }
    throw error;
  }
  await store.endRun(db, run.id, { problem: null, now: kernel.clock.now() });
  const ended = await store.findRun(db, run.id);
  if (ended === undefined) {
    throw new Error('A run disappeared');
  }
  return presentRun(ended);
}

async function begin({ kernel }: MatchRunsNeeds, context: Context): Promise<Pick<store.RunRow, 'id' | 'state'>> {
  const id = newId();
  const run = { id, askedBy: context.actor.name, now: kernel.clock.now() };
  await kernel.transaction(context, (tx) => store.beginRun(tx, run));
  return { id, state: 'learning' };
}

interface Applying {
  readonly runId: string;
  readonly options: RunOptions;
}

/** Part by part, each in a transaction with the note that it is done. */
async function applyAll(needs: MatchRunsNeeds, context: Context, { runId, options }: Applying): Promise<void> {
  const { kernel } = needs;
  const run = await store.findRun(kernel.postgres.db, runId);
  const model = await needs.models.latest();
  if (run === undefined || model === undefined || model.id !== run.modelId) {
    throw new Error('A run applies a model that is not there');
  }
  for (let applied = run.applied; ; ) {
    options.signal?.throwIfAborted();
    const count = await retryOnConflict(() =>
      kernel.transaction(context, (tx) => applyPart(needs, tx, { context, runId, model })),
    );
    if (count === 0) {
      return;
    }
    applied += count;
    options.onProgress?.(applied / Math.max(1, run.pairs), 'applying');
  }
}

async function applyPart(
  needs: MatchRunsNeeds,
  tx: Tx,
  { context, runId, model }: { readonly context: Context; readonly runId: string; readonly model: StoredModel },
): Promise<number> {
  const { kernel } = needs;
  const cluster = model.thresholds.autoMerge ? await store.nextCluster(tx, runId) : [];
  const pairs = cluster.length > 0 ? cluster : await store.nextPairs(tx, runId, PART);
  if (pairs.length > 0) {
    const done =
      cluster.length > 0
        ? await mergeJudged(needs, tx, { context, pairs, model })
        : { merged: 0, heldBack: 0, proposed: await proposeJudged(tx, pairs, { model, now: kernel.clock.now() }) };
    const places = pairs.map(({ place }) => place);
    await store.applied(tx, runId, places, done);
  }
  return pairs.length;
}

function presentRun(row: store.RunRow): MatchRun {
  const { modelId: _, ...rest } = row;
  return { ...rest, startedAt: row.startedAt.toISOString(), finishedAt: row.finishedAt?.toISOString() ?? null };
}
