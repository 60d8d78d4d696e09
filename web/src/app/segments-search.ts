/** State of the list of segments that belongs in its address. */
export interface SegmentsSearch {
  readonly show?: 'lists';
  /** Words that the segments are looked for by. */
  readonly q?: string;
  /** The list shown beside the others. */
  readonly peek?: string;
}

export interface SegmentSearch {
  readonly tab?: 'profile' | 'strategy' | 'moves' | 'versions';
  /** The member shown beside the others. */
  readonly peek?: string;
}

export interface SegmentNewSearch {
  /** The segment that it begins as a copy of. */
  readonly from?: string;
  /** The list whose people it begins with. */
  readonly list?: string;
}

/** What the field of overlaps shows. */
export const OVERLAP_MEASURES = ['share', 'count', 'lift'] as const;
export type OverlapMeasure = (typeof OVERLAP_MEASURES)[number];

export interface OverlapSearch {
  /** The segments laid over each other, and those of them drawn as circles. */
  readonly of?: readonly string[];
  readonly circles?: readonly string[];
  readonly by?: OverlapMeasure;
  /** The combination whose people are shown: in all of the one, in none of the other. */
  readonly in?: readonly string[];
  readonly out?: readonly string[];
}

export interface MigrationSearch {
  /** The segments, the first of them first. */
  readonly of?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  /** The way whose people are shown: two segments, `none` for none of them. */
  readonly way?: readonly string[];
}

/** Days over which gaps are looked for. */
export const GAP_DAYS = [30, 90, 180, 365] as const;

export interface GapsSearch {
  readonly of?: readonly string[];
  readonly days?: number;
  /** The cell whose people are shown. */
  readonly segment?: string;
  readonly category?: string;
}

/** Which run of clusters is shown; the newest that is done without it. */
export interface ClustersSearch {
  readonly run?: string;
}

type Raw = Readonly<Record<string, unknown>>;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
const TABS = ['profile', 'strategy', 'moves', 'versions'] as const;

const idOf = (raw: Raw, key: string): Record<string, string> => {
  const value = raw[key];
  return typeof value === 'string' && UUID.test(value) ? { [key]: value } : {};
};

/** Nobody chooses more segments than this. */
const MAX_IDS = 12;
const NONE = 'none';

const idsOf = (raw: Raw, key: string): Record<string, readonly string[]> => {
  const value = raw[key];
  if (!Array.isArray(value)) {
    return {};
  }
  const ids = value.filter((id): id is string => typeof id === 'string' && UUID.test(id));
  return { [key]: [...new Set(ids)].slice(0, MAX_IDS) };
};

const dateOf = (raw: Raw, key: string): Record<string, string> => {
  const value = raw[key];
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/u.test(value) ? { [key]: value } : {};
};

export function parseOverlapSearch(raw: Raw): OverlapSearch {
  const by = OVERLAP_MEASURES.find((one) => one === raw['by']);
  return {
    ...idsOf(raw, 'of'),
    ...idsOf(raw, 'circles'),
    ...(by === undefined ? {} : { by }),
    ...idsOf(raw, 'in'),
    ...idsOf(raw, 'out'),
  };
}

export function parseGapsSearch(raw: Raw): GapsSearch {
  const days = GAP_DAYS.find((one) => one === Number(raw['days']));
  const { category } = raw;
  return {
    ...idsOf(raw, 'of'),
    ...(days === undefined ? {} : { days }),
    ...idOf(raw, 'segment'),
    ...(typeof category === 'string' && category !== '' ? { category: category.slice(0, 200) } : {}),
  };
}

export function parseMigrationSearch(raw: Raw): MigrationSearch {
  const { way } = raw;
  const isWay =
    Array.isArray(way) &&
    way.length === 2 &&
    way.every((id) => id === NONE || (typeof id === 'string' && UUID.test(id)));
  return {
    ...idsOf(raw, 'of'),
    ...dateOf(raw, 'from'),
    ...dateOf(raw, 'to'),
    ...(isWay ? { way: way.map(String) } : {}),
  };
}

export function parseClustersSearch(raw: Raw): ClustersSearch {
  return idOf(raw, 'run');
}

/** Addresses are typed by people too: what does not fit is left out, never an error. */
export function parseSegmentsSearch(raw: Raw): SegmentsSearch {
  const { q } = raw;
  return {
    ...(raw['show'] === 'lists' ? { show: 'lists' as const } : {}),
    ...(typeof q === 'string' && q !== '' ? { q: q.slice(0, 200) } : {}),
    ...idOf(raw, 'peek'),
  };
}

export function parseSegmentSearch(raw: Raw): SegmentSearch {
  const tab = TABS.find((one) => one === raw['tab']);
  return { ...(tab === undefined ? {} : { tab }), ...idOf(raw, 'peek') };
}

export function parseSegmentNewSearch(raw: Raw): SegmentNewSearch {
  return { ...idOf(raw, 'from'), ...idOf(raw, 'list') };
}
