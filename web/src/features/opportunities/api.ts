import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { createSegment, getOpportunities, type ReceivedOf } from '@zhike/server/contracts';
import { call } from '../../api/client.ts';
import { currentLocale } from '../../i18n/i18n.ts';

export type OpportunitiesSeen = ReceivedOf<typeof getOpportunities>;
export type OpportunitySeen = OpportunitiesSeen['rows'][number];
export type SeenVerdict = OpportunitySeen['verdict'];

export const opportunitiesQuery = (asked: { readonly from: string; readonly to: string }) =>
  queryOptions({
    queryKey: ['insight', 'opportunities', asked, currentLocale()],
    queryFn: ({ signal }) => call(getOpportunities, { query: asked, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

/** The rule comes from the server, which reads it again as any other. */
export const requestPeople = ({ rule }: OpportunitySeen, o: { readonly name: string; readonly key: string }) =>
  call(createSegment, {
    // `as`: a rule as the server wrote it
    body: { name: o.name, rule: rule as Parameters<typeof call<typeof createSegment>>[1]['body']['rule'] },
    idempotencyKey: o.key,
  });
