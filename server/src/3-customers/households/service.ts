import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import type { FactOwner } from '../facts.ts';
import type { Profiles } from '../profile/service.ts';
import { createHouseholdActs, type HouseholdActs, WRITE } from './acting/service.ts';
import type { HouseholdRow, MemberRow } from './household.ts';
import { presentHousehold, presentMembers, type Reader } from './present.ts';
import type { Household, HouseholdPage } from './schema.ts';
import * as store from './store.ts';

/** Somebody for whom a purchase can be marked. */
export interface HouseholdPerson {
  /** The first membership; purchases may name one of the others. */
  readonly memberId: string;
  readonly sameAs: readonly string[];
  readonly householdId: string;
  readonly customerId: string | null;
  readonly name: string | null;
  readonly relationLabel: { readonly 'zh-CN': string; readonly en: string };
  readonly relationWord: string | null;
  readonly sizes: Readonly<Record<string, string>>;
  readonly isMinor: boolean;
}

export interface Households extends HouseholdActs {
  ofCustomer(context: Context, customerId: string): Promise<{ items: Household[]; can: { write: boolean } }>;
  get(context: Context, id: string): Promise<HouseholdPage>;
  /** Everybody in the households of a customer, themselves included; whoever calls has looked whether they may be seen. */
  peopleAround(context: Context, customerId: string): Promise<HouseholdPerson[]>;
  /** The same of one household; throws 404. */
  peopleOf(context: Context, householdId: string): Promise<HouseholdPerson[]>;
}

export interface HouseholdParts {
  readonly profiles: Pick<Profiles, 'requireVisible' | 'visibleAmong'>;
}

type HouseholdKernel = Pick<Kernel, 'postgres' | 'clock' | 'events' | 'config'>;

/** Who lives together, what each is to the holder, what sizes they wear. */
export function createHouseholds(kernel: HouseholdKernel, parts: HouseholdParts): Households {
  const { db } = kernel.postgres;
  const { readerOf, pageOf, people } = createShowing(kernel, parts);
  const find = async (reader: Db | Tx, context: Context, id: string): Promise<HouseholdRow> => {
    const row = await store.findHousehold(reader, id, context.actor.scopeIds);
    if (row === undefined) {
      throw notFound({ 'zh-CN': '家庭', en: 'household' }, id);
    }
    return row;
  };
  return {
    ...createHouseholdActs(kernel, { ...parts, find, pageOf }),
    ofCustomer: async (context, customerId) => {
      requirePermission(context, 'customers.read');
      await parts.profiles.requireVisible(context, customerId);
      const rows = await store.householdsOf(db, customerId);
      const members = await store.membersOf(db, idsOf(rows));
      const by = await readerOf(context, members);
      const inside = Map.groupBy(members, ({ householdId }) => householdId);
      const items = rows.map((row) => presentHousehold(row, inside.get(row.id) ?? [], by));
      return { items, can: { write: by.mayWrite } };
    },
    get: async (context, id) => {
      requirePermission(context, 'customers.read');
      return pageOf(db, context, await find(db, context, id));
    },
    peopleAround: async (context, customerId) => people(context, await store.householdsOf(db, customerId)),
    peopleOf: async (context, householdId) => people(context, [await find(db, context, householdId)]),
  };
}

interface Showing {
  readerOf(context: Context, members: readonly MemberRow[]): Promise<Reader>;
  pageOf(reader: Db | Tx, context: Context, row: HouseholdRow): Promise<HouseholdPage>;
  people(context: Context, rows: readonly HouseholdRow[]): Promise<HouseholdPerson[]>;
}

function idsOf(rows: readonly HouseholdRow[]): string[] {
  return rows.map(({ id }) => id);
}

/** Households as somebody may see them. */
function createShowing(kernel: HouseholdKernel, { profiles }: HouseholdParts): Showing {
  const readerOf: Showing['readerOf'] = async (context, members) => {
    const ids = [...new Set(members.flatMap(({ customerId }) => customerId ?? []))];
    return {
      today: businessDateOf(kernel.clock.now(), zoneOf(kernel.config.timeZone)),
      mayReveal: may(context.actor, 'customers.reveal'),
      mayWrite: may(context.actor, WRITE),
      visible: new Set(await profiles.visibleAmong(context, ids)),
    };
  };
  return {
    readerOf,
    pageOf: async (reader, context, row) => {
      const members = await store.membersOf(reader, [row.id]);
      const by = await readerOf(context, members);
      const changes = await store.changesOf(reader, row.id);
      const former = members.filter(({ leftAt }) => leftAt !== null);
      return {
        ...presentHousehold(row, members, by),
        former: presentMembers(former, by),
        changes: presentChanges(changes, members, by),
      };
    },
    people: async (context, rows) => {
      const all = await store.membersOf(kernel.postgres.db, idsOf(rows));
      const current = all.filter(({ leftAt }) => leftAt === null);
      const by = await readerOf(context, current);
      const homes = new Map(current.map(({ id, householdId }) => [id, householdId]));
      return presentMembers(current, by)
        .filter(({ isHidden }) => !isHidden)
        .map(({ id, sameAs, customer, name, relationLabel, relationWord, sizes, isMinor }) => ({
          memberId: id,
          sameAs,
          householdId: homes.get(id) ?? '',
          customerId: customer?.id ?? null,
          name,
          relationLabel,
          relationWord,
          sizes: Object.fromEntries(Object.entries(sizes)),
          isMinor,
        }));
    },
  };
}

/** Changes with the names of whom they are about, as far as the reader sees them. */
function presentChanges(
  changes: readonly store.ChangeRow[],
  members: readonly MemberRow[],
  by: Reader,
): HouseholdPage['changes'] {
  const names = new Map(
    presentMembers(members, by).flatMap(({ id, sameAs, name }) => [id, ...sameAs].map((each) => [each, name])),
  );
  return changes.map(({ id, act, memberId, actorName, at, isUndone, rows }) => ({
    id,
    act,
    member: memberId === null ? null : (names.get(memberId) ?? null),
    by: actorName,
    at: at.toISOString(),
    isUndone,
    canUndo: by.mayWrite && !isUndone && rows !== null,
  }));
}

/** Memberships go where their record goes. */
export const householdFacts: FactOwner = {
  name: 'customers.households',
  reassign: (tx, _context, records) => store.reassignMembers(tx, records),
  usedRecords: (tx, recordIds) => store.usedRecords(tx, recordIds),
};
