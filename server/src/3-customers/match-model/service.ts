import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { MatchRecord } from '../matching/columns.ts';
import { EQUAL_CODE, type Level } from '../matching/em.ts';
import { fieldName, levelLabel } from '../reviews/labels.ts';
import type { FieldWeight } from '../reviews/proposal.ts';
import { frequencyKey } from './record-keys.ts';
import { recordOf } from './record-values.ts';
import type { MatchModel } from './schema.ts';
import * as store from './store.ts';
import { type ScoredPair, type StoredModel, scoreAgainst } from './stored-model.ts';
import { levelNames, verdict, weightsOf } from './wording.ts';

interface ExplainedWeight extends FieldWeight {
  readonly label: Text;
  readonly levelLabel: Text;
}

export interface Explained {
  readonly probability: number;
  readonly merge: number;
  readonly review: number;
  readonly version: number;
  readonly weights: ExplainedWeight[];
  readonly verdict: Text;
}

export interface MatchModels {
  /** The model in force; undefined before the first run. Within a transaction give it as reader. */
  latest(reader?: Db | Tx): Promise<StoredModel | undefined>;
  /** The model for people; null before the first run. */
  present(context: Context): Promise<MatchModel | null>;
  /** Two records, or of two customers the two records most alike, by the model in force. Throws 404 for those unknown, 409 `model_missing`. */
  explain(context: Context, pair: { readonly a: string; readonly b: string }): Promise<Explained>;
  /** Scores records against others by the model, with what is known of how frequent their values are. */
  score(
    reader: Db | Tx,
    model: StoredModel,
    pairs: readonly { readonly record: MatchRecord; readonly others: readonly MatchRecord[] }[],
  ): Promise<ScoredPair[][]>;
}

const REVIEW = 'customers.review';

/** The stored model of who is one person. */
export function createMatchModels({ postgres }: Pick<Kernel, 'postgres'>): MatchModels {
  let cached: StoredModel | undefined;
  const latest = async (reader: Db | Tx = postgres.db): Promise<StoredModel | undefined> => {
    const id = await store.latestId(reader);
    if (cached?.id !== id) {
      cached = id === undefined ? undefined : await store.latestModel(reader);
    }
    return cached;
  };
  const score: MatchModels['score'] = async (reader, model, pairs) => {
    const known = await store.frequenciesOf(
      reader,
      model.id,
      pairs.map(({ record }) => record),
    );
    return pairs.map((pair) => scoreAgainst(model, pair, (column, value) => known.get(frequencyKey(column, value))));
  };
  return {
    latest,
    score,
    present: async (context) => {
      requirePermission(context, REVIEW);
      const model = await latest();
      return model === undefined ? null : presentModel(model);
    },
    explain: async (context, { a, b }) => {
      requirePermission(context, REVIEW);
      const model = requireModel(await latest());
      const [ones, others] = await bothOf(postgres.db, context, { ids: [a, b], model });
      const scored = await score(
        postgres.db,
        model,
        ones.map((record) => ({ record, others })),
      );
      const [best] = scored.flat().toSorted((x, y) => y.probability - x.probability);
      if (best === undefined) {
        throw new Error('Nothing was compared');
      }
      return explainedAs(model, best);
    },
  };
}

function requireModel(model: StoredModel | undefined): StoredModel {
  if (model === undefined) {
    throw new AppError('model_missing', 409, {
      message: {
        'zh-CN': '还没有匹配模型，请先运行一次匹配（zhike identity run）',
        en: 'There is no model yet; run the matching first (zhike identity run)',
      },
    });
  }
  return model;
}

/** So many records of a customer are looked at. */
const MOST_RECORDS = 20;

/** The records of two customers, or two records; 404 for what is neither, or nobody the actor may see. */
async function bothOf(
  db: Db,
  context: Context,
  { ids, model }: { readonly ids: readonly [string, string]; readonly model: StoredModel },
): Promise<readonly [MatchRecord[], MatchRecord[]]> {
  const recordsOf = async (id: string): Promise<MatchRecord[]> => {
    const own = await store.valuesOf(db, [id]);
    const values = own.length > 0 ? own.slice(0, MOST_RECORDS) : await store.recordValuesOf(db, [id]);
    const seen = await store.seenAmong(db, [id], context.actor.scopeIds);
    if (values.length === 0 || seen.length === 0) {
      throw notFound({ 'zh-CN': '客户或来源记录', en: 'customer or record' }, id);
    }
    return values.map((each) => recordOf(each, model.compared.nicknames));
  };
  return [await recordsOf(ids[0]), await recordsOf(ids[1])];
}

function explainedAs(model: StoredModel, { codes, probability }: ScoredPair): Explained {
  const { merge, review } = model.thresholds;
  return {
    probability,
    merge,
    review,
    version: model.version,
    weights: weightsOf(model, codes).map((weight) => ({
      ...weight,
      label: { ...(fieldName(weight.field) ?? { 'zh-CN': weight.field, en: weight.field }) },
      levelLabel: { ...levelLabel(weight.level) },
    })),
    verdict: { ...verdict({ probability, merge, review }) },
  };
}

function presentModel(stored: StoredModel): MatchModel {
  const { model, thresholds, version, records, candidatePairs } = stored;
  const names = levelNames(stored.compared);
  const levelOf = (name: string, level: Level) => {
    const label = levelLabel(names(name, level.code));
    const often = level.code < EQUAL_CODE ? null : Math.round(2 ** ((level.code - EQUAL_CODE) / 2));
    return {
      label:
        often === null ? { ...label } : { 'zh-CN': `相同（约 ${often} 人有）`, en: `same (about ${often} have it)` },
      m: level.m,
      u: level.u,
      bits: Math.log2(level.m / level.u),
    };
  };
  return {
    version,
    madeAt: stored.madeAt.toISOString(),
    asOf: stored.asOf.toISOString(),
    records,
    candidatePairs,
    expectedMatches: model.matches,
    thresholds: { ...thresholds, own: { ...thresholds.own }, link: { ...thresholds.link } },
    comparisons: model.comparisons.map(({ name, levels }) => ({
      name,
      label: { ...(fieldName(name) ?? { 'zh-CN': name, en: name }) },
      levels: levels.map((level) => levelOf(name, level)),
    })),
    rules: stored.rules.map((rule) => ({ ...rule })),
    seconds: { ...stored.seconds },
  };
}
