import { queryOptions } from '@tanstack/react-query';
import {
  askForConfirmations,
  type Confirmations,
  type CustomerQuality,
  confirmData,
  type DataDictionary,
  type DictionaryField,
  getCustomerQuality,
  getDictionary,
  getQualityOverview,
  listConfirmations,
  normaliseAll,
  type ProcessStep,
  putProcessStep,
  putSteward,
  type QualityOverview,
  recomputeQuality,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type { Confirmations, CustomerQuality, DataDictionary, DictionaryField, ProcessStep, QualityOverview };

/** While a changed formula is being applied the page looks again. */
const WATCH_MS = 3000;

export const overviewQuery = () =>
  queryOptions({
    queryKey: ['quality', 'overview'],
    queryFn: ({ signal }) => call(getQualityOverview, { signal }),
    refetchInterval: ({ state }) => ((state.data?.applying ?? null) === null ? false : WATCH_MS),
  });

export const customerQualityQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['customer', customerId, 'quality'],
    queryFn: ({ signal }) => call(getCustomerQuality, { params: { id: customerId }, signal }),
  });

export const confirmationsQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['customer', customerId, 'confirmations'],
    queryFn: ({ signal }) => call(listConfirmations, { params: { id: customerId }, signal }),
  });

export const dictionaryQuery = () =>
  queryOptions({ queryKey: ['fields', 'dictionary'], queryFn: ({ signal }) => call(getDictionary, { signal }) });

export const requestConfirmation = (customerId: string, groups: readonly string[], idempotencyKey: string) =>
  call(confirmData, { params: { id: customerId }, body: { groups: [...groups] }, idempotencyKey });

/** What can be done about everybody at once. */
export const CLEANINGS = {
  normalise: () => call(normaliseAll, {}),
  recompute: () => call(recomputeQuality, {}),
  confirmTasks: () => call(askForConfirmations, {}),
} as const;
export type Cleaning = keyof typeof CLEANINGS;

export interface StewardBody {
  readonly owner: string | null;
  readonly purpose?: { 'zh-CN': string; en: string } | null;
  readonly source?: { 'zh-CN': string; en: string } | null;
  readonly updateCycleDays?: number | null;
}

export const requestSteward = (key: string, body: StewardBody) => call(putSteward, { params: { key }, body });
export const requestStep = (step: ProcessStep, body: { readonly owner: string | null; readonly note: string | null }) =>
  call(putProcessStep, { params: { step }, body });
