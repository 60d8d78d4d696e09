import { Readable } from 'node:stream';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import type { Download } from '#kernel/http/route.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Audit } from '../audit/service.ts';
import { requireEverywhere } from '../roles/require-everywhere.ts';
import type { Processor, ProcessorInput } from './schema.ts';
import * as store from './store.ts';
import { processorsCsv } from './table-text.ts';

export interface Processors {
  list(context: Context): Promise<{ items: Processor[]; can: { write: boolean } }>;
  file(context: Context): Promise<Download>;
  create(tx: Tx, context: Context, given: ProcessorInput): Promise<Processor>;
  change(tx: Tx, context: Context, id: string, given: ProcessorInput): Promise<Processor>;
  end(tx: Tx, context: Context, id: string): Promise<Processor>;
}

const NOUN = { 'zh-CN': '处理者', en: 'processor' } as const;

/** Who processes which data for which purpose, over one kernel. */
export function createProcessors(kernel: Kernel, { audit }: { readonly audit: Audit }): Processors {
  const all = async (): Promise<Processor[]> => (await store.selectProcessors(kernel.postgres.db)).map(present);
  const changed = async (
    tx: Tx,
    context: Context,
    { verb, id, row }: { readonly verb: string; readonly id: string; readonly row: store.ProcessorRow | null },
  ): Promise<Processor> => {
    if (row === null) {
      throw notFound(NOUN, id);
    }
    const { name, country, role } = row;
    const detail = { name, country, role };
    await audit(tx, context, { action: `access.processor_${verb}`, subjectType: 'processor', subjectId: id, detail });
    return present(row);
  };
  const requireWriter = (context: Context): void => {
    requirePermission(context, 'processors.write');
    requireEverywhere(context);
  };
  return {
    list: async (context) => {
      requirePermission(context, 'processors.read');
      return { items: await all(), can: { write: may(context.actor, 'processors.write') } };
    },
    file: async (context) => {
      requirePermission(context, 'processors.read');
      return {
        stream: Readable.from([processorsCsv(await all(), context.locale)]),
        contentType: 'text/csv; charset=utf-8',
        fileName: 'processors.csv',
      };
    },
    create: async (tx, context, given) => {
      requireWriter(context);
      const id = newId();
      const row = await store.saveProcessor(tx, given, { id, isNew: true, at: kernel.clock.now() });
      return changed(tx, context, { verb: 'added', id, row });
    },
    change: async (tx, context, id, given) => {
      requireWriter(context);
      const row = await store.saveProcessor(tx, given, { id, isNew: false, at: kernel.clock.now() });
      return changed(tx, context, { verb: 'changed', id, row });
    },
    end: async (tx, context, id) => {
      requireWriter(context);
      return changed(tx, context, { verb: 'ended', id, row: await store.endProcessor(tx, id, kernel.clock.now()) });
    },
  };
}

function present(row: store.ProcessorRow): Processor {
  return { ...row, endedAt: row.endedAt?.toISOString() ?? null, updatedAt: row.updatedAt.toISOString() };
}
