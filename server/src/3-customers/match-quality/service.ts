import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { keysOf } from '../match-model/record-keys.ts';
import { type RecordValues, recordOf } from '../match-model/record-values.ts';
import type { MatchModels } from '../match-model/service.ts';
import { valuesOf } from '../match-model/store.ts';
import type { StoredModel } from '../match-model/stored-model.ts';
import { policyOf, type ReadSetting } from '../match-runs/settings.ts';
import type { MatchRecord } from '../matching/columns.ts';
import type { LabelledPair } from '../reviews/measure.ts';
import { labelledPairs } from '../reviews/store.ts';
import { curveOf } from './curve.ts';
import type { LabelSource, MatchQuality } from './schema.ts';
import * as store from './store.ts';

export interface GivenLabels {
  readonly fileName: string;
  readonly pairs: readonly { readonly a: string; readonly b: string; readonly same: boolean }[];
}

export interface MatchQualities {
  /** Precision and recall at each threshold, by decisions of the review queue, by labels from outside, or by both. */
  measure(context: Context, by: LabelSource): Promise<MatchQuality>;
  /** Replaces the labels from outside. */
  label(tx: Tx, context: Context, given: GivenLabels): Promise<{ saved: number; unknown: number[] }>;
  /** Scores all labels by the model in force. */
  rescore(context: Context, signal?: AbortSignal): Promise<void>;
}

export interface MatchQualityNeeds {
  readonly kernel: Kernel;
  readonly models: MatchModels;
  readonly setting: ReadSetting<Db | Tx>;
}

const REVIEW = 'customers.review';
const PART = 500;
/** So many records of a customer are looked at. */
const MOST_RECORDS = 20;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** How right the matching is, measured on what people said. */
export function createMatchQualities({ kernel, models, setting }: MatchQualityNeeds): MatchQualities {
  const { db } = kernel.postgres;
  return {
    measure: async (context, by) => {
      requirePermission(context, REVIEW);
      const reviews = await labelledPairs(db);
      const file = await store.labelledInFile(db);
      const policy = await policyOf(setting);
      const pairs = [...(by === 'file' ? [] : reviews), ...(by === 'reviews' ? [] : file.pairs)];
      return {
        threshold: policy.merge,
        reviewThreshold: policy.review,
        labelled: { reviews: countsOf(reviews), file: countsOf(file.pairs) },
        fileName: file.fileName,
        points: curveOf(pairs).map((point) => ({ ...point })),
      };
    },
    label: async (tx, context, { fileName, pairs }) => {
      requirePermission(context, REVIEW);
      const texts = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
      const meant = await store.recordsMeant(tx, texts, context.actor.scopeIds);
      const labels = pairs.map(({ a, b, same }) => ({ a: meant.get(a), b: meant.get(b), same }));
      const known = labels.flatMap(({ a, b, same }) =>
        a === undefined || b === undefined ? [] : [{ leftRecordId: a, rightRecordId: b, same }],
      );
      await store.replaceLabels(tx, known, { fileName, now: kernel.clock.now() });
      const model = await models.latest(tx);
      for (let last = await scorePart(tx, { models, model }, START); last !== null; ) {
        last = await scorePart(tx, { models, model }, last);
      }
      const unknown = labels.flatMap(({ a, b }, place) => (a === undefined || b === undefined ? [place + 1] : []));
      return { saved: known.length, unknown };
    },
    rescore: async (context, signal) => {
      const model = await models.latest();
      for (let last: Place | null = START; last !== null; ) {
        signal?.throwIfAborted();
        const from: Place = last;
        last = await kernel.transaction(context, (tx) => scorePart(tx, { models, model }, from));
      }
    },
  };
}

type Place = Pick<store.StandingLabel, 'leftRecordId' | 'rightRecordId'>;
const START: Place = { leftRecordId: FIRST_ID, rightRecordId: FIRST_ID };

function countsOf(pairs: readonly LabelledPair[]): { same: number; different: number } {
  const same = pairs.filter((pair) => pair.same).length;
  return { same, different: pairs.length - same };
}

/** Scores the pairs after a place; null when there are none. Two who are one by now were found, however. */
async function scorePart(
  tx: Tx,
  { models, model }: { readonly models: MatchModels; readonly model: StoredModel | undefined },
  after: Place,
): Promise<Place | null> {
  const labels = await store.nextLabels(tx, after, PART);
  const last = labels.at(-1);
  if (last === undefined) {
    return null;
  }
  const values = await valuesOf(tx, [...new Set(labels.flatMap(({ left, right }) => [left, right]))]);
  const nicknames = model?.compared.nicknames ?? [];
  const compared = (each: RecordValues): MatchRecord => recordOf(each, nicknames);
  const records = Map.groupBy(values, ({ customerId }) => customerId);
  const pairs = labels.flatMap((label) => {
    const others = (records.get(label.right) ?? []).slice(0, MOST_RECORDS).map(compared);
    return (records.get(label.left) ?? [])
      .slice(0, MOST_RECORDS)
      .map((own) => ({ label, record: compared(own), others }));
  });
  const scored = model === undefined ? [] : await models.score(tx, model, pairs);
  const best = new Map<store.StandingLabel, number>();
  for (const [place, { label, record, others }] of pairs.entries()) {
    // Whom nothing brings together is not found, however alike they are.
    const shared = new Set(keysOf(record));
    const met = others.map((other, at) =>
      keysOf(other).some((key) => shared.has(key)) ? (scored[place]?.[at]?.probability ?? 0) : 0,
    );
    best.set(label, Math.max(best.get(label) ?? 0, ...met));
  }
  await store.setScores(
    tx,
    labels.map((label) => ({ ...label, score: label.left === label.right ? 1 : (best.get(label) ?? 0) })),
  );
  return last;
}
