import { z } from 'zod';
import type { ExportAsk, ExportKind, ExportValue } from '#intake';
import type { Context } from '#kernel/context.ts';
import { invalidInput } from '#kernel/errors.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import type { Kernel } from '#kernel/module.ts';
import { zoneOf } from '#kernel/pure/dates.ts';
import { readAttributeFilter, type TokensOf } from '../fields/attribute-filter.ts';
import { lacksFor } from '../fields/clearance.ts';
import type { Fields } from '../fields/service.ts';
import { fieldSeal, openerOf, tokensOf } from '../sealing/service.ts';
import { customerFilterSchema } from '../search/schema.ts';
import { type Filter, listCustomers, type Place } from '../search/store.ts';
import { customerCell, customerColumns } from './columns.ts';

const PAGE_CUSTOMERS = 1000;

/** The list's own filter, with what the attributes have to contain made ready. */
const storedFilter = customerFilterSchema.omit({ attributes: true }).extend({
  contains: z
    .record(
      z.string(),
      z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.strictObject({ t: z.array(z.string()) })]),
    )
    .optional(),
});

/** Customers as a file: the columns of the list and every field that is defined at the moment. */
export function customerExportKind(kernel: Kernel, fields: Pick<Fields, 'list'>): ExportKind {
  const { db } = kernel.postgres;
  return {
    name: 'customers',
    label: { 'zh-CN': '客户', en: 'Customers' },
    permission: 'customers.read',
    columns: async () => customerColumns(await fields.list(db)),
    readFilter: (context, filter) =>
      readFilter(context, filter, {
        definitions: () => fields.list(db),
        tokens: async () => tokensOf(await fieldSeal(kernel, db)),
      }),
    pages: (ask) => customerPages(kernel, fields, ask),
  };
}

async function readFilter(
  context: Context,
  given: Readonly<Record<string, unknown>>,
  reading: { definitions(): ReturnType<Fields['list']>; tokens(): Promise<TokensOf> },
): Promise<Readonly<Record<string, unknown>>> {
  const parsed = customerFilterSchema.strict().safeParse(given);
  if (!parsed.success) {
    throw invalidInput(faultsOf(parsed.error.issues, 'filter'), parsed.error);
  }
  const { attributes, ...filter } = parsed.data;
  if (attributes === undefined) {
    return filter;
  }
  const read = readAttributeFilter(attributes, {
    definitions: await reading.definitions(),
    mayTell: (field) => lacksFor(context.actor, field) === null,
    // What is asked for stands in the request until it expires: of a sealed field only its tokens.
    tokens: await reading.tokens(),
  });
  if (!read.ok) {
    throw invalidInput(read.faults);
  }
  return { ...filter, contains: read.contains };
}

async function* customerPages(
  kernel: Kernel,
  fields: Pick<Fields, 'list'>,
  ask: ExportAsk,
): AsyncGenerator<ExportValue[][]> {
  const { db } = kernel.postgres;
  const definitions = new Map((await fields.list(db)).map((field) => [field.key, field]));
  const open = await openerOf(kernel, db);
  const reading = { ask, zone: zoneOf(kernel.config.timeZone), fields: definitions, open };
  const { contains, ...wanted } = storedFilter.parse(ask.filter);
  const filter: Filter = {
    ...wanted,
    scopeIds: ask.scopeIds,
    contains,
  };
  let after: Place | null = null;
  do {
    const rows: Awaited<ReturnType<typeof listCustomers>> = await listCustomers(db, filter, {
      sort: 'oldest',
      after,
      limit: PAGE_CUSTOMERS,
    });
    const page = rows.slice(0, PAGE_CUSTOMERS);
    yield page.map((row) => ask.columns.map((key) => customerCell(row, key, reading)));
    const last = rows.length > PAGE_CUSTOMERS ? page.at(-1) : undefined;
    after = last === undefined ? null : { key: null, id: last.id };
  } while (after !== null);
}
