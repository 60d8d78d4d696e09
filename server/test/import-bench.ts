import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createCommerce } from '#commerce';
import { type Customers, createCustomers } from '#customers';
import { createIntake, type Intake } from '#intake';
import { systemContext } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';

/** The modules that an import runs through, over a test's kernel, without HTTP and jobs. */
export interface ImportBench {
  readonly intake: Intake;
  readonly customers: Customers;
  /** Imports a file (or its text) to the end and returns the row of the import. */
  importFile(
    file: string | { readonly text: string },
    options: {
      /** orders unless told. */
      readonly kind?: string;
      readonly source: string;
      readonly currency?: string;
      readonly mapping?: Record<string, string>;
      /** The field by which rows find what is there. */
      readonly key?: string;
      readonly dryRun?: boolean;
    },
  ): Promise<Awaited<ReturnType<Intake['imports']['get']>>>;
  /** Undoes an import to the end. */
  undo(importId: string): Promise<void>;
}

export function createImportBench(kernel: Kernel): ImportBench {
  const access = { audit: () => Promise.resolve() };
  const customers = createCustomers(kernel, access);
  const commerce = createCommerce(kernel, customers);
  for (const owner of commerce.factOwners) {
    customers.registerFacts(owner);
  }
  const intake = createIntake(kernel, access, {
    defaultCurrency: () => Promise.resolve('CNY'),
    maxFileBytes: () => Promise.resolve(4 * 1024 ** 3),
  });
  for (const kind of [...customers.importKinds, ...commerce.importKinds]) {
    intake.registerKind(kind);
  }
  const context = systemContext('test');
  return {
    intake,
    customers,
    importFile: async (file, options) => {
      const body = typeof file === 'string' ? createReadStream(file) : Readable.from([Buffer.from(file.text)]);
      const { mapping, ...rest } = options;
      const { id } = await intake.imports.create(
        context,
        {
          kind: 'orders',
          enqueue: false,
          ...rest,
          ...(mapping === undefined ? {} : { mapping: JSON.stringify(mapping) }),
        },
        body,
      );
      await intake.running.run(context, id);
      return intake.imports.get(context, id);
    },
    undo: async (importId) => {
      await kernel.transaction(context, (tx) => intake.imports.undo(tx, context, importId, { enqueue: false }));
      await intake.undoing.run(context, importId);
    },
  };
}
