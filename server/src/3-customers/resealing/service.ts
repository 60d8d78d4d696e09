import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import { profilesChanged } from '../condition-facts/changed.ts';
import { lockForIntake, lockForUndo } from '../identity/store.ts';
import { type Rewriting, rewritten, rewrittenAll } from '../sealing/rewriting.ts';
import { beginSealing, fieldSeal, SEAL_JOB } from '../sealing/service.ts';
import * as store from '../sealing/store.ts';
import type { FieldSealing } from './schema.ts';

export interface Resealing {
  /** A new key, and everything that is sealed with it in the end. */
  renew(tx: Tx, context: Context): Promise<{ readonly keyId: string }>;
  /**
   * Goes on with what is left to do, part by part, until nothing is. False when the analytic store has yet to copy what
   * was replaced, and let go of what it replaces: to be tried again.
   */
  run(context: Context, options?: RunOptions): Promise<boolean>;
  /** Called by `wiring.ts`: makes the analytic store let go of rows that were replaced; false when it is too early. */
  purgeWith(purge: () => Promise<boolean>): void;
  /** At the start of a worker: what was left goes on. */
  recover(context: Context): Promise<void>;
  list(context: Context): Promise<{ items: FieldSealing[] }>;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Told after each part about how much is done, and how many rows were written anew. */
  progress?(share: number, done: number): void;
}

/** Rows in one transaction. */
const PART = 500;
const SHOWN = 20;

type Needs = Pick<Kernel, 'postgres' | 'transaction' | 'jobs' | 'events' | 'sealer' | 'clock'>;

/** Values that are stored already, kept as the level of their field wants by now. */
export function createResealing(kernel: Needs): Resealing {
  const step = (context: Context): Promise<store.Sealing | null> =>
    kernel.transaction(context, async (tx) => {
      const sealing = await store.nextSealing(tx);
      return sealing === undefined ? null : advance(kernel, tx, context, sealing);
    });
  let purge = async (): Promise<boolean> => true;
  return {
    purgeWith: (given) => {
      purge = given;
    },
    renew: async (tx, context) => {
      const keyId = await kernel.sealer.renew(tx);
      await beginSealing(kernel, tx, context, null);
      return { keyId };
    },
    run: async (context, { signal, progress } = {}) => {
      for (;;) {
        const sealing = await retryOnConflict(() => step(context), { signal });
        if (sealing === null) {
          return letGo(kernel, context, purge);
        }
        progress?.(shareOf(sealing), sealing.done);
        signal?.throwIfAborted();
      }
    },
    recover: async (context) => {
      if (await store.isSealingLeft(kernel.postgres.db)) {
        await kernel.transaction(context, (tx) => kernel.jobs.add(tx, context, SEAL_JOB, {}, { key: SEAL_JOB }));
      }
    },
    list: async (context) => {
      requirePermission(context, 'fields.levels');
      const rows = await store.lastSealings(kernel.postgres.db, SHOWN);
      return { items: rows.map(present) };
    },
  };
}

/** What was replaced lies about in the analytic store until that merges its parts: it is made to. */
async function letGo(kernel: Needs, context: Context, purge: () => Promise<boolean>): Promise<boolean> {
  const ids = await store.copiesLeft(kernel.postgres.db);
  if (ids.length > 0) {
    if (!(await purge())) {
      return false;
    }
    await kernel.transaction(context, (tx) => store.finishSealings(tx, ids, kernel.clock.now()));
  }
  return true;
}

/** One part, in the transaction of its progress: stopped anywhere it goes on behind the last part that was kept. */
async function advance(kernel: Needs, tx: Tx, context: Context, sealing: store.Sealing): Promise<store.Sealing> {
  // A round begins when all who wrote by the level before are done; afterwards nobody takes an import back meanwhile.
  await (isRoundBegin(sealing) ? lockForUndo(tx) : lockForIntake(tx));
  const { keyId } = await kernel.sealer.ready(tx);
  const rewriting = { seal: await fieldSeal(kernel, tx), field: sealing.field, keyId };
  const part = await rewritePart(tx, sealing, rewriting);
  if (sealing.stage === 'customers') {
    await kernel.events.append(tx, context, profilesChanged({ described: part.changed }));
  }
  const next = after(sealing, part, kernel.clock.now());
  await store.moveSealing(tx, sealing.id, next);
  return next;
}

function isRoundBegin({ stage, after: place }: store.Sealing): boolean {
  return stage === 'records' && place === null;
}

interface Part {
  /** The place of the last row; null when the table is at its end. */
  readonly last: string | null;
  readonly changed: readonly string[];
}

async function rewritePart(tx: Tx, { field, stage, after: place }: store.Sealing, rewriting: Rewriting): Promise<Part> {
  const page = { field, after: place, limit: PART };
  if (stage === 'copies') {
    throw new Error('The analytic store is not gone over by parts');
  }
  if (stage === 'changes') {
    const rows = await store.keptChanges(tx, page);
    const next = rows.map((row) => ({
      ...row,
      before: row.before === null ? null : rewritten(rewriting, row.field, row.before),
      after: row.after === null ? null : rewritten(rewriting, row.field, row.after),
    }));
    const changed = next.filter((row, at) => row.before !== rows[at]?.before || row.after !== rows[at]?.after);
    await store.replaceChanges(tx, changed);
    return partOf(
      rows.map(({ seq }) => String(seq)),
      changed.map(({ seq }) => String(seq)),
    );
  }
  const rows = await store.keptRows(tx, stage, page);
  const next = rows.map(({ id, values }) => ({ id, values: rewrittenAll(rewriting, values) }));
  const changed = next.filter(({ values }, at) => values !== rows[at]?.values);
  await store.replaceKept(tx, stage, changed);
  return partOf(
    rows.map(({ id }) => id),
    changed.map(({ id }) => id),
  );
}

function partOf(places: readonly string[], changed: readonly string[]): Part {
  return { last: places.length < PART ? null : (places.at(-1) ?? null), changed };
}

/** Where it goes on: in the same table, in the next one, from the beginning again, or nowhere. */
function after(sealing: store.Sealing, { last, changed }: Part, now: Date): store.Sealing {
  const counted = {
    ...sealing,
    after: last,
    done: sealing.done + changed.length,
    changedInRound: sealing.changedInRound + changed.length,
  };
  if (last !== null) {
    return counted;
  }
  const stage = store.STAGES[stageNo(sealing.stage) + 1];
  if (stage !== undefined) {
    return { ...counted, stage };
  }
  if (counted.changedInRound === 0) {
    // With another key tokens stay what they are, and the analytic store has nothing else.
    return sealing.field === null ? { ...counted, finishedAt: now } : { ...counted, stage: 'copies' };
  }
  return { ...counted, stage: 'records', round: sealing.round + 1, changedInRound: 0 };
}

/** Mostly there are two rounds: one that works and one that finds nothing left. */
function shareOf({ round, stage, finishedAt }: store.Sealing): number {
  return finishedAt === null ? Math.min(0.99, (round - 1 + stageNo(stage) / store.STAGES.length) / 2) : 1;
}

function stageNo(stage: store.Stage): number {
  return stage === 'copies' ? store.STAGES.length : store.STAGES.indexOf(stage);
}

function present(row: store.Sealing): FieldSealing {
  const { id, field, stage, round, done } = row;
  return {
    id,
    field,
    stage,
    round,
    done,
    requestedAt: row.requestedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
