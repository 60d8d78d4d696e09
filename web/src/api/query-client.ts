import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isWorthRetrying, statusOf } from './problem.ts';

/** The cache of server state. A 401 from anywhere ends in `onSignedOut`, once. */
export function createQueryClient(options: { readonly onSignedOut: () => void }): QueryClient {
  const watch = (error: unknown): void => {
    if (statusOf(error) === 401) {
      options.onSignedOut();
    }
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({ onError: watch }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 15 * 60_000,
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < 2 && isWorthRetrying(error),
      },
      mutations: { retry: false },
    },
  });
}
