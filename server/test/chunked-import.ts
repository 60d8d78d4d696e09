import { setTimeout as delay } from 'node:timers/promises';
import { createCommerce } from '#commerce';
import { type Customers, createCustomers } from '#customers';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import type { ErasureParticipant } from '#kernel/erasure/participant.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';

/** One line of an order file by field name; what is left out is empty. */
export type OrderCells = Readonly<Record<string, string>>;

export interface ChunkedOptions {
  readonly source: string;
  /** Rows per transaction, the last one for all that follow (default: all rows in one). */
  readonly chunkRows?: readonly number[];
  readonly scopeId?: string;
}

export interface ChunkedImport {
  readonly importId: string;
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  readonly faults: readonly { readonly row: number; readonly field: string | null; readonly code: string }[];
  readonly traces: readonly Readonly<Record<string, unknown>>[];
}

/** Drives the order import kind itself, so that a test says where chunks end. */
export interface ChunkedImports {
  readonly customers: Customers;
  /** What becomes of orders when a person is erased. */
  readonly orderErasure: ErasureParticipant | undefined;
  run(rows: readonly OrderCells[], options: ChunkedOptions): Promise<ChunkedImport>;
  /** Throws what stands in the way. */
  undo(done: Pick<ChunkedImport, 'importId' | 'traces'>): Promise<void>;
}

const context = systemContext('test');
const MAX_TRIES = 50;

export function createChunkedImports(kernel: Kernel): ChunkedImports {
  const customers = createCustomers(kernel, { audit: () => Promise.resolve() });
  const commerce = createCommerce(kernel, customers);
  for (const owner of commerce.factOwners) {
    customers.registerFacts(owner);
  }
  const [kind] = commerce.importKinds;
  if (kind === undefined) {
    throw new Error('There is no import kind');
  }
  return {
    customers,
    orderErasure: commerce.parts.erasure,
    run: async (rows, { source, chunkRows = [], scopeId }) => {
      const fields = (await kind.fields()).map((field) => field.name);
      const importId = newId();
      const run = await kind.begin({
        importId,
        source,
        columns: new Map(fields.map((field, index) => [field, index])),
        scopeId: scopeId ?? null,
        keyField: null,
        currency: 'CNY',
        timeZone: 'Asia/Shanghai',
        now: kernel.clock.now(),
      });
      const faults: { row: number; field: string | null; code: string }[] = [];
      const read = rows.flatMap((row, index) => {
        const result = run.read(
          fields.map((field) => row[field] ?? ''),
          index + 1,
        );
        if (!result.ok) {
          faults.push({ row: index + 1, field: result.fault.field, code: result.fault.code });
        }
        return result.ok ? [result.row] : [];
      });
      const total = { added: 0, changed: 0, same: 0 };
      const traces: Readonly<Record<string, unknown>>[] = [];
      for (let at = 0, chunk = 0; at < read.length; chunk += 1) {
        const size = chunkRows[chunk] ?? chunkRows.at(-1) ?? read.length;
        const part = read.slice(at, at + size);
        const prepared = await run.prepare?.(part);
        const result = await retrying(() =>
          kernel.transaction(context, (tx) => run.apply(tx, context, part, prepared)),
        );
        run.committed(part);
        total.added += result.added;
        total.changed += result.changed;
        total.same += result.same;
        traces.push(result.trace);
        at += size;
      }
      await kernel.transaction(context, (tx) => run.finish(tx, context));
      return { importId, ...total, faults, traces };
    },
    undo: async ({ importId, traces }) => {
      const obstacle = await kernel.transaction(context, (tx) => kind.undoObstacle(tx, importId));
      if (obstacle !== null) {
        throw obstacle;
      }
      for (const trace of traces.toReversed()) {
        await kernel.transaction(context, (tx) => kind.undoChunk(tx, context, importId, trace));
      }
      while (!(await kernel.transaction(context, (tx) => kind.undoRest(tx, context, importId)))) {
        // Each round is a transaction of its own.
      }
    },
  };
}

/** What another writer made impossible for a moment: said by us, a unique key, a deadlock. */
async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      const isConflict =
        error instanceof AppError ? code === 'identity_conflict' : code === '23505' || code === '40P01';
      if (!isConflict || attempt === MAX_TRIES) {
        throw error;
      }
      await delay(Math.random() * 5 * attempt);
    }
  }
}
