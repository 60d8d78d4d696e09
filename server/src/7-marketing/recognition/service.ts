import type { z } from 'zod';
import type { Access } from '#access';
import type { Commerce } from '#commerce';
import type { Contact } from '#contact';
import type { Customers } from '#customers';
import { type ContactChannel, sayDeliveryWindows } from '#customers/pure';
import { type Context, may } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Segments } from '#segments';
import type { Work } from '#work';
import type { Pyramids } from '../pyramid/service.ts';
import type { Personal } from '../recommendations/personal/service.ts';
import { heedsOf } from './heeds.ts';
import type { Recognised, recogniseCustomer, TouchPoint } from './schema.ts';
import { RECOGNITION_PATIENCE } from './settings.ts';

export interface RecognitionOptions {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock'>;
  readonly customers: Pick<Customers, 'search' | 'consents'>;
  readonly commerce: Pick<Commerce, 'orders'>;
  readonly segments: Pick<Segments, 'rfm' | 'scores' | 'membership'>;
  readonly work: Pick<Work, 'openAbout'>;
  readonly contact: Pick<Contact, 'heed'>;
  readonly pyramids: Pick<Pyramids, 'ofCustomer'>;
  readonly advising: Pick<Personal, 'forCustomer'>;
  readonly setting: (key: string) => Promise<unknown>;
  /** Notes that somebody looked at a customer. */
  readonly look: Access['lookups']['look'];
}

type Asked = z.output<(typeof recogniseCustomer)['body']>;

/** Classes that staff act on at once; the other scores stand on the profile. */
const CLASSES = [
  'rank',
  'abc-profit',
  'abc-revenue',
  'lifecycle',
  'policy',
  'purchasing-power',
  'churn-risk',
  'credit',
];
/** Nobody has to be told that there is nothing to mind. */
const CALM = ['good', 'none'];
const SHOWN_SEGMENTS = 5;
const SHOWN_OPEN = 5;
/** The newest orders and refunds; among so many there is a sale. */
const LOOKED_AT = 20;

/** Who comes in and what they are worth (及时识别客户及其价值), in one read for every touch point. */
export function createRecognition(options: RecognitionOptions) {
  const { customers, look } = options;
  return {
    recognise: async (context: Context, { touchPoint, ...identifier }: Asked) => {
      const startedMs = performance.now();
      const found = await customers.search.lookup(context, identifier);
      if (found === null) {
        return { customer: null, tookMs: Math.round(performance.now() - startedMs) };
      }
      await look(context, { kind: 'profile', subjectId: found.id });
      const { id, name, account, phone, region, tags, firstOrderAt } = found;
      const known = await knownOf(options, context, { id, touchPoint });
      return {
        customer: { id, name, account, phone, region, tags: tags.map((tag) => tag.name), firstOrderAt, ...known },
        tookMs: Math.round(performance.now() - startedMs),
      };
    },
  };
}

type Known = Omit<Recognised, 'id' | 'name' | 'account' | 'phone' | 'region' | 'tags' | 'firstOrderAt'>;

/** By which contact channel somebody is there. */
const CHANNELS_OF: Readonly<Record<TouchPoint, readonly ContactChannel[]>> = {
  phone: ['phone'],
  chat: ['wechat', 'wecom'],
  shop: [],
  site: [],
};

async function knownOf(
  options: RecognitionOptions,
  context: Context,
  { id, touchPoint }: { readonly id: string; readonly touchPoint: TouchPoint },
): Promise<Known> {
  // As its schema has it.
  const patienceMs = (await options.setting(RECOGNITION_PATIENCE.key)) as number;
  const [worth, advice, segments, lastOrder, open, heeds] = await Promise.all([
    inTime(worthOf(options, context, id), patienceMs),
    inTime(adviceFor(options, context, id), patienceMs),
    segmentsOf(options, context, id),
    lastOrderOf(options, context, id),
    openOf(options, context, id),
    heedsFor(options, context, { id, here: CHANNELS_OF[touchPoint] }),
  ]);
  return {
    classes: worth?.classes ?? [],
    rfm: worth?.rfm ?? null,
    tier: worth?.tier ?? null,
    segments,
    lastOrder,
    open,
    heeds: [...heeds],
    next: advice?.next ?? null,
    missing: [...(worth === null ? (['scores'] as const) : []), ...(advice === null ? (['advice'] as const) : [])],
  };
}

/** Null when it takes too long, or while the analytic store is down. */
async function inTime<T>(asked: Promise<T>, patienceMs: number): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(resolve, patienceMs, null);
  try {
    return await Promise.race([asked, late]);
  } catch (error) {
    if (error instanceof AppError && error.code === 'analytic_store_unavailable') {
      return null;
    }
    throw error;
  } finally {
    clearTimeout(timer);
    // Whatever becomes of it later is nobody's business any more.
    asked.catch(() => undefined);
  }
}

/** Scores are for those who may see all customers; others meet people without them. */
function maySeeScores({ actor }: Context): boolean {
  return may(actor, 'scores.read') && actor.scopeIds === null;
}

type Worth = Pick<Known, 'classes' | 'rfm' | 'tier'>;

async function worthOf({ segments, pyramids }: RecognitionOptions, context: Context, id: string): Promise<Worth> {
  if (!maySeeScores(context)) {
    return { classes: [], rfm: null, tier: null };
  }
  const [{ items }, rfm, place] = await Promise.all([
    segments.scores.ofCustomer(context, id),
    segments.rfm.recent(context, id),
    pyramids.ofCustomer(context, id),
  ]);
  return {
    classes: classesOf(items),
    rfm:
      rfm === null
        ? null
        : {
            r: rfm.r,
            f: rfm.f,
            m: rfm.m,
            label: rfm.label,
            recencyDays: rfm.recencyDays,
            frequency: rfm.frequency,
            monetaryMinor: rfm.monetaryMinor,
            currency: rfm.currency,
          },
    tier: place.tier === null ? null : { tier: place.tier, names: place.meant.map(({ name }) => name) },
  };
}

type Item = Awaited<ReturnType<Segments['scores']['ofCustomer']>>['items'][number];

/** The usual classes, and those of every other scheme for which something is done. */
function classesOf(items: readonly Item[]): Known['classes'] {
  const placeOf = ({ kind }: Item): number => (CLASSES.includes(kind) ? CLASSES.indexOf(kind) : CLASSES.length);
  return items
    .filter(
      ({ kind, band, strategy }) =>
        strategy !== null || (CLASSES.includes(kind) && !(kind === 'credit' && CALM.includes(band.key))),
    )
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map(({ kind, label, band, strategy }) => ({
      kind,
      label,
      band: band.key,
      bandLabel: band.label,
      note: band.note,
      strategy:
        strategy === null
          ? null
          : {
              segmentId: strategy.segmentId,
              owner: strategy.owner,
              marketing: strategy.marketing,
              service: strategy.service,
              channels: strategy.channels,
            },
    }));
}

async function adviceFor(
  { advising }: RecognitionOptions,
  context: Context,
  id: string,
): Promise<{ readonly next: Known['next'] }> {
  if (!may(context.actor, 'orders.read')) {
    return { next: null };
  }
  const { next, fresh } = await advising.forCustomer(context, id);
  const [soonest] = next;
  const [first] = fresh;
  if (soonest !== undefined) {
    return { next: { productId: soonest.product.id, name: soonest.product.name, on: soonest.on } };
  }
  return { next: first === undefined ? null : { productId: first.product.id, name: first.product.name, on: null } };
}

async function segmentsOf({ segments }: RecognitionOptions, context: Context, id: string): Promise<Known['segments']> {
  if (!may(context.actor, 'segments.read') || context.actor.scopeIds !== null) {
    return [];
  }
  const { items } = await segments.membership.ofCustomer(context, id);
  return items
    .toSorted((a, b) => Number(a.strategy === null) - Number(b.strategy === null))
    .slice(0, SHOWN_SEGMENTS)
    .map((item) => ({ id: item.id, name: item.name, service: item.strategy?.service ?? null }));
}

async function lastOrderOf(
  { commerce }: RecognitionOptions,
  context: Context,
  customerId: string,
): Promise<Known['lastOrder']> {
  if (!may(context.actor, 'orders.read')) {
    return null;
  }
  const { items } = await commerce.orders.ofCustomer(context, customerId, { limit: LOOKED_AT });
  // What was given back is no order of theirs.
  const last = items.find(({ kind, status }) => kind === 'sale' && status !== 'cart');
  if (last === undefined) {
    return null;
  }
  const { id, number, status, placedAt, totalMinor, currency } = last;
  return { id, number, status, placedAt, totalMinor, currency };
}

async function openOf({ work, kernel }: RecognitionOptions, context: Context, id: string): Promise<Known['open']> {
  const now = kernel.clock.now();
  const found = await work.openAbout(kernel.postgres.db, context, id, SHOWN_OPEN);
  return found.map(({ dueAt, ...one }) => ({
    id: one.id,
    kind: one.kind,
    title: one.title,
    dueAt: dueAt?.toISOString() ?? null,
    isLate: dueAt !== null && dueAt < now,
  }));
}

async function heedsFor(
  { kernel, customers, contact }: RecognitionOptions,
  context: Context,
  { id, here }: { readonly id: string; readonly here: readonly ContactChannel[] },
) {
  const { db } = kernel.postgres;
  const [reaches, consents, purposes] = await Promise.all([
    customers.consents.reach(db, [id]),
    customers.consents.get(context, id),
    customers.consents.purposes.all(db),
  ]);
  const reach = reaches.get(id);
  const hours = reach?.preferredHours ?? [];
  const selling = new Set(purposes.filter(({ isSelling }) => isSelling).map(({ key }) => key));
  return heedsOf({
    suppressions: reach === undefined ? [] : await contact.heed(db, reach),
    selling: consents.states.filter(({ purpose }) => selling.has(purpose)),
    personalFeatures: consents.personalFeatures,
    isMinor: consents.isMinor,
    preferredChannel: reach?.preferredChannel ?? null,
    here,
    preferredHours:
      hours.length === 0 ? null : { 'zh-CN': sayDeliveryWindows(hours, 'zh-CN'), en: sayDeliveryWindows(hours, 'en') },
  });
}
