import '@tanstack/react-router';
import {
  CUSTOMER_SORTS,
  CUSTOMER_STATUSES,
  type CustomerSort,
  PROSPECT_STATUSES,
  type ProspectStatus,
  QUALITY_FAULTS,
  type QualityFault,
  RFM_GROUPS,
  type RfmGroup,
} from '@zhike/server/contracts';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** What the customer list looks for: kept by this tab's history, which survives a reload, and by nothing else. */
    readonly text?: string;
    /** Which values of fields it is narrowed to, as JSON: what people are like is personal, too. */
    readonly fields?: string;
  }
}

/** State of the customer list that belongs in its address. Search words are personal and stay out of it. */
export interface CustomersSearch {
  readonly source?: string;
  readonly tag?: string;
  readonly status?: 'prospect' | 'customer';
  readonly prospectStatus?: ProspectStatus;
  readonly region?: string;
  /** Score of data quality, both included. */
  readonly qualityMin?: number;
  readonly qualityMax?: number;
  readonly fault?: QualityFault;
  /** An instant since which nothing new was said. */
  readonly heardBefore?: string;
  readonly sort?: CustomerSort;
  /** The saved view that the list is in. */
  readonly view?: string;
  readonly group?: RfmGroup;
  readonly r?: number;
  readonly f?: number;
  readonly asOf?: string;
  readonly currency?: string;
  /** The customer shown beside the list. */
  readonly peek?: string;
}

export const DEPTHS = ['size', 'spend'] as const;
export type Depth = (typeof DEPTHS)[number];

export interface RfmSearch {
  readonly asOf?: string;
  readonly currency?: string;
  readonly by?: Depth;
  /** The square whose people are shown. */
  readonly r?: number;
  readonly f?: number;
}

export interface SignInSearch {
  /** Where to go afterwards: a path of ours. */
  readonly to?: string;
  readonly expired?: boolean;
}

type Raw = Readonly<Record<string, unknown>>;

/** Addresses are typed by people too: what does not fit is left out, never an error. */
export function parseCustomersSearch(raw: Raw): CustomersSearch {
  const source = textOf(raw['source']);
  const tag = uuidOf(raw['tag']);
  const status = CUSTOMER_STATUSES.find((name) => name === raw['status']);
  const prospectStatus = PROSPECT_STATUSES.find((name) => name === raw['prospectStatus']);
  const region = textOf(raw['region']);
  const qualityMin = percentOf(raw['qualityMin']);
  const qualityMax = percentOf(raw['qualityMax']);
  const fault = QUALITY_FAULTS.find((name) => name === raw['fault']);
  const heardBefore = instantOf(raw['heardBefore']);
  const sort = CUSTOMER_SORTS.find((name) => name === raw['sort']);
  const view = uuidOf(raw['view']);
  const group = RFM_GROUPS.find((name) => name === raw['group']);
  const r = scoreOf(raw['r']);
  const f = scoreOf(raw['f']);
  const peek = textOf(raw['peek']);
  return {
    ...(source === undefined ? {} : { source }),
    ...(tag === undefined ? {} : { tag }),
    ...(status === undefined ? {} : { status }),
    ...(prospectStatus === undefined ? {} : { prospectStatus }),
    ...(region === undefined ? {} : { region }),
    ...(qualityMin === undefined ? {} : { qualityMin }),
    ...(qualityMax === undefined ? {} : { qualityMax }),
    ...(fault === undefined ? {} : { fault }),
    ...(heardBefore === undefined ? {} : { heardBefore }),
    ...(sort === undefined ? {} : { sort }),
    ...(view === undefined ? {} : { view }),
    ...(group === undefined ? {} : { group }),
    ...(r === undefined ? {} : { r }),
    ...(f === undefined ? {} : { f }),
    ...dateAndCurrency(raw),
    ...(peek === undefined ? {} : { peek }),
  };
}

/** What the list of organisations looks for: names of companies are not personal. */
export function parseOrganisationsSearch(raw: Raw): { readonly text?: string } {
  const text = textOf(raw['text']);
  return text === undefined ? {} : { text };
}

export function parseRfmSearch(raw: Raw): RfmSearch {
  const by = DEPTHS.find((name) => name === raw['by']);
  const r = scoreOf(raw['r']);
  const f = scoreOf(raw['f']);
  return {
    ...dateAndCurrency(raw),
    ...(by === undefined ? {} : { by }),
    ...(r === undefined || f === undefined ? {} : { r, f }),
  };
}

const SCORE_WORD = /^[a-z][a-z0-9-]{0,59}$/u;

/** A score, and whose people of it are shown. */
export interface ScoresSearch {
  readonly kind?: string;
  readonly band?: string;
  /** The score that it is crossed with, and the class of that one whose people are shown. */
  readonly against?: string;
  readonly other?: string;
}

/** People of a class only beside its score. */
export function parseScoresSearch(raw: Raw): ScoresSearch {
  const word = (name: string): string | undefined => {
    const text = textOf(raw[name]);
    return text !== undefined && SCORE_WORD.test(text) ? text : undefined;
  };
  const [kind, band, against, other] = [word('kind'), word('band'), word('against'), word('other')];
  return kind === undefined
    ? {}
    : {
        kind,
        ...(band === undefined ? {} : { band }),
        ...(against === undefined ? {} : { against }),
        ...(other === undefined ? {} : { other }),
      };
}

/** `to` only when it is a path here: `//elsewhere` and full addresses would send people away. */
export function parseSignInSearch(raw: Raw): SignInSearch {
  const to = textOf(raw['to']);
  const isOurs = to !== undefined && /^\/(?![/\\])/u.test(to);
  return { ...(isOurs ? { to } : {}), ...(raw['expired'] === true ? { expired: true } : {}) };
}

function dateAndCurrency(raw: Raw): { readonly asOf?: string; readonly currency?: string } {
  const asOf = textOf(raw['asOf']);
  const currency = textOf(raw['currency']);
  return {
    ...(asOf !== undefined && /^\d{4}-\d{2}-\d{2}$/u.test(asOf) ? { asOf } : {}),
    ...(currency !== undefined && /^[A-Z]{3}$/u.test(currency) ? { currency } : {}),
  };
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') {
    return String(value);
  }
  return typeof value === 'string' && value !== '' && value.length <= 500 ? value : undefined;
}

function uuidOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/u.test(value) ? value : undefined;
}

function percentOf(value: unknown): number | undefined {
  const score = Number(value);
  return value !== '' && Number.isInteger(score) && score >= 0 && score <= 100 ? score : undefined;
}

/** As the server writes instants. */
function instantOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/u.test(value) ? value : undefined;
}

function scoreOf(value: unknown): number | undefined {
  const score = Number(value);
  return Number.isInteger(score) && score >= 1 && score <= 5 ? score : undefined;
}
