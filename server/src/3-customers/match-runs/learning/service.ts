import { Readable } from 'node:stream';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Olap } from '#kernel/db/olap.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { nicknameSources } from '../../match-model/nicknames.ts';
import { frequencyKey } from '../../match-model/record-keys.ts';
import { COMPARED_COLUMNS, recordOf, TOKEN_COLUMNS } from '../../match-model/record-values.ts';
import { copyFrequencies, namesBySource, nextValues, saveModel } from '../../match-model/store.ts';
import type { Compared, StoredModel, Thresholds } from '../../match-model/stored-model.ts';
import type { MatchRecord } from '../../matching/columns.ts';
import { comparisonsFor, type Masks } from '../../matching/comparisons.ts';
import type { MatchResult } from '../../matching/result.ts';
import { matchRecords } from '../../matching/service.ts';
import { createRecords, frequentValues, loadRecords } from '../../matching/store.ts';
import type { MatchPolicy } from '../settings.ts';
import * as store from '../store.ts';
import { type AcrossCustomers, acrossCustomers, ownThreshold } from './across-customers.ts';
import { type FoundPair, foundPairs } from './groups.ts';
import { createRowIds, type RowIds } from './row-ids.ts';

const PAGE = 5000;
/** Names of one source, for telling nicknames. */
const NAMES_LOOKED_AT = 500;
/** A model that expects more pairs of one person for each record has learned what is alike, not who is one. */
const MOST_MATCHES = 3;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
/** Fewer teach nothing. */
const LEAST_RECORDS = 20;

interface Loaded {
  readonly ids: RowIds;
  readonly filled: Set<string>;
  readonly masks: Masks;
}

export interface LearningOptions {
  readonly runId: string;
  readonly policy: MatchPolicy;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((text: string) => void) | undefined;
}

/**
 * Learns from all records who is how likely one person: also from those that identifiers joined already, which is
 * most of what it can learn from. Keeps the model, and of the pairs those of two customers that are worth something. The names and phones are in a database of their own in the analytic store meanwhile, which goes afterwards.
 * Throws AppError `customers_too_few` and `model_implausible` (409), and `analytic_store_unavailable`.
 */
export async function learnFromCustomers(kernel: Kernel, context: Context, options: LearningOptions): Promise<void> {
  const olap = kernel.olap.beside(`${kernel.olap.database}_match`);
  try {
    // What a process that died has left.
    await olap.dropDatabase();
    await olap.createDatabase();
    const asOf = kernel.clock.now();
    options.onProgress?.('loading');
    const nicknames = nicknameSources(await namesBySource(kernel.postgres.db, NAMES_LOOKED_AT));
    const loaded = await loadRecordsOf(kernel, olap, { nicknames, signal: options.signal });
    const columns = COMPARED_COLUMNS.filter((column) => loaded.filled.has(column));
    if (loaded.ids.count < LEAST_RECORDS || columns.length === 0) {
      throw tooFew();
    }
    options.signal?.throwIfAborted();
    options.onProgress?.('matching');
    const { masks } = loaded;
    const result = await matchRecords(olap, { task: 'dedupe', columns, masks, tokens: TOKEN_COLUMNS });
    if (result.model.matches > MOST_MATCHES * loaded.ids.count) {
      throw implausible();
    }
    options.signal?.throwIfAborted();
    options.onProgress?.('saving');
    const comparisons = comparisonsFor(columns, masks, TOKEN_COLUMNS);
    const compared = {
      columns,
      comparisons: comparisons.map(({ name }) => name),
      masks,
      tokens: [...TOKEN_COLUMNS],
      nicknames,
    };
    const frequencies = await frequenciesIn(olap, comparisons);
    await keep(kernel, context, { result, compared, frequencies, ids: loaded.ids, asOf, options });
  } finally {
    await olap.dropDatabase().catch(() => undefined);
    await olap.close();
  }
}

function implausible(): AppError {
  return new AppError('model_implausible', 409, {
    message: {
      'zh-CN': '学到的模型不可信：它认为同一人的对多得不可能，结果没有使用。请检查来源里的姓名和地址是否为占位或昵称',
      en: 'The model is not plausible: it takes far too many pairs for one person, and was not used. See whether names or addresses of a source are placeholders or nicknames',
    },
  });
}

function tooFew(): AppError {
  return new AppError('customers_too_few', 409, {
    message: {
      'zh-CN': `来源记录少于 ${LEAST_RECORDS} 条，还不足以学习匹配模型`,
      en: `Fewer than ${LEAST_RECORDS} records are not enough to learn a model from`,
    },
  });
}

async function loadRecordsOf(
  kernel: Kernel,
  olap: Olap,
  { nicknames, signal }: { readonly nicknames: readonly string[]; readonly signal: AbortSignal | undefined },
): Promise<Loaded> {
  const ids = createRowIds();
  const filled = new Set<string>();
  const masks = { names: false, phones: false };
  async function* lines(): AsyncGenerator<string> {
    for (let after = FIRST_ID; ; ) {
      signal?.throwIfAborted();
      const page = await nextValues(kernel.postgres.db, { after, limit: PAGE });
      let piece = '';
      for (const values of page) {
        piece += `${ids.count},0,${lineOf(recordOf(values, nicknames), filled, masks)}\n`;
        ids.add(values.customerId);
      }
      yield piece;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) {
        return;
      }
      after = last.id;
    }
  }
  await createRecords(olap, COMPARED_COLUMNS);
  await loadRecords(olap, COMPARED_COLUMNS, Readable.from(lines(), { objectMode: false }));
  return { ids, filled, masks };
}

function lineOf(record: MatchRecord, filled: Set<string>, masks: { names: boolean; phones: boolean }): string {
  masks.names ||= record.given.includes('*') || record.surname.includes('*');
  masks.phones ||= record.phone.includes('*') || record.phone2.includes('*');
  return COMPARED_COLUMNS.map((column) => {
    const value = record[column];
    if (value !== '') {
      filled.add(column);
    }
    return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  }).join(',');
}

/** How many have each frequent value, by its key. */
async function frequenciesIn(
  olap: Olap,
  comparisons: Parameters<typeof frequentValues>[1],
): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>();
  for await (const rows of frequentValues(olap, comparisons)) {
    for (const { column, value, n } of rows) {
      counts.set(frequencyKey(column, value), n);
    }
  }
  return counts;
}

interface Keeping {
  readonly result: MatchResult;
  readonly compared: Compared;
  readonly frequencies: ReadonlyMap<number, number>;
  readonly ids: RowIds;
  readonly asOf: Date;
  readonly options: LearningOptions;
}

/** Model and pairs at once, so that a run either has both or learns anew. */
async function keep(kernel: Kernel, context: Context, keeping: Keeping): Promise<void> {
  const { result, compared, ids, options } = keeping;
  const across = acrossCustomers(result, ids);
  const thresholds = thresholdsOf(across, result, options.policy);
  const pairs = foundPairs({ ...across, merge: thresholds.merge, least: thresholds.review });
  const modelId = newId();
  const model: Omit<StoredModel, 'version'> = {
    id: modelId,
    madeAt: kernel.clock.now(),
    asOf: keeping.asOf,
    records: ids.count,
    compared,
    model: result.model,
    thresholds,
    rules: result.rules.map(({ rule, pairs: found, added }) => ({ rule, pairs: found, added })),
    seconds: result.seconds,
    candidatePairs: result.candidatePairs,
  };
  await kernel.transaction(context, async (tx) => {
    await saveModel(tx, model);
    await copyFrequencies(tx, modelId, keeping.frequencies);
    await store.copyPairs(tx, options.runId, pairsOf(pairs, { result, ids }));
    await store.withdrawUnfound(tx, options.runId);
    await store.learned(tx, options.runId, { modelId, pairs: pairs.length });
  });
}

/** Nothing is merged below what the model expects enough of, whatever the setting says. */
function thresholdsOf(across: AcrossCustomers, { threshold }: MatchResult, policy: MatchPolicy): Thresholds {
  const own = ownThreshold(across);
  return {
    merge: Math.max(policy.merge, own.probability),
    review: policy.review,
    autoMerge: policy.autoMerge,
    own,
    link: threshold,
  };
}

function* pairsOf(
  pairs: readonly FoundPair[],
  { result, ids }: { readonly result: MatchResult; readonly ids: RowIds },
): Generator<store.PairRow> {
  const { width, codes } = result.patterns;
  for (const [place, { a, b, probability, pattern, cluster }] of pairs.entries()) {
    const own = codes.subarray(pattern * width, (pattern + 1) * width);
    yield { place, left: ids.of(a), right: ids.of(b), probability, codes: own, cluster };
  }
}
