import { type Customers, createCustomers, MATCH_SETTINGS } from '#customers';
import { NO_ATTRIBUTES, NO_IDENTIFIERS, type Statement } from '#customers/pure';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import type { Kernel, SettingDefinition } from '#kernel/module.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';

/** Noon in UTC of a day in January 2026. */
export const january = (day: number): Date => new Date(Date.UTC(2026, 0, day, 12));

/** A statement that says nothing but what is given. */
export function said(overrides: Partial<Statement> = {}): Statement {
  return {
    account: null,
    phone: null,
    email: null,
    name: null,
    address: null,
    region: null,
    statedAt: january(1),
    identifiers: NO_IDENTIFIERS,
    attributes: NO_ATTRIBUTES,
    ...overrides,
  };
}

/** An import of bare statements: what a kind without facts of its own does. */
export interface StatementImport {
  readonly importId: string;
  readonly source: string;
  /** One range of ids per chunk. */
  readonly traces: readonly { readonly firstId: string; readonly lastId: string }[];
}

export interface StatementBench {
  readonly customers: Customers;
  takeIn(statements: readonly Statement[], source?: string): ReturnType<Customers['identity']['takeIn']>;
  runImport(chunks: readonly (readonly Statement[])[], source: string): Promise<StatementImport>;
  undoImport(done: StatementImport): Promise<void>;
}

export interface StatementBenchOptions {
  /** What is set otherwise than by default, asked each time. */
  readonly settings?: () => Readonly<Record<string, unknown>>;
}

/** Drives identity itself, without files and facts. */
export function createStatementBench(
  kernel: Kernel,
  { settings = () => ({}) }: StatementBenchOptions = {},
): StatementBench {
  const setting = <T>(definition: SettingDefinition | string): Promise<T> => {
    const key = typeof definition === 'string' ? definition : definition.key;
    const known = MATCH_SETTINGS.find((each) => each.key === key);
    // `as`: the definition of a setting promises its type.
    return Promise.resolve((settings()[key] ?? known?.defaultValue) as T);
  };
  const customers = createCustomers(kernel, { audit: () => Promise.resolve(), setting });
  const context = systemContext('test');
  const inTransaction = <T>(work: Parameters<typeof kernel.transaction<T>>[1]): Promise<T> =>
    retryOnConflict(() => kernel.transaction(context, work));
  return {
    customers,
    takeIn: (statements, source = 'taobao') =>
      inTransaction((tx) =>
        customers.identity.takeIn(tx, context, statements, { source, importId: null, scopeId: null }),
      ),
    runImport: async (chunks, source) => {
      const importId = newId();
      const traces: { firstId: string; lastId: string }[] = [];
      for (const statements of chunks) {
        const firstId = newId();
        await inTransaction((tx) =>
          customers.identity.takeIn(tx, context, statements, { source, importId, scopeId: null }),
        );
        traces.push({ firstId, lastId: newId() });
      }
      return { importId, source, traces };
    },
    undoImport: async ({ importId, traces }) => {
      for (const trace of traces.toReversed()) {
        await kernel.transaction(context, async (tx) => {
          await customers.undo.begin(tx);
          await customers.undo.undoChunk(tx, context, importId, trace);
        });
      }
      for (let isDone = false; !isDone; ) {
        isDone = await kernel.transaction(context, async (tx) => {
          await customers.undo.begin(tx);
          return customers.undo.undoChanges(tx, context, importId);
        });
      }
      await kernel.transaction(context, (tx) => customers.undo.finish(tx, importId));
    },
  };
}
