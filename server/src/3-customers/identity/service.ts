import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { FactOwner } from '../facts.ts';
import { type Grouping, groupRecords } from './grouping.ts';
import { changesRecord, mergeStatements, recordKey, type Statement } from './statement.ts';
import * as store from './store.ts';

/** Where statements come from; an import's id makes them undoable with it. */
export interface StatementOrigin {
  readonly source: string;
  readonly importId: string | null;
  readonly scopeId: string | null;
}

/** Where a statement ended: null when it named nobody. */
export interface Resolved {
  readonly recordId: string;
  readonly customerId: string;
}

export interface Identity {
  /**
   * Takes statements of one source in, in the caller's transaction: finds or makes their records, joins records
   * that share a phone or e-mail, and returns each one's record and customer in the order given.
   * Throws `identity_conflict` (409) when another transaction took the same person in at the same moment; the
   * caller rolls back and tries again, and then sees what the other wrote.
   */
  takeIn(
    tx: Tx,
    context: Context,
    statements: readonly Statement[],
    origin: StatementOrigin,
  ): Promise<(Resolved | null)[]>;
}

interface Draft {
  readonly key: string;
  statement: Statement;
  readonly stored: store.StoredRecord | undefined;
}

/** Identity at intake: deterministic, exactly one customer per trusted identifier. */
export function createIdentity(kernel: Pick<Kernel, 'clock' | 'events'>, factOwners: readonly FactOwner[]): Identity {
  return {
    takeIn: async (tx, context, statements, origin) => {
      const keys = statements.map(recordKey);
      const drafts = await draftRecords(tx, origin.source, { keys, statements });
      if (drafts.length === 0) {
        return statements.map(() => null);
      }
      const storeOrigin = { ...origin, now: kernel.clock.now() };
      const claims = await store.findClaims(tx, uniqueIdentifiers(drafts));
      const grouping = groupRecords(
        {
          customerOfRecord: drafts.map((draft) => draft.stored?.customerId ?? null),
          identifiersOfRecord: drafts.map((draft) => identifiersOf(draft.statement).map(identifierText)),
          customerOfIdentifier: new Map(claims.map((claim) => [identifierText(claim), claim.customerId])),
        },
        newId,
      );
      const ids = drafts.map((draft) => draft.stored?.id ?? newId());
      await save(tx, { drafts, ids, grouping, claims, origin: storeOrigin });
      await merge(tx, context, { grouping, factOwners, origin: storeOrigin, events: kernel.events });
      const indexOfKey = new Map(drafts.map((draft, index) => [draft.key, index]));
      return keys.map((key) => {
        const index = key === null ? undefined : indexOfKey.get(key);
        const recordId = index === undefined ? undefined : ids[index];
        const customerId = index === undefined ? undefined : grouping.customerOfRecord[index];
        return recordId === undefined || customerId === undefined ? null : { recordId, customerId };
      });
    },
  };
}

async function draftRecords(
  tx: Tx,
  source: string,
  given: { readonly keys: readonly (string | null)[]; readonly statements: readonly Statement[] },
): Promise<Draft[]> {
  const merged = new Map<string, Statement>();
  given.statements.forEach((statement, index) => {
    const key = given.keys[index];
    if (key !== null && key !== undefined) {
      const known = merged.get(key);
      merged.set(key, known === undefined ? statement : mergeStatements(known, statement));
    }
  });
  const stored = await store.findRecords(tx, source, [...merged.keys()]);
  const storedByKey = new Map(stored.map((record) => [record.key, record]));
  return [...merged].map(([key, statement]) => ({ key, statement, stored: storedByKey.get(key) }));
}

function identifiersOf(statement: Statement): store.IdentifierRow[] {
  return [
    ...(statement.phone === null ? [] : [{ kind: 'phone', value: statement.phone }]),
    ...(statement.email === null ? [] : [{ kind: 'email', value: statement.email }]),
  ];
}

function identifierText(row: store.IdentifierRow): string {
  return `${row.kind}:${row.value}`;
}

function uniqueIdentifiers(drafts: readonly Draft[]): store.IdentifierRow[] {
  const rows = drafts.flatMap((draft) => identifiersOf(draft.statement));
  return [...new Map(rows.map((row) => [identifierText(row), row])).values()];
}

interface Saving {
  readonly drafts: readonly Draft[];
  readonly ids: readonly string[];
  readonly grouping: Grouping;
  readonly claims: readonly (store.IdentifierRow & { readonly customerId: string })[];
  readonly origin: store.Origin;
}

/** New customers, records and claims, and what known records say now. */
async function save(tx: Tx, { drafts, ids, grouping, claims, origin }: Saving): Promise<void> {
  const rows = drafts.map((draft, index) => ({
    ...(draft.stored === undefined ? draft.statement : mergeStatements(draft.stored, draft.statement)),
    id: ids[index] ?? '',
    customerId: grouping.customerOfRecord[index] ?? '',
    key: draft.key,
    stored: draft.stored,
  }));
  const fresh = rows.filter((row) => row.stored === undefined);
  const claimed = new Set(claims.map(identifierText));
  const newClaims = uniqueClaims(rows).filter((claim) => !claimed.has(identifierText(claim)));
  if ((await store.claimIdentifiers(tx, newClaims)) !== newClaims.length) {
    throw conflict();
  }
  const newCustomers = fresh.filter((row) => grouping.newCustomers.has(row.customerId));
  await store.insertCustomers(tx, onePerCustomer(newCustomers), origin.now);
  if ((await store.insertRecords(tx, fresh, origin)) !== fresh.length) {
    throw conflict();
  }
  const changed = rows.filter((row) => row.stored !== undefined && changesRecord(row.stored, row));
  await store.updateRecords(tx, changed, origin);
  await store.insertRecordIdentifiers(
    tx,
    [...fresh, ...changed].flatMap((row) => identifiersOf(row).map((id) => ({ ...id, recordId: row.id }))),
    origin.importId,
  );
  await refreshTouched(tx, { rows, fresh, changed, grouping, now: origin.now });
}

interface Touched {
  readonly rows: readonly store.NewRecord[];
  readonly fresh: readonly store.NewRecord[];
  readonly changed: readonly store.NewRecord[];
  readonly grouping: Grouping;
  readonly now: Date;
}

/** Profiles of customers that gained a record or whose record changed; new single-record ones are right already. */
async function refreshTouched(tx: Tx, { rows, fresh, changed, grouping, now }: Touched): Promise<void> {
  const perCustomer = Map.groupBy(rows, (row) => row.customerId);
  const gained = fresh.filter(
    (row) => !grouping.newCustomers.has(row.customerId) || (perCustomer.get(row.customerId)?.length ?? 0) > 1,
  );
  const ids = [...new Set([...gained, ...changed].map((row) => row.customerId))];
  if (ids.length > 0) {
    await store.refreshProfiles(tx, ids, now);
  }
}

function uniqueClaims(rows: readonly store.NewRecord[]): (store.IdentifierRow & { customerId: string })[] {
  const claims = rows.flatMap((row) => identifiersOf(row).map((id) => ({ ...id, customerId: row.customerId })));
  return [...new Map(claims.map((claim) => [identifierText(claim), claim])).values()];
}

function onePerCustomer(rows: readonly store.NewRecord[]): store.NewRecord[] {
  return [...new Map(rows.map((row) => [row.customerId, row])).values()];
}

function conflict(): AppError {
  return new AppError('identity_conflict', 409, {
    message: {
      'zh-CN': '同一位客户正由另一次导入写入，请重试',
      en: 'Another import is taking in the same customer right now; try again',
    },
    retryAfterSeconds: 1,
  });
}

interface Merging {
  readonly grouping: Grouping;
  readonly factOwners: readonly FactOwner[];
  readonly origin: store.Origin;
  readonly events: Kernel['events'];
}

/** Customers that turned out to be one: their records, claims and facts go to the oldest. */
async function merge(tx: Tx, context: Context, { grouping, factOwners, origin, events }: Merging): Promise<void> {
  if (grouping.merges.length === 0) {
    return;
  }
  const targets = new Map(grouping.merges.map((merge) => [merge.from, merge]));
  const records = await store.recordsOfCustomers(tx, [...targets.keys()]);
  const moves = records.flatMap((record) => {
    const merge = targets.get(record.customerId);
    return merge === undefined ? [] : [{ recordId: record.id, from: merge.from, to: merge.to, cause: merge.cause }];
  });
  await store.moveRecords(tx, moves, origin);
  const moved = moves.map((move) => ({ recordId: move.recordId, customerId: move.to }));
  for (const owner of factOwners) {
    await owner.reassign(tx, context, moved);
  }
  await store.refreshProfiles(tx, [...new Set(moves.map((move) => move.to))], origin.now);
  await store.deleteEmptyCustomers(tx, [...targets.keys()]);
  await events.append(
    tx,
    context,
    grouping.merges.map((merge) => ({
      type: 'customers.customers_merged',
      customerId: merge.to,
      data: { from: merge.from, to: merge.to, cause: merge.cause, importId: origin.importId },
    })),
  );
}
