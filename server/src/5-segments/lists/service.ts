import type { Readable } from 'node:stream';
import { type Belonging, type FactOwner, GOES_WITH_RECORD } from '#customers';
import { readSheet } from '#intake';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { NewEvent } from '#kernel/events/log.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { argsOf, conditionNodes } from '#kernel/pure/rules/tree.ts';
import { type CatalogueSource, CLOSED } from '#kernel/rules/catalogues.ts';
import type { FactSource } from '#kernel/rules/engine.ts';
import { requireAllScopes } from '../asking/service.ts';
import { allSegments, lockRules } from '../definitions/store.ts';
import type { CustomerName } from '../scores/rfm/service.ts';
import { LIST_CHANGED } from './changed.ts';
import { LIST_COLUMNS } from './columns.ts';
import { LISTS_SOURCE, type ListFacts } from './facts.ts';
import {
  type CustomerList,
  type ListIdentifier,
  type ListItem,
  MAX_LIST_ITEMS,
  MAX_UPLOAD_ROWS,
  type UploadOutcome,
} from './schema.ts';
import * as store from './store.ts';
import { namedBy, resultOf, type UploadResult } from './upload.ts';

/** Who people are: how a list finds them. */
export interface People {
  /** Those of the customers that there are. */
  readonly existing: (reader: Db | Tx, ids: readonly string[]) => Promise<readonly string[]>;
  /** The customer whom an identifier of a type means, as people write it; null when it means nobody. */
  readonly find: (
    tx: Tx,
    identifier: { readonly type: ListIdentifier; readonly value: string },
  ) => Promise<string | null>;
  /** The record of each customer that what is said about them is attached to. */
  readonly anchors: (
    tx: Tx,
    ids: readonly string[],
  ) => Promise<readonly { readonly customerId: string; readonly recordId: string }[]>;
}

export interface ListParts {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'events' | 'files' | 'transaction'>;
  readonly people: People;
  readonly customerNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, CustomerName>>;
}

export type Lists = ReturnType<typeof createLists>;

const NOUN = { 'zh-CN': '名单', en: 'list' } as const;
const ON_LIST = 'segment.list';

/** Customers whom people chose one by one, or brought as a file. */
export function createLists(parts: ListParts) {
  const { kernel } = parts;
  const { db } = kernel.postgres;
  return {
    list: async (context: Context) => {
      authorise(context, 'segments.read');
      return { items: (await store.allLists(db)).map(present) };
    },
    customers: async (context: Context, id: string, question: PageQuestion) => {
      authorise(context, 'segments.read');
      return listedCustomers(parts, id, question);
    },
    create: async (tx: Tx, context: Context, given: { readonly name: string; readonly note: string | null }) => {
      authorise(context, 'segments.write');
      const row = { id: newId(), ...given, owner: context.actor.name, createdAt: kernel.clock.now() };
      if (!(await store.insertList(tx, row))) {
        const message = {
          'zh-CN': `已有名为“${given.name}”的名单`,
          en: `There is a list called “${given.name}” already`,
        };
        throw new AppError('list_name_taken', 409, {
          message,
          faults: [{ field: 'name', code: 'list_name_taken', message }],
        });
      }
      return present({ ...row, customers: 0 });
    },
    change: (
      tx: Tx,
      context: Context,
      id: string,
      change: { readonly action: 'add' | 'remove'; readonly items: readonly ListItem[] },
    ) => changeList(parts, { tx, context, id }, change),
    upload: (context: Context, id: string, file: Readable, announcedBytes: number) =>
      uploadList(parts, context, { id, file, announcedBytes }),
    remove: async (tx: Tx, context: Context, id: string) => {
      authorise(context, 'segments.write');
      // A rule that is being saved may name the list.
      await lockRules(tx);
      await requireList(tx, id);
      await requireUnused(tx, id);
      await kernel.events.append(tx, context, changedEvents(await store.deleteList(tx, id)));
    },
  };
}

interface PageQuestion {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A page of the people on a list, by the names that all may see. */
async function listedCustomers({ kernel, customerNames }: ListParts, id: string, { cursor, limit }: PageQuestion) {
  const { db } = kernel.postgres;
  const total = await store.countListed(db, id);
  if (total === null) {
    throw notFound(NOUN, id);
  }
  const after = cursor === undefined ? null : customerIn(cursor);
  const rows = await store.listedCustomers(db, { listId: id, after, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const names = await customerNames(shown.map(({ customerId }) => customerId));
  return {
    items: shown.map(({ customerId, addedAt }) => ({
      customerId,
      name: names.get(customerId)?.name ?? null,
      account: names.get(customerId)?.account ?? null,
      addedAt: addedAt.toISOString(),
    })),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.customerId]) : null,
    total,
  };
}

function customerIn(cursor: string): string {
  const [place] = decodeCursor(cursor) ?? [];
  if (typeof place !== 'string' || !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(place)) {
    const message = {
      'zh-CN': 'cursor 应为上一页给出的 nextCursor',
      en: 'cursor is to be the nextCursor of the page before',
    };
    throw new AppError('cursor_invalid', 400, {
      message,
      faults: [{ field: 'cursor', code: 'cursor_invalid', message }],
    });
  }
  return place;
}

function authorise(context: Context, permission: string): void {
  requirePermission(context, permission);
  requireAllScopes(context);
}

async function requireList(tx: Tx, id: string): Promise<void> {
  if (!(await store.lockList(tx, id))) {
    throw notFound(NOUN, id);
  }
}

async function requireUnused(tx: Tx, id: string): Promise<void> {
  const users = (await allSegments(tx)).filter(({ rule }) =>
    conditionNodes(rule).some(({ node }) => {
      const { lists } = argsOf(node);
      return node.is === ON_LIST && Array.isArray(lists) && lists.includes(id);
    }),
  );
  if (users.length > 0) {
    const names = users.map(({ name }) => `“${name}”`);
    throw new AppError('list_in_use', 409, {
      message: {
        'zh-CN': `客群${names.join('、')}的规则引用了它，请先修改这些规则`,
        en: `The rules of ${names.join(', ')} name it; change them first`,
      },
    });
  }
}

interface Changing {
  readonly tx: Tx;
  readonly context: Context;
  readonly id: string;
}

type Outcome = 'done' | 'same' | 'unknown';

async function changeList(
  parts: ListParts,
  { tx, context, id }: Changing,
  { action, items }: { readonly action: 'add' | 'remove'; readonly items: readonly ListItem[] },
): Promise<{ results: { outcome: Outcome; customerId: string | null }[] }> {
  authorise(context, 'segments.write');
  await requireList(tx, id);
  const meant = await customersOf(parts, tx, items);
  const wanted = [...new Set(meant.filter((customerId) => customerId !== null))];
  const entries = await store.entriesOn(tx, id, wanted);
  const isOn = new Set(entries.map(({ customerId }) => customerId));
  const changes = wanted.filter((customerId) => isOn.has(customerId) === (action === 'remove'));
  const touched = action === 'remove' ? await takeOff(tx, entries) : await putOn(parts, { tx, context, id }, changes);
  await parts.kernel.events.append(tx, context, changedEvents(touched));
  const isDone = new Set(touched.map(({ customerId }) => customerId));
  return {
    results: meant.map((customerId) => {
      const known: Outcome = customerId !== null && isDone.has(customerId) ? 'done' : 'same';
      return { outcome: customerId === null ? 'unknown' : known, customerId };
    }),
  };
}

/** Bytes of an upload: its rows are few and short. */
const MAX_UPLOAD_BYTES = 20 * 1024 ** 2;

/** Puts everybody whom a file names on the list, part by part; sending it again changes nothing. */
async function uploadList(
  parts: ListParts,
  context: Context,
  { id, file, announcedBytes }: { readonly id: string; readonly file: Readable; readonly announcedBytes: number },
) {
  authorise(context, 'segments.write');
  const { kernel } = parts;
  await kernel.transaction(context, (tx) => requireList(tx, id));
  const rows = await readSheet(kernel, file, {
    fields: LIST_COLUMNS,
    oneOf: LIST_COLUMNS.slice(1)
      .map(({ name }) => name)
      .concat('customerId'),
    maxRows: MAX_UPLOAD_ROWS,
    maxBytes: MAX_UPLOAD_BYTES,
    announcedBytes,
  });
  const first = new Map<string, number>();
  const results: UploadResult[] = [];
  for (let at = 0; at < rows.length; at += MAX_LIST_ITEMS) {
    const named = rows.slice(at, at + MAX_LIST_ITEMS).map(namedBy);
    const items = named.flatMap((row) => ('item' in row ? [row.item] : []));
    const changed = await kernel.transaction(context, (tx) =>
      changeList(parts, { tx, context, id }, { action: 'add', items }),
    );
    const found = changed.results.values();
    for (const row of named) {
      const answer = 'item' in row ? found.next().value : undefined;
      results.push('item' in row && answer !== undefined ? resultOf(row, answer, first) : (row as UploadResult));
    }
  }
  const count = (outcome: UploadOutcome): number => results.filter((one) => one.outcome === outcome).length;
  return {
    rows: rows.length,
    counts: {
      done: count('done'),
      same: count('same'),
      unknown: count('unknown'),
      twice: count('twice'),
      refused: count('refused'),
    },
    results,
  };
}

async function takeOff(tx: Tx, entries: readonly store.Entry[]): Promise<readonly store.Entry[]> {
  await store.deleteEntries(
    tx,
    entries.map(({ id }) => id),
  );
  return entries;
}

async function putOn(
  { kernel, people }: ListParts,
  { tx, context, id }: Changing,
  customerIds: readonly string[],
): Promise<readonly store.Entry[]> {
  const anchors = await people.anchors(tx, customerIds);
  const entries = anchors.map((anchor) => ({ id: newId(), ...anchor }));
  await store.insertEntries(tx, id, { entries, by: context.actor.name, at: kernel.clock.now() });
  return entries;
}

/** The customer of each item, null for those who are not known. */
async function customersOf(
  { people }: ListParts,
  tx: Tx,
  items: readonly ListItem[],
): Promise<readonly (string | null)[]> {
  const named = items.flatMap((item) => ('customerId' in item ? [item.customerId] : []));
  const there = new Set(await people.existing(tx, named));
  const found: (string | null)[] = [];
  for (const item of items) {
    if ('customerId' in item) {
      found.push(there.has(item.customerId) ? item.customerId : null);
    } else {
      found.push(await people.find(tx, item));
    }
  }
  return found;
}

/** Ids of one event. */
const LIST = 1000;

function changedEvents(entries: readonly store.Entry[]): NewEvent[] {
  return Array.from({ length: Math.ceil(entries.length / LIST) }, (_, at) => {
    const some = entries.slice(at * LIST, (at + 1) * LIST);
    return {
      type: LIST_CHANGED,
      data: {
        entryIds: some.map(({ id }) => id),
        customerIds: [...new Set(some.map(({ customerId }) => customerId))],
      },
    };
  });
}

/** Entries go where their record goes. */
export function listFacts(kernel: Pick<Kernel, 'events'>): FactOwner {
  return {
    name: 'segments',
    reassign: async (tx, context, records) => {
      await kernel.events.append(tx, context, changedEvents(await store.reassignEntries(tx, records)));
    },
    usedRecords: (tx, recordIds) => store.usedRecords(tx, recordIds),
  };
}

/** What merging customers does to lists, segments and scores. */
export const SEGMENTS_BELONGINGS: readonly Belonging[] = [
  {
    name: 'segments.list_entries',
    label: { 'zh-CN': '名单', en: 'Lists' },
    owner: 'segments',
    ...GOES_WITH_RECORD,
    count: store.countByRecord,
  },
  {
    name: 'segments.membership',
    label: { 'zh-CN': '客群成员', en: 'Membership of segments' },
    owner: null,
    merging: {
      'zh-CN': '按合并后的资料、订单与行为重新计算；并入的客户离开所有客群',
      en: 'Worked out anew from what is known of both; the one who is gone leaves every segment',
    },
    unmerging: { 'zh-CN': '双方各自重新计算', en: 'Worked out anew for each' },
  },
  {
    name: 'segments.scores',
    label: { 'zh-CN': '评分（RFM、生命周期等）', en: 'Scores (RFM, lifecycle …)' },
    owner: null,
    merging: { 'zh-CN': '由合并后的订单重新计算', en: 'Worked out anew from the orders of both' },
    unmerging: { 'zh-CN': '由各自的订单重新计算', en: 'Worked out anew from the orders of each' },
  },
];

/** Lists for conditions. */
export const listsSource: FactSource<ListFacts> = {
  name: LISTS_SOURCE,
  analytic: {},
  load: (db, customerIds) => store.listsOf(db, customerIds),
  none: [],
};

/** Lists that rules may name. */
export const listCatalogue: CatalogueSource = { name: 'segments.lists', closed: CLOSED, entries: store.listEntriesOf };

function present({ createdAt, ...row }: store.ListRow): CustomerList {
  return { ...row, createdAt: createdAt.toISOString() };
}
