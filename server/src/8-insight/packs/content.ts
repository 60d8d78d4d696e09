import type { Text } from '#kernel/pure/text.ts';
import type { MetricKind } from '../metrics/kind.ts';
import type { DimensionName } from '../metrics/schema.ts';
import { PACK_SECTIONS, type PackPart, type PackSection } from './schema.ts';

interface Plan {
  /** The first one is drawn over the months and split. */
  readonly metrics: readonly string[];
  readonly by: DimensionName;
}

/** What each part tells. */
export const PACK_PLAN: Readonly<Record<PackSection, Plan>> = {
  sales: { metrics: ['revenue', 'orders', 'average_order'], by: 'channel' },
  customers: { metrics: ['new_customers', 'customers', 'buyers', 'first_time_buyers'], by: 'source' },
  loyalty: { metrics: ['repeat_share', 'retained_share', 'repeat_buyers'], by: 'channel' },
  lifecycle: { metrics: ['lifecycle'], by: 'stage' },
  traffic: { metrics: ['visitors', 'visits', 'conversion'], by: 'channel' },
  service: { metrics: ['returned_share'], by: 'channel' },
};

/** Rows of a split that a page has room for. */
const MOST_ROWS = 8;
/** A year and the month itself. */
export const MONTHS = 13;

/** The three months that figures are held against each other. */
export interface Three<T> {
  readonly now: T;
  readonly before: T;
  readonly yearAgo: T;
}

export interface PackAnswers {
  readonly kind: Pick<MetricKind, 'name' | 'label' | 'formula' | 'unit'>;
  readonly currency: string | null;
  readonly whole: Three<number | null>;
}

/** Values by their key, the largest first. */
export type Split = ReadonlyMap<string, number | null>;

export interface SectionAnswers {
  readonly figures: readonly PackAnswers[];
  /** Of the first metric, the oldest month first. */
  readonly months: readonly { readonly month: string; readonly value: number | null }[];
  readonly split: Three<Split>;
}

/** The parts of a pack out of what metrics answered. */
export function packContent(
  answers: Readonly<Record<PackSection, SectionAnswers>>,
  words: {
    readonly dimension: (name: DimensionName) => Text;
    readonly value: (name: DimensionName, key: string) => Text;
  },
): readonly PackPart[] {
  return PACK_SECTIONS.map((section) => {
    const { figures, months, split } = answers[section];
    const { by } = PACK_PLAN[section];
    return {
      section,
      figures: figures.map(({ kind, currency, whole }) => ({
        metric: kind.name,
        label: kind.label,
        formula: kind.formula,
        unit: kind.unit,
        currency,
        value: whole.now,
        before: whole.before,
        yearAgo: whole.yearAgo,
      })),
      months: [...months],
      split: {
        by: words.dimension(by),
        rows: [...split.now].slice(0, MOST_ROWS).map(([key, value]) => ({
          key,
          label: words.value(by, key),
          value,
          before: split.before.get(key) ?? null,
          yearAgo: split.yearAgo.get(key) ?? null,
        })),
      },
    };
  });
}
