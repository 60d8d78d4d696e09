import type { Naming, Offering } from '#commerce';
import type { Customers } from '#customers';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { RULE_VERSION, type Rule } from '#kernel/pure/rules/tree.ts';
import type { LearningRun } from './learned-content.ts';
import { createPersonal, type PersonalOptions } from './personal/service.ts';
import { learningOf, WINDOW_DAYS, withProduct } from './present.ts';
import * as store from './store.ts';

export const LEARN_JOB = 'marketing.learn_suggestions';

export interface RecommendationOptions {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap' | 'clock' | 'transaction' | 'jobs'>;
  readonly naming: Pick<Naming, 'goods'>;
  readonly offering: Offering;
  readonly customers: Pick<Customers, 'profiles' | 'values'>;
  readonly setting: (key: string) => Promise<unknown>;
  /** The business date meant by those who name none. */
  readonly usualDate: () => Promise<string>;
  /** What somebody would rather have, by their own word and by the product pyramid. */
  readonly likingOf: PersonalOptions['likingOf'];
}

export type Recommendations = ReturnType<typeof createRecommendations>;

/** Suggestions from what was learned last: for a product, for a customer, between lines. */
export function createRecommendations(options: RecommendationOptions) {
  const { kernel, offering } = options;
  const { db } = kernel.postgres;
  const personal = createPersonal(options);
  return {
    forCustomer: personal.forCustomer,
    ofProduct: async (context: Context, id: string) => {
      requirePermission(context, 'products.read');
      const run = await store.newestRun(db);
      return run === null ? NOTHING_LEARNED : associationsOf({ db, offering }, run, id);
    },
    associations: async (context: Context, asked: PageAsked) => {
      requireWhole(context);
      const run = await store.newestRun(db);
      return run === null ? { learning: null, items: [], nextCursor: null } : pageOfPairs({ db, offering }, run, asked);
    },
    crossSelling: async (context: Context) => {
      requireWhole(context);
      const run = await store.newestRun(db);
      return run === null ? { learning: null, items: [] } : crossingsOf(offering, run);
    },
    /** Learns anew as soon as a worker is free. */
    learnSoon: async (tx: Tx, context: Context) => {
      requirePermission(context, 'segments.write');
      await kernel.jobs.add(tx, context, LEARN_JOB, {}, { key: LEARN_JOB, queue: LEARN_JOB });
      return { queued: true as const };
    },
  };
}

const NOTHING_LEARNED = { learning: null, together: [], similar: [], after: [], intervalDays: null };

interface Ground {
  readonly db: Db;
  readonly offering: Offering;
}

interface PageAsked {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

async function associationsOf({ db, offering }: Ground, run: LearningRun, id: string) {
  const [pairs, neighbours, followers, facts] = await Promise.all([
    store.pairsFrom(db, run.id, id),
    store.neighboursOf(db, run.id, [id]),
    store.followersOf(db, run.id, [id]),
    store.factsOf(db, run.id, [id]),
  ]);
  const close = (neighbours.get(id) ?? []).slice(0, SHOWN);
  const products = await offering.products([
    ...pairs.map(({ right }) => right),
    ...close.map(({ item }) => item),
    ...followers.map(({ other }) => other),
  ]);
  const most = close[0]?.weight ?? 1;
  return {
    learning: learningOf(run),
    together: pairs
      .slice(0, SHOWN)
      .flatMap(({ right, ...pair }) => withProduct(products, right, (product) => ({ product, ...pair }))),
    similar: close.flatMap(({ item, weight }) =>
      withProduct(products, item, (product) => ({ product, likeness: weight / most })),
    ),
    after: followers
      .slice(0, SHOWN)
      .flatMap(({ other, customers, share, lift, days }) =>
        withProduct(products, other, (product) => ({ product, customers, share, lift, days })),
      ),
    intervalDays: facts.get(id)?.intervalDays ?? null,
  };
}

async function pageOfPairs({ db, offering }: Ground, run: LearningRun, { cursor, limit }: PageAsked) {
  const rows = await store.pairsByLift(db, run.id, { after: placeOf(cursor, run.id), limit });
  const page = rows.slice(0, limit);
  const products = await offering.products([...new Set(page.flatMap(({ left, right }) => [left, right]))]);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    learning: learningOf(run),
    items: page.flatMap(({ left, right, ...figures }) =>
      withProduct(products, left, (one) => one).flatMap((one) =>
        withProduct(products, right, (other) => ({ left: one, right: other, ...figures })),
      ),
    ),
    nextCursor: last === undefined ? null : encodeCursor([run.id, last.lift, last.left, last.right]),
  };
}

async function crossingsOf(offering: Offering, run: LearningRun) {
  const names = new Map([...(await offering.lines()).values()].map((line) => [line.id, line]));
  return {
    learning: learningOf(run),
    items: run.content.lines
      .toSorted((a, b) => b.rate - a.rate || b.buyers - a.buyers)
      .flatMap(({ from, to, ...figures }) => {
        const [one, other] = [names.get(from), names.get(to)];
        return one === undefined || other === undefined
          ? []
          : [{ from: one, to: other, ...figures, rule: buyersOfOnly(from, to) }];
      }),
  };
}

const SHOWN = 10;

/** Bought of the first line and nothing of the second, in the time that the figures are about. */
function buyersOfOnly(from: string, to: string): Rule {
  const window = { lastDays: WINDOW_DAYS };
  const bought = (line: string) => ({ is: 'orders.bought_category', of: [line], window });
  return { v: RULE_VERSION, all: [bought(from), { none: [bought(to)] }] };
}

/** Lists are over everybody. */
function requireWhole(context: Context): void {
  requirePermission(context, 'insight.read');
  if (context.actor.scopeIds !== null) {
    throw new AppError('scope_limited', 403, {
      message: {
        'zh-CN': '商品关联涵盖所有范围，而你的权限只限于部分范围',
        en: 'Associations cover every scope; yours are limited to some',
      },
    });
  }
}

function placeOf(cursor: string | undefined, runId: string): store.PairPlace | null {
  if (cursor === undefined) {
    return null;
  }
  const place = store.pairPlaceSchema.safeParse(decodeCursor(cursor));
  if (!place.success) {
    throw new AppError('cursor_malformed', 400, {
      message: { 'zh-CN': '游标无效', en: 'The cursor is not one of ours' },
    });
  }
  if (place.data[0] !== runId) {
    throw new AppError('cursor_expired', 410, {
      message: {
        'zh-CN': '列表已更新，请从头查看',
        en: 'The list has changed meanwhile. Start again from its beginning',
      },
    });
  }
  return place.data;
}
