import { type PivotAsk, parseAsk } from '../features/pivots/ask.ts';
import { type Drill, parseInsightSearch } from './insight-search.ts';

/** What the address of a pivot says: which saved one, and what is asked instead of what it says. */
export interface PivotSearch {
  readonly id?: string;
  readonly ask?: PivotAsk;
  readonly drill?: Drill;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** Addresses are typed by people too: what does not fit is left out, never an error. */
export function parsePivotSearch(raw: Readonly<Record<string, unknown>>): PivotSearch {
  const { id } = raw;
  const ask = parseAsk(raw['ask']);
  const { drill } = parseInsightSearch(raw);
  return {
    ...(typeof id === 'string' && UUID.test(id) ? { id } : {}),
    ...(ask === undefined ? {} : { ask }),
    ...(drill === undefined ? {} : { drill }),
  };
}
