import type { Access } from '#access';
import type { Customers } from '#customers';
import { ownerKey } from '#customers/pure';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { invalidInput, notFound } from '#kernel/errors.ts';
import type { BodyOf } from '#kernel/http/contract.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { businessDateOf, daysBetween, zoneOf } from '#kernel/pure/dates.ts';
import type { ReasonSource } from '#segments';
import { audit, HAND_OVER_RIGHT, requireCurrent, workSoon } from '../departures/service.ts';
import { findDeparture } from '../departures/store.ts';
import type { HandoverState, reassignHandovers } from '../handovers/schema.ts';
import * as store from '../handovers/store.ts';
import { requireCare } from '../rules/service.ts';

export interface HandoversDeskNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'config' | 'jobs'>;
  readonly access: Pick<Access, 'staff' | 'audit'>;
  readonly customers: Pick<Customers, 'profiles' | 'owners'>;
}

export type HandoversDesk = ReturnType<typeof createHandoversDesk>;

interface Asked {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly state?: HandoverState | undefined;
}

/** The customers of who leaves, for people: whose they are now, and giving them to colleagues. */
export function createHandoversDesk(needs: HandoversDeskNeeds) {
  return {
    list: (context: Context, departureId: string, asked: Asked) => list(needs, context, { departureId, ...asked }),
    reassign: (tx: Tx, context: Context, departureId: string, given: BodyOf<typeof reassignHandovers>) =>
      reassign(needs, tx, context, { departureId, ...given }),
    ofCustomer: (context: Context, customerId: string) => ofCustomer(needs, context, customerId),
    /** Whose salesperson left, and nobody took over: asks for no permission. */
    openOf: (customerId: string) => openOf(needs, customerId),
  };
}

async function list(
  { kernel, customers }: HandoversDeskNeeds,
  context: Context,
  { departureId, cursor, limit, state }: Asked & { readonly departureId: string },
) {
  requireCare(context, HAND_OVER_RIGHT);
  const { db } = kernel.postgres;
  if ((await findDeparture(db, departureId)) === null) {
    throw notFound({ 'zh-CN': '离职交接', en: 'departure' }, departureId);
  }
  const after = cursor === undefined ? null : readPlace(cursor);
  const { rows, total } = await store.listHandovers(db, departureId, {
    state: state ?? null,
    after,
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const names = await customers.profiles.names(page.map(({ customerId }) => customerId));
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map((row) => ({
      id: row.id,
      customerId: row.customerId,
      name: names.get(row.customerId)?.name ?? names.get(row.customerId)?.account ?? null,
      state: row.state,
      task: row.task,
      caseId: row.caseId,
      valueMinor: row.valueMinor,
      currency: row.currency,
      class: row.class,
      risk: row.risk,
      to: row.toName,
      how: row.how,
      handedOn: row.handedOn,
      greetedOn: row.greetedOn,
    })),
    nextCursor: last === undefined ? null : encodeCursor([last.place, last.valueMinor, last.id]),
    total,
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

function readPlace(cursor: string): store.Place {
  const [place, valueMinor, id] = decodeCursor(cursor) ?? [];
  if (
    !Number.isSafeInteger(place) ||
    !Number.isSafeInteger(valueMinor) ||
    typeof place !== 'number' ||
    typeof valueMinor !== 'number' ||
    typeof id !== 'string' ||
    !UUID.test(id)
  ) {
    throw invalidInput([
      {
        field: 'cursor',
        code: 'cursor_malformed',
        message: { 'zh-CN': '不是本列表给出的游标', en: 'is not a cursor that this list gave out' },
      },
    ]);
  }
  return [place, valueMinor, id];
}

interface Reassigning extends BodyOf<typeof reassignHandovers> {
  readonly departureId: string;
}

async function reassign(
  needs: HandoversDeskNeeds,
  tx: Tx,
  context: Context,
  { departureId, toIds, handoverIds }: Reassigning,
) {
  const row = await requireCurrent(tx, context, departureId);
  const wanted = [...new Set(toIds)];
  const people = await needs.access.staff.find(tx, wanted);
  if (wanted.some((id) => id === row.userId || people.get(id)?.disabled !== false)) {
    throw invalidInput([
      {
        field: 'toIds',
        code: 'successor_unknown',
        message: { 'zh-CN': '接手人应为其他可登录的员工', en: 'should be other colleagues who can sign in' },
      },
    ]);
  }
  const given = await store.assign(tx, departureId, {
    toIds: wanted,
    ids: handoverIds ?? null,
    by: context.actor.name,
  });
  const assigned = given.reduce((sum, { customers }) => sum + customers, 0);
  const detail = { toIds: wanted, assigned, isAll: handoverIds === undefined };
  await audit(needs, tx, context, { action: 'care.handovers_reassigned', id: departureId, detail });
  await workSoon(needs.kernel, tx, context);
  return {
    assigned,
    to: wanted.map((id) => ({
      id,
      name: people.get(id)?.name ?? '',
      customers: given.find(({ toId }) => toId === id)?.customers ?? 0,
    })),
  };
}

async function ofCustomer(needs: HandoversDeskNeeds, context: Context, customerId: string) {
  requirePermission(context, 'care.read');
  await needs.customers.profiles.requireVisible(context, customerId);
  const row = await currentOf(needs, customerId);
  return {
    handover:
      row === null
        ? null
        : {
            owner: row.owner,
            leavesOn: row.leavesOn,
            leftOn: row.leftOn,
            state: row.state,
            to: row.toName,
            handedOn: row.handedOn,
            caseId: row.caseId,
          },
  };
}

/** As it is now: who was written down in the profile meanwhile has taken over. */
async function currentOf({ kernel, customers }: HandoversDeskNeeds, customerId: string) {
  const { db } = kernel.postgres;
  const row = await store.newestOf(db, customerId);
  const state = row?.state;
  if (row === null || (state !== 'open' && state !== 'assigned' && state !== 'handed')) {
    return null;
  }
  if (state !== 'open') {
    return { ...row, state };
  }
  const owner = (await customers.owners.of(db, [customerId])).get(customerId) ?? null;
  const departure = await findDeparture(db, row.departureId);
  const isTheirs = owner === null || departure?.keys.includes(ownerKey(owner)) === true;
  return isTheirs ? { ...row, state } : { ...row, state: 'handed' as const, toName: owner };
}

/** A reason that no purchase shows: whom the customer dealt with is gone, and nobody took over. */
export function unattendedReason(
  { clock, config }: Pick<Kernel, 'clock' | 'config'>,
  { openOf }: Pick<HandoversDesk, 'openOf'>,
): ReasonSource {
  return {
    kind: 'churn-risk',
    of: async (customerId) => {
      const open = await openOf(customerId);
      if (open === null) {
        return [];
      }
      const today = businessDateOf(clock.now(), zoneOf(config.timeZone));
      return open.leftOn === null
        ? [
            {
              key: 'salesperson_leaves',
              label: LEAVES,
              unit: 'days',
              value: daysLeft(open.leavesOn, today),
              effect: null,
            },
          ]
        : [
            {
              key: 'salesperson_left',
              label: LEFT,
              unit: 'days',
              value: daysBetween(open.leftOn, today),
              effect: null,
            },
          ];
    },
  };
}

const LEFT = {
  'zh-CN': '负责人离职，还没有人接手，已',
  en: 'Their salesperson has left and nobody has taken over, for',
} as const;
const LEAVES = {
  'zh-CN': '负责人即将离职，还没有人接手，还有',
  en: 'Their salesperson leaves and nobody has taken over, in',
} as const;

function daysLeft(leavesOn: string | null, today: string): number | null {
  return leavesOn === null ? null : Math.max(0, daysBetween(today, leavesOn));
}

async function openOf(needs: HandoversDeskNeeds, customerId: string) {
  const row = await currentOf(needs, customerId);
  return row === null || row.state === 'handed' ? null : row;
}
