import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import * as bonds from '../bonds/store.ts';
import { profilesChanged } from '../condition-facts/changed.ts';
import type { FactOwner } from '../facts.ts';
import type { HandSet } from '../hand-set/hand-set.ts';
import { createHandSet } from '../hand-set/service.ts';
import { lastHeard } from '../last-heard/service.ts';
import { closeSettled, proposePairs } from '../reviews/store.ts';
import { type SealingKernel, settleStatements, tellNumbers } from '../sealing/service.ts';
import { heeding, type NegativeEvidence } from '../shared-phones/evidence.ts';
import {
  contradictedBy,
  evidenceAgainst,
  limitsFrom,
  type ReadLimits,
  withholdDoubted,
} from '../shared-phones/service.ts';
import { refreshProfiles } from '../survivorship/service.ts';
import { NO_ATTRIBUTES } from './attributes.ts';
import {
  type ContradictedIdentifier,
  contradictionProposal,
  contradictionsIn,
  ID_NUMBER_FIELD,
} from './contradictions.ts';
import {
  besideStored,
  byRecord,
  type Draft,
  draftOf,
  foundedBy,
  groupingInput,
  identifierText,
  isContested,
  type Row,
  rowsOf,
  statedBy,
  unclaimed,
  unknownIdentifiers,
} from './drafts.ts';
import { type Apart, type Grouping, type GroupingInput, groupRecords } from './grouping.ts';
import { withMaskedPhones } from './masked-phones.ts';
import { changesRecord, confirmsRecord, mergeWords, recordKey, STAFF_SOURCE, type Statement } from './statement.ts';
import * as store from './store.ts';
import type { IdentifierKind } from './trusted-identifiers.ts';

/** Where statements come from; an import's id makes them undoable with it. */
export interface StatementOrigin {
  readonly source: string;
  readonly importId: string | null;
  readonly scopeId: string | null;
  /**
   * Every statement comes with a fact of the same time that will carry its record (an order, say): then facts tell
   * when a record was heard of last (`FactOwner.lastFacts`), and nothing is written for those who say nothing new.
   */
  readonly factsTellTime?: boolean;
}

/** Where a statement ended: null when it named nobody. */
export interface Resolved {
  readonly recordId: string;
  readonly customerId: string;
}

export interface Identity {
  /**
   * Takes statements of one source in, in the caller's transaction: finds or makes their records, joins records
   * that share a trusted identifier, and returns each one's record and customer in the order given.
   * Throws `identity_conflict` (409) when another transaction took the same person in at the same moment; the
   * caller rolls back and tries again (`retryOnConflict`), and then sees what the other wrote.
   */
  takeIn(
    tx: Tx,
    context: Context,
    statements: readonly Statement[],
    origin: StatementOrigin,
  ): Promise<(Resolved | null)[]>;
  /**
   * Takes in what staff set by hand about a customer: it wins over every other source and stays with the customer.
   * Throws 404 when there is no such customer (any more), `identifier_taken` (409) when a phone or e-mail means
   * somebody else.
   */
  stateByHand(tx: Tx, context: Context, said: HandSet): Promise<Resolved>;
  /** The customers that records belong to now; records that are gone are left out. */
  customersOf(tx: Db, recordIds: readonly string[]): Promise<readonly Resolved[]>;
  /** The customer whom a normalised identifier means (`normalizeIdentifier`), or null. */
  findByIdentifier(tx: Db, kind: IdentifierKind, value: string): Promise<string | null>;
}

/** Identity at intake: deterministic, exactly one customer per trusted identifier. */
export function createIdentity(
  kernel: Pick<Kernel, 'clock' | 'events' | 'sealer'>,
  factOwners: readonly FactOwner[],
  limits: ReadLimits = limitsFrom(),
): Identity {
  return {
    takeIn: async (tx, context, said, origin) => {
      requireForeignSource(origin);
      const statements = await settled(kernel, tx, withMaskedPhones(said, origin.source));
      const keys = statements.map(recordKey);
      if (keys.every((key) => key === null)) {
        return statements.map(() => null);
      }
      try {
        const taken = await takeDrafts({ tx, context, kernel, factOwners, limits }, { keys, statements, origin });
        return keys.map((key) => (key === null ? null : (taken.get(key) ?? null)));
      } catch (error) {
        if (error instanceof Error && 'code' in error && OVERTAKEN.has(error.code)) {
          throw conflict(error);
        }
        throw error;
      }
    },
    stateByHand: createHandSet(kernel, factOwners),
    customersOf: async (tx, recordIds) => store.customersOf(tx, recordIds),
    findByIdentifier: (tx, kind, value) => store.findByIdentifier(tx, { kind, value }),
  };
}

/** What is sensitive is sealed by the levels as they are behind the lock, so that a change of level finds it. */
async function settled(kernel: SealingKernel, tx: Tx, statements: readonly Statement[]): Promise<readonly Statement[]> {
  if (statements.every(({ attributes }) => attributes === NO_ATTRIBUTES)) {
    return statements;
  }
  await store.lockForIntake(tx);
  return settleStatements(kernel, tx, statements);
}

/** What comes from outside must not pass for the word of staff, which wins over everything. */
function requireForeignSource({ source }: StatementOrigin): void {
  if (source === STAFF_SOURCE) {
    throw new AppError('source_reserved', 422, {
      message: {
        'zh-CN': `来源名称“${STAFF_SOURCE}”留给员工手工填写的信息，请换一个来源名称`,
        en: `The source name “${STAFF_SOURCE}” stands for what staff set by hand; choose another one`,
      },
    });
  }
}

/**
 * foreign_key_violation: a customer that this transaction had read was merged away by another one before it was
 * written to. unique_violation: another one made the same record or claimed the same identifier meanwhile.
 */
const OVERTAKEN: ReadonlySet<unknown> = new Set(['23503', '23505']);

interface Taking {
  readonly tx: Tx;
  readonly context: Context;
  readonly kernel: Pick<Kernel, 'clock' | 'events' | 'sealer'>;
  readonly factOwners: readonly FactOwner[];
  readonly limits: ReadLimits;
}

interface Given {
  readonly keys: readonly (string | null)[];
  readonly statements: readonly Statement[];
  readonly origin: StatementOrigin;
}

/** Returns where each key ended. */
async function takeDrafts(taking: Taking, given: Given): Promise<ReadonlyMap<string, Resolved>> {
  const { tx, context, kernel } = taking;
  await store.lockForIntake(tx);
  const origin = { ...given.origin, now: kernel.clock.now() };
  const plan = await planIntake(taking, given);
  const rows = rowsOf(plan.drafts, plan.grouping, newId);
  const changed = await save(taking, { rows, plan, origin });
  if (changed.length > 0) {
    await kernel.events.append(tx, context, [
      { type: 'customers.records_changed', data: { recordIds: changed, importId: origin.importId } },
    ]);
  }
  await merge(taking, { grouping: plan.grouping, origin });
  return new Map(rows.map((row) => [row.key, { recordId: row.id, customerId: row.customerId }]));
}

/** From so many records on locking each of them costs more than waiting for those who merge customers. */
const LARGE_BATCH = 500;

interface Plan {
  readonly drafts: readonly Draft[];
  readonly grouping: Grouping;
  /** Identifier → the customer whom it meant before. */
  readonly claimed: GroupingInput['customerOfIdentifier'];
  /** Phones that mean nobody, or somebody else. */
  readonly evidence: NegativeEvidence;
  /** Identifiers of somebody with another ID number. */
  readonly contradicted: readonly ContradictedIdentifier[];
}

/**
 * What is on file and who is one person, held until the transaction ends: facts that the caller writes next must not
 * go to a customer whom another transaction merges away meanwhile. A small batch locks its records. A large one only
 * keeps merging out, and does without locks on rows that it does not change.
 */
async function planIntake(taking: Taking, given: Given): Promise<Plan> {
  const { tx } = taking;
  const said = byRecord(given.keys, given.statements);
  const isLarge = said.size >= LARGE_BATCH;
  if (isLarge) {
    const plan = await store.unlessMerging(tx, {
      plan: () => readPlan(taking, { said, given, isLocked: false }),
      merges: ({ grouping }) => grouping.merges.length > 0,
    });
    if (plan !== null) {
      return plan;
    }
    await store.lockForMerging(tx);
  }
  const plan = await readPlan(taking, { said, given, isLocked: true });
  if (!isLarge && plan.grouping.merges.length > 0) {
    await store.lockForMerging(tx);
  }
  return plan;
}

interface PlanReading {
  readonly said: ReturnType<typeof byRecord>;
  readonly given: Given;
  readonly isLocked: boolean;
}

async function readPlan(taking: Taking, { said, given, isLocked }: PlanReading): Promise<Plan> {
  const { tx, kernel } = taking;
  const stored = await store.findRecords(tx, { source: given.origin.source, keys: [...said.keys()], isLocked });
  const storedByKey = new Map(stored.map((record) => [record.key, record]));
  const read = [...said].map(([key, statements]) => draftOf(key, statements, storedByKey.get(key)));
  const heard = await withLastWords(taking, read);
  const claims = await store.findClaims(tx, unknownIdentifiers(heard));
  const evidence = await evidenceAgainst(tx, {
    drafts: heard,
    claimed: new Set(claims.flatMap(({ kind, value }) => (kind === 'phone' ? [value] : []))),
    limits: taking.limits,
    heard: (recordIds) => lastHeard(tx, recordIds, taking.factOwners),
  });
  const doubted = heeding(heard, evidence.against);
  const contradicted = await contradictedBy(kernel, tx, { drafts: doubted, claims });
  const drafts = heeding(doubted, contradicted);
  const input = groupingInput(drafts, claims);
  const grouping = groupRecords(input, newId);
  const aparts = await apartsAmong(kernel, tx, grouping.merges);
  return {
    drafts,
    grouping: aparts.length === 0 ? grouping : groupRecords({ ...input, aparts }, newId),
    claimed: input.customerOfIdentifier,
    evidence,
    contradicted,
  };
}

/** Who of those about to become one must not: rare, and only then is everything worked out again. */
async function apartsAmong(kernel: SealingKernel, tx: Tx, merges: Grouping['merges']): Promise<readonly Apart[]> {
  if (merges.length === 0) {
    return [];
  }
  const ids = [...new Set(merges.flatMap(({ from, to }) => [from, to]))];
  const among = new Set(ids);
  const standing = (await bonds.apartsOf(tx, ids)).filter(({ left, right }) => among.has(left) && among.has(right));
  const numbers = await bonds.idNumbersOf(tx, ids, ID_NUMBER_FIELD);
  const tell = numbers.length < 2 ? String : await tellNumbers(kernel, tx);
  return [
    ...standing.map(({ left, right }) => ({ left, right, cause: 'apart' as const })),
    ...contradictionsIn(numbers.map(({ id, number }) => ({ id, number: tell(number) }))),
  ];
}

/**
 * The word of a record is as new as its newest fact: intake with facts does not write that down for every record.
 * Here it matters, where something else is said now.
 */
async function withLastWords({ tx, factOwners }: Taking, drafts: readonly Draft[]): Promise<readonly Draft[]> {
  const contested = drafts.filter(
    (draft) =>
      isContested(draft) &&
      draft.stored !== undefined &&
      changesRecord(draft.stored, mergeWords(draft.stored, draft.words)),
  );
  const heard = await lastHeard(
    tx,
    contested.flatMap(({ stored }) => stored?.id ?? []),
    factOwners,
  );
  return heard.size === 0
    ? drafts
    : drafts.map((draft) => {
        const at = heard.get(draft.stored?.id ?? '');
        return draft.stored === undefined || at === undefined || at <= draft.stored.statedAt
          ? draft
          : { ...draft, stored: { ...draft.stored, statedAt: at } };
      });
}

interface Saving {
  readonly rows: readonly Row[];
  readonly plan: Plan;
  readonly origin: Origin;
}

type Origin = store.Origin & Pick<StatementOrigin, 'factsTellTime'>;

/** New customers, records and claims, and what known records say now; returns the ids of those that say something else. */
async function save(taking: Taking, { rows, plan, origin }: Saving): Promise<string[]> {
  const { tx } = taking;
  await store.claimIdentifiers(tx, unclaimed(rows, plan.claimed));
  const fresh = rows.filter((row) => row.stored === undefined);
  const founding = fresh.filter((row) => plan.grouping.newCustomers.has(row.customerId));
  await store.insertCustomers(tx, foundedBy(founding), origin.now);
  await store.insertRecords(tx, fresh, origin);
  const newlyStated = await store.unstatedIdentifiers(tx, rows.flatMap(besideStored), origin.importId);
  const gained = new Set(newlyStated.map((row) => row.recordId));
  const changed = rows.filter((row) => row.stored && (changesRecord(row.stored, row) || gained.has(row.id)));
  const isChanged = new Set(changed);
  const confirming = rows.filter((row) => row.stored && confirmsRecord(row.stored, row) && !isChanged.has(row));
  const confirmed = await worthConfirming(tx, confirming, { plan, origin });
  if (
    (await store.updateRecords(tx, changed, origin)) !== changed.length ||
    (await store.confirmRecords(tx, confirmed, origin)) !== confirmed.length
  ) {
    throw conflict();
  }
  await store.insertRecordIdentifiers(tx, [...fresh.flatMap(statedBy), ...newlyStated], origin.importId);
  await withholdRefused(taking, { rows, plan, origin });
  await withholdDoubted(tx, taking.context, { ...plan, rows, now: origin.now });
  const refreshed = await refreshTouched(taking, { rows, fresh, changed, confirmed, grouping: plan.grouping, origin });
  const founded = founding.map((row) => row.customerId);
  await taking.kernel.events.append(tx, taking.context, profilesChanged({ founded, described: refreshed }));
  return changed.map((row) => row.id);
}

/** What would have joined two who are apart joins nobody; those who contradict each other are put before staff. */
async function withholdRefused({ tx, context }: Taking, { rows, plan, origin }: Saving): Promise<void> {
  const { refused } = plan.grouping;
  if (refused.length === 0) {
    return;
  }
  const withheld = refused.flatMap(({ index, identifier, apart: { cause } }) => {
    const row = rows[index];
    const stated = row?.identifiers.find((one) => identifierText(one) === identifier);
    return row === undefined || stated === undefined ? [] : [{ ...stated, recordId: row.id, cause }];
  });
  await bonds.withhold(tx, withheld, { actor: context.actor, now: origin.now, reason: null });
  const contradicting = refused.flatMap(({ apart }) => (apart.cause === 'contradiction' ? [apart] : []));
  await proposePairs(tx, contradicting.map(contradictionProposal), origin.now);
}

/** Where facts tell when a record was heard of last, that is written down only where records compete. */
async function worthConfirming(tx: Tx, rows: readonly Row[], { plan, origin }: Omit<Saving, 'rows'>): Promise<Row[]> {
  if (origin.factsTellTime !== true) {
    return [...rows];
  }
  const several = new Set(await store.withSeveralRecords(tx, [...new Set(rows.map((row) => row.customerId))]));
  const merged = new Set(plan.grouping.merges.map(({ to }) => to));
  return rows.filter(({ customerId }) => several.has(customerId) || merged.has(customerId));
}

interface Touched {
  readonly rows: readonly Row[];
  readonly fresh: readonly Row[];
  readonly changed: readonly Row[];
  readonly confirmed: readonly Row[];
  readonly grouping: Grouping;
  readonly origin: Origin;
}

/** Profiles of customers that gained a record or whose record changed, whom it returns; new single-record ones are right already. */
async function refreshTouched(taking: Taking, touched: Touched): Promise<readonly string[]> {
  const { rows, fresh, changed, confirmed, grouping, origin } = touched;
  const joined = fresh.filter((row) => !grouping.newCustomers.has(row.customerId)).map((row) => row.customerId);
  await settleTimes(taking, { customerIds: [...new Set(joined)], origin });
  const founders = new Map<string, number>();
  for (const { customerId } of rows) {
    founders.set(customerId, (founders.get(customerId) ?? 0) + 1);
  }
  const gathered = fresh.map((row) => row.customerId).filter((id) => (founders.get(id) ?? 0) > 1);
  // The newer time of one record counts only beside other records.
  const compared = await store.withSeveralRecords(taking.tx, [...new Set(confirmed.map((row) => row.customerId))]);
  const ids = [...new Set([...joined, ...gathered, ...changed.map((row) => row.customerId), ...compared])];
  if (ids.length > 0) {
    await refreshProfiles(taking.tx, ids);
  }
  return ids;
}

/** Before records compete about a profile: writes down when each was heard of last, as far as only facts tell. */
async function settleTimes(
  { tx, factOwners }: Taking,
  { customerIds, origin }: { readonly customerIds: readonly string[]; readonly origin: Origin },
): Promise<void> {
  if (customerIds.length === 0) {
    return;
  }
  const records = await store.recordsOfCustomers(tx, customerIds);
  const heard = await lastHeard(
    tx,
    records.map(({ id }) => id),
    factOwners,
  );
  await store.settleRecords(
    tx,
    [...heard].map(([id, statedAt]) => ({ id, statedAt })),
    origin,
  );
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
  readonly origin: Origin;
}

/** Customers that turned out to be one: their records, claims and facts go to the oldest. */
async function merge(taking: Taking, { grouping, origin }: Merging): Promise<void> {
  const { tx, context, factOwners, kernel } = taking;
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
  const remaining = [...new Set(grouping.merges.map(({ to }) => to))];
  await settleTimes(taking, { customerIds: remaining, origin });
  await refreshProfiles(tx, remaining);
  await closeSettled(tx, remaining, origin.now);
  // One that stays has just gained a record from another transaction; one that is gone was merged by it.
  if ((await store.deleteEmptyCustomers(tx, [...targets.keys()])).length !== targets.size) {
    throw conflict();
  }
  await kernel.events.append(
    tx,
    context,
    grouping.merges.map((merge) => ({
      type: 'customers.customers_merged',
      customerId: merge.to,
      data: { from: merge.from, to: merge.to, cause: merge.cause, importId: origin.importId },
    })),
  );
}
