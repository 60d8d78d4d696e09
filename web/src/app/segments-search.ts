/** State of the list of segments that belongs in its address. */
export interface SegmentsSearch {
  readonly show?: 'lists';
  /** The list shown beside the others. */
  readonly peek?: string;
}

export interface SegmentSearch {
  readonly tab?: 'profile' | 'moves' | 'versions';
  /** The member shown beside the others. */
  readonly peek?: string;
}

export interface SegmentNewSearch {
  /** The segment that it begins as a copy of. */
  readonly from?: string;
  /** The list whose people it begins with. */
  readonly list?: string;
}

type Raw = Readonly<Record<string, unknown>>;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
const TABS = ['profile', 'moves', 'versions'] as const;

const idOf = (raw: Raw, key: string): Record<string, string> => {
  const value = raw[key];
  return typeof value === 'string' && UUID.test(value) ? { [key]: value } : {};
};

/** Addresses are typed by people too: what does not fit is left out, never an error. */
export function parseSegmentsSearch(raw: Raw): SegmentsSearch {
  return { ...(raw['show'] === 'lists' ? { show: 'lists' as const } : {}), ...idOf(raw, 'peek') };
}

export function parseSegmentSearch(raw: Raw): SegmentSearch {
  const tab = TABS.find((one) => one === raw['tab']);
  return { ...(tab === undefined ? {} : { tab }), ...idOf(raw, 'peek') };
}

export function parseSegmentNewSearch(raw: Raw): SegmentNewSearch {
  return { ...idOf(raw, 'from'), ...idOf(raw, 'list') };
}
