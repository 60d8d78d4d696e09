import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { requireAllScopes } from '../asking/service.ts';
import type { Definitions } from '../definitions/service.ts';
import { allSegments, lockRules, type SegmentRow } from '../definitions/store.ts';
import type { ScoreKind } from '../scores/kind.ts';
import { findKind, SCORE_KINDS } from '../scores/kinds.ts';
import type { SavedStrategy, Strategy } from '../strategies/schema.ts';
import type { Strategies } from '../strategies/service.ts';
import { type Band, bandKey, bandOf, bandRule } from './band-rule.ts';
import type { ClassStrategy } from './schema.ts';

export interface ClassStrategyParts {
  readonly kernel: Pick<Kernel, 'postgres'>;
  readonly strategies: Pick<Strategies, 'of' | 'save'>;
  readonly definitions: Pick<Definitions, 'create'>;
}

export type ClassStrategies = ReturnType<typeof createClassStrategies>;

/**
 * What is done for the classes of the scores. A class has no strategy of its own: it is that of the segment whose rule
 * is exactly this class, so that lists, customers and campaigns meet one and the same.
 */
export function createClassStrategies({ kernel, strategies, definitions }: ClassStrategyParts) {
  const { db } = kernel.postgres;
  const found = (reader: Db | Tx) => foundOf(strategies, reader);
  return {
    list: async (context: Context, kind?: string) => {
      requirePermission(context, 'segments.read');
      requireAllScopes(context);
      const kinds = kind === undefined ? SCORE_KINDS : [requireKind(kind)];
      const known = await found(db);
      return {
        items: kinds.flatMap(({ name, bands }) =>
          bands.map(({ key }) => present({ kind: name, band: key }, known.get(`${name}:${key}`))),
        ),
        can: { write: may(context.actor, 'segments.write') },
      };
    },
    save: async (tx: Tx, context: Context, asked: Band, given: SavedStrategy): Promise<ClassStrategy> => {
      requirePermission(context, 'segments.write');
      requireAllScopes(context);
      const band = requireBand(asked);
      // Of two who write at the same moment the second one finds the segment of the first.
      await lockRules(tx);
      const known = (await found(tx)).get(bandKey(band))?.segment;
      const id = known?.id ?? (await definitions.create(tx, context, await newSegment(tx, band))).id;
      await strategies.save(tx, context, id, given);
      return present(band, (await found(tx)).get(bandKey(band)));
    },
    /**
     * What runs for each class now, by `kind:band`, for whoever may see the scores: who meets a customer has to know it,
     * and the rule behind it asks nothing but the class.
     */
    running: async (context: Context): Promise<ReadonlyMap<string, RunningStrategy>> => {
      if (!may(context.actor, 'scores.read') || context.actor.scopeIds !== null) {
        return new Map();
      }
      return new Map(
        [...(await found(db))].flatMap(([key, { segment, strategy }]) =>
          strategy?.state === 'running' ? [[key, { ...strategy, segmentId: segment.id }] as const] : [],
        ),
      );
    },
  };
}

export type RunningStrategy = Strategy & { readonly segmentId: string };

interface Found {
  readonly segment: SegmentRow;
  readonly strategy: Strategy | null;
  readonly revision: number;
}

/** Which of several segments of one class is meant: one for which something is done, else the oldest. */
const RANKS: Readonly<Record<Strategy['state'], number>> = { running: 0, planned: 1, over: 2, none: 3 };

async function foundOf(strategies: Pick<Strategies, 'of'>, reader: Db | Tx): Promise<ReadonlyMap<string, Found>> {
  const segments = (await allSegments(reader)).flatMap((segment) => {
    const band = segment.state === 'saved' ? bandOf(segment.rule) : null;
    return band === null ? [] : [{ key: bandKey(band), segment }];
  });
  const plans = await strategies.of(
    reader,
    segments.map(({ segment }) => segment.id),
  );
  const rank = ({ id }: SegmentRow): number => RANKS[plans.get(id)?.state ?? 'none'];
  const ordered = segments.toSorted(
    (a, b) => rank(a.segment) - rank(b.segment) || a.segment.createdAt.getTime() - b.segment.createdAt.getTime(),
  );
  return new Map(
    ordered.toReversed().map(({ key, segment }) => {
      const plan = plans.get(segment.id);
      return [
        key,
        { segment, strategy: plan === undefined || plan.state === 'none' ? null : plan, revision: plan?.revision ?? 0 },
      ];
    }),
  );
}

function present({ kind, band }: Band, found: Found | undefined): ClassStrategy {
  if (found === undefined) {
    return { kind, band, segment: null, strategy: null, revision: 0 };
  }
  const { id, name, members } = found.segment;
  return { kind, band, segment: { id, name, members }, strategy: found.strategy, revision: found.revision };
}

function requireKind(name: string): ScoreKind {
  const kind = findKind(name);
  if (kind === undefined) {
    throw notFound({ 'zh-CN': '评分', en: 'score' }, name);
  }
  return kind;
}

function requireBand(asked: Band): Band {
  const { bands } = requireKind(asked.kind);
  if (!bands.some(({ key }) => key === asked.band)) {
    throw notFound({ 'zh-CN': '等级', en: 'class' }, bandKey(asked));
  }
  return asked;
}

/** Named after the score and the class, with a number where somebody has called another segment so. */
async function newSegment(tx: Tx, { kind, band }: Band) {
  const of = requireKind(kind);
  const known = of.bands.find(({ key }) => key === band);
  const name = `${of.label['zh-CN']}：${known?.label['zh-CN'] ?? band}`;
  const taken = new Set((await allSegments(tx)).map((segment) => segment.name.toLowerCase()));
  const names = [name, ...Array.from({ length: taken.size + 1 }, (_, index) => `${name} ${index + 2}`)];
  return {
    name: names.find((each) => !taken.has(each.toLowerCase())) ?? name,
    note: known?.note['zh-CN'] ?? null,
    rule: bandRule({ kind, band }),
    state: 'saved',
    refresh: 'daily',
  } as const;
}
