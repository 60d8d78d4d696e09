import { type Context, SYSTEM_ACTOR } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import type { StoredModel } from '../../match-model/stored-model.ts';
import { weightsOf } from '../../match-model/wording.ts';
import type { Merging } from '../../merging/service.ts';
import { currentOf } from '../../merging/store.ts';
import type { ProposedPair } from '../../reviews/proposal.ts';
import { nameMerge, openAmong, proposePairs } from '../../reviews/store.ts';
import type { Applied } from '../store.ts';
import { isSpokenAgainst } from '../store.ts';
import { groupsOf } from './groups-of.ts';

/** Two customers and what the model says about them. */
export interface JudgedPair {
  readonly left: string;
  readonly right: string;
  readonly probability: number;
  readonly codes: Uint8Array;
}

export interface ApplyingNeeds {
  readonly kernel: Pick<Kernel, 'clock'>;
  readonly merging: Pick<Merging, 'merge'>;
}

const REASON = {
  'zh-CN': '匹配模型：同一人的可能性达到合并界限',
  en: 'The model: beyond the threshold of merging',
} as const;

type Judging = Pick<StoredModel, 'model' | 'compared'>;

/** Puts pairs before staff with their weights; those decided once are left alone. Returns how many are new. */
export async function proposeJudged(
  tx: Tx,
  pairs: readonly JudgedPair[],
  { model, now }: { readonly model: Judging; readonly now: Date },
): Promise<number> {
  const standing = await asTheyAre(tx, pairs);
  return proposePairs(
    tx,
    standing.map(({ left, right, probability, codes }): ProposedPair => {
      const weights = weightsOf(model, codes).filter(({ level }) => level !== 'missing');
      return { left, right, origin: 'matching', score: probability, weights };
    }),
    now,
  );
}

/**
 * Merges those who hang together by pairs above the threshold, group by group, as the platform itself. Where anything
 * speaks against a group, all of it is put before staff instead.
 */
export async function mergeJudged(
  { kernel, merging }: ApplyingNeeds,
  tx: Tx,
  {
    context,
    pairs,
    model,
  }: { readonly context: Context; readonly pairs: readonly JudgedPair[]; readonly model: Judging },
): Promise<Applied> {
  const now = kernel.clock.now();
  const standing = await asTheyAre(tx, pairs);
  let done: Applied = { merged: 0, proposed: 0, heldBack: 0 };
  for (const group of groupsOf(standing)) {
    // Kept as a pair as well, so that nobody merges again what staff take back.
    const proposed = await proposeJudged(tx, group.pairs, { model, now });
    if (await isSpokenAgainst(tx, group.ids)) {
      done = { ...done, proposed: done.proposed + proposed, heldBack: done.heldBack + group.pairs.length };
      continue;
    }
    const pairIds = await openAmong(tx, group.ids);
    const asPlatform = { ...context, actor: SYSTEM_ACTOR };
    const { mergeId, merged } = await merging.merge(tx, asPlatform, {
      customerIds: group.ids,
      reason: REASON[context.locale],
      origin: 'matching',
    });
    if (mergeId !== null) {
      await nameMerge(tx, { pairIds, mergeId });
    }
    done = { ...done, merged: done.merged + merged.length };
  }
  return done;
}

/** The customers of the pairs as they are by now; pairs that are one, or of whom one is gone, are left out. */
async function asTheyAre(tx: Tx, pairs: readonly JudgedPair[]): Promise<JudgedPair[]> {
  const ids = [...new Set(pairs.flatMap(({ left, right }) => [left, right]))];
  const now = new Map((await currentOf(tx, ids)).map((row) => [row.id, row.now]));
  return pairs.flatMap((pair) => {
    const [left, right] = [now.get(pair.left), now.get(pair.right)];
    return left === undefined || right === undefined || left === right ? [] : [{ ...pair, left, right }];
  });
}
