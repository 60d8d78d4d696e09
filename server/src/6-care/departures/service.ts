import type { Access, StaffMember } from '#access';
import { ownerKey } from '#customers/pure';
import { newId } from '#kernel/clock.ts';
import { type Context, systemContext } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, type Fault, invalidInput, notFound } from '#kernel/errors.ts';
import type { EventReader, StoredEvent } from '#kernel/events/log.ts';
import type { BodyOf } from '#kernel/http/contract.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import type { Segments } from '#segments';
import { HAND_OVER_JOB, namesakes } from '../handovers/service.ts';
import { requireCare } from '../rules/service.ts';
import type { announceDeparture, Departure } from './schema.ts';
import * as store from './store.ts';

export interface DeparturesNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'config' | 'jobs'>;
  readonly access: Pick<Access, 'staff' | 'audit'>;
  readonly segments: Pick<Segments, 'strategies' | 'definitions'>;
}

export type Departures = ReturnType<typeof createDepartures>;

export const HAND_OVER_RIGHT = 'care.hand_over';
const NOUN = { 'zh-CN': '离职交接', en: 'departure' } as const;
const MOST = 200;

/** Who of the staff leaves or has left; what follows of it is done in the background. */
export function createDepartures(needs: DeparturesNeeds) {
  const { kernel } = needs;
  const { db } = kernel.postgres;
  return {
    list: async (context: Context) => {
      requireCare(context, HAND_OVER_RIGHT);
      const rows = await store.listDepartures(db, { id: null, limit: MOST });
      // Accounts come and go without customers.
      return { items: rows.filter(isWorthShowing).map(present) };
    },
    get: async (context: Context, id: string) => {
      requireCare(context, HAND_OVER_RIGHT);
      const [row] = await store.listDepartures(db, { id, limit: 1 });
      if (row === undefined) {
        throw notFound(NOUN, id);
      }
      const { userId } = row;
      const owned = userId === null ? [] : await needs.segments.strategies.ownedBy(db, userId);
      const names = await needs.segments.definitions.names(db, owned);
      return {
        ...present(row),
        segments: [...names].map(([segmentId, name]) => ({ id: segmentId, name })),
        rules: userId === null ? 0 : await store.countRulesOf(db, userId),
      };
    },
    announce: (tx: Tx, context: Context, given: Announced) => announce(needs, tx, context, given),
    confirm: async (tx: Tx, context: Context, id: string) => {
      const row = await requireCurrent(tx, context, id);
      await store.updateDeparture(tx, { ...row, state: 'working', isConfirmed: true });
      await audit(needs, tx, context, { action: 'care.departure_confirmed', id });
      await workSoon(kernel, tx, context);
      return presentOne(tx, id);
    },
    callOff: async (tx: Tx, context: Context, id: string) => {
      const row = await requireCurrent(tx, context, id);
      await store.updateDeparture(tx, { ...row, state: 'calling_off' });
      await audit(needs, tx, context, { action: 'care.departure_called_off', id });
      await workSoon(kernel, tx, context);
      return presentOne(tx, id);
    },
    reader: readerOf(needs),
  };
}

/** Puts the hand-over on the list of what the worker does; once however often it is asked for. */
export function workSoon({ jobs }: Pick<Kernel, 'jobs'>, tx: Tx, context: Context): Promise<void> {
  return jobs.add(tx, context, HAND_OVER_JOB, {}, { key: HAND_OVER_JOB, queue: HAND_OVER_JOB });
}

function isWorthShowing({ customers, state, leftOn, requeued }: store.DepartureRow & store.DepartureCounts): boolean {
  return customers > 0 || requeued > 0 || (state !== 'called_off' && leftOn === null) || state === 'held';
}

function present(row: store.DepartureRow & store.DepartureCounts): Departure {
  const { id, name, userId, state, leavesOn, leftOn, createdBy, createdAt } = row;
  const { customers, handed, assigned, open, greeted, tasks, tasksDue, openValueMinor, currency, requeued } = row;
  return {
    id,
    name,
    userId,
    state,
    leavesOn,
    leftOn,
    createdBy,
    createdAt: createdAt.toISOString(),
    customers,
    handed,
    assigned,
    open,
    greeted,
    tasks,
    tasksDue,
    openValueMinor,
    requeued,
    currency: currency ?? 'CNY',
  };
}

async function presentOne(tx: Tx, id: string): Promise<Departure> {
  const [row] = await store.listDepartures(tx, { id, limit: 1 });
  if (row === undefined) {
    throw notFound(NOUN, id);
  }
  return present(row);
}

/** The departure, held, unless it was called off. */
export async function requireCurrent(tx: Tx, context: Context, id: string): Promise<store.DepartureRow> {
  requireCare(context, HAND_OVER_RIGHT);
  const found = await store.findDeparture(tx, id);
  const row = found === null ? null : await store.lockCurrent(tx, { userId: found.userId, key: found.keys[0] ?? '' });
  if (found === null) {
    throw notFound(NOUN, id);
  }
  if (row === null || row.id !== id) {
    throw new AppError('departure_called_off', 409, {
      message: { 'zh-CN': '这次交接已经撤回', en: 'This departure was called off' },
    });
  }
  return row;
}

interface Noted {
  readonly action: string;
  readonly id: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export async function audit(
  { access }: Pick<DeparturesNeeds, 'access'>,
  tx: Tx,
  context: Context,
  { action, id, detail = {} }: Noted,
): Promise<void> {
  await access.audit(tx, context, { action, subjectType: 'departure', subjectId: id, detail });
}

type Announced = BodyOf<typeof announceDeparture>;

async function announce(needs: DeparturesNeeds, tx: Tx, context: Context, given: Announced): Promise<Departure> {
  requireCare(context, HAND_OVER_RIGHT);
  const member = await requireSound(needs, tx, given);
  const name = member?.name ?? given.name ?? '';
  const keys = [...new Set([name, ...given.alsoCalled].map(ownerKey))];
  const before = await store.lockCurrent(tx, { userId: given.userId, key: keys[0] ?? '' });
  const { kernel, access } = needs;
  const base = before ?? (await newRow(needs, tx, { userId: given.userId, name, keys, by: context.actor.name }));
  const row = {
    ...base,
    keys: [...new Set([...base.keys, ...keys])],
    leavesOn: given.leavesOn,
    leftOn: member?.disabled === true ? (base.leftOn ?? todayOf(kernel)) : base.leftOn,
    successorIds: given.successorIds,
  };
  const isShared = !row.isConfirmed && (await namesakes(access, tx, row)).length > 0;
  const settled = { ...row, state: isShared ? 'held' : 'working' } as const;
  await (before === null ? store.insertDeparture(tx, settled) : store.updateDeparture(tx, settled));
  const { leavesOn, successorIds } = given;
  await audit(needs, tx, context, {
    action: 'care.departure_announced',
    id: row.id,
    detail: { userId: given.userId, leavesOn, successorIds },
  });
  await workSoon(kernel, tx, context);
  return presentOne(tx, row.id);
}

function todayOf({ clock, config }: Pick<Kernel, 'clock' | 'config'>): string {
  return businessDateOf(clock.now(), zoneOf(config.timeZone));
}

async function newRow(
  { kernel, access }: DeparturesNeeds,
  tx: Tx,
  given: Pick<store.DepartureRow, 'userId' | 'name' | 'keys'> & { readonly by: string },
): Promise<store.DepartureRow> {
  const { by, ...named } = given;
  const shared = await namesakes(access, tx, named);
  return {
    ...named,
    id: newId(),
    state: shared.length > 0 ? 'held' : 'working',
    isConfirmed: false,
    leavesOn: null,
    leftOn: null,
    successorIds: [],
    requeued: 0,
    createdBy: by,
    createdAt: kernel.clock.now(),
  };
}

async function requireSound(
  { kernel, access }: DeparturesNeeds,
  tx: Tx,
  { userId, name, leavesOn, successorIds }: Announced,
): Promise<StaffMember | undefined> {
  const faults: Fault[] = [];
  const say = (field: string, code: string, zh: string, en: string): void => {
    faults.push({ field, code, message: { 'zh-CN': zh, en } });
  };
  const people = await access.staff.find(tx, [...successorIds, ...(userId === null ? [] : [userId])]);
  const member = userId === null ? undefined : people.get(userId);
  if ((userId === null) === (name === null)) {
    say(
      'userId',
      'leaver_unclear',
      '请选一个账号，或填写客户资料里的负责人姓名',
      'names an account, or an owner of customers',
    );
  } else if (userId !== null && member === undefined) {
    say('userId', 'user_unknown', '没有这个账号', 'is no account that there is');
  }
  if (leavesOn !== null && leavesOn < todayOf(kernel)) {
    say(
      'leavesOn',
      'day_past',
      '离职日期应为今天或以后；已经离职的不填',
      'is today or later; leave it out for who has left',
    );
  }
  if (successorIds.some((id) => id === userId || people.get(id)?.disabled !== false)) {
    say(
      'successorIds',
      'successor_unknown',
      '接手人应为其他可登录的员工',
      'should be other colleagues who can sign in',
    );
  }
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
  return member;
}

/** Accounts that are disabled and enabled again, whoever did it. */
function readerOf(needs: DeparturesNeeds): EventReader {
  return {
    name: 'care.departures',
    types: ['access.user_disabled', 'access.user_enabled'],
    batchSize: 20,
    handle: async (events, tx) => {
      for (const event of events) {
        await (event.type === 'access.user_disabled' ? left(needs, tx, event) : returned(tx, event));
      }
      const [first] = events;
      if (first !== undefined) {
        await workSoon(needs.kernel, tx, systemContext(first.requestId));
      }
    },
  };
}

const idsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

async function left(needs: DeparturesNeeds, tx: Tx, { data, actor, at }: StoredEvent): Promise<void> {
  const { kernel, access } = needs;
  const userId = String(data['userId']);
  const people = await access.staff.find(tx, actor.id === null ? [userId] : [userId, actor.id]);
  const member = people.get(userId);
  if (member === undefined || !member.disabled) {
    return;
  }
  const keys = [ownerKey(member.name)];
  const before = await store.lockCurrent(tx, { userId, key: keys[0] ?? '' });
  const by = people.get(actor.id ?? '')?.name ?? 'system';
  const base = before ?? (await newRow(needs, tx, { userId, name: member.name, keys, by }));
  const successorIds = idsIn(data['successorIds']);
  const row = {
    ...base,
    state: base.state === 'held' ? base.state : ('working' as const),
    leftOn: base.leftOn ?? businessDateOf(at, zoneOf(kernel.config.timeZone)),
    successorIds: successorIds.length > 0 ? successorIds : base.successorIds,
  };
  await (before === null ? store.insertDeparture(tx, row) : store.updateDeparture(tx, row));
}

async function returned(tx: Tx, { data }: StoredEvent): Promise<void> {
  const row = await store.lockCurrent(tx, { userId: String(data['userId']), key: '' });
  if (row !== null) {
    await store.updateDeparture(tx, { ...row, state: 'calling_off' });
  }
}
