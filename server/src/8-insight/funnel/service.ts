import { createHash } from 'node:crypto';
import type { Naming, Places } from '#commerce';
import type { Customers } from '#customers';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import { addDays, daysBetween, type Zone, zoneOf } from '#kernel/pure/dates.ts';
import { type Answers, createAnswers } from '../metrics/answers.ts';
import { labelOf } from '../metrics/dimensions.ts';
import type { Span } from '../metrics/kind.ts';
import { authorise, presentFreshness, readPlace } from '../metrics/service.ts';
import { instantsOf, spanBefore, spanOf } from '../metrics/spans.ts';
import type { FunnelPlace, FunnelQuestion, Tracked } from './ladder.ts';
import type { Funnel, FunnelAnswer } from './schema.ts';
import { daysOf, FUNNEL_REPEAT_DAYS, FUNNEL_WINDOW_DAYS } from './settings.ts';
import { FUNNEL_TEXT, type FunnelStep, NOBODY_REACHED, nextTracked, rungsOf, STEP_LABELS } from './steps.ts';
import * as store from './store.ts';

export interface FunnelOptions {
  readonly kernel: Pick<Kernel, 'olap' | 'clock' | 'config'>;
  readonly feed: Pick<Feed, 'freshness' | 'dataVersion'>;
  readonly naming: Pick<Naming, 'places'>;
  readonly customers: Pick<Customers['profiles'], 'summaries'>;
  /** The business date meant by those who name none. */
  readonly usualDate: () => Promise<string>;
  readonly setting: (key: string) => Promise<unknown>;
}

export interface FunnelAsk {
  readonly asOf?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly shop?: string | undefined;
  readonly channel?: string | undefined;
}

export type Funnels = ReturnType<typeof createFunnels>;

/** A step that was sent so long before the span still counts as tracked. */
const WATCHED_DAYS = 90;

interface Settled extends Span {
  readonly asOf: string;
  readonly followedTo: string;
  /** Days after which nobody can go on any more. */
  readonly patience: number;
  readonly windowDays: number;
  readonly repeatDays: number;
  readonly only: Readonly<Partial<Record<FunnelPlace, string>>>;
  readonly places: Places;
  readonly version: string;
}

interface Ground extends FunnelOptions {
  readonly answers: Answers;
  readonly zone: Zone;
}

/** Who came how far on the way from a visit to buying again, counted in the analytic store. Throws as metrics do. */
export function createFunnels(options: FunnelOptions) {
  const { kernel } = options;
  const ground: Ground = {
    ...options,
    answers: createAnswers({ nowMs: () => kernel.clock.now().getTime(), tickMs: () => performance.now() }),
    zone: zoneOf(kernel.config.timeZone),
  };
  return {
    get: async (context: Context, asked: FunnelAsk & { readonly by: FunnelPlace }): Promise<FunnelAnswer> => {
      authorise(context);
      return answer(ground, context, asked);
    },
    people: async (context: Context, asked: FunnelPeopleAsk) => {
      authorise(context);
      requirePermission(context, 'customers.read');
      return listPeople(ground, context, asked);
    },
  };
}

async function settle(ground: Ground, { shop, channel, ...asked }: FunnelAsk): Promise<Settled> {
  const { feed, naming, setting } = ground;
  // In this order: an answer may know more than its version says, never less.
  const version = await feed.dataVersion();
  const asOf = asked.asOf ?? (await ground.usualDate());
  const span = spanOf({ asOf, from: asked.from, to: asked.to, by: [] });
  const windowDays = daysOf(await setting(FUNNEL_WINDOW_DAYS.key));
  const repeatDays = daysOf(await setting(FUNNEL_REPEAT_DAYS.key));
  // View, cart and order after the visit, and the order after that.
  const patience = 3 * windowDays + repeatDays;
  const last = addDays(span.to, patience);
  return {
    ...span,
    asOf,
    followedTo: last < asOf ? last : asOf,
    patience,
    windowDays,
    repeatDays,
    only: { ...(shop === undefined ? {} : { shop }), ...(channel === undefined ? {} : { channel }) },
    places: await naming.places(),
    version,
  };
}

/** The question over a span, followed for as long as that of now is. */
function questionOf(
  { zone }: Ground,
  settled: Settled,
  part: { readonly span: Span; readonly by: FunnelPlace | null },
) {
  const { only, windowDays, repeatDays, places } = settled;
  const { span, by } = part;
  const followed = addDays(span.to, daysBetween(settled.to, settled.followedTo));
  const { startsAt, endsAt } = instantsOf(span, zone);
  const question: FunnelQuestion = {
    by,
    only,
    places: places.sources,
    startsAt,
    endsAt,
    followsTo: instantsOf({ from: followed, to: followed }, zone).endsAt,
    watchedFrom: instantsOf({ from: addDays(span.from, -WATCHED_DAYS), to: span.to }, zone).startsAt,
    windowDays,
    repeatDays,
  };
  return question;
}

async function keep<T>({ answers }: Ground, version: string, question: unknown, work: () => Promise<T>): Promise<T> {
  const key = createHash('sha256').update(JSON.stringify(question)).digest('base64');
  return (await answers.keep(key, version, work)).value;
}

function trackedIn(ground: Ground, version: string, question: FunnelQuestion): Promise<Tracked> {
  return keep(ground, version, ['tracked', question], () => store.readTracked(ground.kernel.olap, question));
}

/** Now and before, with the steps that are tracked now. */
async function count(ground: Ground, settled: Settled, by: FunnelPlace | null) {
  const { version } = settled;
  const now = questionOf(ground, settled, { span: settled, by });
  const before = questionOf(ground, settled, { span: spanBefore(settled), by });
  const tracked = await trackedIn(ground, version, now);
  const reached = (question: FunnelQuestion) =>
    keep(ground, version, [question, [...tracked]], () => store.readReached(ground.kernel.olap, question, tracked));
  return { tracked, now: await reached(now), before: await reached(before) };
}

type Count = Awaited<ReturnType<typeof count>>;

async function answer(
  ground: Ground,
  { locale }: Pick<Context, 'locale'>,
  asked: FunnelAsk & { readonly by: FunnelPlace },
): Promise<FunnelAnswer> {
  // Before the version: what is in by then is in every answer of that version.
  const freshness = await ground.feed.freshness();
  const settled = await settle(ground, asked);
  const { asOf, from, to, followedTo, windowDays, repeatDays, places } = settled;
  const whole = await count(ground, settled, null);
  const rows = funnelsOf(await count(ground, settled, asked.by), { places, by: asked.by, locale });
  return {
    asOf,
    from,
    to,
    followedTo,
    isOpen: addDays(to, settled.patience) > asOf,
    by: asked.by,
    windowDays,
    repeatDays,
    formula: FUNNEL_TEXT.formula[locale],
    source: FUNNEL_TEXT.source[locale],
    whole: { key: '', label: '', channel: null, ...present(whole, '', locale) },
    rows: rows.toSorted((a, b) => most(b) - most(a) || (a.key < b.key ? -1 : 1)),
    freshness: presentFreshness(freshness),
  };
}

function funnelsOf(
  counted: Count,
  { places, by, locale }: { readonly places: Places; readonly by: FunnelPlace; readonly locale: Context['locale'] },
): readonly Funnel[] {
  const names = { shop: places.shops, channel: places.channels };
  const channels = new Map(places.sources.map(({ shop, channel }) => [shop, channel]));
  return [...counted.tracked.keys()].map((key): Funnel => {
    const channel = by === 'shop' ? channels.get(key) : undefined;
    return {
      key,
      label: labelOf(by, key, { names, locale }),
      channel: channel === undefined ? null : labelOf('channel', channel, { names, locale }),
      ...present(counted, key, locale),
    };
  });
}

export interface FunnelPeopleAsk extends FunnelAsk {
  readonly step: FunnelStep;
  /** Also those who went on. */
  readonly all: boolean;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

async function listPeople(ground: Ground, context: Context, asked: FunnelPeopleAsk) {
  const settled = await settle(ground, asked);
  const question = questionOf(ground, settled, { span: settled, by: null });
  const tracked = await trackedIn(ground, settled.version, question);
  const before = asked.all ? null : nextTracked(asked.step, tracked.get('') ?? []);
  const { ids, total } = await store.readStopped(
    ground.kernel.olap,
    { question, tracked, stop: { step: asked.step, before } },
    { after: asked.cursor === undefined ? null : readPlace(asked.cursor), limit: asked.limit + 1 },
  );
  const shown = ids.slice(0, asked.limit);
  const last = ids.length > asked.limit ? shown.at(-1) : undefined;
  return {
    items: await ground.customers.summaries(context, shown),
    nextCursor: last === undefined ? null : encodeCursor([last]),
    total,
  };
}

const most = ({ steps }: Funnel): number => Math.max(...steps.map(({ people }) => people));

function present(
  { tracked, now, before }: Count,
  key: string,
  locale: Context['locale'],
): Pick<Funnel, 'steps' | 'apart'> {
  const reached = now.get(key) ?? NOBODY_REACHED;
  const steps = tracked.get(key) ?? [];
  const earlier = rungsOf(before.get(key) ?? NOBODY_REACHED, steps);
  return {
    steps: rungsOf(reached, steps).map((rung, at) => {
      const { people = 0, rate = null, overall = null } = earlier[at] ?? {};
      return { ...rung, label: STEP_LABELS[rung.step][locale], before: { people, rate, overall } };
    }),
    apart: reached.apart,
  };
}
