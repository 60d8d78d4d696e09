import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { OracleFacts } from './metric-oracle.ts';

interface Fact {
  readonly place: string;
  readonly person: string;
  readonly customer: string | null;
  readonly at: number;
  /** In the order of the steps, for facts of one instant. */
  readonly kind: 'look' | 'view' | 'cart' | 'cart_order' | 'order' | 'paid';
}

const KINDS: readonly Fact['kind'][] = ['look', 'view', 'cart', 'cart_order', 'order', 'paid'];
const UNPAID = new Set(['placed', 'cod_confirmed', 'cancelled']);
const DAY_MS = 86_400_000;

const STEPS: readonly ((kind: Fact['kind']) => boolean)[] = [
  (kind) => kind === 'look' || kind === 'view' || kind === 'cart',
  (kind) => kind === 'view',
  (kind) => kind === 'cart' || kind === 'cart_order',
  (kind) => kind === 'order' || kind === 'paid',
  (kind) => kind === 'paid',
  (kind) => kind === 'order' || kind === 'paid',
];

export interface FunnelOracleQuestion {
  readonly from: string;
  readonly to: string;
  /** The last day on which later steps count. */
  readonly followedTo: string;
  readonly by: 'shop' | 'channel' | null;
  readonly zone: string;
  readonly windowDays: number;
  readonly repeatDays: number;
}

export interface FunnelOracleCell {
  readonly tracked: readonly boolean[];
  /** People at each step: names of customers, else something that stands for one. */
  readonly people: readonly ReadonlySet<string>[];
}

function allFacts(facts: OracleFacts, by: FunnelOracleQuestion['by']): readonly Fact[] {
  const placeOf = (source: string): string => (by === null ? '' : (facts.shops.get(source)?.[by] ?? ''));
  const events = facts.events.flatMap(({ customer, at, kind, source, browser, visit }): Fact[] => {
    const person =
      customer ?? (browser === null ? null : `${source} ${browser}`) ?? (visit === null ? null : `v${source} ${visit}`);
    const what = kind === 'product_view' ? 'view' : kind === 'cart_add' || kind === 'checkout' ? 'cart' : 'look';
    return kind === 'identify' || person === null
      ? []
      : [{ place: placeOf(source), person, customer, at: at.getTime(), kind: what }];
  });
  const orders = facts.orders
    .filter(({ kind, salesLines }) => kind === 'sale' && salesLines > 0)
    .map(
      ({ id, customer, source, placedAt, status }): Fact => ({
        place: placeOf(source),
        person: customer ?? id,
        customer,
        at: placedAt.getTime(),
        kind: status === 'cart' ? 'cart_order' : UNPAID.has(status) ? 'order' : 'paid',
      }),
    );
  return [...events, ...orders];
}

/** Which facts of a person complete each step, by looking at every pair of them. */
function completed(
  mine: readonly Fact[],
  tracked: readonly boolean[],
  {
    endsAt,
    windowDays,
    repeatDays,
  }: { readonly endsAt: number; readonly windowDays: number; readonly repeatDays: number },
): readonly boolean[] {
  const sorted = mine.toSorted((a, b) => a.at - b.at || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
  let before: readonly number[] | null = null;
  return STEPS.map((isStep, step) => {
    if (tracked[step] !== true) {
      return false;
    }
    const earlier: readonly number[] | null = before;
    const found = sorted.flatMap((fact, i) => {
      if (!isStep(fact.kind) || (step === 5 && tracked[4] === true && fact.kind !== 'paid')) {
        return [];
      }
      const fits = (j: number): boolean => {
        const passed = fact.at - (sorted[j]?.at ?? 0);
        return step === 4
          ? i === j
          : step === 5
            ? passed > 0 && passed <= repeatDays * DAY_MS
            : j <= i && passed <= windowDays * DAY_MS;
      };
      return (earlier === null ? fact.at < endsAt : earlier.some(fits)) ? [i] : [];
    });
    before = found;
    return found.length > 0;
  });
}

/** The funnel of every place, worked out the slow and plain way from the rows of PostgreSQL. */
export function funnelOracle(
  facts: OracleFacts,
  question: FunnelOracleQuestion,
): ReadonlyMap<string, FunnelOracleCell> {
  const zone = zoneOf(question.zone);
  const start = (date: string): number => startOfBusinessDate(date, zone).getTime();
  const [from, endsAt, last] = [
    start(question.from),
    start(addDays(question.to, 1)),
    start(addDays(question.followedTo, 1)),
  ];
  const watched = allFacts(facts, question.by).filter(
    ({ at }) => at >= start(addDays(businessDateOf(new Date(from), zone), -90)) && at < last,
  );
  return new Map(
    [...Map.groupBy(watched, ({ place }) => place)].map(([place, here]) => {
      const tracked = STEPS.map((isStep) => here.some(({ kind }) => isStep(kind)));
      const people = STEPS.map(() => new Set<string>());
      const inTime = here.filter(({ at }) => at >= from);
      for (const [person, mine] of Map.groupBy(inTime, (fact) => fact.person)) {
        for (const [step, is] of completed(mine, tracked, { ...question, endsAt }).entries()) {
          if (is) {
            people[step]?.add(person);
          }
        }
      }
      return [place, { tracked, people }];
    }),
  );
}
