import type { UseQueryResult } from '@tanstack/react-query';
import type { MetricAnswer } from '@zhike/server/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { ChartFrame } from '../../ui/chart/chart-frame.tsx';
import type { ChartTableContent } from '../../ui/chart/chart-table.tsx';
import { type Exportable, ExportMenu } from './export-menu.tsx';

export type MetricResult = UseQueryResult<MetricAnswer>;

interface MetricFrameProps {
  readonly title: string;
  readonly results: readonly MetricResult[];
  readonly shape: 'columns' | 'bars' | 'heat';
  readonly empty?: string | null;
  readonly table?: ChartTableContent | undefined;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The rows of an answer as a file: what it is split by, the value, and of shares what they were divided by. */
export function fileOf(answer: MetricAnswer): Exportable {
  const { name, label, asOf, from, to, by, currency, unit } = answer;
  return {
    name: label,
    kind: 'metrics',
    columns: [...by, 'value', ...(unit === 'share' ? ['of'] : [])],
    filter: { metric: name, asOf, from, to, by, ...(currency === null ? {} : { currency }) },
  };
}

/** The chart frame around answers of metrics: their definitions, their freshness, their rows as a file. */
export function MetricFrame({ title, results, shape, empty, table, actions, children }: MetricFrameProps) {
  const { t } = useTranslation();
  const answers = results.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const failed = results.find(({ isError, data }) => isError && data === undefined);
  const isEnglish = currentLocale() === 'en';
  const join = (texts: readonly string[]): string => [...new Set(texts)].join(isEnglish ? ' ' : '');
  const several = answers.length > 1;
  const oldest = answers.toSorted((a, b) => ((a.freshness.at ?? '') < (b.freshness.at ?? '') ? -1 : 1))[0];
  const currency = answers.find(({ unit }) => unit === 'money')?.currency ?? null;
  return (
    <ChartFrame
      title={title}
      {...(currency === null ? {} : { unit: t('seeing.currencyUnit', { currency }) })}
      {...(answers.length === 0
        ? {}
        : {
            definition: {
              formula: join(
                answers.map(({ label, formula }) =>
                  several ? `${label}${isEnglish ? ': ' : '：'}${formula}` : formula,
                ),
              ),
              source: join(answers.map(({ source }) => source)),
            },
          })}
      {...(oldest === undefined ? {} : { freshness: oldest.freshness })}
      answer={{
        isPending: failed === undefined && answers.length < results.length,
        isError: failed !== undefined,
        isPlaceholderData: results.some(({ isPlaceholderData }) => isPlaceholderData),
        error: failed?.error,
        refetch: () => results.forEach((result) => void result.refetch()),
      }}
      shape={shape}
      empty={empty}
      table={table}
      actions={
        <>
          {actions}
          <ExportMenu title={title} files={answers.map(fileOf)} />
        </>
      }
    >
      {children}
    </ChartFrame>
  );
}
