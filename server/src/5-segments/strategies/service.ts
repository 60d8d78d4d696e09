import type { Staff } from '#access';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, type Fault, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import { requireAllScopes } from '../asking/service.ts';
import { findSegment, lockSegment } from '../definitions/store.ts';
import type { SavedStrategy, Strategy } from './schema.ts';
import { strategyState } from './state.ts';
import * as store from './store.ts';

export interface StrategyParts {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'config'>;
  readonly staff: Pick<Staff, 'find'>;
}

export type Strategies = ReturnType<typeof createStrategies>;

const READ = 'segments.read';
const WRITE = 'segments.write';
const NOUN = { 'zh-CN': '客群', en: 'segment' } as const;

/** What the business does for each segment, who answers for it and until when. */
export function createStrategies(parts: StrategyParts) {
  const { kernel } = parts;
  const today = (): string => businessDateOf(kernel.clock.now(), zoneOf(kernel.config.timeZone));
  const present = (row: store.StrategyRow): Strategy => presentStrategy(row, today());
  return {
    get: async (context: Context, id: string) => {
      authorise(context, READ);
      const { db } = kernel.postgres;
      if ((await findSegment(db, id)) === undefined) {
        throw notFound(NOUN, id);
      }
      const history = (await store.revisionsOf(db, id)).map(present);
      const [last] = history;
      return {
        strategy: last === undefined || last.state === 'none' ? null : last,
        history,
        can: { write: may(context.actor, WRITE) },
      };
    },
    save: async (tx: Tx, context: Context, id: string, given: SavedStrategy): Promise<Strategy> => {
      const { baseRevision, ...saved } = given;
      const last = await lastForWriting(tx, context, id);
      requireBase(last, baseRevision);
      const owner = await soundOwner(parts, tx, saved);
      const row = { ...saved, ...stampOf(context, kernel.clock.now()), segmentId: id, owner, revision: next(last) };
      await store.insertRevision(tx, row);
      return present(row);
    },
    remove: async (tx: Tx, context: Context, id: string): Promise<void> => {
      const last = await lastForWriting(tx, context, id);
      if (last === undefined || last.startsOn === null) {
        throw notFound({ 'zh-CN': '客群策略', en: 'strategy of the segment' }, id);
      }
      await store.insertRevision(tx, {
        ...NO_PLANS,
        ...stampOf(context, kernel.clock.now()),
        segmentId: id,
        revision: next(last),
      });
    },
    /** Of each segment what is done for it now; those without anything are not there. */
    of: async (reader: Db | Tx, segmentIds: readonly string[]): Promise<ReadonlyMap<string, Strategy>> => {
      const rows = await store.lastRevisions(reader, segmentIds);
      return new Map([...rows].map(([id, row]) => [id, present(row)]));
    },
    /** Segments whose strategy somebody answers for. */
    ownedBy: (reader: Db | Tx, userId: string): Promise<string[]> => store.segmentsOwnedBy(reader, userId),
  };
}

const NO_PLANS = {
  marketing: null,
  service: null,
  channels: null,
  ownerId: null,
  owner: null,
  startsOn: null,
  endsOn: null,
} as const;

function next(last: store.StrategyRow | undefined): number {
  return (last?.revision ?? 0) + 1;
}

function stampOf({ actor }: Context, changedAt: Date) {
  return { changedBy: actor.name, changedAt };
}

function authorise(context: Context, permission: string): void {
  requirePermission(context, permission);
  requireAllScopes(context);
}

/** The last revision; nobody else changes it until the transaction ends. */
async function lastForWriting(tx: Tx, context: Context, id: string): Promise<store.StrategyRow | undefined> {
  authorise(context, WRITE);
  if ((await lockSegment(tx, id)) === undefined) {
    throw notFound(NOUN, id);
  }
  return (await store.revisionsOf(tx, id, 1))[0];
}

function requireBase(last: store.StrategyRow | undefined, baseRevision: number | undefined): void {
  if (baseRevision !== undefined && baseRevision !== (last?.revision ?? 0)) {
    throw new AppError('strategy_changed', 409, {
      message: {
        'zh-CN': `${last?.changedBy ?? ''} 刚刚改过这份策略，请先查看对方的修改`,
        en: `${last?.changedBy ?? ''} has just changed this strategy; look at that change first`,
      },
    });
  }
}

/** The name of the owner. Throws 400 without any plan, for an end before the start, for an owner who cannot sign in. */
async function soundOwner(
  { staff }: StrategyParts,
  tx: Tx,
  { marketing, service, channels, ownerId, startsOn, endsOn }: Omit<SavedStrategy, 'baseRevision'>,
): Promise<string> {
  const owner = (await staff.find(tx, [ownerId])).get(ownerId);
  const faults: Fault[] = [];
  if (marketing === null && service === null && channels === null) {
    faults.push({
      field: 'marketing',
      code: 'plan_missing',
      message: {
        'zh-CN': '营销、服务、渠道计划至少写一项',
        en: 'write at least one of the plans for marketing, service and channels',
      },
    });
  }
  if (endsOn !== null && endsOn < startsOn) {
    faults.push({
      field: 'endsOn',
      code: 'dates_reversed',
      message: { 'zh-CN': '结束日期不早于开始日期', en: 'the last day is not before the first' },
    });
  }
  if (owner === undefined || owner.disabled) {
    faults.push({
      field: 'ownerId',
      code: 'owner_unknown',
      message: { 'zh-CN': '负责人应为可登录的员工', en: 'the owner is somebody of the staff who can sign in' },
    });
  }
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
  return owner?.name ?? '';
}

function presentStrategy({ segmentId: _, changedAt, ...row }: store.StrategyRow, today: string): Strategy {
  return { ...row, state: strategyState(row, today), changedAt: changedAt.toISOString() };
}
