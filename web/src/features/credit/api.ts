import { queryOptions } from '@tanstack/react-query';
import {
  type CallInput,
  type CreditLimit,
  type CustomerCredit,
  getCredit,
  saveCreditLimit,
} from '@zhike/server/contracts';
import { call, ProblemError } from '../../api/client.ts';

export type { CreditLimit, CustomerCredit };
export type CreditLimitGiven = CallInput<typeof saveCreditLimit>['body'];

export const creditQuery = (id: string) =>
  queryOptions({
    queryKey: ['commerce', 'credit', id],
    queryFn: ({ signal }) => call(getCredit, { params: { id }, signal }),
  });

export const requestCreditLimit = (id: string, body: CreditLimitGiven) =>
  call(saveCreditLimit, { params: { id }, body });

/** What the alert says where an order was held back because of the limit; null for any other failure. */
export function overLimitIn(error: unknown): string | null {
  return error instanceof ProblemError && error.problem.code === 'credit_over_limit' ? error.problem.detail : null;
}
