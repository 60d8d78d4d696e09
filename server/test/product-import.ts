import { createCommerce } from '#commerce';
import { createCustomers } from '#customers';
import type { ImportKind } from '#intake';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';

/** One line of a product file by field name; what is left out is empty. */
export type ProductCells = Readonly<Record<string, string>>;

export interface ProductImportDone {
  readonly importId: string;
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  readonly faults: readonly { readonly row: number; readonly field: string | null; readonly code: string }[];
  readonly traces: readonly Readonly<Record<string, unknown>>[];
}

export interface ProductImports {
  run(
    rows: readonly ProductCells[],
    options?: { readonly source?: string; readonly chunkRows?: number },
  ): Promise<ProductImportDone>;
  /** Throws what stands in the way. */
  undo(done: Pick<ProductImportDone, 'importId' | 'traces'>): Promise<void>;
}

const context = systemContext('test');

/** Drives the product import kind itself, so that a test says where chunks end. */
export function createProductImports(kernel: Kernel): ProductImports {
  const commerce = createCommerce(kernel, createCustomers(kernel, { audit: () => Promise.resolve() }));
  const kind = commerce.importKinds.find((each) => each.name === 'products');
  if (kind === undefined) {
    throw new Error('There is no import of products');
  }
  return {
    run: (rows, { source = 'shop', chunkRows = rows.length } = {}) => run(kernel, kind, { rows, source, chunkRows }),
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

interface Running {
  readonly rows: readonly ProductCells[];
  readonly source: string;
  readonly chunkRows: number;
}

async function run(kernel: Kernel, kind: ImportKind, { rows, source, chunkRows }: Running): Promise<ProductImportDone> {
  const fields = (await kind.fields()).map((field) => field.name);
  const importId = newId();
  const started = await kind.begin({
    importId,
    source,
    columns: new Map(fields.map((field, index) => [field, index])),
    scopeId: null,
    keyField: null,
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
    now: kernel.clock.now(),
  });
  const faults: { row: number; field: string | null; code: string }[] = [];
  const read = rows.flatMap((row, index) => {
    const cells = fields.map((field) => row[field] ?? '');
    const result = started.read(cells, index + 1);
    if (!result.ok) {
      faults.push({ row: index + 1, field: result.fault.field, code: result.fault.code });
    }
    return result.ok ? [result.row] : [];
  });
  const total = { added: 0, changed: 0, same: 0 };
  const traces: Readonly<Record<string, unknown>>[] = [];
  for (let at = 0; at < read.length; at += chunkRows) {
    const part = read.slice(at, at + chunkRows);
    const prepared = await started.prepare?.(part);
    const result = await kernel.transaction(context, (tx) => started.apply(tx, context, part, prepared));
    started.committed(part);
    total.added += result.added;
    total.changed += result.changed;
    total.same += result.same;
    traces.push(result.trace);
  }
  await kernel.transaction(context, (tx) => started.finish(tx, context));
  return { importId, ...total, faults, traces };
}
