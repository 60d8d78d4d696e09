import { type Context, may } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import * as cases from '../cases/store.ts';
import type { Viewer } from '../cases/viewer.ts';
import type { People } from '../people/service.ts';
import type { Processes } from '../processes/registry.ts';
import type { Queues } from '../queues/service.ts';

export const CASE_NOUN = { 'zh-CN': '工单', en: 'case' } as const;
export const TASK_NOUN = { 'zh-CN': '任务', en: 'task' } as const;

/** Who looks, and what they may see. */
export interface Viewing {
  viewer(reader: Db | Tx, context: Context): Promise<Viewer>;
  /** The case, unless it is hidden from the actor: then it is not there. */
  requireCase(reader: Db | Tx, context: Context, id: string): Promise<cases.CaseRow>;
  /** The same, locked for a change. */
  lockCase(tx: Tx, context: Context, id: string): Promise<cases.CaseRow>;
}

export interface ViewingParts {
  readonly processes: Processes;
  readonly queues: Pick<Queues, 'servedBy'>;
  readonly people: Pick<People, 'skillsOf'>;
}

/** Viewers over one kernel. */
export function createViewing({ processes, queues, people }: ViewingParts): Viewing {
  const viewer: Viewing['viewer'] = async (reader, context) => {
    const { actor } = context;
    const queueIds = (await queues.servedBy(reader, context)).map(({ id }) => id);
    const closedKinds = processes
      .list()
      .flatMap(({ name, permission }) => (permission === undefined || may(actor, permission) ? [] : [name]));
    return {
      id: actor.id,
      scopeIds: actor.scopeIds,
      queueIds,
      skills: await people.skillsOf(reader, actor.id),
      closedKinds,
    };
  };
  const requireCase: Viewing['requireCase'] = async (reader, context, id) => {
    const row = await cases.selectCase(reader, id, await viewer(reader, context));
    if (row === null) {
      throw notFound(CASE_NOUN, id);
    }
    return row;
  };
  return {
    viewer,
    requireCase,
    lockCase: async (tx, context, id) => {
      await requireCase(tx, context, id);
      const row = await cases.lockCase(tx, id);
      if (row === null) {
        throw notFound(CASE_NOUN, id);
      }
      return row;
    },
  };
}
