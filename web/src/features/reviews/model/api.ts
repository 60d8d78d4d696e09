import { queryOptions } from '@tanstack/react-query';
import {
  getMatchModel,
  getMatchQuality,
  type LabelSource,
  listMatchRuns,
  type MatchModel,
  type MatchQuality,
  type MatchRun,
  saveMatchLabels,
  startMatchRun,
} from '@zhike/server/contracts';
import { call } from '../../../api/client.ts';
import type { LabelRow } from './labels.ts';

export type { LabelSource, MatchModel, MatchQuality, MatchRun };

const WATCHED_MS = 2000;

/** Runs, looked at again while one is at work. */
export const runsQuery = () =>
  queryOptions({
    queryKey: ['reviews', 'runs'],
    queryFn: ({ signal }) => call(listMatchRuns, { signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isAtWork) === true ? WATCHED_MS : false),
  });

export const isAtWork = ({ state }: Pick<MatchRun, 'state'>): boolean => state === 'learning' || state === 'applying';

export const modelQuery = () =>
  queryOptions({ queryKey: ['reviews', 'model'], queryFn: ({ signal }) => call(getMatchModel, { signal }) });

export const qualityQuery = (by: LabelSource) =>
  queryOptions({
    queryKey: ['reviews', 'quality', by],
    queryFn: ({ signal }) => call(getMatchQuality, { query: { by }, signal }),
  });

export const requestRun = () => call(startMatchRun, { body: {} });

export const requestLabels = (fileName: string, pairs: readonly LabelRow[]) =>
  call(saveMatchLabels, { body: { fileName, pairs: [...pairs] } });
