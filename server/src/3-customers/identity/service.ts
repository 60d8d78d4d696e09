import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { FactOwner } from '../facts.ts';
import { type Grouping, groupRecords } from './grouping.ts';
import { changesRecord, mergeStatements, recordKey, type Statement } from './statement.ts';
import * as store from './store.ts';
import { identifiersOf, type TrustedIdentifier } from './trusted-identifiers.ts';

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
  /** The customers that records belong to now; records that are gone are left out. */
  customersOf(tx: Tx, recordIds: readonly string[]): Promise<readonly Resolved[]>;
}

interface Draft {
  readonly key: string;
  readonly statement: Statement;
  /** Everything that the statements name, the words that newer ones replace included: it was said of one person. */
  readonly identifiers: readonly TrustedIdentifier[];
  readonly stored: store.StoredRecord | undefined;
}

/** Identity at intake: deterministic, exactly one customer per trusted identifier. */
export function createIdentity(kernel: Pick<Kernel, 'clock' | 'events'>, factOwners: readonly FactOwner[]): Identity {
  return {
    takeIn: async (tx, context, statements, origin) => {
      const keys = statements.map(recordKey);
      if (keys.every((key) => key === null)) {
        return statements.map(() => null);
      }
      try {
        const taken = await takeDrafts({ tx, context, kernel, factOwners }, { keys, statements, origin });
        return keys.map((key) => (key === null ? null : (taken.get(key) ?? null)));
      } catch (error) {
        // A customer that this transaction had read was merged away by another one before it was written to.
        if (error instanceof Error && 'code' in error && error.code === FOREIGN_KEY_VIOLATION) {
          throw conflict(error);
        }
        throw error;
      }
    },
    customersOf: async (tx, recordIds) => store.customersOf(tx, recordIds),
  };
}

const FOREIGN_KEY_VIOLATION = '23503';

interface Taking {
  readonly tx: Tx;
  readonly context: Context;
  readonly kernel: Pick<Kernel, 'clock' | 'events'>;
  readonly factOwners: readonly FactOwner[];
}

interface Given {
  readonly keys: readonly (string | null)[];
  readonly statements: readonly Statement[];
  readonly origin: StatementOrigin;
}

/** Returns where each key ended. */
async function takeDrafts(
  { tx, context, kernel, factOwners }: Taking,
  given: Given,
): Promise<ReadonlyMap<string, Resolved>> {
  await store.lockForIntake(tx);
  const origin = { ...given.origin, now: kernel.clock.now() };
  const drafts = await draftRecords(tx, given);
  const claims = await store.findClaims(tx, uniqueIdentifiers(drafts));
  const grouping = groupRecords(
    {
      customerOfRecord: drafts.map((draft) => draft.stored?.customerId ?? null),
      identifiersOfRecord: drafts.map((draft) => draft.identifiers.map(identifierText)),
      customerOfIdentifier: new Map(claims.map((claim) => [identifierText(claim), claim.customerId])),
    },
    newId,
  );
  const rows = drafts.map((draft, index) => ({
    ...(draft.stored === undefined ? draft.statement : mergeStatements(draft.stored, draft.statement)),
    id: draft.stored?.id ?? newId(),
    customerId: grouping.customerOfRecord[index] ?? '',
    key: draft.key,
    identifiers: draft.identifiers,
    stored: draft.stored,
  }));
  const changed = await save(tx, { rows, grouping, claims, origin });
  if (changed.length > 0) {
    await kernel.events.append(tx, context, [
      { type: 'customers.records_changed', data: { recordIds: changed, importId: origin.importId } },
    ]);
  }
  await merge(tx, context, { grouping, factOwners, origin, events: kernel.events });
  return new Map(rows.map((row) => [row.key, { recordId: row.id, customerId: row.customerId }]));
}

async function draftRecords(tx: Tx, { keys, statements, origin }: Given): Promise<Draft[]> {
  const byKey = new Map<string, Statement[]>();
  statements.forEach((statement, index) => {
    const key = keys[index] ?? null;
    const known = key === null ? undefined : byKey.get(key);
    if (known !== undefined) {
      known.push(statement);
    } else if (key !== null) {
      byKey.set(key, [statement]);
    }
  });
  const stored = await store.findRecords(tx, origin.source, [...byKey.keys()]);
  const storedByKey = new Map(stored.map((record) => [record.key, record]));
  return [...byKey].map(([key, said]) => ({
    key,
    // In the order of time, so that per field the newest word wins whatever the order in the file.
    statement: said.toSorted((a, b) => a.statedAt.getTime() - b.statedAt.getTime()).reduce(mergeStatements),
    identifiers: unique(said.flatMap(identifiersOf)),
    stored: storedByKey.get(key),
  }));
}

function identifierText(row: TrustedIdentifier): string {
  return `${row.kind}:${row.value}`;
}

function unique(rows: readonly TrustedIdentifier[]): TrustedIdentifier[] {
  return [...new Map(rows.map((row) => [identifierText(row), row])).values()];
}

function uniqueIdentifiers(drafts: readonly Draft[]): TrustedIdentifier[] {
  return unique(drafts.flatMap((draft) => draft.identifiers));
}

/** A record as it is going to be. */
interface Row extends store.NewRecord {
  readonly identifiers: readonly TrustedIdentifier[];
  readonly stored: store.StoredRecord | undefined;
}

interface Saving {
  readonly rows: readonly Row[];
  readonly grouping: Grouping;
  readonly claims: readonly (TrustedIdentifier & { readonly customerId: string })[];
  readonly origin: store.Origin;
}

/** New customers, records and claims, and what known records say now; returns the ids of those that say something else. */
async function save(tx: Tx, { rows, grouping, claims, origin }: Saving): Promise<string[]> {
  const claimed = new Set(claims.map(identifierText));
  const newClaims = uniqueClaims(rows).filter((claim) => !claimed.has(identifierText(claim)));
  if ((await store.claimIdentifiers(tx, newClaims)) !== newClaims.length) {
    throw conflict();
  }
  const fresh = rows.filter((row) => row.stored === undefined);
  const newCustomers = fresh.filter((row) => grouping.newCustomers.has(row.customerId));
  await store.insertCustomers(tx, onePerCustomer(newCustomers), origin.now);
  if ((await store.insertRecords(tx, fresh, origin)) !== fresh.length) {
    throw conflict();
  }
  const newlyStated = await store.unstatedIdentifiers(tx, rows.flatMap(besideStored));
  const gained = new Set(newlyStated.map((row) => row.recordId));
  const changed = rows.filter((row) => row.stored && (changesRecord(row.stored, row) || gained.has(row.id)));
  await store.updateRecords(tx, changed, origin);
  await store.insertRecordIdentifiers(tx, [...fresh.flatMap(statedBy), ...newlyStated], origin.importId);
  const isChanged = new Set(changed);
  const confirmed = rows.filter((row) => row.stored && row.statedAt > row.stored.statedAt && !isChanged.has(row));
  await store.confirmRecords(tx, confirmed, origin);
  await refreshTouched(tx, { rows, fresh, changed, confirmed, grouping });
  return changed.map((row) => row.id);
}

function statedBy(row: Row): (TrustedIdentifier & { readonly recordId: string })[] {
  return row.identifiers.map((identifier) => ({ ...identifier, recordId: row.id }));
}

/** What a known record states beyond the phone and e-mail that it has, which are on file for sure. */
function besideStored(row: Row): (TrustedIdentifier & { readonly recordId: string })[] {
  const { stored } = row;
  return stored === undefined
    ? []
    : statedBy(row).filter(({ value }) => value !== stored.phone && value !== stored.email);
}

interface Touched {
  readonly rows: readonly Row[];
  readonly fresh: readonly Row[];
  readonly changed: readonly Row[];
  readonly confirmed: readonly Row[];
  readonly grouping: Grouping;
}

/** Profiles of customers that gained a record or whose record changed; new single-record ones are right already. */
async function refreshTouched(tx: Tx, { rows, fresh, changed, confirmed, grouping }: Touched): Promise<void> {
  const perCustomer = Map.groupBy(rows, (row) => row.customerId);
  const gained = fresh.filter(
    (row) => !grouping.newCustomers.has(row.customerId) || (perCustomer.get(row.customerId)?.length ?? 0) > 1,
  );
  // The newer time of one record counts only beside other records.
  const compared = await store.withSeveralRecords(tx, [...new Set(confirmed.map((row) => row.customerId))]);
  const ids = [...new Set([...[...gained, ...changed].map((row) => row.customerId), ...compared])];
  if (ids.length > 0) {
    await store.refreshProfiles(tx, ids);
  }
}

function uniqueClaims(rows: readonly Row[]): (TrustedIdentifier & { customerId: string })[] {
  const claims = rows.flatMap((row) => row.identifiers.map((id) => ({ ...id, customerId: row.customerId })));
  return [...new Map(claims.map((claim) => [identifierText(claim), claim])).values()];
}

function onePerCustomer(rows: readonly store.NewRecord[]): store.NewRecord[] {
  return [...new Map(rows.map((row) => [row.customerId, row])).values()];
}

function conflict(cause?: unknown): AppError {
  return new AppError('identity_conflict', 409, {
    message: {
      'zh-CN': '同一位客户正由另一次导入写入，请重试',
      en: 'Another import is taking in the same customer right now; try again',
    },
    retryAfterSeconds: 1,
    ...(cause === undefined ? {} : { cause }),
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
  await store.refreshProfiles(tx, [...new Set(grouping.merges.map(({ to }) => to))]);
  // One that stays has just gained a record from another transaction; one that is gone was merged by it.
  if ((await store.deleteEmptyCustomers(tx, [...targets.keys()])).length !== targets.size) {
    throw conflict();
  }
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
