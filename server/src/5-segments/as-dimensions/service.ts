import type { Context } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import { type Askings, requireAllScopes } from '../asking/service.ts';
import { allSegments } from '../definitions/store.ts';
import type { Rfm } from '../scores/rfm/service.ts';
import { listRuns } from '../scores/values/store.ts';
import type { RfmGroupsFound } from './groups-sql.ts';

export interface DimensionParts {
  readonly kernel: Pick<Kernel, 'postgres'>;
  readonly askings: Pick<Askings, 'mayAsk'>;
  readonly rfm: Pick<Rfm, 'groupsOn'>;
}

/** What customers are told apart by elsewhere: segments, groups, classes. */
export interface SegmentDimensions {
  /** Segments whose members may be told to the actor, by name; with the system as actor all of them. */
  segments(context: Context): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** What the RFM groups of a day are told from; null where nobody has bought. */
  rfmGroups(date: string): Promise<RfmGroupsFound | null>;
  /** The newest computation of a score up to a day. */
  scoreRun(kind: string, date: string): Promise<string | null>;
}

/** Segments and scores for those who split figures by them. */
export function createDimensions({ kernel, askings, rfm }: DimensionParts): SegmentDimensions {
  const { db } = kernel.postgres;
  return {
    segments: async (context) => {
      requireAllScopes(context);
      const all = await allSegments(db);
      const askable = await askings.mayAsk(
        db,
        context,
        all.map(({ rule }) => rule),
      );
      return all
        .filter(({ state }, index) => state === 'saved' && askable[index] === true)
        .map(({ id, name }) => ({ id, name }));
    },
    rfmGroups: rfm.groupsOn,
    scoreRun: async (kind, date) => (await listRuns(db, { kinds: [kind], upTo: date }))[0]?.id ?? null,
  };
}
