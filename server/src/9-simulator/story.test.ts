import { beforeAll, describe, expect, it } from 'vitest';
import { normalizePhone } from '#customers/pure';
import { createCatalogue } from './brand/catalogue.ts';
import { CATEGORY_GROUPS } from './brand/categories.ts';
import { SURNAME_SHARES } from './brand/names.ts';
import { campaignStart } from './buying/campaign.ts';
import type { Order } from './buying/orders.ts';
import { DEFAULT_UNTIL, type Parameters } from './parameters.ts';
import { mobileNumber } from './people/phones.ts';
import { blocksOf, type Story, tellBlock } from './story.ts';
import { createWorld, type World } from './world.ts';

const PEOPLE = 12_000;
const BASE: Parameters = { customers: PEOPLE, years: 3, seed: 7, until: DEFAULT_UNTIL };

function tellAll(parameters: Parameters): Story[] {
  const world = createWorld(parameters);
  return Array.from({ length: blocksOf(parameters.customers) }, (_, block) => tellBlock(world, block)).flat();
}

function share<T>(list: readonly T[], is: (each: T) => boolean): number {
  return list.filter(is).length / list.length;
}

describe('a simulated brand', () => {
  let world: World;
  let stories: readonly Story[];
  let buyers: readonly Story[];
  let orders: readonly Order[];
  beforeAll(() => {
    world = createWorld(BASE);
    stories = tellAll(BASE);
    buyers = stories.filter((story) => !story.isProspect);
    orders = stories.flatMap((story) => story.orders);
  });

  it('tells the same of a person, however many stand beside him', () => {
    const few = tellAll({ ...BASE, customers: 100 });
    expect(few).toHaveLength(100);
    expect(few).toEqual(stories.slice(0, 100));
  });

  it('is another with another seed, and goes by its parameters', () => {
    const other = tellAll({ ...BASE, customers: 12, seed: 8 });
    expect(other.map(({ person }) => person.name)).not.toEqual(stories.slice(0, 12).map(({ person }) => person.name));
    const days = orders.map((order) => order.day);
    expect(Math.min(...days)).toBeGreaterThanOrEqual(world.calendar.firstDay);
    expect(Math.max(...days)).toBeLessThanOrEqual(world.calendar.lastDay);
    expect(stories.flatMap((story) => story.events).every((event) => event.day <= world.calendar.lastDay)).toBe(true);
  });

  it('has names, ages and homes as they are in China', () => {
    const total = SURNAME_SHARES.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [surname, weight] of SURNAME_SHARES.slice(0, 5)) {
      const measured = share(stories, ({ person }) => person.name.surname.text === surname.text);
      expect(measured, surname.text).toBeCloseTo(weight / total, 1.6);
    }
    expect(share(stories, ({ person }) => person.sex === 'female')).toBeGreaterThan(0.48);
    expect(share(stories, ({ person }) => person.age >= 20 && person.age <= 50)).toBeGreaterThan(0.7);
    const shanghai = share(stories, ({ person }) => person.home.place.province === '上海');
    expect(shanghai).toBeGreaterThan(0.05);
    expect(shanghai).toBeLessThan(0.12);
  });

  it('gives a number to one person at a time, and some numbers to a second one later', () => {
    const numbers = stories.map(({ person }) => person.phone);
    expect(new Set(numbers).size).toBe(numbers.length);
    const passedOn = stories.filter(({ person }) => person.phoneWasOf !== null);
    expect(passedOn.length).toBeGreaterThan(100);
    for (const { person } of passedOn.slice(0, 50)) {
      expect(stories[person.phoneWasOf ?? -1]?.person.oldPhone).toBe(person.phone);
    }
    const drawn = new Set(
      Array.from({ length: 30_000 }, (_, at) => mobileNumber(7, { person: Math.floor(at / 3), slot: at % 3 })),
    );
    expect(drawn.size).toBe(30_000);
    expect([...drawn].every((number) => /^1[3-9]\d{9}$/.test(number))).toBe(true);
    const landlines = new Map(stories.map(({ person }) => [person.home.place.city, person.home.landline]));
    expect([...landlines.values()].filter((number) => normalizePhone(number) === null)).toEqual([]);
  });

  it('has households that share a home, and some a number', () => {
    const homes = Map.groupBy(stories, ({ person }) => person.household);
    const together = [...homes.values()].filter((members) => members.length > 1);
    expect(together.length / homes.size).toBeGreaterThan(0.3);
    expect(together.every((members) => new Set(members.map(({ person }) => person.home.detail)).size === 1)).toBe(true);
    const shared = stories
      .flatMap(({ accounts }) => accounts)
      .filter(({ mistakes }) => mistakes.includes('phone_shared'));
    expect(shared.length).toBeGreaterThan(50);
  });

  it('knows people by several records, with the mistakes that people make', () => {
    const accounts = stories.flatMap((story) => story.accounts);
    expect(accounts.length / stories.length).toBeGreaterThan(1.5);
    expect(new Set(accounts.map(({ source, key }) => `${source} ${key}`)).size).toBe(accounts.length);
    const market = accounts.filter(({ source }) => source === 'tmall' || source === 'jd');
    expect(market.every(({ phone }) => /^1\d\d\*{4}\d{4}$/.test(phone))).toBe(true);
    expect(market.length / accounts.length).toBeGreaterThan(0.25);
    expect(share(accounts, ({ mistakes }) => mistakes.some((each) => each.startsWith('name_')))).toBeGreaterThan(0.08);
    expect(share(accounts, ({ faulty }) => faulty)).toBeLessThan(0.002);
  });

  it('buys in the seasons of the shops, most in November, and hardly at the Spring Festival', () => {
    const byMonth = Map.groupBy(orders, (order) => world.calendar.month(order.day));
    const counts = Array.from({ length: 12 }, (_, month) => byMonth.get(month)?.length ?? 0);
    expect(counts.indexOf(Math.max(...counts))).toBe(10);
    const byDate = Map.groupBy(orders, (order) => world.calendar.dateText(order.day));
    const singles = byDate.get('2025-11-11')?.length ?? 0;
    expect(singles).toBeGreaterThan(6 * (byDate.get('2025-11-20')?.length ?? 0));
    expect(byDate.get('2026-02-17')?.length ?? 0).toBeLessThan((byDate.get('2026-03-17')?.length ?? 0) * 0.6);
  });

  it('loses people: some buy once, few buy often', () => {
    expect(orders.length / stories.length).toBeGreaterThan(8);
    expect(orders.length / stories.length).toBeLessThan(12);
    const once = share(buyers, (story) => story.orders.length === 1);
    expect(once).toBeGreaterThan(0.2);
    expect(once).toBeLessThan(0.4);
    const sorted = buyers.map((story) => story.orders.length).toSorted((a, b) => b - a);
    const top = sorted.slice(0, sorted.length / 5).reduce((sum, count) => sum + count, 0);
    expect(top / orders.length).toBeGreaterThan(0.5);
    expect(share(stories, (story) => story.isProspect)).toBeCloseTo(0.08, 1.7);
    expect(
      buyers.every((story) =>
        story.orders.every(
          (order) => order.day <= story.life.dropout || order.day === Math.floor(story.effect?.extraOrder ?? -1),
        ),
      ),
    ).toBe(true);
  });

  it('buys at the rate that the truth states', () => {
    // Buying time while alive × rate = expected orders after the first; summed over all, the deviation is small.
    let expected = 0;
    let found = 0;
    for (const { person, life } of buyers) {
      const warp = person.waitsForBargains ? world.calendar.bargain : world.calendar.regular;
      const [first = 0] = life.orders;
      const end = Math.min(life.dropout, world.calendar.lastDay + 1);
      expected += (life.ratePerWeek / 7) * (warp.at(end) - warp.at(first));
      found += life.orders.length - 1;
    }
    expect(found / expected).toBeGreaterThan(0.97);
    expect(found / expected).toBeLessThan(1.03);
  });

  it('has baskets, returns, refunds and cancellations of the usual size', () => {
    const lines = orders.flatMap((order) => order.lines);
    expect(lines.length / orders.length).toBeCloseTo(2.5, 0.8);
    expect(share(orders, (order) => order.state === 'cancelled')).toBeGreaterThan(0.02);
    expect(share(orders, (order) => order.state === 'cancelled')).toBeLessThan(0.05);
    const returns = (root: string): number =>
      share(
        lines.filter((line) => line.product.path[0] === root),
        (line) => line.returned,
      );
    expect(returns('女装')).toBeGreaterThan(returns('化妆品') * 2);
    expect(share(lines, (line) => line.returned)).toBeGreaterThan(0.05);
    expect(share(lines, (line) => line.returned)).toBeLessThan(0.15);
    expect(orders.every((order) => order.refunded === null || order.lines.some((line) => line.returned))).toBe(true);
  });

  it('moves people by a randomised campaign as the truth says', () => {
    const from = campaignStart(world.calendar);
    const reached = stories.filter((story) => story.effect !== null);
    const ordered = ({ orders: own }: Story): boolean => own.some(({ day }) => day >= from && day < from + 14);
    const rate = (treated: boolean): number =>
      share(
        reached.filter((story) => story.effect?.treated === treated),
        ordered,
      );
    const truth = reached.reduce((sum, { effect }) => sum + (effect?.uplift ?? 0), 0) / reached.length;
    expect(share(reached, (story) => story.effect?.treated === true)).toBeCloseTo(0.5, 1.3);
    expect(truth).toBeGreaterThan(0.01);
    // Four standard errors of a difference of two shares of some 4,700 people.
    expect(Math.abs(rate(true) - rate(false) - truth)).toBeLessThan(0.032);
  });

  it('looks around on the site before it buys, and says what it thinks', () => {
    const events = stories.flatMap((story) => story.events);
    expect(events.length / stories.length).toBeGreaterThan(7);
    expect(events.length / stories.length).toBeLessThan(14);
    expect(new Set(events.map(({ kind }) => kind)).size).toBe(7);
    const said = stories.flatMap((story) => story.interactions);
    expect(said.some(({ kind }) => kind === 'complaint')).toBe(true);
    expect(said.length / orders.length).toBeGreaterThan(0.08);
  });
});

describe('the assortment', () => {
  it('fills the whole category tree with products that have all their facts', () => {
    const { products } = createCatalogue(1);
    expect(products.length).toBeGreaterThan(350);
    expect(new Set(products.map(({ code }) => code)).size).toBe(products.length);
    expect(new Set(CATEGORY_GROUPS.map(({ root }) => root))).toEqual(
      new Set(['男装', '女装', '童装', '鞋', '配饰', '家居', '化妆品']),
    );
    const leaves = CATEGORY_GROUPS.flatMap((group) => group.leaves);
    expect(leaves).toHaveLength(123);
    for (const product of products) {
      expect(product.name && product.material && product.style && product.target).toBeTruthy();
      expect(product.costMinor).toBeLessThan(product.listPriceMinor);
      expect(product.skus).toHaveLength(product.sizes.length);
    }
  });
});
