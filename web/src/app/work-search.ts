/** State of the page of tasks that belongs in its address. */
export interface WorkSearch {
  readonly tab?: 'queue' | 'approvals' | 'done' | 'team';
  /** The case shown beside the list. */
  readonly open?: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
const TABS = ['queue', 'approvals', 'done', 'team'] as const;

/** What of an address is understood; the rest is left out. */
export function parseWorkSearch(raw: Readonly<Record<string, unknown>>): WorkSearch {
  const tab = TABS.find((name) => name === raw['tab']);
  const { open } = raw;
  return {
    ...(tab === undefined ? {} : { tab }),
    ...(typeof open === 'string' && UUID.test(open) ? { open } : {}),
  };
}
