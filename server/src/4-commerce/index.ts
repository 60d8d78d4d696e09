import type { Access } from '#access';
import type { Belonging, Customers, FactOwner, TimelineSource } from '#customers';
import type { ExportKind, ImportKind, RecordKind } from '#intake';
import type { DoctorCheck } from '#kernel/doctor/doctor.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { RuleParts } from '#kernel/rules/engine.ts';
import type { ProcessKind, Work } from '#work';
import { type Catalog, createCatalog } from './catalog/service.ts';
import { commerceCatalogues, commerceLookups, ordersSource, pricesSource } from './condition-facts/service.ts';
import { average } from './conditions/average.ts';
import { basketSize } from './conditions/basket-size.ts';
import { boughtBrand } from './conditions/bought-brand.ts';
import { boughtCategory } from './conditions/bought-category.ts';
import { boughtProduct } from './conditions/bought-product.ts';
import { boughtProductSequence } from './conditions/bought-product-sequence.ts';
import { boughtSequence } from './conditions/bought-sequence.ts';
import { categoryBreadth } from './conditions/category-breadth.ts';
import { count } from './conditions/count.ts';
import { daysSince } from './conditions/days-since.ts';
import { discountShare } from './conditions/discount-share.ts';
import { first } from './conditions/first.ts';
import { firstCategory } from './conditions/first-category.ts';
import { fullPriceShare } from './conditions/full-price-share.ts';
import { last } from './conditions/last.ts';
import { notSince } from './conditions/not-since.ts';
import { priceLevel } from './conditions/price-level.ts';
import { quietLonger } from './conditions/quiet-longer.ts';
import { returnedShare } from './conditions/returned-share.ts';
import { salesChannel } from './conditions/sales-channel.ts';
import { shop } from './conditions/shop.ts';
import { sum } from './conditions/sum.ts';
import { usualInterval } from './conditions/usual-interval.ts';
import { conversionReader } from './conversion/service.ts';
import { creditWarningProcess } from './credit/process.ts';
import { creditRoutes } from './credit/routes.ts';
import { type Credit, type CreditGuard, createCredit } from './credit/service.ts';
import { CREDIT_BELONGINGS, creditFacts } from './credit-belongings/service.ts';
import { creditReader } from './credit-following/service.ts';
import { deliveryNoteRoutes } from './delivery-notes/routes.ts';
import { createDeliveryNotes } from './delivery-notes/service.ts';
import { commerceErasure } from './erasing/service.ts';
import { orderExportKind } from './exporting/service.ts';
import { factRecordKinds } from './fact-records/service.ts';
import { habitRoutes } from './habits/routes.ts';
import { createHabits, type HabitsDesk } from './habits/service.ts';
import { orderImportKind } from './importing/service.ts';
import { orderChecks } from './integrity/service.ts';
import { orderLifeRoutes } from './life/routes.ts';
import { createOrderLives } from './life/service.ts';
import { createNaming, type Naming } from './naming/service.ts';
import { createOffering, type Offering } from './offering/service.ts';
import { ORDER_EVENT_TYPES } from './orders/event-types.ts';
import { orderRoutes } from './orders/routes.ts';
import { createOrders, ORDER_BELONGINGS, type Orders, orderFacts } from './orders/service.ts';
import { DEFAULT_CURRENCY } from './orders/settings.ts';
import { recipientRoutes } from './recipients/routes.ts';
import { createRecipients } from './recipients/service.ts';
import { orderRecordKind } from './recording/service.ts';
import { shopRoutes } from './shops/routes.ts';
import { createShops, type Shops } from './shops/service.ts';
import { orderTimeline } from './timeline/service.ts';

export { COMMERCE_AUDIT_WORDS } from './audit-words.ts';
export type { ProductOfSku } from './catalog/service.ts';
export { customersOfOrders, orderHistoryPart } from './condition-facts/service.ts';
export type { CreditGuard } from './credit/service.ts';
export { CREDIT_SETTINGS } from './credit/settings.ts';
export { CREDIT_BELONGINGS } from './credit-belongings/service.ts';
export { creditPart } from './credit-following/service.ts';
export { BRAND_NAME } from './delivery-notes/settings.ts';
export type { Goods, Naming, Places } from './naming/service.ts';
export type { Offered, Offering } from './offering/service.ts';
export { ordersAnalyticTable } from './orders/feed.ts';
export { ORDER_BELONGINGS } from './orders/service.ts';
export { COMMERCE_PERMISSIONS } from './permissions.ts';
export { DEFAULT_CURRENCY };

/** What rules may ask about orders. */
export const COMMERCE_RULES: RuleParts = {
  conditions: [
    count,
    sum,
    average,
    first,
    last,
    daysSince,
    usualInterval,
    quietLonger,
    notSince,
    fullPriceShare,
    discountShare,
    priceLevel,
    basketSize,
    boughtProduct,
    boughtCategory,
    boughtBrand,
    shop,
    salesChannel,
    returnedShare,
    firstCategory,
    categoryBreadth,
    boughtSequence,
    boughtProductSequence,
  ],
  sources: [ordersSource, pricesSource],
  lookups: commerceLookups,
  catalogues: commerceCatalogues,
};

export interface Commerce {
  readonly parts: ModuleParts;
  readonly orders: Orders;
  readonly catalog: Pick<Catalog, 'productsBySku' | 'images' | 'listing'>;
  readonly shops: Pick<Shops, 'list' | 'create' | 'addSource'>;
  /** Which shops, channels and products are behind sources and codes. */
  readonly naming: Naming;
  /** What is offered, and who bought what of it. */
  readonly offering: Offering;
  /** How one customer buys. */
  readonly habits: Pick<HabitsDesk, 'of'>;
  /** What customers may owe; asked before staff confirm an order. */
  readonly credit: CreditGuard;
  /** What work is started here. */
  readonly processes: readonly ProcessKind[];
  /** Called by `wiring.ts` before anything runs: who starts the tasks. */
  startCasesWith(work: Pick<Work, 'start'>): void;
  readonly importKinds: readonly ImportKind[];
  readonly recordKinds: readonly RecordKind[];
  readonly exportKinds: readonly ExportKind[];
  readonly factOwners: readonly FactOwner[];
  /** What merging customers does to what is kept here. */
  readonly belongings: readonly Belonging[];
  readonly timelines: readonly TimelineSource[];
  readonly doctorChecks: readonly DoctorCheck[];
}

export interface CommerceOptions {
  /** ISO 4217; where nobody names one. */
  readonly defaultCurrency?: () => Promise<string>;
  /** What stands at the head of delivery notes; empty: the shop's name does. */
  readonly brandName?: () => Promise<string>;
  /** Who may, for credit limits. Without it there are none. */
  readonly access?: Pick<Access, 'audit' | 'staff' | 'setting'>;
}

const NO_CREDIT: CreditGuard = { requireWithin: () => Promise.resolve() };

/** Limits, their warnings, and what they do when customers are merged. */
function creditOf(
  kernel: Kernel,
  customers: Customers,
  { access, defaultCurrency }: Pick<CommerceOptions, 'access'> & { readonly defaultCurrency: () => Promise<string> },
) {
  if (access === undefined) {
    return { guard: NO_CREDIT, routes: [], readers: [], startCasesWith: () => undefined };
  }
  const credit: Credit = createCredit({ kernel, customers, access, defaultCurrency });
  let starting: Pick<Work, 'start'> | null = null;
  const work = (): Pick<Work, 'start'> => {
    if (starting === null) {
      throw new Error('Nobody starts the tasks of credit warnings');
    }
    return starting;
  };
  return {
    guard: credit,
    routes: creditRoutes(credit),
    readers: [creditReader({ kernel, customers, access, work })],
    startCasesWith: (given: Pick<Work, 'start'>) => {
      starting = given;
    },
  };
}

/** Facts of commerce: what is sold, who bought what, when, for how much. */
export function createCommerce(kernel: Kernel, customers: Customers, options: CommerceOptions = {}): Commerce {
  const defaultCurrency = options.defaultCurrency ?? (() => Promise.resolve(String(DEFAULT_CURRENCY.defaultValue)));
  const catalog = createCatalog(kernel, { defaultCurrency });
  const shops = createShops(kernel);
  const orders = createOrders(kernel, { customers, shops });
  const credit = creditOf(kernel, customers, { ...options, defaultCurrency });
  const lives = createOrderLives(kernel, { customers, shops, credit: credit.guard });
  const brandName = options.brandName ?? (() => Promise.resolve(''));
  const notes = createDeliveryNotes({ kernel, customers, shops, brandName });
  const habits = createHabits(kernel, { customers, shops });
  return {
    parts: {
      name: 'commerce',
      routes: [
        ...orderRoutes(orders),
        ...recipientRoutes(createRecipients(kernel, customers)),
        ...orderLifeRoutes(lives),
        ...deliveryNoteRoutes(notes),
        ...habitRoutes(habits),
        ...shopRoutes(shops),
        ...credit.routes,
        ...catalog.parts.routes,
      ],
      timers: catalog.parts.timers,
      eventTypes: [...ORDER_EVENT_TYPES, ...catalog.parts.eventTypes],
      readers: [conversionReader(customers.prospects), ...credit.readers],
      erasure: commerceErasure,
    },
    orders,
    catalog,
    shops,
    naming: createNaming(kernel),
    offering: createOffering(kernel),
    habits,
    credit: credit.guard,
    processes: [creditWarningProcess],
    startCasesWith: credit.startCasesWith,
    recordKinds: [
      ...catalog.recordKinds,
      orderRecordKind({ kernel, customers, defaultCurrency }) as RecordKind,
      ...factRecordKinds({ kernel }),
    ],
    // A kind's row type is its own business; the registry holds kinds of every row.
    importKinds: [orderImportKind(kernel, customers) as ImportKind, ...catalog.importKinds],
    exportKinds: [orderExportKind(kernel), ...catalog.exportKinds],
    factOwners: [orderFacts(kernel), creditFacts(kernel)],
    belongings: [...ORDER_BELONGINGS, ...CREDIT_BELONGINGS],
    timelines: [orderTimeline(shops)],
    doctorChecks: orderChecks(kernel),
  };
}
