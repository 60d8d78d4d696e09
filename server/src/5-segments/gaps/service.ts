import type { Naming } from '#commerce';
import type { Context } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import { idIn } from '../membership/service.ts';
import { type OverlapParts, pageOfPeople, requireSegments } from '../overlap/service.ts';
import { rootCategories } from '../profile/roots.ts';
import { gapOf } from './gap.ts';
import { countCategories, countMembers, GAP_COLUMNS, type GapSpan, listOpen } from './store.ts';

export interface GapParts extends Omit<OverlapParts, 'kernel'> {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap' | 'clock' | 'config'>;
  readonly naming: Pick<Naming, 'goods'>;
}

export interface GapQuestion {
  readonly segmentIds: readonly string[];
  readonly days: number;
}

export interface GapPeopleQuestion {
  readonly segmentId: string;
  readonly category: string;
  readonly days: number;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export type Gaps = ReturnType<typeof createGaps>;

/** What each segment looks at and buys, by category, and where it looks at much and buys little. */
export function createGaps(parts: GapParts) {
  const { kernel, engine, askings, feed, naming } = parts;
  const { db } = kernel.postgres;
  const everybody = async () => {
    const asking = await engine.prepare(db, [], await askings.asOf(db));
    return engine.compile([], { asking, extra: GAP_COLUMNS });
  };
  const spanOf = async (days: number): Promise<GapSpan> => {
    const zone = zoneOf(kernel.config.timeZone);
    const to = businessDateOf(kernel.clock.now(), zone);
    const from = addDays(to, 1 - days);
    const start = (date: string): number => startOfBusinessDate(date, zone).getTime() / 1000;
    return {
      from,
      to,
      since: start(from),
      until: start(addDays(to, 1)),
      categories: rootCategories(await naming.goods()),
    };
  };
  return {
    list: async (context: Context, { segmentIds, days }: GapQuestion) => {
      const sets = await requireSegments(parts, context, [{ field: 'segmentIds', ids: segmentIds }]);
      const [compiled, span, { upTo, secondsBehind, stale }] = await Promise.all([
        everybody(),
        spanOf(days),
        feed.freshness(),
      ]);
      const { of, members } = await countMembers(kernel.olap, compiled, segmentIds);
      const rows = await countCategories(kernel.olap, compiled, { segmentIds, span });
      return {
        from: span.from,
        to: span.to,
        of,
        groups: sets.map(({ id, name }, place) => ({ id, name, members: members[place] ?? 0 })),
        categories: rows.map(({ category, all }) => ({ name: category, lookers: all.lookers, buyers: all.buyers })),
        cells: rows.flatMap(({ category, all, groups }) =>
          groups.map(({ lookers, buyers, both }, place) => ({
            segmentId: sets[place]?.id ?? '',
            category,
            lookers,
            buyers,
            open: lookers - both,
            ...gapOf({ members: members[place] ?? 0, lookers, buyers, both }, { ...all, members: of }),
          })),
        ),
        freshness: { upTo: upTo?.toISOString() ?? null, secondsBehind, stale },
      };
    },
    people: async (context: Context, { segmentId, category, days, cursor, limit }: GapPeopleQuestion) => {
      await requireSegments(parts, context, [{ field: 'segmentId', ids: [segmentId], isOne: true }]);
      const after = cursor === undefined ? null : idIn(cursor);
      const asked = { segmentId, category, after, limit: limit + 1 };
      const found = await listOpen(kernel.olap, await everybody(), { asked, span: await spanOf(days) });
      return pageOfPeople(parts, found, limit);
    },
  };
}
