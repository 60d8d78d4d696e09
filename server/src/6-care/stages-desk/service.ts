import type { Customers } from '#customers';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import { addDays } from '#kernel/pure/dates.ts';
import type { Segments } from '#segments';
import { LIFECYCLE_STAGES, type LifecycleStage, STAGE_LABELS } from '#segments/pure';
import type { MoveRule } from '../rules/schema.ts';
import { type Rules, requireCare } from '../rules/service.ts';
import { FOLLOW_JOB } from '../stages/service.ts';
import * as store from '../stages/store.ts';

export interface StagesDeskNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'jobs' | 'transaction'>;
  readonly customers: Pick<Customers, 'profiles'>;
  readonly segments: Pick<Segments, 'stages' | 'strategies'>;
  readonly rules: Pick<Rules, 'list'>;
}

export type StagesDesk = ReturnType<typeof createStagesDesk>;

const READ = 'care.read';
const FLOW_DAYS = 30;
/** Of one customer. */
const SHOWN_MOVES = 20;

interface MovesAsked {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly from?: LifecycleStage | undefined;
  readonly to?: LifecycleStage | undefined;
}

/** Where everybody stands and who has moved, for people. */
export function createStagesDesk(needs: StagesDeskNeeds) {
  const { kernel, rules } = needs;
  const { db } = kernel.postgres;
  return {
    overview: async (context: Context) => {
      requireCare(context, READ);
      const run = await store.lastRun(db);
      if (run === null) {
        // Whoever looks first has everybody looked at, as with scores.
        await kernel.transaction(context, (tx) => followSoon(kernel, tx, context));
      }
      const counts = await store.countStages(db);
      return {
        stages: LIFECYCLE_STAGES.map((stage) => ({
          stage,
          label: STAGE_LABELS[stage],
          customers: counts.get(stage) ?? 0,
        })),
        run: run === null ? null : presentRun(run),
        flows: run === null ? [] : await store.flowsSince(db, addDays(run.asOf, -FLOW_DAYS)),
        rules: await rules.list(db),
        can: { write: may(context.actor, 'care.write') },
      };
    },
    moves: (context: Context, asked: MovesAsked) => listMoves(needs, context, asked),
    followSoon: async (tx: Tx, context: Context) => {
      requireCare(context, 'care.write');
      await followSoon(kernel, tx, context);
      return { queued: true };
    },
    ofCustomer: (context: Context, customerId: string) => ofCustomer(needs, context, customerId),
  };
}

function followSoon({ jobs }: Pick<Kernel, 'jobs'>, tx: Tx, context: Context): Promise<void> {
  return jobs.add(tx, context, FOLLOW_JOB, {}, { key: FOLLOW_JOB, queue: FOLLOW_JOB });
}

function presentRun({ asOf, state, isPlacing, moves, tasks, over, endedAt }: store.StageRunRow) {
  return { asOf, state, isPlacing, moves, tasks, over, endedAt: endedAt?.toISOString() ?? null };
}

async function listMoves(
  { kernel, customers }: StagesDeskNeeds,
  context: Context,
  { cursor, limit, from, to }: MovesAsked,
) {
  requireCare(context, READ);
  const beforeId = cursor === undefined ? null : readIdCursor(cursor);
  const rows = await store.listMoves(kernel.postgres.db, {
    from: from ?? null,
    to: to ?? null,
    beforeId,
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const names = await customers.profiles.names(page.map(({ customerId }) => customerId));
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map((row) => {
      const found = names.get(row.customerId);
      return { ...row, name: found?.name ?? found?.account ?? null };
    }),
    nextCursor: last === undefined ? null : encodeCursor([last.id]),
  };
}

async function ofCustomer(
  { kernel, customers, segments, rules }: StagesDeskNeeds,
  context: Context,
  customerId: string,
) {
  requirePermission(context, READ);
  await customers.profiles.requireVisible(context, customerId);
  const { db } = kernel.postgres;
  const standing = await segments.stages.of(customerId);
  const moves = await store.movesOf(db, customerId, SHOWN_MOVES);
  const rule = ruleFor(await rules.list(db), { to: standing.stage, from: moves[0]?.from ?? null });
  const segment = rule?.segment ?? null;
  const strategy = segment === null ? undefined : (await segments.strategies.of(db, [segment.id])).get(segment.id);
  return {
    ...standing,
    moves: moves.map(({ from, to, movedOn, caseId }) => ({ from, to, movedOn, caseId })),
    strategy:
      segment === null || strategy === undefined || strategy.state !== 'running'
        ? null
        : {
            segment: segment.name,
            marketing: strategy.marketing,
            service: strategy.service,
            channels: strategy.channels,
          },
  };
}

/** The rule for a move: one that names where from goes before one that does not. */
function ruleFor(
  rules: readonly MoveRule[],
  { from, to }: { readonly from: LifecycleStage | null; readonly to: LifecycleStage },
): MoveRule | undefined {
  const about = rules.filter((rule) => rule.isActive && rule.to === to);
  return about.find((rule) => rule.from !== null && rule.from === from) ?? about.find((rule) => rule.from === null);
}
