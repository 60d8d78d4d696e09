import i18next from 'i18next';
import { ProblemError } from './client.ts';

export { ProblemError };

/** What a person reads about a failed call; the server's own words where it gave some. */
export function explainFailure(error: unknown): string {
  if (error instanceof ProblemError) {
    return error.problem.detail;
  }
  if (error instanceof TypeError) {
    return i18next.t('errors.offline');
  }
  return error instanceof Error && error.message !== '' ? error.message : i18next.t('errors.server');
}

/** The status of a refused call; null when no answer came at all. */
export function statusOf(error: unknown): number | null {
  return error instanceof ProblemError ? error.problem.status : null;
}

/** Whether trying again could help: not for what was refused for good reasons. */
export function isWorthRetrying(error: unknown): boolean {
  const status = statusOf(error);
  return status === null ? error instanceof TypeError : status === 503 || status === 502 || status === 504;
}
