/** Common spans of insight pages; `custom` goes from `from` to `to`. */
export const SPANS = ['d7', 'd28', 'd90', 'm12', 'month', 'year', 'custom'] as const;
export type SpanName = (typeof SPANS)[number];

export const MEASURES = ['share', 'count'] as const;
export type Measure = (typeof MEASURES)[number];

/** What figures are held against: as many days before, or the same days a year ago. */
export const AGAINST = ['span', 'year'] as const;
export type Against = (typeof AGAINST)[number];

/** A cell whose people are shown: the question behind the figure and the key of its row. Nothing in it is personal. */
export interface Drill {
  readonly metric: string;
  readonly by?: readonly string[];
  readonly key?: Readonly<Record<string, string>>;
  readonly asOf?: string;
  readonly from?: string;
  readonly to?: string;
  readonly currency?: string;
  /** Only what has one of these values of each dimension. */
  readonly where?: Readonly<Partial<Record<string, readonly string[]>>>;
}

/** State of insight pages that belongs in their address, so that a view can be sent to somebody. */
export interface InsightSearch {
  readonly span?: SpanName;
  readonly from?: string;
  readonly to?: string;
  readonly measure?: Measure;
  readonly against?: Against;
  readonly currency?: string;
  readonly drill?: Drill;
}

type Raw = Readonly<Record<string, unknown>>;

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/u;
const WORD = /^[a-z][a-z_]{0,59}$/u;
const CURRENCY = /^[A-Z]{3}$/u;

const fitting = (value: unknown, form: RegExp): string | undefined =>
  typeof value === 'string' && form.test(value) ? value : undefined;

function setOnly<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  // The cast states what the filter just did.
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function keyOf(raw: unknown): Drill['key'] {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return undefined;
  }
  const entries = Object.entries(raw).flatMap(([name, value]) => {
    const text = typeof value === 'number' ? String(value) : value;
    return WORD.test(name) && typeof text === 'string' && text.length <= 200 ? [[name, text] as const] : [];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function drillOf(raw: unknown): Drill | undefined {
  if (typeof raw !== 'object' || raw === null) {
    return undefined;
  }
  // `in` alone does not give the other properties a type; each is looked at below.
  const given = raw as Raw;
  const metric = fitting(given['metric'], WORD);
  if (metric === undefined) {
    return undefined;
  }
  const by = Array.isArray(given['by']) ? given['by'].filter((one) => fitting(one, WORD) !== undefined) : undefined;
  return {
    metric,
    ...setOnly({
      by: by?.map(String),
      key: keyOf(given['key']),
      asOf: fitting(given['asOf'], DAY),
      from: fitting(given['from'], DAY),
      to: fitting(given['to'], DAY),
      currency: fitting(given['currency'], CURRENCY),
      where: whereOf(given['where']),
    }),
  };
}

function whereOf(raw: unknown): Drill['where'] {
  if (typeof raw !== 'object' || raw === null) {
    return undefined;
  }
  const entries = Object.entries(raw).flatMap(([name, values]) =>
    WORD.test(name) && Array.isArray(values) && values.length > 0
      ? [[name, values.slice(0, 50).map(String)] as const]
      : [],
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Addresses are typed by people too: what does not fit is left out, never an error. */
export function parseInsightSearch(raw: Raw): InsightSearch {
  const from = fitting(raw['from'], DAY);
  const to = fitting(raw['to'], DAY);
  const hasDates = from !== undefined && to !== undefined && from <= to;
  const span = SPANS.find((name) => name === raw['span']);
  return setOnly({
    span: span === 'custom' && !hasDates ? undefined : span,
    from: hasDates ? from : undefined,
    to: hasDates ? to : undefined,
    measure: MEASURES.find((name) => name === raw['measure']),
    against: AGAINST.find((name) => name === raw['against']),
    currency: fitting(raw['currency'], CURRENCY),
    drill: drillOf(raw['drill']),
  });
}

/** How far a lost customer is: to be looked at, asked back, closed with a reason, back again. */
export const LOST_STATES = ['open', 'treated', 'closed', 'won_back'] as const;
export type LostState = (typeof LOST_STATES)[number];

/** Beside the span: which of the lost are listed, by how far they are or by why they left. */
export interface WinBackSearch extends InsightSearch {
  readonly lost?: LostState;
  readonly cause?: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

export function parseWinBackSearch(raw: Raw): WinBackSearch {
  return {
    ...parseInsightSearch(raw),
    ...setOnly({ lost: LOST_STATES.find((name) => name === raw['lost']), cause: fitting(raw['cause'], UUID) }),
  };
}

/** Beside the span: by what each of the three structures is divided, where it is not the usual. */
export interface StructuresSearch extends InsightSearch {
  readonly customers?: string;
  readonly products?: string;
  readonly behaviour?: string;
}

export function parseStructuresSearch(raw: Raw): StructuresSearch {
  return {
    ...parseInsightSearch(raw),
    ...setOnly({
      customers: fitting(raw['customers'], WORD),
      products: fitting(raw['products'], WORD),
      behaviour: fitting(raw['behaviour'], WORD),
    }),
  };
}
