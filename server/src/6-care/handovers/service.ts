import type { Access } from '#access';
import type { Customers } from '#customers';
import { ownerKey } from '#customers/pure';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { Segments } from '#segments';
import type { ProcessKind, Work } from '#work';
import * as departures from '../departures/store.ts';
import { HANDOVER_DAYS, MAX_HANDOVER_TASKS } from '../settings.ts';
import { placeOf } from './place.ts';
import { HAND_OVER, handOverProcess } from './process.ts';
import * as store from './store.ts';

export const HAND_OVER_JOB = 'care.hand_over';
/** Customers that one transaction looks through, and those that one gives to somebody or makes tasks for. */
const PAGE = 1000;
const PART = 50;
const HOUR_MS = 3_600_000;
const CLOSING_HOUR = 18;

export interface HandingNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap' | 'clock' | 'config' | 'transaction'>;
  readonly access: Pick<Access, 'staff' | 'notify'>;
  readonly customers: Pick<Customers, 'anchors' | 'owners'>;
  readonly segments: Pick<Segments, 'scoring'>;
  readonly work: Pick<Work, 'start' | 'cancelCase' | 'leaving'>;
  readonly setting: (key: string) => Promise<unknown>;
}

export type Handing = ReturnType<typeof createHanding>;

/**
 * Goes on with every departure: open tasks wait for others, customers are found, given to whom was chosen, and get a
 * task each. Each part is a transaction of its own that leaves what remains to be done in the tables, so that it can
 * break off anywhere and be repeated.
 */
export function createHanding(needs: HandingNeeds) {
  return {
    run: async (context: Context): Promise<void> => {
      for (const row of await departures.departuresToWork(needs.kernel.postgres.db)) {
        await (row.state === 'calling_off' ? callOff(needs, context, row) : goOn(needs, context, row));
        await needs.kernel.transaction(context, (tx) => departures.endWork(tx, row, needs.kernel.clock.now()));
      }
    },
    process: processOf(needs),
  };
}

type Row = departures.DepartureRow;

/** Repeats a transaction until it found nothing more to do. */
async function inParts({ kernel }: HandingNeeds, context: Context, part: (tx: Tx) => Promise<number>): Promise<number> {
  for (let done = 0; ; ) {
    const some = await kernel.transaction(context, part);
    if (some === 0) {
      return done;
    }
    done += some;
  }
}

async function goOn(needs: HandingNeeds, context: Context, row: Row): Promise<void> {
  const { userId } = row;
  if (userId !== null && row.leftOn !== null) {
    await inParts(needs, context, async (tx) => {
      const count = await needs.work.leaving.requeue(tx, context, userId, PART);
      await departures.addRequeued(tx, row.id, count);
      return count;
    });
  }
  await collect(needs, context, row);
  await settle(needs, context, row);
  const successors = await canTake(needs, row.successorIds);
  if (successors.length > 0) {
    await needs.kernel.transaction(context, (tx) =>
      store.assign(tx, row.id, { toIds: successors, ids: null, by: row.createdBy }),
    );
  }
  await inParts(needs, context, (tx) => giveSome(needs, tx, context, row));
  await makeTasks(needs, context, row);
}

async function canTake({ kernel, access }: HandingNeeds, ids: readonly string[]): Promise<string[]> {
  const found = await access.staff.find(kernel.postgres.db, ids);
  return ids.filter((id) => found.get(id)?.disabled === false);
}

/** Their customers are written down once, with what they matter by. */
async function collect(needs: HandingNeeds, context: Context, row: Row): Promise<void> {
  const { kernel, access, customers, segments } = needs;
  const { db } = kernel.postgres;
  if (!row.isConfirmed && (await namesakes(access, db, row)).length > 0) {
    // A colleague of this name has come since: customers that name them now are hers.
    return;
  }
  let scores: Scores | null = null;
  for (let afterId: string | null = null; ; ) {
    const ids: string[] = await customers.owners.customersOf(db, row.keys, { afterId, limit: PAGE });
    const known = await store.knownAmong(db, row.id, ids);
    const added = ids.filter((id) => !known.has(id));
    if (added.length > 0) {
      scores ??= await newestScores(segments);
      const found = await measure(needs, scores, added);
      await kernel.transaction(context, async (tx) => {
        const anchors = await customers.anchors(tx, added);
        await store.insertFound(
          tx,
          row.id,
          anchors.map(({ customerId, recordId }) => ({ customerId, recordId, ...found(customerId) })),
        );
      });
    }
    if (ids.length < PAGE) {
      return;
    }
    afterId = ids.at(-1) ?? null;
  }
}

/** Who else signs in here and is called by one of the names of who leaves. */
export async function namesakes(
  { staff }: Pick<Access, 'staff'>,
  reader: Parameters<Access['staff']['active']>[0],
  { userId, keys }: Pick<Row, 'userId' | 'keys'>,
): Promise<readonly string[]> {
  const all = await staff.active(reader);
  return all.flatMap(({ id, name }) => (id !== userId && keys.includes(ownerKey(name)) ? [id] : []));
}

interface Scores {
  readonly revenue: string;
  readonly risk: string;
  readonly currency: string;
}

async function newestScores({ scoring }: Pick<Segments, 'scoring'>): Promise<Scores> {
  const revenue = await scoring.compute('abc-revenue');
  const risk = await scoring.compute('churn-risk');
  return { revenue: revenue.id, risk: risk.id, currency: revenue.currency };
}

const isClass = (one: string | undefined): one is 'a' | 'b' | 'c' => one === 'a' || one === 'b' || one === 'c';
const isRisk = (one: string | undefined): one is 'high' | 'due' | 'low' =>
  one === 'high' || one === 'due' || one === 'low';

async function measure(
  { kernel: { olap } }: HandingNeeds,
  { revenue, risk, currency }: Scores,
  ids: readonly string[],
) {
  const [worth, risks] = [await store.scoresOf(olap, revenue, ids), await store.scoresOf(olap, risk, ids)];
  return (id: string): Omit<store.FoundCustomer, 'customerId' | 'recordId'> => {
    const [one, other] = [worth.get(id), risks.get(id)];
    const customerClass = isClass(one?.band) ? one.band : null;
    const churn = isRisk(other?.band) ? other.band : null;
    return {
      valueMinor: Math.round(one?.value ?? 0),
      currency,
      class: customerClass,
      risk: churn,
      place: placeOf(customerClass, churn),
    };
  };
}

/** Customers whose profile names somebody else by now, and those who are gone. */
async function settle(needs: HandingNeeds, context: Context, row: Row): Promise<void> {
  const { kernel, customers } = needs;
  for (let afterId: string | null = null; ; ) {
    const rows: store.HandoverRow[] = await store.openAfter(kernel.postgres.db, row.id, afterId, PART);
    await kernel.transaction(context, async (tx) => {
      const owners = await customers.owners.of(
        tx,
        rows.map(({ customerId }) => customerId),
      );
      for (const one of rows) {
        const owner = owners.get(one.customerId);
        if (owner === undefined) {
          await store.setState(tx, [one.id], 'gone');
        } else if (owner !== null && !row.keys.includes(ownerKey(owner))) {
          await takeBack(needs, tx, context, { row: one, reason: `已由 ${owner} 负责` });
          await store.markHanded(tx, [one.id], { toId: null, toName: owner, how: 'elsewhere', on: today(kernel) });
        }
      }
    });
    if (rows.length < PART) {
      return;
    }
    afterId = rows.at(-1)?.id ?? null;
  }
}

function today({ clock, config }: Pick<Kernel, 'clock' | 'config'>): string {
  return businessDateOf(clock.now(), zoneOf(config.timeZone));
}

async function takeBack(
  { work }: HandingNeeds,
  tx: Tx,
  context: Context,
  { row, reason }: { readonly row: store.HandoverRow; readonly reason: string },
): Promise<void> {
  if (row.task === 'made' && row.caseId !== null) {
    await work.cancelCase(tx, context, row.caseId, reason);
  }
}

/** Some who were given to somebody are written down as theirs, with the task that is open. */
async function giveSome(needs: HandingNeeds, tx: Tx, context: Context, { id }: Row): Promise<number> {
  const { kernel, access, customers, work } = needs;
  const rows = await store.someIn(tx, id, { state: 'assigned', limit: PART });
  const people = await access.staff.find(
    tx,
    rows.flatMap(({ toId }) => toId ?? []),
  );
  for (const [toId, given] of Map.groupBy(rows, (row) => row.toId)) {
    const ids = given.map((row) => row.id);
    const person = toId === null ? undefined : people.get(toId);
    if (person === undefined || person.disabled) {
      await store.unassign(tx, ids);
      continue;
    }
    await customers.owners.set(
      tx,
      context,
      given.map(({ customerId }) => customerId),
      person.name,
    );
    for (const { task, caseId } of given) {
      if (task === 'made' && caseId !== null) {
        await work.leaving.handOn(tx, context, caseId, person.id);
      }
    }
    const handed = { toId: person.id, toName: person.name, how: 'manager', on: today(kernel) } as const;
    await store.markHanded(tx, ids, handed);
  }
  return rows.length;
}

/** A task for each customer; not more than one run may make, those who matter most first, and nobody is told of each. */
async function makeTasks(needs: HandingNeeds, context: Context, row: Row): Promise<void> {
  const { kernel, setting } = needs;
  let left = Number(await setting(MAX_HANDOVER_TASKS.key));
  const dueAt = await dueOf(needs, row);
  const made = await inParts(needs, context, async (tx) => {
    const due = await store.dueTasks(tx, row.id, Math.min(PART, left));
    left -= due.length;
    for (const one of due) {
      const started = await needs.work.start(tx, context, {
        kind: HAND_OVER,
        title: `客户交接：${row.name}离职`,
        subject: { type: 'customer', id: one.customerId, recordId: one.recordId },
        priority: one.class === 'a' ? 2 : 1,
        choice: { assigneeId: one.state === 'handed' ? one.toId : null },
        dueAt,
        key: `handover:${one.id}`,
        isQuiet: true,
      });
      await store.markMade(tx, one.id, started.id);
    }
    return due.length;
  });
  if (made > 0) {
    await kernel.transaction(context, (tx) => tell(needs, tx, { row, made }));
  }
}

async function dueOf({ kernel, setting }: HandingNeeds, { leavesOn }: Row): Promise<Date> {
  const [now, zone] = [today(kernel), zoneOf(kernel.config.timeZone)];
  const usual = addDays(now, Number(await setting(HANDOVER_DAYS.key)));
  const day = leavesOn !== null && leavesOn > now ? leavesOn : usual;
  return new Date(startOfBusinessDate(day, zone).getTime() + CLOSING_HOUR * HOUR_MS);
}

/** Whoever hands over is told once a day how many there are, not of each. */
async function tell(
  { kernel, access }: HandingNeeds,
  tx: Tx,
  { row, made }: { readonly row: Row; readonly made: number },
): Promise<void> {
  const staff = await access.staff.active(tx);
  const managers = staff.filter(({ permissions, scopeIds }) => permissions.has('care.hand_over') && scopeIds === null);
  await access.notify(tx, {
    userIds: [...managers.map(({ id }) => id), ...row.successorIds],
    kind: 'care.departure',
    text: {
      'zh-CN': `${row.name}离职：新生成 ${made} 个客户交接任务`,
      en: `${row.name} leaves: ${made} new tasks to hand customers over`,
    },
    ref: { type: 'departure', id: row.id },
    key: `departure:${row.id}:${today(kernel)}`,
  });
}

/** They stay: tasks of those whom nobody took over are taken back. */
async function callOff(needs: HandingNeeds, context: Context, row: Row): Promise<void> {
  for (const state of ['assigned', 'open'] as const) {
    await inParts(needs, context, async (tx) => {
      const rows = await store.someIn(tx, row.id, { state, limit: PART });
      for (const one of rows) {
        await takeBack(needs, tx, context, { row: one, reason: `${row.name}留任，无需交接` });
      }
      await store.setState(
        tx,
        rows.map(({ id }) => id),
        'called_off',
      );
      return rows.length;
    });
  }
}

/** Whoever does the task looks after the customer from now on. */
function processOf({ kernel, access, customers }: HandingNeeds): ProcessKind {
  return handOverProcess(
    async (tx, context, { caseId, answers }) => {
      const row = await store.findByCase(tx, caseId);
      if (row === null) {
        return;
      }
      const on = today(kernel);
      if (answers['result'] === 'unwanted') {
        await store.markHanded(tx, [row.id], { toId: null, toName: null, how: 'unwanted', on });
      } else {
        const { id } = context.actor;
        const name = (await access.staff.find(tx, id === null ? [] : [id])).get(id ?? '')?.name ?? context.actor.name;
        await customers.owners.set(tx, context, [row.customerId], name);
        await store.markHanded(tx, [row.id], { toId: id, toName: name, how: 'task', on });
      }
      await store.markGreeted(tx, row.id, on);
    },
    async (tx, _context, { caseId }) => store.closeTask(tx, caseId),
  );
}
