import type { SettingDefinition } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { ChanceReport } from './learned/chance-report.ts';

/** How a number is read: minor units of the run's currency, a share of one, days, minutes, something counted. */
export type ScoreUnit = 'money' | 'share' | 'days' | 'minutes' | 'count' | 'ratio' | 'points';

/** What a score was made of, for one customer: the reasons that people read beside it. */
export interface ScoreInput {
  readonly key: string;
  readonly label: Text;
  readonly unit: ScoreUnit;
}

/** What spoke for or against a value, of the inputs by its place among them. */
export interface ScoreReason {
  readonly place: number;
  readonly value: number | null;
  /** Above zero for, below against. */
  readonly effect: number;
}

/** A class of customers by the score. */
export interface ScoreBand {
  readonly key: string;
  readonly label: Text;
  /** Who is in it, and what to do. */
  readonly note: Text;
}

export interface UnitPrice {
  /** In lower case. */
  readonly sku: string;
  readonly listMinor: number | null;
  readonly costMinor: number | null;
}

/** With what a score is computed. */
export interface ScoreAsking {
  readonly asOf: string;
  readonly currency: string;
  /** Of the business, in which its days begin. */
  readonly zone: string;
  /** The figures in force, by key. */
  readonly settings: Readonly<Record<string, number>>;
  /** Prices and costs on the day. */
  readonly prices: readonly UnitPrice[];
}

export interface ScoreSql {
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What a score says of one customer; an input that is not known is NaN. */
export interface ScoreValue {
  readonly value: number;
  readonly band: string;
  readonly inputs: readonly number[];
}

/** Computed by the analytic engine alone: rows of customer_id, value, band, inputs. */
export interface ComputedInSql {
  readonly by: 'sql';
  sql(asking: ScoreAsking): ScoreSql;
}

/** Two forecasts over the days held back, beside what came. */
export interface ModelQuality {
  readonly customers: number;
  readonly weeks: number;
  readonly actual: number;
  readonly model: { readonly total: number; readonly mae: number; readonly rmse: number };
  readonly pastRate: { readonly total: number; readonly mae: number; readonly rmse: number };
  readonly better: 'model' | 'past_rate';
  readonly deciles: {
    readonly customers: number;
    readonly actual: number;
    readonly model: number;
    readonly pastRate: number;
  }[];
}

export interface ModelReport {
  readonly name: string;
  readonly parameters: Record<string, number>;
  readonly signal: 'dropout' | 'no_dropout';
  /** Null while there is nothing to hold it against. */
  readonly quality: ModelQuality | null;
}

export interface LearnedScoring {
  /** Null where there was too little to learn from: the past rate is used then. */
  readonly report: ModelReport | null;
  /** How well it foretells a yes or no; absent for models that foretell something else. */
  readonly chance?: ChanceReport;
  /** Null for who gets no score. */
  score(row: Readonly<Record<string, unknown>>): ScoreValue | null;
}

/** Computed customer by customer over rows of the analytic engine, by what was learned from a sample of them. */
export interface ComputedByModel {
  readonly by: 'model';
  /** From how many customers at most it learns; 5,000 unless it says more. */
  readonly sample?: number;
  /** Rows with at least customer_id. */
  sql(asking: ScoreAsking): ScoreSql;
  learn(sample: readonly Readonly<Record<string, unknown>>[], asking: ScoreAsking): LearnedScoring;
}

/** One score: what it is made of, how it is computed for everybody, and which classes there are. */
export interface ScoreKind {
  readonly name: string;
  /** Another one when the same facts would give another score. */
  readonly version: number;
  readonly label: Text;
  /** How it is computed, in words. */
  readonly note: Text;
  readonly unit: ScoreUnit;
  readonly inputs: readonly ScoreInput[];
  /** The reasons in what a value holds; absent where that is the inputs, each at its place. */
  readonly reasonsIn?: (held: readonly (number | null)[]) => readonly ScoreReason[];
  readonly bands: readonly ScoreBand[];
  readonly settings: readonly SettingDefinition[];
  readonly computing: ComputedInSql | ComputedByModel;
}

export function text(zh: string, en: string): Text {
  return { 'zh-CN': zh, en };
}
