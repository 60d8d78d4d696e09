import type { Product } from '../brand/catalogue.ts';
import { NEEDS } from '../brand/categories.ts';
import { CAMPAIGN, campaignStart, type Effect } from '../buying/campaign.ts';
import type { Order } from '../buying/orders.ts';
import type { Person } from '../people/person.ts';
import type { Account } from '../people/sources.ts';
import { below, chance, createRandom, exponential, pick, type Random, runLength } from '../random.ts';
import type { World } from '../world.ts';

/** One thing somebody did on the site of the brand. */
export interface SiteEvent {
  readonly day: number;
  readonly second: number;
  readonly kind:
    | 'visit'
    | 'product_view'
    | 'search'
    | 'cart_add'
    | 'checkout'
    | 'campaign_click'
    | 'newsletter_subscribe';
  /** Stands for the browser. */
  readonly browser: string;
  readonly visit: string;
  /** Of the shop, when signed in. */
  readonly account: string;
  readonly path: string;
  readonly sku: string;
  readonly category: string;
  readonly query: string;
  readonly campaign: string;
}

export interface Browsing {
  readonly person: Person;
  readonly accounts: readonly Account[];
  readonly orders: readonly Order[];
  readonly effect: Effect | null;
  /** First and last moment at which somebody looks at the site. */
  readonly from: number;
  readonly until: number;
}

/** Weeks between visits that lead to nothing. */
const WEEKS_BETWEEN_VISITS = 26;
const VISIT_BEFORE_ORDER = { shop: 0.45, elsewhere: 0.05 } as const;
const SIGNED_IN = 0.55;
const CLICKS = 0.12;
const MOST_VISITS = 400;

const CAMPAIGN_SOURCES = ['wechat-post', 'sms-618', 'double-11', 'spring-new', 'member-day'] as const;

/** All that a person did on the site, in the order of time. */
export function browse(world: World, browsing: Browsing): SiteEvent[] {
  const { person, accounts, orders, effect, from, until } = browsing;
  const random = createRandom(world.parameters.seed, { stream: 'behaviour', index: person.index });
  const shop = accounts.find((account) => account.source === 'shop');
  const visitor: Visitor = {
    browser: `b${(person.index * 2 + 1).toString(36)}`,
    account: shop?.account ?? '',
    accountFrom: shop?.registered ?? Number.POSITIVE_INFINITY,
    count: 0,
  };
  const events: SiteEvent[] = [];
  const visits = aimlessMoments(random, { from, until });
  for (const moment of visits) {
    events.push(...lookAround(random, { world, visitor, moment }));
  }
  for (const order of orders) {
    if (chance(random, order.account.source === 'shop' ? VISIT_BEFORE_ORDER.shop : VISIT_BEFORE_ORDER.elsewhere)) {
      events.push(...beforeOrder(random, { world, visitor, order }));
    }
  }
  if (effect?.treated === true && chance(random, CLICKS + effect.uplift)) {
    const moment = campaignStart(world.calendar) + random() * 3;
    events.push(...lookAround(random, { world, visitor, moment, campaign: CAMPAIGN.name }));
  }
  const newsletter = accounts.find((account) => account.source === 'newsletter');
  if (newsletter !== undefined) {
    events.push(
      oneEvent(visitor, { moment: newsletter.registered, kind: 'newsletter_subscribe', path: '/newsletter' }),
    );
  }
  return events.toSorted((a, b) => a.day - b.day || a.second - b.second);
}

function aimlessMoments(random: Random, { from, until }: { from: number; until: number }): number[] {
  const moments: number[] = [];
  let moment = from + exponential(random) * WEEKS_BETWEEN_VISITS * 7;
  while (moment < until && moments.length < MOST_VISITS) {
    moments.push(moment);
    moment += exponential(random) * WEEKS_BETWEEN_VISITS * 7;
  }
  return moments;
}

interface Visitor {
  readonly browser: string;
  readonly account: string;
  /** Day from which the account exists. */
  readonly accountFrom: number;
  /** Visits so far. */
  count: number;
}

interface Happening {
  readonly moment: number;
  readonly kind: SiteEvent['kind'];
  readonly path: string;
  readonly product?: Product;
  readonly query?: string;
  readonly campaign?: string;
  readonly signedIn?: boolean;
}

function oneEvent(
  visitor: Visitor,
  { moment, kind, path, product, query = '', campaign = '', signedIn = false }: Happening,
): SiteEvent {
  const day = Math.floor(moment);
  return {
    day,
    second: Math.min(86_399, Math.floor((moment - day) * 86_400)),
    kind,
    browser: visitor.browser,
    visit: `${visitor.browser}-${visitor.count}`,
    account: signedIn && day >= visitor.accountFrom ? visitor.account : '',
    path,
    sku: product?.code ?? '',
    category: product?.path.join('/') ?? '',
    query,
    campaign,
  };
}

const STEP_DAYS = 70 / 86_400;

interface Looking {
  readonly world: World;
  readonly visitor: Visitor;
  readonly moment: number;
  readonly campaign?: string;
}

/** A visit without an order: sometimes a search, a few products, now and then a cart left behind. */
function lookAround(random: Random, { world, visitor, moment, campaign }: Looking): SiteEvent[] {
  visitor.count += 1;
  const signedIn = chance(random, SIGNED_IN);
  const month = world.calendar.month(Math.floor(moment));
  const look = (): Product => world.catalogue.choose(random, { need: pick(random, NEEDS), month });
  const came = campaign ?? (chance(random, 0.12) ? pick(random, CAMPAIGN_SOURCES) : undefined);
  const happenings: Omit<Happening, 'moment'>[] = [
    came === undefined ? { kind: 'visit', path: '/' } : { kind: 'campaign_click', path: '/', campaign: came },
  ];
  if (chance(random, 0.25)) {
    const query = look().path.at(-1) ?? '';
    happenings.push({ kind: 'search', path: '/search', query });
  }
  const views = runLength(random, { probability: 0.45, most: 6 });
  for (let view = 0; view < views; view += 1) {
    const product = look();
    happenings.push({ kind: 'product_view', path: `/p/${product.code}`, product });
    if (chance(random, 0.12)) {
      happenings.push({ kind: 'cart_add', path: '/cart', product });
    }
  }
  return happenings.map((happening, step) =>
    oneEvent(visitor, { ...happening, moment: moment + step * STEP_DAYS, signedIn }),
  );
}

/** What led to an order: what was bought was looked at, and put into the cart when it was bought here. */
function beforeOrder(
  random: Random,
  { world, visitor, order }: { world: World; visitor: Visitor; order: Order },
): SiteEvent[] {
  visitor.count += 1;
  const here = order.account.source === 'shop';
  const happenings: Omit<Happening, 'moment'>[] = [{ kind: 'visit', path: '/' }];
  for (const { product } of order.lines.slice(0, 4)) {
    happenings.push({ kind: 'product_view', path: `/p/${product.code}`, product });
    if (here) {
      happenings.push({ kind: 'cart_add', path: '/cart', product });
    }
  }
  if (here) {
    happenings.push({ kind: 'checkout', path: '/checkout' });
  }
  const before = here ? (60 + below(random, 240)) / 86_400 : random() * 2;
  const ordered = order.day + order.second / 86_400;
  const start = Math.max(world.calendar.firstDay, ordered - before - happenings.length * STEP_DAYS);
  return happenings.map((happening, step) =>
    oneEvent(visitor, { ...happening, moment: start + step * STEP_DAYS, signedIn: here || chance(random, SIGNED_IN) }),
  );
}
