import { queryOptions } from '@tanstack/react-query';
import { type CustomerPreferences, getCustomerPreferences } from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type { CustomerPreferences };

export const preferencesQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['customer', customerId, 'liking'],
    queryFn: ({ signal }) => call(getCustomerPreferences, { params: { id: customerId }, signal }),
  });
