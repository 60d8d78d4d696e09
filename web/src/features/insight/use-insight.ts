import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { type Drill, type InsightSearch, parseInsightSearch, type SpanName } from '../../app/insight-search.ts';
import { formatDate } from '../../i18n/format.ts';
import { metricQuery } from './metric-api.ts';
import { type Span, spanOf } from './spans.ts';

/** Today in the business's zone, the same as long as the page is open. */
export function useToday(): string {
  const [today] = useState(() => formatDate(new Date().toISOString()));
  return today;
}

/** What the address of an insight page says, and how it is changed. */
export function useInsightSearch(): {
  readonly search: InsightSearch;
  readonly change: (next: { readonly [K in keyof InsightSearch]?: InsightSearch[K] | undefined }) => void;
} {
  const navigate = useNavigate();
  const search = parseInsightSearch(useSearch({ strict: false }));
  const change = useCallback(
    (next: object) =>
      void navigate({
        to: '.',
        search: (old) => ({ ...old, ...next }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  return { search, change };
}

/** Opens the people behind a cell; the browser's way back closes them again. */
export function useDrill(): (drill: Drill) => void {
  const navigate = useNavigate();
  return useCallback(
    (drill: Drill) => void navigate({ to: '.', search: (old) => ({ ...old, drill }), resetScroll: false }),
    [navigate],
  );
}

/**
 * The span of the page. A shop long quiet is shown up to its last purchase: the server knows that day, so it is asked
 * first.
 */
export function useSpan(usual?: SpanName) {
  const { search } = useInsightSearch();
  const today = useToday();
  const newest = useQuery(metricQuery('orders', {}));
  const asOf = newest.data?.asOf ?? null;
  const span: Span | null =
    asOf === null ? null : spanOf(search, { asOf, today, ...(usual === undefined ? {} : { usual }) });
  return { newest, asOf, span, currencies: newest.data?.currencies ?? [], currency: search.currency };
}
