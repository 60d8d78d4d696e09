import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemError } from '../../../api/problem.ts';
import { type Preview, previewQuery } from '../api.ts';
import type { Rule } from '../rule/parts.ts';

export interface PreviewState {
  /** The exact answer, else the estimate, else the answer to the rule before. */
  readonly shown: Preview | null;
  readonly isExact: boolean;
  /** The answer is to what was written before. */
  readonly isOld: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** How many a rule holds for: an estimate at once, and then the number. */
export function usePreview(rule: Rule): PreviewState {
  const exact = useQuery(previewQuery(rule, false));
  const estimate = useQuery({ ...previewQuery(rule, true), enabled: exact.data === undefined });
  const now = exact.data ?? estimate.data ?? null;
  // What was there before stays while the next answer is on its way, and when it is a failure.
  const [last, setLast] = useState<Preview | null>(null);
  if (now !== null && now !== last) {
    setLast(now);
  }
  const error = exact.error ?? (exact.isPending ? estimate.error : null);
  return {
    shown: now ?? last,
    isExact: exact.data !== undefined,
    isOld: now === null,
    error,
    retry: () => void Promise.all([exact.refetch(), estimate.refetch()]),
  };
}

/** What the server says is wrong with single parts, by their paths in the rule. */
export function ruleFaults(error: Error | null): readonly { readonly path: string; readonly message: string }[] {
  if (!(error instanceof ProblemError) || error.problem.status !== 400) {
    return [];
  }
  return (error.problem.errors ?? [])
    .filter(({ field }) => field === 'rule' || field.startsWith('rule.'))
    .map(({ field, message }) => ({ path: field.replace(/^rule\.?/u, ''), message }));
}
