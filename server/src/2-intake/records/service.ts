import { type Context, requirePermission, requireSources } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { isConflict, retryOnConflict } from '#kernel/retry-on-conflict.ts';
import { requireOwnScope } from '../creating/own-scope.ts';
import type { RecordFault, RecordKind, RecordOutcome } from './kind.ts';
import { type ReadRow, readRow, wavesOf } from './read-row.ts';
import * as store from './store.ts';

/** How one row of a request ended. */
export type TakenRecord = RecordOutcome & { readonly index: number };

export interface TakeOptions {
  /** The shop, brand or region that all rows belong to. */
  readonly scopeId?: string | undefined;
}

export interface Records {
  /** By the word in `type`. */
  readonly kinds: ReadonlyMap<string, RecordKind>;
  /**
   * Takes rows in, each exactly once, and answers each at its place; a bad row never spoils the others. Rows are
   * handled in the order in which they came where their keys are the same. Throws only what concerns them all:
   * no permission, a source that the asker may not use, no database. What had been taken by then stays taken, and sending everything again is right.
   */
  take(context: Context, rows: readonly unknown[], options?: TakeOptions): Promise<readonly TakenRecord[]>;
  /**
   * The same in the caller's transaction, for modules that asked for permission themselves: rows of one type and
   * source, each key once. Throws on what loses against another writer: the caller then tries its whole transaction
   * again (`retryOnConflict`).
   */
  takeWithin(
    tx: Tx,
    context: Context,
    rows: readonly unknown[],
    options?: TakeOptions,
  ): Promise<readonly TakenRecord[]>;
}

const ATTEMPTS = 8;
/** Values that the database does not take: the fault of one row. */
const UNUSABLE = /^2[23]/;

type Needs = Pick<Kernel, 'clock' | 'log' | 'metrics' | 'sealer' | 'transaction'>;

/** The records API over the kinds that are registered. */
export function createRecords(kernel: Needs, kinds: ReadonlyMap<string, RecordKind>): Records {
  const counter = kernel.metrics.counter('zhike_records_total', 'Records by kind and outcome', ['type', 'outcome']);
  return {
    kinds,
    take: async (context, sent, options = {}) => {
      requirePermission(context, 'records.write');
      const scopeId = options.scopeId ?? null;
      requireOwnScope(context, scopeId);
      const { rows, results } = readRows(sent, { kinds, scopeId, now: kernel.clock.now() });
      requireSources(
        context,
        rows.map(({ item }) => item.source),
      );
      for (const wave of wavesOf(rows)) {
        for (const group of wave) {
          for (const [at, outcome] of (await takeParts(kernel, { context, kinds }, group)).entries()) {
            const index = group[at]?.index ?? -1;
            results[index] = { index, ...outcome };
            counter.inc({ type: group[at]?.type ?? '', outcome: outcome.outcome });
          }
        }
      }
      return results.map((result, index) => result ?? { index, outcome: 'rejected', fault: UNANSWERED });
    },
    takeWithin: async (tx, context, sent, options = {}) => {
      const reading = { kinds, scopeId: options.scopeId ?? null, now: kernel.clock.now() };
      const { rows, results } = readRows(sent, reading);
      for (const [at, outcome] of (await takeGroup(kernel, tx, { context, kinds }, rows)).entries()) {
        const index = rows[at]?.index ?? -1;
        results[index] = { index, ...outcome };
      }
      return results.map((result, index) => result ?? { index, outcome: 'rejected', fault: UNANSWERED });
    },
  };
}

/** What can be given to its kind, and the faults of the others at their places. */
function readRows(
  sent: readonly unknown[],
  reading: { readonly kinds: ReadonlyMap<string, RecordKind>; readonly scopeId: string | null; readonly now: Date },
): { readonly rows: readonly ReadRow[]; readonly results: (TakenRecord | undefined)[] } {
  const results: (TakenRecord | undefined)[] = sent.map(() => undefined);
  const rows: ReadRow[] = [];
  for (const [index, value] of sent.entries()) {
    const read = readRow(value, { ...reading, index });
    if (read.ok) {
      rows.push(read.row);
    } else {
      results[index] = { index, outcome: 'rejected', fault: read.fault };
    }
  }
  return { rows, results };
}

interface Taking {
  readonly context: Context;
  readonly kinds: ReadonlyMap<string, RecordKind>;
}

/** All at once; what fails is split until the row at fault stands alone. */
async function takeParts(kernel: Needs, taking: Taking, rows: readonly ReadRow[]): Promise<readonly RecordOutcome[]> {
  try {
    return await retryOnConflict(
      () => kernel.transaction(taking.context, (tx) => takeGroup(kernel, tx, taking, rows)),
      { attempts: ATTEMPTS },
    );
  } catch (error) {
    if (!isOfOneRow(error)) {
      throw error;
    }
    if (rows.length === 1) {
      return [{ outcome: 'rejected', fault: faultOf(kernel, error) }];
    }
    const middle = Math.ceil(rows.length / 2);
    const first = await takeParts(kernel, taking, rows.slice(0, middle));
    return [...first, ...(await takeParts(kernel, taking, rows.slice(middle)))];
  }
}

/** Claims and their effect, in one transaction. Rows of one kind and source, each key once. */
async function takeGroup(
  kernel: Needs,
  tx: Tx,
  { context, kinds }: Taking,
  rows: readonly ReadRow[],
): Promise<readonly RecordOutcome[]> {
  const [first] = rows;
  const kind = first === undefined ? undefined : kinds.get(first.type);
  if (first === undefined || kind === undefined) {
    return [];
  }
  const namespace = { source: first.item.source, type: first.type };
  const digest = await kernel.sealer.digester(tx, 'intake.record_claims');
  const known = new Map(
    (
      await store.lockClaims(
        tx,
        namespace,
        rows.map((row) => row.item.key),
      )
    ).map((claim) => [claim.key, claim]),
  );
  const outcomes: (RecordOutcome | undefined)[] = rows.map((row) =>
    answeredBefore({ row, claim: known.get(row.item.key), digest }),
  );
  const open = rows.flatMap((row, at) => (outcomes[at] === undefined ? [{ row, at }] : []));
  if (open.length > 0) {
    const items = open.map(({ row }) => row.item);
    const answers = await kind.apply(tx, context, items);
    if (answers.length !== items.length) {
      throw new Error(`The record kind ${kind.type} answered ${answers.length} of ${items.length} items`);
    }
    const claims = open.flatMap(({ row, at }, place) => {
      const answer = answers[place];
      outcomes[at] = answer;
      return answer === undefined || answer.outcome === 'rejected' ? [] : [claimOf(row, { answer, digest })];
    });
    const fresh = claims.filter((claim) => !known.has(claim.key));
    const now = kernel.clock.now();
    if ((await store.insertClaims(tx, namespace, fresh, now)) !== fresh.length) {
      throw conflict();
    }
    await store.updateClaims(
      tx,
      namespace,
      claims.filter((claim) => known.has(claim.key)),
      now,
    );
  }
  return outcomes.map((outcome) => outcome ?? { outcome: 'rejected', fault: UNANSWERED });
}

/** The same content, or older content than what is there, is answered with what was answered first. */
function answeredBefore({
  row,
  claim,
  digest,
}: {
  readonly row: ReadRow;
  readonly claim: store.Claim | undefined;
  readonly digest: Digest;
}): RecordOutcome | undefined {
  if (claim === undefined || (claim.contentHash !== digest(row.content) && row.item.occurredAt >= claim.occurredAt)) {
    return undefined;
  }
  return { outcome: 'same', id: claim.resultId, customerId: claim.customerId };
}

function claimOf(
  row: ReadRow,
  {
    answer,
    digest,
  }: { readonly answer: { readonly id: string | null; readonly customerId: string | null }; readonly digest: Digest },
): store.Claim {
  return {
    key: row.item.key,
    contentHash: digest(row.content),
    occurredAt: row.item.occurredAt,
    resultId: answer.id,
    customerId: answer.customerId,
  };
}

/** With a key: of a message that can be guessed but for an income, a bare digest would tell the income. */
type Digest = (text: string) => string;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Whether a smaller part may go through; without a database, or without time, none does. */
function isOfOneRow(error: unknown): boolean {
  if (error instanceof AppError) {
    return error.status < 500;
  }
  return UNUSABLE.test(codeOf(error)) || isConflict(error);
}

function faultOf(kernel: Needs, error: unknown): RecordFault {
  if (error instanceof AppError) {
    return { field: null, code: error.code, reason: error.text };
  }
  // The database's own words may hold values of the row.
  kernel.log.warn({ code: codeOf(error) }, 'a record could not be stored');
  return {
    field: null,
    code: 'record_unusable',
    reason: {
      'zh-CN': '有的值无法保存，例如过大的数字或含有空字符的文字',
      en: 'A value cannot be stored, such as a number that is too large or a text with a null character',
    },
  };
}

const UNANSWERED: RecordFault = {
  field: null,
  code: 'record_unanswered',
  reason: { 'zh-CN': '未处理，请重新发送', en: 'not handled; send it again' },
};

function conflict(): AppError {
  return new AppError('record_conflict', 409, {
    message: { 'zh-CN': '同一条记录正在写入，请重试', en: 'The same record is being taken in right now; try again' },
    retryAfterSeconds: 1,
  });
}
