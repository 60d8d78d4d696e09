import type { Customers } from '#customers';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { Segments, StagePerson, StageRun } from '#segments';
import { type LifecycleStage, STAGE_LABELS } from '#segments/pure';
import type { Work } from '#work';
import type { Losses } from '../losses/service.ts';
import { KEEP_MOVES_DAYS, MAX_TASKS } from '../settings.ts';
import { FOLLOW_UP, LOST_TITLE } from './process.ts';
import * as store from './store.ts';

export const FOLLOW_JOB = 'care.follow_stages';
/** People that one transaction places, and cases that one starts. */
const CHUNK = 2000;
const CASES = 50;
const HOUR_MS = 3_600_000;
/** When the day on which a task is due ends. */
const CLOSING_HOUR = 18;

export interface FollowingNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'config' | 'transaction'>;
  readonly segments: Pick<Segments, 'stages' | 'strategies' | 'definitions'>;
  readonly customers: Pick<Customers, 'anchors'>;
  readonly work: Pick<Work, 'start'>;
  readonly losses: Pick<Losses, 'follow' | 'treat'>;
  readonly setting: (key: string) => Promise<unknown>;
}

export type Following = ReturnType<typeof createFollowing>;

/** Holds where everybody stands against where they stood, and starts what is to be done. Safe to be repeated, at any point. */
export function createFollowing(needs: FollowingNeeds) {
  return {
    run: async (context: Context): Promise<store.StageRunRow | null> => {
      const { db } = needs.kernel.postgres;
      const open = await store.lastRun(db);
      if (open !== null && open.state !== 'done') {
        await finish(needs, context, open);
      }
      const found = await needs.segments.stages.compute();
      const last = await store.lastRun(db);
      // The same facts with the same limits, or a day that has been looked at: nobody can have moved.
      if (last !== null && (last.scoreRunId === found.id || found.asOf < last.asOf)) {
        return last;
      }
      await finish(needs, context, await begin(needs, context, { found, last }));
      return store.lastRun(db);
    },
  };
}

async function begin(
  { kernel }: FollowingNeeds,
  context: Context,
  { found, last }: { readonly found: StageRun; readonly last: store.StageRunRow | null },
): Promise<store.StageRunRow> {
  const run: store.StageRunRow = {
    id: newId(),
    scoreRunId: found.id,
    asOf: found.asOf,
    currency: found.currency,
    state: 'moving',
    limits: { ...found.limits },
    isPlacing: last === null || !isSame(last.limits, { ...found.limits }),
    moves: 0,
    tasks: 0,
    over: 0,
    startedAt: kernel.clock.now(),
    endedAt: null,
  };
  await kernel.transaction(context, (tx) => store.insertRun(tx, run));
  return run;
}

function isSame(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  return Object.keys({ ...a, ...b }).every((key) => a[key] === b[key]);
}

async function finish(needs: FollowingNeeds, context: Context, run: store.StageRunRow): Promise<void> {
  const { kernel, setting } = needs;
  if (run.state === 'moving') {
    const people = needs.segments.stages.people(run.scoreRunId);
    for await (const some of inChunks(people, CHUNK)) {
      await kernel.transaction(context, (tx) => placeSome(needs, tx, run, some));
    }
    const most = Number(await setting(MAX_TASKS.key));
    await kernel.transaction(context, async (tx) => {
      if ((await store.lockRun(tx, run.id))?.state === 'moving') {
        await store.chooseTasks(tx, run.id, most);
      }
    });
  }
  while (await kernel.transaction(context, (tx) => startSome(needs, tx, context, run))) {
    // until nothing is due
  }
  const kept = Number(await setting(KEEP_MOVES_DAYS.key));
  await kernel.transaction(context, async (tx) => {
    await store.endRun(tx, run.id, kernel.clock.now());
    await store.forgetMoves(tx, addDays(run.asOf, -kept));
  });
}

async function* inChunks(
  source: AsyncGenerator<readonly StagePerson[]>,
  size: number,
): AsyncGenerator<readonly StagePerson[]> {
  for await (const some of source) {
    for (let at = 0; at < some.length; at += size) {
      yield some.slice(at, at + size);
    }
  }
}

/** Where these people stand, and who of them is lost or has come back. */
async function placeSome(
  { losses }: FollowingNeeds,
  tx: Tx,
  run: store.StageRunRow,
  people: readonly StagePerson[],
): Promise<void> {
  const changed = await store.place(tx, run, people);
  const gone = new Set(changed.flatMap(({ customerId, to }) => (to === 'lost' ? [customerId] : [])));
  const lost = people.filter(({ customerId }) => gone.has(customerId));
  const lostAfterDays = run.limits['lostAfterDays'] ?? 0;
  await losses.follow(tx, { asOf: run.asOf, currency: run.currency, lostAfterDays, people, lost });
}

/** Starts some of the cases that are due; false when none was left. */
async function startSome(needs: FollowingNeeds, tx: Tx, context: Context, run: store.StageRunRow): Promise<boolean> {
  const { kernel, customers, work, losses } = needs;
  const due = await store.takeDueTasks(tx, run.id, CASES);
  const anchors = await customers.anchors(
    tx,
    due.map(({ customerId }) => customerId),
  );
  const records = new Map(anchors.map(({ customerId, recordId }) => [customerId, recordId]));
  const zone = zoneOf(kernel.config.timeZone);
  const today = businessDateOf(kernel.clock.now(), zone);
  for (const task of due) {
    const recordId = records.get(task.customerId);
    if (recordId === undefined) {
      await store.markTask(tx, task.id, 'gone', null);
      continue;
    }
    const dueAt = new Date(startOfBusinessDate(addDays(today, task.dueDays), zone).getTime() + CLOSING_HOUR * HOUR_MS);
    const given = {
      title: task.title ?? usualTitle(task.to),
      subject: { type: 'customer', id: task.customerId, recordId },
      choice: { assigneeId: task.assigneeId },
      dueAt,
      key: `move:${task.id}`,
      text: await strategyText(needs, tx, task.segmentId),
    };
    const caseId =
      task.to === 'lost'
        ? await losses.treat(tx, context, { ...given, customerId: task.customerId, offer: null })
        : (await work.start(tx, context, { kind: FOLLOW_UP, ...given })).id;
    await store.markTask(tx, task.id, 'made', caseId);
  }
  return due.length > 0;
}

/** What a task is called that nobody named. */
function usualTitle(to: LifecycleStage): string {
  return to === 'lost' ? LOST_TITLE : `客户关怀：${STAGE_LABELS[to]['zh-CN']}`;
}

/** What is done for those of a segment, as the task says it. */
async function strategyText({ segments }: FollowingNeeds, tx: Tx, segmentId: string | null): Promise<string | null> {
  const strategy = segmentId === null ? undefined : (await segments.strategies.of(tx, [segmentId])).get(segmentId);
  if (strategy === undefined || strategy.state !== 'running') {
    return null;
  }
  const { marketing, service, channels } = strategy;
  return [marketing, service, channels].filter((plan) => plan !== null).join('\n');
}

/** What somebody spent so far, as the last look at everybody knows it; nothing before the first. */
export function worthIn({
  kernel,
  segments,
}: Pick<FollowingNeeds, 'segments'> & { readonly kernel: Pick<Kernel, 'postgres'> }) {
  return async (customerId: string): Promise<{ readonly minor: number; readonly currency: string }> => {
    const run = await store.lastRun(kernel.postgres.db);
    if (run === null) {
      return { minor: 0, currency: 'CNY' };
    }
    let minor = 0;
    for await (const some of segments.stages.people(run.scoreRunId, [customerId])) {
      minor += some.reduce((sum, { worthMinor }) => sum + worthMinor, 0);
    }
    return { minor, currency: run.currency };
  };
}
