import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, may } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { requireCare } from '../rules/service.ts';
import type { Reason, ReasonInput } from './schema.ts';
import * as store from './store.ts';

export interface ReasonsNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock'>;
  readonly access: Pick<Access, 'audit'>;
}

export type Reasons = ReturnType<typeof createReasons>;

const WRITE = 'care.write';

/** Why customers leave: a list that the business keeps. */
export function createReasons(needs: ReasonsNeeds) {
  const { kernel } = needs;
  return {
    list: async (context: Context) => {
      requireCare(context, 'care.read');
      const items = (await store.listReasons(kernel.postgres.db)).map(presentReason);
      return { items, can: { write: may(context.actor, WRITE) } };
    },
    /** One that may be chosen, or null. */
    usable: async (reader: Db | Tx, id: string): Promise<Reason | null> => {
      const row = await store.findReason(reader, id);
      return row === null || row.archivedAt !== null ? null : presentReason(row);
    },
    all: async (reader: Db | Tx): Promise<ReadonlyMap<string, Reason>> =>
      new Map((await store.listReasons(reader)).map((row) => [row.id, presentReason(row)])),
    create: (tx: Tx, context: Context, given: ReasonInput) => save(needs, tx, context, newId(), given),
    change: async (tx: Tx, context: Context, id: string, given: ReasonInput) => {
      requireCare(context, WRITE);
      if ((await store.findReason(tx, id)) === null) {
        gone(id);
      }
      return save(needs, tx, context, id, given);
    },
  };
}

async function save(
  { kernel, access }: ReasonsNeeds,
  tx: Tx,
  context: Context,
  id: string,
  { side, label, archived }: ReasonInput,
): Promise<Reason> {
  requireCare(context, WRITE);
  const archivedAt = archived ? kernel.clock.now() : null;
  await store.putReason(tx, { id, side, zh: label['zh-CN'], en: label.en, archivedAt });
  await access.audit(tx, context, {
    action: 'care.reason_changed',
    subjectType: 'churn_reason',
    subjectId: id,
    detail: { side, archived },
  });
  return presentReason((await store.findReason(tx, id)) ?? gone(id));
}

function presentReason({ id, side, zh, en, archivedAt, uses }: store.ReasonRow): Reason {
  return { id, side, label: { 'zh-CN': zh, en }, archived: archivedAt !== null, uses };
}

function gone(id: string): never {
  throw notFound({ 'zh-CN': '流失原因', en: 'reason of leaving' }, id);
}
