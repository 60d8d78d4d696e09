import { queryOptions } from '@tanstack/react-query';
import {
  answerPivot,
  archivePivot,
  createExport,
  createPivot,
  type DimensionName,
  getPivot,
  listPivotFields,
  listPivots,
  type Pivot,
  type PivotAnswer,
  type PivotSchedule,
  type ReceivedOf,
  restorePivot,
  updatePivot,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { type PivotAsk, questionOf } from './ask.ts';

export type { DimensionName, Pivot, PivotAnswer, PivotSchedule };
export type PivotFields = ReceivedOf<typeof listPivotFields>;

const pivotsKey = ['insight', 'pivots'] as const;

/** Measures and dimensions there are, in the language of the page. */
export const fieldsQuery = () =>
  queryOptions({
    queryKey: [...pivotsKey, 'fields', currentLocale()],
    queryFn: ({ signal }) => call(listPivotFields, { signal }),
    staleTime: 300_000,
  });

export const answerQuery = (ask: PivotAsk) =>
  queryOptions<PivotAnswer, Error, PivotAnswer, readonly unknown[]>({
    queryKey: [...pivotsKey, 'answer', ask, currentLocale()],
    queryFn: ({ signal }): Promise<PivotAnswer> => call(answerPivot, { body: questionOf(ask), signal }),
    // Old figures stay while new ones are counted.
    placeholderData: (old) => old,
    staleTime: 60_000,
  });

export const pivotsQuery = () =>
  queryOptions({ queryKey: [...pivotsKey, 'list'], queryFn: ({ signal }) => call(listPivots, { signal }) });

export const pivotQuery = (id: string) =>
  queryOptions({
    queryKey: [...pivotsKey, 'one', id],
    queryFn: ({ signal }) => call(getPivot, { params: { id }, signal }),
  });

export const PIVOTS_KEY = pivotsKey;

export interface PivotForm {
  readonly name: string;
  readonly note: string;
  readonly shared: boolean;
  readonly schedule: PivotSchedule | null;
}

const bodyOf = (form: PivotForm, ask: PivotAsk) => ({
  name: form.name.trim(),
  note: form.note.trim() === '' ? null : form.note.trim(),
  shared: form.shared,
  schedule: form.schedule,
  question: questionOf(ask),
});

export const requestCreate = (form: PivotForm, ask: PivotAsk, idempotencyKey: string): Promise<Pivot> =>
  call(createPivot, { body: bodyOf(form, ask), idempotencyKey });

export const requestUpdate = ({ id, version }: Pivot, form: PivotForm, ask: PivotAsk): Promise<Pivot> =>
  call(updatePivot, { params: { id }, body: { ...bodyOf(form, ask), baseVersion: version } });

export const requestArchive = (id: string) => call(archivePivot, { params: { id } });
export const requestRestore = (id: string): Promise<Pivot> => call(restorePivot, { params: { id } });

/** The table as a file, among the exports. */
export const requestFile = (
  file: { readonly ask: PivotAsk; readonly name: string | undefined; readonly format: 'csv' | 'xlsx' },
  idempotencyKey: string,
) =>
  call(createExport, {
    body: {
      kind: 'pivots',
      format: file.format,
      filter: { question: questionOf(file.ask), ...(file.name === undefined ? {} : { name: file.name }) },
    },
    idempotencyKey,
  });
