import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type {
  CopySection,
  ErasedPeople,
  ErasureParticipant,
  ErasureSubject,
  TouchedRows,
} from '#kernel/erasure/participant.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { spellingsOf } from '#kernel/pure/spellings.ts';
import { profilesChanged } from '../condition-facts/changed.ts';
import type { Fields } from '../fields/service.ts';
import { lockForUndo } from '../identity/store.ts';
import { customerErased } from '../profile/erased.ts';
import { copiedAround } from '../relations-desk/store.ts';
import { openerOf } from '../sealing/service.ts';
import { spokenRecords } from '../values/store.ts';
import { survivorsOf } from '../values/survivors.ts';
import { addTouched, type ReceiptParts, receiptOf } from './receipt.ts';
import * as store from './store.ts';
import { CUSTOMERS_TABLES } from './tables.ts';

export const FINISH_JOB = 'customers.finish_erasure';
export const FINISH_TIMER = 'customers.retry_erasure';
/** People whose files and mentions are looked for together. */
const AT_ONCE = 20;
/** Why it goes on later: an import or export is on its way, the analytic store is down. */
const LATER: ReadonlySet<string> = new Set(['files_in_use', 'analytic_store_unavailable']);

export interface Erasure extends ReceiptParts {
  readonly id: string;
  readonly customerId: string;
  readonly cause: 'request' | 'retention';
  readonly requestId: string | null;
  readonly erasedAt: Date;
  /** Null while files and the analytic store are being gone over. */
  readonly finishedAt: Date | null;
}

/** Forgetting people, and telling them what is known. */
export interface Erasing {
  /** Called by `wiring.ts` with everybody who keeps something about people. */
  registerParticipants(participants: readonly ErasureParticipant[]): void;
  readonly participants: readonly ErasureParticipant[];
  /** In the caller's transaction; files and the analytic store follow by a job. Whoever calls it asked who may. */
  erase(
    tx: Tx,
    context: Context,
    whom: { readonly customerId: string; readonly cause: Erasure['cause']; readonly requestId: string | null },
  ): Promise<Erasure>;
  /** Goes on with what follows; false when it has to be tried again later. Safe to repeat. */
  finish(context: Context, erasureId: string): Promise<boolean>;
  of(reader: Db | Tx, customerId: string): Promise<Erasure | null>;
  /** Throws 410 `customer_erased` for somebody who was erased. */
  requireNotErased(reader: Db | Tx, customerId: string): Promise<void>;
  /** All that is known of a customer, by module. */
  copy(reader: Db | Tx, customerId: string): Promise<readonly CopySection[]>;
}

export interface ErasingNeeds {
  readonly kernel: Kernel;
  readonly access: Pick<Access, 'audit'>;
  readonly fields: Pick<Fields, 'list'>;
  /** Makes sure that the analytic store has no profile of before; false while it does not know of the change yet. */
  readonly purge: () => Promise<boolean>;
}

/** The engine over all participants. */
export function createErasing(needs: ErasingNeeds): Erasing {
  const participants: ErasureParticipant[] = [];
  const present = (row: store.ErasureRow): Erasure => ({
    id: row.id,
    customerId: row.customerId,
    cause: row.cause,
    requestId: row.requestId,
    erasedAt: row.erasedAt,
    finishedAt: row.finishedAt,
    ...receiptOf(row.touched, participants),
  });
  const of: Erasing['of'] = async (reader, customerId) => {
    const row = await store.selectErasure(reader, { customerId });
    return row === null ? null : present(row);
  };
  return {
    participants,
    registerParticipants: (added) => {
      participants.push(...added);
    },
    erase: async (tx, context, whom) => {
      const id = await erase(needs, participants, { tx, context, whom });
      const row = await store.selectErasure(tx, { id });
      if (row === null) {
        throw new Error('An erasure that was just written is not there');
      }
      return present(row);
    },
    finish: (context, erasureId) => finish(needs, participants, context, erasureId),
    of,
    requireNotErased: async (reader, customerId) => {
      const row = await store.selectErasure(reader, { customerId });
      if (row !== null) {
        throw customerErased(customerId, row.erasedAt);
      }
    },
    copy: async (reader, customerId) => {
      const recordIds = (await spokenRecords(reader, customerId)).map(({ id }) => id);
      const sections: CopySection[] = [];
      for (const participant of participants) {
        sections.push(...((await participant.copy?.(reader, { customerId, recordIds })) ?? []));
      }
      return sections;
    },
  };
}

interface Forgetting {
  readonly tx: Tx;
  readonly context: Context;
  readonly whom: Parameters<Erasing['erase']>[2];
}

async function erase(
  needs: ErasingNeeds,
  participants: readonly ErasureParticipant[],
  { tx, context, whom }: Forgetting,
): Promise<string> {
  const { kernel, access } = needs;
  // Nobody is taken in, merged or parted meanwhile.
  await lockForUndo(tx);
  const row = await store.lockCustomer(tx, whom.customerId);
  if (row === undefined) {
    throw notFound({ 'zh-CN': '客户', en: 'customer' }, whom.customerId);
  }
  if (row.erasedAt !== null) {
    throw customerErased(whom.customerId, row.erasedAt);
  }
  const at = kernel.clock.now();
  const subject = await subjectOf(needs, tx, { customerId: whom.customerId, at });
  let touched: TouchedRows = {};
  for (const participant of participants) {
    const done = (await participant.erase?.(tx, context, subject)) ?? {};
    requireDeclared(participant, done);
    touched = addTouched(touched, participant.name, done);
  }
  const id = newId();
  const { kind, id: actorId } = context.actor;
  await store.insertErasure(tx, { id, ...whom, subject, touched, erasedAt: at, actorKind: kind, actorId });
  await access.audit(tx, context, {
    action: 'customers.customer_erased',
    subjectType: 'customer',
    subjectId: whom.customerId,
    detail: { cause: whom.cause, requestId: whom.requestId, rows: sumOf(touched) },
  });
  await kernel.events.append(tx, context, [
    { type: 'customers.customer_erased', customerId: whom.customerId, data: { erasureId: id, cause: whom.cause } },
    ...profilesChanged({ described: [whom.customerId] }),
  ]);
  await kernel.jobs.add(tx, context, FINISH_JOB, { erasureId: id });
  return id;
}

/** A table that is touched has to be declared as such, or the receipt would tell something else. */
function requireDeclared({ name, tables }: ErasureParticipant, touched: TouchedRows): void {
  for (const table of Object.keys(touched)) {
    if (!table.startsWith('files:') && tables[table] !== 'deletes' && tables[table] !== 'empties') {
      throw new Error(`${name}.${table} was touched by an erasure and is not declared as touched`);
    }
  }
}

function sumOf(touched: TouchedRows): number {
  return Object.values(touched).reduce((sum, rows) => sum + rows, 0);
}

async function subjectOf(
  { kernel, fields }: ErasingNeeds,
  tx: Tx,
  { customerId, at }: { readonly customerId: string; readonly at: Date },
): Promise<ErasureSubject> {
  const texts = (await fields.list(tx, { archived: true }))
    .filter(({ type, sensitivity }) => type === 'text' && sensitivity !== 'public')
    .map(({ key }) => key);
  const said = await store.saidValues(tx, customerId, texts);
  const open = await openerOf(kernel, tx);
  const opened = said.sealed.map(({ field, value }) => open(field, value));
  const values = [...said.values, ...opened.filter((value) => typeof value === 'string')];
  const { recordIds, names, addresses } = said;
  return { customerId, recordIds, names, addresses, pattern: spellingsOf(values), at };
}

async function finish(
  { kernel, access, purge }: ErasingNeeds,
  participants: readonly ErasureParticipant[],
  context: Context,
  erasureId: string,
): Promise<boolean> {
  const rows = await store.unfinishedWith(kernel.postgres.db, erasureId, AT_ONCE);
  const [first] = rows;
  if (first === undefined) {
    return true;
  }
  const people = peopleOf(rows);
  let { touched } = first;
  try {
    for (const participant of participants) {
      const done = (await participant.afterwards?.(context, people)) ?? {};
      requireDeclared(participant, done);
      touched = addTouched(touched, participant.name, done);
      // Kept at once: whoever goes on after this finds nothing left to count.
      await store.saveTouched(kernel.postgres.db, first.id, touched);
    }
    if (!(await purge())) {
      return false;
    }
  } catch (error) {
    if (error instanceof AppError && LATER.has(error.code)) {
      return false;
    }
    throw error;
  }
  await kernel.transaction(context, async (tx) => {
    await store.finishErasures(
      tx,
      rows.map(({ id }) => id),
      kernel.clock.now(),
    );
    for (const { id, customerId } of rows) {
      await access.audit(tx, context, {
        action: 'customers.erasure_finished',
        subjectType: 'customer',
        subjectId: customerId,
        detail: { erasureId: id },
      });
    }
  });
  return true;
}

function peopleOf(rows: readonly store.ErasureRow[]): ErasedPeople {
  const subjects = rows.flatMap(({ subject }) => subject ?? []);
  const patterns = subjects.flatMap(({ pattern }) => pattern ?? []);
  return {
    customerIds: subjects.map(({ customerId }) => customerId),
    recordIds: subjects.flatMap(({ recordIds }) => recordIds),
    names: [...new Set(subjects.flatMap(({ names }) => names))],
    pattern: patterns.length === 0 ? null : patterns.join('|'),
    at: new Date(Math.max(...subjects.map(({ at }) => Date.parse(at)))),
  };
}

/** What this module keeps of a person itself. */
export function customersErasure({ kernel, fields }: Pick<ErasingNeeds, 'kernel' | 'fields'>): ErasureParticipant {
  return {
    name: 'customers',
    tables: CUSTOMERS_TABLES,
    erase: (tx, _context, subject) => store.eraseCustomerRows(tx, subject),
    afterwards: async (_context, { pattern }) =>
      pattern === null ? {} : store.blackOutMentions(kernel.postgres.db, pattern),
    copy: async (reader, { customerId }) => [
      {
        name: 'profile',
        label: { 'zh-CN': '资料', en: 'Profile' },
        rows: await copiedProfile({ kernel, fields }, reader, customerId),
      },
      {
        name: 'records',
        label: { 'zh-CN': '来源记录与标识', en: 'Records and identifiers' },
        rows: await store.copiedRecords(reader, customerId),
      },
      {
        name: 'words',
        label: { 'zh-CN': '互动、备注、标签、授权', en: 'Interactions, notes, tags, consents' },
        rows: await store.copiedWords(reader, customerId),
      },
      {
        name: 'around',
        label: { 'zh-CN': '家庭、关系、介绍', en: 'Household, links, introductions' },
        rows: await copiedAround(reader, customerId),
      },
    ],
  };
}

async function copiedProfile(
  { kernel, fields }: Pick<ErasingNeeds, 'kernel' | 'fields'>,
  reader: Db | Tx,
  customerId: string,
): Promise<CopySection['rows']> {
  const labels = new Map((await fields.list(reader, { archived: true })).map(({ key, label }) => [key, label]));
  const open = await openerOf(kernel, reader);
  return [...survivorsOf(await spokenRecords(reader, customerId))].map(([field, { value, source, at }]) => ({
    field,
    label: labels.get(field)?.['zh-CN'] ?? field,
    value: open(field, value),
    source,
    statedAt: at.toISOString(),
  }));
}
