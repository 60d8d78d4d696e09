import type { Offered, Offering } from '#commerce';
import type { Customers } from '#customers';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import { dateOfDayNumber, dayNumber } from '#kernel/pure/dates.ts';
import { type AdviceRule, rulesFor, verdictOf } from '../advice.ts';
import { candidatesOf } from '../candidates.ts';
import type { Basket, History } from '../histories.ts';
import { type LearningRun, rankingOf } from '../learned-content.ts';
import { type Fit, fitsOf, fittingFirst, type Liking } from '../liking.ts';
import { linesToOffer } from '../lines.ts';
import { expectedAgain } from '../next-purchase.ts';
import { learningOf, withProduct } from '../present.ts';
import { type Ranked, rank, rankNew } from '../ranking.ts';
import type { Recommendation, Recommendations } from '../schema.ts';
import { ADVICE, adviceSchema, BOUGHT_ONCE, boughtOnceSchema } from '../settings.ts';
import { type LeftOut, type SieveOptions, whyLeftOut } from '../sieve.ts';
import * as store from '../store.ts';

export interface PersonalOptions {
  readonly kernel: Pick<Kernel, 'postgres'>;
  readonly offering: Offering;
  readonly customers: Pick<Customers, 'profiles' | 'values'>;
  readonly setting: (key: string) => Promise<unknown>;
  readonly usualDate: () => Promise<string>;
  /** What somebody would rather have, by their own word and by the product pyramid. */
  readonly likingOf: (context: Context, customerId: string) => Promise<Liking>;
}

const SHOWN_AGAIN = 5;
const SHOWN_NEW = 8;
const SHOWN_NEXT = 5;
const SHOWN_LINES = 3;
const SHOWN_ADVICE = 8;
/** Goods with a target group that advice looks through. */
const MARKED = 500;
/** More likely than not by chance, and by enough people, before "after this comes that" is said. */
const LEAST_FOLLOWING = 0.1;
/** After so many times the usual gap it did not follow. */
const GIVEN_UP = 3;

export interface Personal {
  /** Throws 404 for customers that the actor may not see. */
  forCustomer(context: Context, customerId: string): Promise<Recommendations>;
}

/** What to say to one customer, from their own history and what was learned from all. */
export function createPersonal(options: PersonalOptions): Personal {
  const { kernel, offering, customers } = options;
  return {
    forCustomer: async (context, customerId) => {
      requirePermission(context, 'orders.read');
      await customers.profiles.requireVisible(context, customerId);
      const [run, bought, asOf, profile, liking] = await Promise.all([
        store.newestRun(kernel.postgres.db),
        offering.bought(customerId, context.actor.scopeIds),
        options.usualDate(),
        adviceFor(options, context, customerId),
        options.likingOf(context, customerId),
      ]);
      return recommend({ options, run, history: historyOf(bought), asOfDay: dayNumber(asOf) + 1, liking }, profile);
    },
  };
}

async function recommend(asking: Asking, profile: Advice): Promise<Recommendations> {
  const { options, run, history, liking } = asking;
  const { offering } = options;
  const ranked = await withPopular(asking, await rankedFor(asking));
  const expected = await expectedFor(asking);
  const owned = new Set(history.flatMap(({ items }) => items));
  const marked = profile.own.length === 0 ? [] : await offering.marked(MARKED);
  const products = new Map([
    ...(await offering.products(mentioned(ranked, expected, owned))),
    ...marked.map((product) => [product.id, product] as const),
  ]);
  const keepsStock = await offering.keepsStock();
  const boughtOnce = boughtOnceSchema.parse(await options.setting(BOUGHT_ONCE.key));
  const sieve: SieveOptions = { owned, boughtOnce, keepsStock, rules: profile.rules, ownRules: profile.own };
  const may = (id: string): boolean => whyLeftOut(products.get(id), sieve) === null;
  const fits = ({ product }: Suggestion): readonly Fit[] => {
    const goods = products.get(product);
    return goods === undefined ? [] : fitsOf(goods, liking);
  };
  const shown = (some: readonly Suggestion[], count: number): Recommendation[] =>
    fittingFirst(
      some.filter(({ product }) => may(product)),
      fits,
    )
      .filter(({ item, fits: found }) => item.isOnlyIfFits !== true || found.length > 0)
      .slice(0, count)
      .flatMap(({ item, fits: found }) => recommendation(item, found, products));
  return {
    learning: run === null ? null : learningOf(run),
    again: shown(ranked.again, SHOWN_AGAIN),
    fresh: shown(ranked.fresh, SHOWN_NEW),
    next: expected
      .filter(({ product }) => may(product))
      .slice(0, SHOWN_NEXT)
      .flatMap((each) => nextPurchase(each, products)),
    lines: await linesFor(
      asking,
      [...owned].flatMap((id) => products.get(id) ?? []),
    ),
    advice: adviceShown(profile, marked, may),
    leftOut: countLeftOut(
      [...ranked.again, ...ranked.fresh]
        .filter(({ isOnlyIfFits }) => isOnlyIfFits !== true)
        .map(({ product }) => whyLeftOut(products.get(product), sieve)),
    ),
    keepsStock,
  };
}

function countLeftOut(reasons: readonly (LeftOut | null)[]): Recommendations['leftOut'] {
  const count = (why: LeftOut): number => reasons.filter((each) => each === why).length;
  return {
    owned: count('owned'),
    outOfStock: count('outOfStock'),
    notOffered: count('notOffered'),
    forOthers: count('forOthers'),
  };
}

/** Of each field that says something the goods marked for it. */
function adviceShown(
  { rules: all, fields }: Advice,
  marked: readonly Offered[],
  may: (id: string) => boolean,
): Recommendations['advice'] {
  return fields.map(({ rules: own, ...field }) => ({
    ...field,
    products: marked
      .filter(({ id, targetGroup }) => verdictOf(targetGroup, { rules: all, own }) === 'fits' && may(id))
      .slice(0, SHOWN_ADVICE)
      .map(({ id, code, name, imageId }) => ({ id, code, name, imageId })),
  }));
}

interface Asking {
  readonly options: PersonalOptions;
  readonly run: LearningRun | null;
  readonly history: History<string>;
  readonly asOfDay: number;
  readonly liking: Liking;
}

interface Suggestion {
  readonly product: string;
  /** Nothing they bought speaks for it: it is there only for those whose liking does. */
  readonly isOnlyIfFits?: boolean;
  readonly chance: number | null;
  readonly reason:
    | { readonly kind: 'again'; readonly times: number; readonly lastDay: number }
    | { readonly kind: 'with'; readonly products: readonly string[] }
    | { readonly kind: 'popular'; readonly buyers: number };
}

interface Found {
  readonly again: readonly Suggestion[];
  readonly fresh: readonly Suggestion[];
}

const MOST_POPULAR = 30;

/** Behind what their purchases speak for comes what many buy, for the case that they would like it. */
async function withPopular({ options, run, history, liking }: Asking, ranked: Found): Promise<Found> {
  const isSaid = liking.meant.length + liking.categories.length + liking.brands.length > 0;
  if (run === null || history.length === 0 || !isSaid) {
    return ranked;
  }
  const known = new Set([...ranked.fresh.map(({ product }) => product), ...history.flatMap(({ items }) => items)]);
  const popular = await store.popularProducts(options.kernel.postgres.db, run.id, MOST_POPULAR);
  const added = popular
    .filter(({ product }) => !known.has(product))
    .map(({ product, buyers }): Suggestion => {
      return { product, chance: null, reason: { kind: 'popular', buyers }, isOnlyIfFits: true };
    });
  return { ...ranked, fresh: [...ranked.fresh, ...added] };
}

async function rankedFor({ options, run, history, asOfDay }: Asking): Promise<Found> {
  if (run === null) {
    return { again: [], fresh: [] };
  }
  const { db } = options.kernel.postgres;
  if (history.length === 0) {
    const popular = await store.popularProducts(db, run.id, MOST_POPULAR);
    const fresh = popular.map(({ product, buyers }): Suggestion => {
      return { product, chance: null, reason: { kind: 'popular', buyers } };
    });
    return { again: [], fresh };
  }
  const owned = [...new Set(history.flatMap(({ items }) => items))];
  const neighbours = await store.neighboursOf(db, run.id, owned);
  const items = new Set([...owned, ...[...neighbours.values()].flat().map(({ item }) => item)]);
  const facts = await store.factsOf(db, run.id, [...items]);
  const candidates = candidatesOf(history, {
    asOfDay,
    neighboursOf: (item) => neighbours.get(item) ?? [],
    factsOf: (item) => facts.get(item),
  });
  const ranked = rank(candidates, rankingOf(run.content));
  return { again: ranked.filter(({ isOwn }) => isOwn).map(suggestion), fresh: rankNew(ranked).map(suggestion) };
}

function suggestion({ item, chance, isOwn, times, lastDay, because }: Ranked<string>): Suggestion {
  return {
    product: item,
    chance,
    reason: isOwn ? { kind: 'again', times, lastDay: lastDay ?? 0 } : { kind: 'with', products: because },
  };
}

interface ExpectedNext {
  readonly product: string;
  readonly day: number;
  readonly tolerance: number;
  readonly because:
    | { readonly kind: 'interval'; readonly everyDays: number; readonly times: number; readonly lastDay: number }
    | { readonly kind: 'sequence'; readonly after: string; readonly share: number };
}

/** By the interval of what was bought before, and by what follows the last purchase; the soonest first. */
async function expectedFor({ options, run, history, asOfDay }: Asking): Promise<readonly ExpectedNext[]> {
  const last = history.at(-1);
  if (last === undefined) {
    return [];
  }
  const { db } = options.kernel.postgres;
  const owned = new Set(history.flatMap(({ items }) => items));
  const facts = run === null ? new Map<string, store.FactsRow>() : await store.factsOf(db, run.id, [...owned]);
  const again = expectedAgain(history, { asOfDay, intervalOf: (item) => facts.get(item)?.intervalDays ?? null });
  const lastItems = new Set(history.filter(({ day }) => day === last.day).flatMap(({ items }) => items));
  const followers = run === null ? [] : await store.followersOf(db, run.id, [...lastItems]);
  const after = new Map(
    followers
      .filter(({ other, share, lift, days }) => {
        const isLate = asOfDay - last.day > GIVEN_UP * days;
        return !isLate && !owned.has(other) && share >= LEAST_FOLLOWING && lift > 1;
      })
      .toReversed()
      .map((follower) => [follower.other, follower]),
  );
  return [
    ...again.map(({ item, day, tolerance, everyDays, times, lastDay }): ExpectedNext => {
      return { product: item, day, tolerance, because: { kind: 'interval', everyDays, times, lastDay } };
    }),
    ...[...after.values()].map(({ product, other, days, share }): ExpectedNext => {
      const because = { kind: 'sequence', after: product, share } as const;
      return { product: other, day: Math.round(last.day + days), tolerance: Math.round(days / 2), because };
    }),
  ].toSorted((a, b) => Math.abs(a.day - asOfDay) - Math.abs(b.day - asOfDay) || a.day - b.day);
}

async function linesFor({ options, run }: Asking, bought: readonly Offered[]): Promise<Recommendations['lines']> {
  const names = new Map([...(await options.offering.lines()).values()].map(({ id, name }) => [id, name]));
  const owned = new Set(bought.flatMap(({ categories }) => categories[0]?.id ?? []));
  return linesToOffer(owned, run?.content.lines ?? [])
    .flatMap(({ from, to, rate }) => {
      const [one, other] = [names.get(from), names.get(to)];
      return one === undefined || other === undefined ? [] : [{ id: to, name: other, rate, from: one }];
    })
    .slice(0, SHOWN_LINES);
}

interface Advice {
  readonly rules: readonly AdviceRule[];
  readonly own: readonly AdviceRule[];
  readonly fields: readonly (Pick<Recommendations['advice'][number], 'field' | 'label' | 'value'> & {
    readonly rules: readonly AdviceRule[];
  })[];
}

/** Rows of the table of advice that hold for somebody, as far as the asker may see the fields. */
async function adviceFor(options: PersonalOptions, context: Context, customerId: string): Promise<Advice> {
  const rules = adviceSchema.parse(await options.setting(ADVICE.key));
  const { fields } = await options.customers.values.of(options.kernel.postgres.db, context, customerId);
  const known = new Map(
    fields.filter(({ masked, text }) => !masked && text !== null).map((field) => [field.key, field]),
  );
  const words = (key: string): string | null => {
    const field = known.get(key);
    return field === undefined ? null : [field.text, ...[field.value].flat()].join(' ');
  };
  const own = rulesFor(rules, words);
  return {
    rules,
    own,
    fields: [...Map.groupBy(own, ({ field }) => field)].flatMap(([key, some]) => {
      const field = known.get(key);
      return field === undefined ? [] : [{ field: key, label: field.label, value: field.text ?? '', rules: some }];
    }),
  };
}

function historyOf(
  bought: readonly { readonly orderId: string; readonly day: string; readonly productId: string }[],
): History<string> {
  return [...Map.groupBy(bought, ({ orderId }) => orderId).values()].map((lines): Basket<string> => {
    const [first] = lines;
    return { day: dayNumber(first?.day ?? ''), items: lines.map(({ productId }) => productId) };
  });
}

function mentioned(found: Found, expected: readonly ExpectedNext[], owned: ReadonlySet<string>): readonly string[] {
  const reasons = found.fresh.flatMap(({ reason }) => (reason.kind === 'with' ? reason.products : []));
  const suggested = [...found.again, ...found.fresh].map(({ product }) => product);
  return [...new Set([...owned, ...suggested, ...reasons, ...expected.map(({ product }) => product)])];
}

function recommendation(
  { product: id, chance, reason }: Suggestion,
  found: readonly Fit[],
  products: ReadonlyMap<string, Offered>,
): Recommendation[] {
  const fits = [...found];
  return withProduct(products, id, (product) => {
    if (reason.kind === 'again') {
      return { product, chance, fits, reason: { ...reason, lastDay: dateOfDayNumber(reason.lastDay) } };
    }
    if (reason.kind === 'popular') {
      return { product, chance, fits, reason };
    }
    const because = reason.products.flatMap((other) => withProduct(products, other, (each) => each));
    return { product, chance, fits, reason: { kind: 'with', products: because } };
  });
}

function nextPurchase(
  { product: id, day, tolerance, because }: ExpectedNext,
  products: ReadonlyMap<string, Offered>,
): Recommendations['next'] {
  const [product] = withProduct(products, id, (each) => each);
  if (product === undefined) {
    return [];
  }
  const next = { product, on: dateOfDayNumber(day), tolerance };
  if (because.kind === 'interval') {
    const { everyDays, times, lastDay } = because;
    const whole = Math.round(everyDays);
    return [{ ...next, because: { kind: 'interval', everyDays: whole, times, lastDay: dateOfDayNumber(lastDay) } }];
  }
  const { share } = because;
  return withProduct(products, because.after, (after) => ({ ...next, because: { kind: 'sequence', after, share } }));
}
