import type { Offering } from '#commerce';
import type { Customers } from '#customers';
import { ageOn, allowsPersonalFeatures } from '#customers/pure';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, type Fault, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import type { Segments } from '#segments';
import { type AgeBand, ageBands, type Place, POWERS, type Power, placesFor, type Tier, type Whom } from './place.ts';
import type { CustomerPyramid, Pyramid, ShownPlace } from './schema.ts';
import * as store from './store.ts';
import { reasonOf } from './words.ts';

export interface PyramidOptions {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap' | 'clock' | 'config'>;
  readonly offering: Pick<Offering, 'groups' | 'bought' | 'products'>;
  readonly customers: Pick<Customers, 'profiles' | 'consents'>;
  readonly scores: Pick<Segments['scores'], 'newest' | 'bandOf' | 'list'>;
}

/** Something meant for a customer. */
export interface Meant {
  readonly tier: Tier;
  readonly kind: Place['kind'];
  readonly id: string;
  readonly name: string;
}

export type Pyramids = ReturnType<typeof createPyramids>;

const POWER_SCORE = 'purchasing-power';
const WRITE = 'segments.write';

/** Which brands are meant for whom (产品金字塔), who stands where, and what that means for one customer. */
export function createPyramids(options: PyramidOptions) {
  const { kernel, customers } = options;
  const { db } = kernel.postgres;
  const present = async (context: Context, row: store.Revision | null): Promise<Pyramid> => ({
    revision: row?.revision ?? 0,
    places: await shownPlaces(options, row?.places ?? []),
    savedBy: row?.savedBy ?? null,
    savedAt: row?.savedAt.toISOString() ?? null,
    can: { write: may(context.actor, WRITE) && context.actor.scopeIds === null },
  });
  const meantFor = (customerId: string) => meantForOne(options, customerId);
  return {
    get: async (context: Context) => {
      authorise(context, 'scores.read');
      return present(context, await store.newestRevision(db));
    },
    save: async (tx: Tx, context: Context, given: { places: readonly Place[]; baseRevision: number }) => {
      authorise(context, WRITE);
      await requireSound(options, given.places);
      const last = (await store.newestRevision(tx))?.revision ?? 0;
      const row = {
        revision: last + 1,
        places: given.places.toSorted((a, b) => a.tier - b.tier),
        savedBy: context.actor.name,
        savedAt: kernel.clock.now(),
      };
      if (last !== given.baseRevision || !(await store.insertRevision(tx, row))) {
        throw changedMeanwhile();
      }
      return present(context, row);
    },
    map: (context: Context) => {
      authorise(context, 'scores.read');
      return mapOf(options, context);
    },
    /** What is meant for somebody, for whoever recommends; nothing for those who turned personal features off. */
    meantFor,
    ofCustomer: async (context: Context, customerId: string): Promise<CustomerPyramid> => {
      authorise(context, 'scores.read');
      await customers.profiles.requireVisible(context, customerId);
      const { whom, places } = await meantFor(customerId);
      const [best] = places;
      if (best === undefined) {
        return { tier: null, power: whom.power, meant: [], reason: null };
      }
      const bought = await boughtOf(options, context, customerId);
      return {
        tier: best.tier,
        power: whom.power,
        meant: places.map(({ tier, kind, id, name }) => ({ tier, kind, id, name, bought: bought.has(id) })),
        reason: reasonOf(best, whom),
      };
    },
  };
}

/** The map tells about everybody, and so it is for those who may see all. */
function authorise(context: Context, permission: string): void {
  requirePermission(context, permission);
  if (context.actor.scopeIds !== null) {
    throw new AppError('scope_limited', 403, {
      message: {
        'zh-CN': '产品金字塔以全体客户为基准，数据范围受限的账号不能使用',
        en: 'The product pyramid compares with all customers, which an account limited to some scopes may not see',
      },
    });
  }
}

function changedMeanwhile(): AppError {
  return new AppError('pyramid_changed', 409, {
    message: {
      'zh-CN': '有人刚刚保存了另一版产品金字塔，请先查看对方的修改',
      en: 'Somebody has just saved another product pyramid; look at that one first',
    },
  });
}

function groupsOf({ offering }: PyramidOptions, places: readonly Place[]) {
  const ids = (kind: Place['kind']): readonly string[] => [
    ...new Set(places.filter((place) => place.kind === kind).map(({ id }) => id)),
  ];
  return offering.groups({ brands: ids('brand'), categories: ids('category') });
}

type Groups = Awaited<ReturnType<typeof groupsOf>>;

function groupOf(groups: Groups, { kind, id }: Place) {
  return (kind === 'brand' ? groups.brands : groups.categories).get(id);
}

async function shownPlaces(options: PyramidOptions, places: readonly Place[]): Promise<ShownPlace[]> {
  const groups = await groupsOf(options, places);
  return places.map((place) => ({
    ...place,
    powers: [...place.powers],
    name: groupOf(groups, place)?.name ?? null,
  }));
}

/** Throws 400 for what is not in the catalogue, twice the same, and ages the wrong way round. */
async function requireSound(options: PyramidOptions, places: readonly Place[]): Promise<void> {
  const groups = await groupsOf(options, places);
  const faults = places.flatMap((place, at): Fault[] => {
    const { kind, id, ageFrom, ageTo } = place;
    const field = `places.${at}`;
    if (groupOf(groups, place) === undefined) {
      const message = { 'zh-CN': '目录里没有这个品牌或品类', en: 'there is no such brand or category' };
      return [{ field: `${field}.id`, code: 'goods_unknown', message }];
    }
    if (places.findIndex((other) => other.kind === kind && other.id === id) !== at) {
      const message = { 'zh-CN': '同一品牌或品类只放一处', en: 'the same brand or category stands in one place only' };
      return [{ field: `${field}.id`, code: 'goods_twice', message }];
    }
    if (ageFrom !== null && ageTo !== null && ageTo < ageFrom) {
      const message = { 'zh-CN': '年龄上限不小于下限', en: 'the upper age is not below the lower one' };
      return [{ field: `${field}.ageTo`, code: 'ages_reversed', message }];
    }
    return [];
  });
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
}

function powerOf(word: string | null): Power | null {
  return POWERS.find((power) => power === word) ?? null;
}

async function meantForOne(
  options: PyramidOptions,
  customerId: string,
): Promise<{ readonly whom: Whom; readonly places: readonly (Place & Meant)[] }> {
  const { kernel, customers, scores } = options;
  const { db } = kernel.postgres;
  const revision = await store.newestRevision(db);
  const reach = (await customers.consents.reach(db, [customerId])).get(customerId);
  const now = kernel.clock.now();
  if (revision === null || reach === undefined || !allowsPersonalFeatures(reach.statements, now)) {
    return { whom: { power: null, age: null }, places: [] };
  }
  const age =
    reach.birthday === null ? null : ageOn(reach.birthday, businessDateOf(now, zoneOf(kernel.config.timeZone)));
  const whom = {
    power: powerOf(await scores.bandOf(POWER_SCORE, customerId)),
    age: age === null || age < 0 ? null : age,
  };
  const found = placesFor(revision.places, whom);
  const groups = await groupsOf(options, found);
  return {
    whom,
    places: found.flatMap((place) => {
      const group = groupOf(groups, place);
      return group === undefined ? [] : [{ ...place, name: group.name }];
    }),
  };
}

/** Ids of the brands and categories of what somebody bought; nothing for those who may not see orders. */
async function boughtOf(
  { offering }: PyramidOptions,
  context: Context,
  customerId: string,
): Promise<ReadonlySet<string>> {
  if (!may(context.actor, 'orders.read')) {
    return new Set();
  }
  const bought = await offering.bought(customerId, context.actor.scopeIds);
  const products = await offering.products([...new Set(bought.map(({ productId }) => productId))]);
  return new Set(
    [...products.values()].flatMap(({ brand, categories }) => [
      ...(brand === null ? [] : [brand.id]),
      ...categories.map(({ id }) => id),
    ]),
  );
}

async function mapOf(options: PyramidOptions, context: Context) {
  const { kernel, scores } = options;
  const places = (await store.newestRevision(kernel.postgres.db))?.places ?? [];
  const ages = ageBands(places);
  const run = await scores.newest(POWER_SCORE);
  if (run === null) {
    // Whoever looks first has every score computed that never was.
    await scores.list(context);
    return { asOf: null, ages: [...ages], cells: [] };
  }
  const groups = await groupsOf(options, places);
  const known = places.flatMap((place) => {
    const group = groupOf(groups, place);
    return group === undefined ? [] : [{ place, group }];
  });
  const counted = await store.countCells(kernel.olap, {
    run: run.id,
    asOf: run.asOf,
    ages: ages.map(({ from }) => from),
    skus: known.map(({ group }) => group.skus),
  });
  return { asOf: run.asOf, ages: [...ages], cells: cellsOf(known, ages, counted) };
}

type Known = readonly { readonly place: Place; readonly group: { readonly name: string } }[];

/** Every power by every age band, with who is there and what is meant for them. */
function cellsOf(known: Known, ages: readonly AgeBand[], counted: Awaited<ReturnType<typeof store.countCells>>) {
  const columns = [...ages.map((age, at) => ({ age, at })), { age: null, at: -1 }];
  return [...POWERS, null].flatMap((power) =>
    columns.flatMap(({ age, at }) => {
      const found = counted.find((cell) => cell.age === at && powerOf(cell.power) === power);
      const meant = placesFor(
        known.map(({ place }, index) => ({ ...place, index })),
        { power, age: age?.from ?? null },
      ).map(({ tier, kind, id, index }) => ({
        tier,
        kind,
        id,
        name: known[index]?.group.name ?? '',
        buyers: found?.buyers[index] ?? 0,
      }));
      return found === undefined && meant.length === 0 ? [] : [{ power, age, customers: found?.customers ?? 0, meant }];
    }),
  );
}
