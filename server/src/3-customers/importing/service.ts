import { z } from 'zod';
import type { ChunkResult, ImportKind, ImportRun, ImportSetup, RecordItem, RecordKind, RecordOutcome } from '#intake';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { zoneOf } from '#kernel/pure/dates.ts';
import type { Fields } from '../fields/service.ts';
import type { History } from '../history/service.ts';
import { deleteChangesOfImport } from '../history/store.ts';
import type { Identity } from '../identity/service.ts';
import type { Statement } from '../identity/statement.ts';
import type { SealingKernel } from '../sealing/service.ts';
import { type KeyedStatement, takeCustomers } from '../taking/service.ts';
import type { CustomersUndo } from '../undo/service.ts';
import { importFieldsOf } from './fields.ts';
import { type CustomerRow, createCustomerReader, KEY_FIELDS, type KeyField } from './read-row.ts';
import { statementOf } from './statement-of.ts';

export interface ImportingNeeds {
  readonly kernel: SealingKernel;
  /** For reading definitions outside a transaction. */
  readonly db: () => Db;
  readonly fields: Pick<Fields, 'list'>;
  readonly identity: Pick<Identity, 'takeIn'>;
  readonly undo: CustomersUndo;
  readonly history: Pick<History, 'snapshot' | 'keep'>;
}

/** Where a chunk's work lies: ids of one process increase, so everything it made is between these two. */
const traceSchema = z.object({ firstId: z.uuid(), lastId: z.uuid() });
/** Columns of which a file needs one: otherwise no row says who it is. */
const NAMING = [
  'account',
  'phone',
  'email',
  'memberCard',
  'wechatUnionId',
  'wechatOpenId',
  'wecomId',
  'marketplaceAccount',
  'maskedPhone',
] as const;

/** Customers, one per line: who they are, and every field that there is. */
export function customerImportKind(needs: ImportingNeeds): ImportKind<CustomerRow> {
  const { fields, undo } = needs;
  return {
    name: 'customers',
    label: { 'zh-CN': '客户', en: 'Customers' },
    fields: async () => importFieldsOf(await fields.list(needs.db())),
    keyFields: Object.keys(KEY_FIELDS),
    missing: (mapped) => (NAMING.some((field) => mapped.has(field)) ? [] : ['phone']),
    begin: async (setup) => createRun(needs, setup),
    // A later import that changed the same customers keeps its words; identity passes them on.
    undoObstacle: async () => null,
    undoChunk: async (tx, context, importId, trace) => {
      await undo.begin(tx);
      await undo.undoChunk(tx, context, importId, traceSchema.parse(trace));
    },
    undoRest: async (tx, context, importId) => {
      await undo.begin(tx);
      if (!(await undo.undoChanges(tx, context, importId))) {
        return false;
      }
      await deleteChangesOfImport(tx, importId);
      await undo.finish(tx, importId);
      return true;
    },
  };
}

async function createRun(needs: ImportingNeeds, setup: ImportSetup): Promise<ImportRun<CustomerRow>> {
  const origin = { source: setup.source, importId: setup.importId, scopeId: setup.scopeId };
  return {
    read: createCustomerReader({
      columns: setup.columns,
      definitions: await needs.fields.list(needs.db()),
      keyField: isKeyField(setup.keyField) ? setup.keyField : null,
      zone: zoneOf(setup.timeZone),
      now: setup.now,
    }),
    groupKey: (row) => row.key,
    rowKey: (row) => row.key,
    skip: () => undefined,
    committed: () => undefined,
    apply: async (tx, context, rows): Promise<ChunkResult> => {
      const firstId = newId();
      const taken = await takeCustomers(needs, tx, context, { rows, origin, cause: { origin: 'import' } });
      const count = (outcome: string): number => taken.filter((one) => one.outcome === outcome).length;
      return {
        added: count('added'),
        changed: count('changed'),
        same: count('same'),
        trace: { firstId, lastId: newId() },
      };
    },
    finish: async () => undefined,
  };
}

function isKeyField(name: string | null): name is KeyField {
  return name !== null && Object.hasOwn(KEY_FIELDS, name);
}

const NO_DATA = z.strictObject({});
type NoData = z.output<typeof NO_DATA>;

/**
 * Customers by the API: everything is said in `customer`. The key is the customer's account at the source, unless an
 * identifier of type `account` names another one.
 */
export function customerRecordKind(needs: ImportingNeeds): RecordKind<NoData> {
  return {
    type: 'customer',
    label: { 'zh-CN': '客户', en: 'Customer' },
    data: NO_DATA,
    apply: async (tx, context, items) => {
      const definitions = await needs.fields.list(tx);
      const readings = items.map((item) => readItem(item, definitions));
      const rows = readings.flatMap((reading) => (reading.ok ? [reading.row] : []));
      const taken = (await takeItems(needs, tx, context, { item: items[0], rows })).values();
      return readings.map((reading): RecordOutcome => {
        if (!reading.ok) {
          return { outcome: 'rejected', fault: reading.fault };
        }
        const one = taken.next().value;
        return {
          outcome: one?.outcome ?? 'same',
          id: one?.resolved?.recordId ?? null,
          customerId: one?.resolved?.customerId ?? null,
        };
      });
    },
  };
}

type ItemReading =
  | { readonly ok: true; readonly row: KeyedStatement }
  | (Extract<RecordOutcome, { outcome: 'rejected' }> & { readonly ok: false });

function readItem(item: RecordItem<NoData>, definitions: Awaited<ReturnType<Fields['list']>>): ItemReading {
  if (item.customer === null) {
    const reason = { 'zh-CN': '缺少 customer', en: 'customer is missing' };
    return { ok: false, outcome: 'rejected', fault: { field: 'customer', code: 'customer_missing', reason } };
  }
  const reading = statementOf(item.customer, { statedAt: item.occurredAt, definitions });
  if (!reading.ok) {
    return { ok: false, outcome: 'rejected', fault: reading.fault };
  }
  const account = reading.statement.account ?? item.key;
  const statement: Statement = { ...reading.statement, account, key: 'account' };
  return { ok: true, row: { key: `account:${account}`, statement } };
}

/** Items of one call are of one source and scope. */
async function takeItems(
  needs: ImportingNeeds,
  tx: Tx,
  context: Context,
  { item, rows }: { readonly item: RecordItem<NoData> | undefined; readonly rows: readonly KeyedStatement[] },
): ReturnType<typeof takeCustomers> {
  if (item === undefined || rows.length === 0) {
    return [];
  }
  return takeCustomers(needs, tx, context, {
    rows,
    origin: { source: item.source, importId: null, scopeId: item.scopeId },
    cause: { origin: 'record' },
  });
}
