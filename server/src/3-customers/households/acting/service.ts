import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Profiles } from '../../profile/service.ts';
import { anchorsOf } from '../../profile/store.ts';
import type { HouseholdRow, MemberFacts, MemberRow } from '../household.ts';
import {
  born,
  changedSince,
  inHousehold,
  memberAmong,
  NOTHING,
  orNull,
  own,
  relationsUnder,
  requireChangeable,
  requireHolderStays,
  worn,
} from '../member-facts.ts';
import {
  type HouseholdAct,
  type HouseholdDetails,
  type HouseholdPage,
  MAX_MEMBERS,
  type MemberChange,
  type NewMember,
  type RelationToHolder,
} from '../schema.ts';
import * as store from '../store.ts';

export const WRITE = 'relations.write';
const UNIQUE_VIOLATION = '23505';
const CHECK_VIOLATION = '23514';

/** What staff do to households; each answers with the household as it is afterwards. */
export interface HouseholdActs {
  create(
    tx: Tx,
    context: Context,
    given: HouseholdDetails & { readonly holderCustomerId: string },
  ): Promise<HouseholdPage>;
  change(tx: Tx, context: Context, id: string, change: HouseholdDetails): Promise<HouseholdPage>;
  join(tx: Tx, context: Context, id: string, member: NewMember): Promise<HouseholdPage>;
  changeMember(tx: Tx, context: Context, at: MemberPlace, change: MemberChange): Promise<HouseholdPage>;
  /** Throws 409 `holder_needed` for the holder while others stay. */
  leave(tx: Tx, context: Context, at: MemberPlace): Promise<HouseholdPage>;
  move(
    tx: Tx,
    context: Context,
    at: MemberPlace,
    where: { readonly to: string; readonly relation: RelationToHolder },
  ): Promise<HouseholdPage>;
  hold(tx: Tx, context: Context, at: MemberPlace): Promise<HouseholdPage>;
  /** Throws 409 `household_changed_since` when something of it is otherwise by now. */
  undo(tx: Tx, context: Context, id: string, changeId: string): Promise<HouseholdPage>;
}

export interface MemberPlace {
  readonly id: string;
  readonly memberId: string;
}

export interface ActParts {
  readonly profiles: Pick<Profiles, 'requireVisible'>;
  find(reader: Db | Tx, context: Context, id: string): Promise<HouseholdRow>;
  pageOf(reader: Db | Tx, context: Context, row: HouseholdRow): Promise<HouseholdPage>;
}

type ActKernel = Pick<Kernel, 'clock' | 'events'>;

interface Act {
  readonly act: HouseholdAct;
  readonly id: string;
  readonly otherId?: string | null;
  readonly memberId?: string | null;
  readonly undoes?: string;
}

/** Does something to one household or two, and writes down what was and what is. */
type Enact = (tx: Tx, context: Context, act: Act, work: () => Promise<unknown>) => Promise<void>;

/** The acts themselves: authorise, hold the household, decide, save, write the change down. */
export function createHouseholdActs(kernel: ActKernel, parts: ActParts): HouseholdActs {
  const enact = enacting(kernel);
  const held = async (tx: Tx, context: Context, ...ids: string[]): Promise<HouseholdRow> => {
    requirePermission(context, WRITE);
    await store.lockHouseholds(tx, ids);
    const rows = await Promise.all(ids.map((id) => parts.find(tx, context, id)));
    return rows[0] as HouseholdRow;
  };
  const page = async (tx: Tx, context: Context, before: HouseholdRow): Promise<HouseholdPage> =>
    parts.pageOf(tx, context, (await store.findHousehold(tx, before.id, null)) ?? before);
  const shared = { kernel, parts, enact, held, page };
  return {
    ...householdActs(shared),
    ...comingActs(shared),
    ...goingActs(shared),
    undo: async (tx, context, id, changeId) => {
      const row = await held(tx, context, id);
      const change = (await store.changesOf(tx, id)).find((each) => each.id === changeId);
      if (change === undefined) {
        throw notFound({ 'zh-CN': '变动', en: 'change' }, changeId);
      }
      const { rows, otherHouseholdId: otherId } = change;
      await store.lockHouseholds(tx, otherId === null ? [change.householdId] : [change.householdId, otherId]);
      const hasOthers = change.act === 'created' && (await currentOf(tx, id)).length > 1;
      if (rows === null || change.isUndone || hasOthers || !(await store.isAsLeft(tx, rows))) {
        throw changedSince();
      }
      const act = {
        act: 'undone',
        id: change.householdId,
        otherId,
        memberId: change.memberId,
        undoes: change.id,
      } as const;
      await enact(tx, context, act, () =>
        translated(() => store.restoreRows(tx, rows, kernel.clock.now()), changedSince),
      );
      return page(tx, context, row);
    },
  };
}

interface Shared {
  readonly kernel: ActKernel;
  readonly parts: ActParts;
  readonly enact: Enact;
  readonly held: (tx: Tx, context: Context, ...ids: string[]) => Promise<HouseholdRow>;
  readonly page: (tx: Tx, context: Context, before: HouseholdRow) => Promise<HouseholdPage>;
}

function householdActs({ kernel, parts, enact, held, page }: Shared): Pick<HouseholdActs, 'create' | 'change'> {
  return {
    create: async (tx, context, { holderCustomerId, ...details }) => {
      requirePermission(context, WRITE);
      const anchor = await freeCustomer(tx, context, holderCustomerId, parts);
      const now = kernel.clock.now();
      const row: HouseholdRow = {
        id: newId(),
        name: orNull(details.name),
        pooling: details.pooling ?? 'separate',
        address: orNull(details.address),
        note: orNull(details.note),
        scopeId: context.actor.scopeIds?.[0] ?? null,
        createdAt: now,
      };
      const holder = {
        ...NOTHING,
        ...anchor,
        id: newId(),
        householdId: row.id,
        relation: 'holder',
        joinedAt: now,
      } as const;
      await enact(tx, context, { act: 'created', id: row.id, memberId: holder.id }, async () => {
        await store.saveHousehold(tx, row, { by: actorKey(context), now });
        await saveMember(tx, holder);
      });
      return page(tx, context, row);
    },
    change: async (tx, context, id, change) => {
      const row = await held(tx, context, id);
      const next = {
        ...row,
        ...(change.name === undefined ? {} : { name: orNull(change.name) }),
        ...(change.pooling === undefined ? {} : { pooling: change.pooling }),
        ...(change.address === undefined ? {} : { address: orNull(change.address) }),
        ...(change.note === undefined ? {} : { note: orNull(change.note) }),
      };
      await enact(tx, context, { act: 'changed', id }, () =>
        store.saveHousehold(tx, next, { by: actorKey(context), now: kernel.clock.now() }),
      );
      return page(tx, context, row);
    },
  };
}

/** Somebody comes, or is described otherwise. */
function comingActs({ kernel, parts, enact, held, page }: Shared): Pick<HouseholdActs, 'join' | 'changeMember'> {
  return {
    join: async (tx, context, id, given) => {
      const row = await held(tx, context, id);
      if ((await currentOf(tx, id)).length >= MAX_MEMBERS) {
        throw new AppError('household_full', 409, {
          message: {
            'zh-CN': `一个家庭最多 ${MAX_MEMBERS} 位成员`,
            en: `A household has at most ${MAX_MEMBERS} members`,
          },
        });
      }
      const who =
        'person' in given
          ? { ...born(given.person.birthday ?? null), name: given.person.name }
          : await freeCustomer(tx, context, given.customerId, parts);
      const member: MemberFacts = {
        ...NOTHING,
        ...who,
        id: newId(),
        householdId: id,
        relation: given.relation,
        relationWord: orNull(given.relationWord),
        sizes: worn({}, given.sizes),
        note: orNull(given.note),
        joinedAt: kernel.clock.now(),
      };
      await enact(tx, context, { act: 'joined', id, memberId: member.id }, () => saveMember(tx, member));
      return page(tx, context, row);
    },
    changeMember: async (tx, context, { id, memberId }, change) => {
      const row = await held(tx, context, id);
      const before = memberAmong(await currentOf(tx, id), memberId);
      const after = await changedMember(tx, context, { before, change, parts });
      await enact(tx, context, { act: 'member_changed', id, memberId }, () => saveMember(tx, after));
      return page(tx, context, row);
    },
  };
}

/** Somebody goes, moves, or becomes the holder. */
function goingActs({ kernel, parts, enact, held, page }: Shared): Pick<HouseholdActs, 'leave' | 'move' | 'hold'> {
  return {
    leave: async (tx, context, { id, memberId }) => {
      const row = await held(tx, context, id);
      const members = await currentOf(tx, id);
      requireHolderStays(memberAmong(members, memberId), members);
      await enact(tx, context, { act: 'left', id, memberId }, () =>
        store.endMembership(tx, memberId, kernel.clock.now()),
      );
      return page(tx, context, row);
    },
    move: async (tx, context, { id, memberId }, { to, relation }) => {
      await held(tx, context, id, to);
      const members = await currentOf(tx, id);
      const member = memberAmong(members, memberId);
      requireHolderStays(member, members);
      if (id === to) {
        throw invalidInput([
          {
            field: 'to',
            code: 'household_same',
            message: { 'zh-CN': '已经在这个家庭', en: 'that is the household they are in; name another one' },
          },
        ]);
      }
      const now = kernel.clock.now();
      const moved = { ...own(member), householdId: to, relation, relationWord: null, joinedAt: now };
      await enact(tx, context, { act: 'moved', id: to, otherId: id, memberId }, () => saveMember(tx, moved));
      return page(tx, context, await parts.find(tx, context, to));
    },
    hold: async (tx, context, { id, memberId }) => {
      const row = await held(tx, context, id);
      const members = await currentOf(tx, id);
      const next = memberAmong(members, memberId);
      const relations = relationsUnder(next, members);
      await enact(tx, context, { act: 'holder_changed', id, memberId }, () => store.setRelations(tx, relations));
      return page(tx, context, row);
    },
  };
}

function enacting(kernel: ActKernel): Enact {
  return async (tx, context, { act, id, otherId = null, memberId = null, undoes }, work) => {
    const ids = otherId === null ? [id] : [id, otherId];
    const before = new Map((await store.snapshotsOf(tx, ids)).map((each) => [each.id, each.row]));
    await work();
    const now = kernel.clock.now();
    const rows = (await store.snapshotsOf(tx, ids)).flatMap(({ kind, id: rowId, row }): store.RowChange[] => {
      // What was not there before is taken back by removing it.
      const was = before.get(rowId) ?? { ...row, removed_at: now.toISOString() };
      return JSON.stringify(was) === JSON.stringify(row) ? [] : [{ kind, id: rowId, before: was, after: row }];
    });
    if (rows.length === 0) {
      return;
    }
    const { actor } = context;
    await store.insertChange(tx, {
      id: newId(),
      householdId: id,
      otherHouseholdId: otherId,
      act,
      memberId,
      rows,
      undoes: undoes ?? null,
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      at: now,
    });
    await kernel.events.append(tx, context, [
      { type: 'customers.household_changed', data: { householdIds: ids, act, memberId } },
    ]);
  };
}

async function currentOf(tx: Tx, id: string): Promise<MemberRow[]> {
  return (await store.membersOf(tx, [id])).filter(({ leftAt }) => leftAt === null);
}

async function freeCustomer(
  tx: Tx,
  context: Context,
  customerId: string,
  { profiles }: Pick<ActParts, 'profiles'>,
): Promise<{ readonly recordId: string; readonly customerId: string }> {
  await profiles.requireVisible(context, customerId);
  const [anchor] = await anchorsOf(tx, [customerId]);
  if (anchor === undefined) {
    throw notFound({ 'zh-CN': '客户', en: 'customer' }, customerId);
  }
  if ((await store.householdsOf(tx, customerId)).length > 0) {
    throw inHousehold();
  }
  return anchor;
}

async function changedMember(
  tx: Tx,
  context: Context,
  { before, change, parts }: { readonly before: MemberRow; readonly change: MemberChange; readonly parts: ActParts },
): Promise<MemberFacts> {
  requireChangeable(before, change);
  const { name, birthday, customerId, relation } = change;
  const who =
    customerId === undefined
      ? {
          ...(name === undefined ? {} : { name }),
          ...(birthday === undefined ? {} : born(birthday)),
        }
      : { ...(await freeCustomer(tx, context, customerId, parts)), name: null, birthday: null, bornOn: null };
  return {
    ...own(before),
    ...who,
    ...(relation === undefined ? {} : { relation }),
    ...(change.relationWord === undefined ? {} : { relationWord: orNull(change.relationWord) }),
    ...(change.note === undefined ? {} : { note: orNull(change.note) }),
    sizes: worn(before.sizes, change.sizes),
  };
}

function saveMember(tx: Tx, member: MemberFacts): Promise<void> {
  return translated(() => store.saveMember(tx, member), inHousehold);
}

/** What the database refuses because somebody is in another household by now. */
async function translated(work: () => Promise<void>, problem: (cause: unknown) => AppError): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      (error.code === UNIQUE_VIOLATION || error.code === CHECK_VIOLATION)
    ) {
      throw problem(error);
    }
    throw error;
  }
}

function actorKey({ actor }: Context): string {
  return `${actor.kind}:${actor.id ?? ''}`;
}
