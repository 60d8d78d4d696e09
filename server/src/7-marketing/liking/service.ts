import type { Commerce } from '#commerce';
import type { Customers } from '#customers';
import { allowsPersonalFeatures, CHANNEL_LABELS, type ContactChannel } from '#customers/pure';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { Pyramids } from '../pyramid/service.ts';
import { type Liking, NO_LIKING } from '../recommendations/liking.ts';
import type { CustomerPreferences, Preference } from './schema.ts';
import { isHabit, type Seen, winnerOf } from './weigh.ts';

export interface LikingOptions {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock'>;
  readonly customers: Pick<Customers, 'profiles' | 'values' | 'consents' | 'interactions'>;
  readonly commerce: Pick<Commerce, 'habits' | 'offering'>;
  readonly pyramids: Pick<Pyramids, 'meantFor'>;
}

export type Likings = ReturnType<typeof createLikings>;

/** Fields of the profile in which preferences are stated. */
const FIELDS: Readonly<Record<Preference, string | null>> = {
  category: 'preferredCategories',
  brand: 'preferredBrands',
  channel: 'preferredChannel',
  time: 'preferredContactTime',
  shop: null,
};

/** What customers would rather have (偏好设置): stated by them or staff, seen in what they do, and which counts. */
export function createLikings(options: LikingOptions) {
  return {
    of: (context: Context, customerId: string) => preferencesOf(options, context, customerId),
    /** For whoever recommends: nothing for those who turned personal features off. */
    forRecommending: (context: Context, customerId: string) => likingOf(options, context, customerId),
  };
}

async function preferencesOf(
  options: LikingOptions,
  context: Context,
  customerId: string,
): Promise<CustomerPreferences> {
  requirePermission(context, 'customers.read');
  const { kernel, customers } = options;
  await customers.profiles.requireVisible(context, customerId);
  const [{ fields, can }, seen] = await Promise.all([
    customers.values.of(kernel.postgres.db, context, customerId),
    seenOf(options, context, customerId),
  ]);
  const keys = Object.keys(FIELDS) as Preference[];
  return {
    items: keys.map((key) => {
      const field = fields.find((each) => each.key === FIELDS[key]);
      const said = field?.origin ?? null;
      const stated =
        field === undefined || said === null || field.text === null
          ? null
          : { text: field.text, source: said.label, at: said.at, isStale: field.stale };
      const found = seen.get(key);
      const observed = found === undefined ? null : { ...found, isHabit: isHabit(found) };
      return { key, field: field?.key ?? null, stated, observed, wins: winnerOf(stated, observed) };
    }),
    can: { write: can.write },
  };
}

interface SeenThing extends Seen {
  readonly label: Text;
  readonly unit: 'orders' | 'contacts';
}

/** Of the time looked back at. */
const YEAR_MS = 365 * 86_400_000;
const same = (word: string): Text => ({ 'zh-CN': word, en: word });

async function seenOf(
  options: LikingOptions,
  context: Context,
  customerId: string,
): Promise<ReadonlyMap<Preference, SeenThing>> {
  const { kernel, customers } = options;
  const since = new Date(kernel.clock.now().getTime() - YEAR_MS);
  const [came, bought] = await Promise.all([
    customers.interactions.cameBy(customerId, since),
    may(context.actor, 'orders.read') ? boughtOf(options, context, customerId) : [],
  ]);
  return new Map([...cameByOf(came), ...bought]);
}

/** Kinds of interaction that are a way to reach somebody back. */
const CHANNEL_OF: Readonly<Partial<Record<string, ContactChannel>>> = {
  call: 'phone',
  email: 'email',
  sms: 'sms',
  wechat: 'wechat',
  letter: 'post',
};

function cameByOf(
  came: readonly { readonly kind: string; readonly count: number }[],
): readonly (readonly [Preference, SeenThing])[] {
  const ways = came.flatMap(({ kind, count }) => {
    const channel = CHANNEL_OF[kind];
    return channel === undefined ? [] : [{ channel, count }];
  });
  const [first] = ways;
  const of = ways.reduce((sum, { count }) => sum + count, 0);
  return first === undefined
    ? []
    : [['channel', { label: CHANNEL_LABELS[first.channel], count: first.count, of, unit: 'contacts' }]];
}

async function boughtOf(
  { commerce }: LikingOptions,
  context: Context,
  customerId: string,
): Promise<readonly (readonly [Preference, SeenThing])[]> {
  const { habits, offering } = commerce;
  const [own, bought] = await Promise.all([
    habits.of(context, customerId),
    offering.bought(customerId, context.actor.scopeIds),
  ]);
  const products = await offering.products([...new Set(bought.map(({ productId }) => productId))]);
  const most = (wordOf: (productId: string) => string | undefined): SeenThing | null => {
    const orders = new Map<string, Set<string>>();
    for (const { orderId, productId } of bought) {
      const word = wordOf(productId);
      if (word !== undefined) {
        orders.set(word, (orders.get(word) ?? new Set()).add(orderId));
      }
    }
    const [first] = [...orders].toSorted(([a, left], [b, right]) => right.size - left.size || (a < b ? -1 : 1));
    return first === undefined ? null : { label: same(first[0]), count: first[1].size, of: own.orders, unit: 'orders' };
  };
  const hours = own.activeHours;
  const shop = own.channels.find(({ key }) => key !== 'none');
  const all: readonly (readonly [Preference, SeenThing | null])[] = [
    ['category', most((id) => products.get(id)?.categories.at(-1)?.name)],
    ['brand', most((id) => products.get(id)?.brand?.name)],
    [
      'time',
      hours === null
        ? null
        : { label: same(`${hours.from}:00–${hours.to}:00`), count: hours.orders, of: own.orders, unit: 'orders' },
    ],
    ['shop', shop === undefined ? null : { label: shop.label, count: shop.orders, of: own.orders, unit: 'orders' }],
  ];
  return all.flatMap(([key, seen]) => (seen === null ? [] : [[key, seen] as const]));
}

async function likingOf(options: LikingOptions, context: Context, customerId: string): Promise<Liking> {
  const { kernel, customers, pyramids } = options;
  const { db } = kernel.postgres;
  const reach = (await customers.consents.reach(db, [customerId])).get(customerId);
  if (reach === undefined || !allowsPersonalFeatures(reach.statements, kernel.clock.now())) {
    return NO_LIKING;
  }
  const [{ fields }, meant] = await Promise.all([
    customers.values.of(db, context, customerId),
    // What depends on the score of everybody is left out while nobody can say it.
    pyramids.meantFor(customerId).then(({ places }) => places, nothingWhenDown),
  ]);
  const said = (key: string): readonly string[] => {
    const field = fields.find((each) => each.key === key);
    return field === undefined || field.masked || !Array.isArray(field.value) ? [] : field.value;
  };
  return { meant, categories: said('preferredCategories'), brands: said('preferredBrands') };
}

function nothingWhenDown(error: unknown): [] {
  if (error instanceof AppError && error.code === 'analytic_store_unavailable') {
    return [];
  }
  throw error;
}
