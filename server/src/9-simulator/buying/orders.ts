import type { Catalogue, Product } from '../brand/catalogue.ts';
import type { Need } from '../brand/categories.ts';
import type { Calendar } from '../calendar.ts';
import type { Person } from '../people/person.ts';
import { type Account, SELLING_SOURCES } from '../people/sources.ts';
import { below, chance, createPicker, createRandom, type Random, runLength } from '../random.ts';

export const ORDER_STATES = ['paid', 'shipped', 'completed', 'cancelled'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

export interface OrderLine {
  readonly product: Product;
  readonly sku: string;
  readonly quantity: number;
  readonly priceMinor: number;
  /** Came back, for its money. */
  readonly returned: boolean;
}

export interface Order {
  readonly number: string;
  readonly account: Account;
  readonly day: number;
  /** Second of the day. */
  readonly second: number;
  readonly lines: readonly OrderLine[];
  readonly state: OrderState;
  readonly cashOnDelivery: boolean;
  readonly carrier: string;
  readonly tracking: string;
  /** Day number of the refund of the returned lines; null without one. */
  readonly refunded: number | null;
}

export interface Buying {
  readonly seed: number;
  readonly person: Person;
  readonly accounts: readonly Account[];
  /** Moments, in their order. */
  readonly moments: readonly number[];
  readonly calendar: Calendar;
  readonly catalogue: Catalogue;
}

/** Lines of an order: one, and each further one with this chance; 2.5 on average. */
const ANOTHER_LINE = 0.605;
const MOST_LINES = 12;
const CANCELLED = 0.03;
const CANCELLED_ON_DELIVERY = 0.07;
const WRONG_SIZE = 0.1;
const WRONG_SIZE_RETURNS = 0.4;

const pickHour = createPicker(
  [3, 1, 0.5, 0.3, 0.3, 0.5, 1, 2, 3.5, 5.5, 7, 6.5, 6, 5.5, 5.5, 5.5, 5.5, 5, 5, 6, 8, 9, 8, 5].map(
    (weight, hour) => [hour, weight] as const,
  ),
);
const pickCarrier = createPicker([
  ['中通快递', 27],
  ['圆通速递', 20],
  ['韵达快递', 18],
  ['申通快递', 12],
  ['顺丰速运', 15],
  ['EMS', 8],
]);

/** What somebody of this sex, with or without a partner and children, buys for. */
const NEED_PICKERS = new Map(
  (['male', 'female'] as const).flatMap((sex) =>
    [false, true].flatMap((partner) =>
      [false, true].map((kids) => [`${sex}${partner}${kids}`, createPicker(needsOf({ sex, partner, kids }))] as const),
    ),
  ),
);

interface Life {
  readonly sex: Person['sex'];
  readonly partner: boolean;
  readonly kids: boolean;
}

function needsOf({ sex, partner, kids }: Life): (readonly [Need, number])[] {
  const male = sex === 'male';
  return [
    ['men', male ? 46 : partner ? 9 : 2],
    ['women', male ? (partner ? 9 : 2) : 42],
    ['kids', kids ? 18 : 1],
    ['men_shoes', male ? 11 : 2],
    ['women_shoes', male ? 2 : 10],
    ['accessories', 9],
    ['home', partner ? 11 : 6],
    ['cosmetics', male ? 3 : 19],
  ];
}

/** All orders of a person, in their order. */
export function placeOrders(buying: Buying): Order[] {
  const { person, moments, calendar } = buying;
  const random = createRandom(buying.seed, { stream: 'orders', index: person.index });
  const pickNeed = NEED_PICKERS.get(
    `${person.sex}${person.role !== 'alone' && person.role !== 'child'}${person.kids > 0}`,
  );
  if (pickNeed === undefined) {
    throw new Error('No needs are known for this person');
  }
  const basket = createBasket(random, { buying, pickNeed });
  return moments.map((moment, sequence) => {
    const day = Math.floor(moment);
    const account = chooseAccount(random, { accounts: buying.accounts, day });
    const cashOnDelivery = account.source === 'phone' || (account.source === 'shop' && chance(random, 0.1));
    const cancelled = chance(random, cashOnDelivery ? CANCELLED_ON_DELIVERY : CANCELLED);
    const online = account.source !== 'store';
    const lines = basket(day, { cancelled, online });
    const age = calendar.lastDay - day;
    const state: OrderState = cancelled ? 'cancelled' : !online || age > 5 ? 'completed' : age > 1 ? 'shipped' : 'paid';
    const back = day + 4 + below(random, 11);
    return {
      number: orderNumber({ date: calendar.dateText(day), account, sequence }),
      account,
      day,
      second: pickHour(random) * 3600 + below(random, 3600),
      lines,
      state,
      cashOnDelivery,
      carrier: online && state !== 'paid' && !cancelled ? pickCarrier(random) : '',
      tracking:
        online && state !== 'paid' && !cancelled ? `7${String(Math.floor(random() * 1e13)).padStart(13, '0')}` : '',
      refunded: state === 'completed' && back <= calendar.lastDay && lines.some((line) => line.returned) ? back : null,
    };
  });
}

interface Numbering {
  readonly date: string;
  readonly account: Account;
  /** Of the orders of one person. */
  readonly sequence: number;
}

/** Day, source, person and count: twenty digits, never twice the same. */
function orderNumber({ date, account, sequence }: Numbering): string {
  const source = SELLING_SOURCES.findIndex((each) => each === account.source) + 1;
  return `${date.replaceAll('-', '')}${source}${String(account.person).padStart(8, '0')}${String(sequence).padStart(3, '0')}`;
}

/** Mostly the account that somebody came with. */
const STAYS_WITH_FIRST = 0.72;

function chooseAccount(random: Random, { accounts, day }: { accounts: readonly Account[]; day: number }): Account {
  const [first] = accounts;
  if (first === undefined) {
    throw new Error('Somebody buys without an account');
  }
  const others = accounts.filter((each, place) => place > 0 && each.registered <= day && each.source !== 'newsletter');
  const draw = random();
  return draw < STAYS_WITH_FIRST
    ? first
    : (others[Math.floor(((draw - STAYS_WITH_FIRST) / (1 - STAYS_WITH_FIRST)) * others.length)] ?? first);
}

interface Basket {
  (day: number, sale: { readonly cancelled: boolean; readonly online: boolean }): readonly OrderLine[];
}

/** What is bought at one time; remembers what is used up and bought again. */
function createBasket(
  random: Random,
  { buying, pickNeed }: { buying: Buying; pickNeed: (random: Random) => Need },
): Basket {
  const { person, calendar, catalogue } = buying;
  const staples = new Map<Product, number>();
  const choose = (month: number): Product => {
    const need = pickNeed(random);
    const one = catalogue.choose(random, { need, month });
    if (person.priceLevel === 1) {
      return one;
    }
    const other = catalogue.choose(random, { need, month });
    const dearer = other.listPriceMinor > one.listPriceMinor ? other : one;
    return person.priceLevel === 2 ? dearer : dearer === one ? other : one;
  };
  return (day, sale) => {
    const month = calendar.month(day);
    const count = 1 + runLength(random, { probability: ANOTHER_LINE, most: MOST_LINES - 1 });
    const chosen: Product[] = [];
    for (const [product, due] of staples) {
      if (due <= day && chosen.length < count && chance(random, 0.75)) {
        chosen.push(product);
      }
    }
    while (chosen.length < count) {
      chosen.push(choose(month));
    }
    return chosen.map((product) => {
      if (product.cycleDays !== null && (staples.has(product) || (staples.size < 3 && chance(random, 0.6)))) {
        staples.set(product, day + Math.round(product.cycleDays * (0.75 + 0.4 * random())));
      }
      return makeLine(random, { product, person, factor: calendar.priceFactor(day), ...sale });
    });
  };
}

interface Making {
  readonly product: Product;
  readonly person: Person;
  readonly factor: number;
  readonly cancelled: boolean;
  readonly online: boolean;
}

function makeLine(random: Random, { product, person, factor, cancelled, online }: Making): OrderLine {
  const wrongSize = product.hasSizes && chance(random, WRONG_SIZE);
  const middle = (product.sizes.length - 1) / 2;
  const fits = Math.round(
    middle + ((person.heightCm - (person.sex === 'male' ? 172 : 160)) / 6) * 0.9 + (wrongSize ? 1 : 0),
  );
  const size = Math.min(product.sizes.length - 1, Math.max(0, fits));
  // A fifth of the assortment is always a little reduced.
  const own = random() < 0.2 ? 0.9 : 1;
  const quantity =
    product.cycleDays === null ? (random() < 0.93 ? 1 : 2) : 1 + runLength(random, { probability: 0.25, most: 3 });
  const returns = (product.returnRate + (wrongSize ? WRONG_SIZE_RETURNS : 0)) * (online ? 1 : 0.3);
  return {
    product,
    sku: product.skus[size] ?? product.code,
    quantity,
    priceMinor: Math.max(100, Math.round((product.listPriceMinor * Math.min(factor, own)) / 10) * 10),
    returned: !cancelled && chance(random, returns),
  };
}
