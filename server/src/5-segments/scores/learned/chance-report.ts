import { z } from 'zod';

const measure = z.object({
  /** The share of pairs, one of each outcome, in which the one that happened had the higher chance. */
  auc: z.number(),
  aucLow: z.number(),
  aucHigh: z.number(),
  /** The mean squared distance between chance and outcome. */
  brier: z.number(),
  /** The tenth with the highest chances. */
  top: z.object({ cases: z.number().int(), happened: z.number().int() }),
  /** Tenths by chance, the highest first: what was foretold, the share to which it happened, with an interval of 95 %. */
  tenths: z.array(
    z.object({
      cases: z.number().int(),
      said: z.number(),
      happened: z.number(),
      low: z.number(),
      high: z.number(),
    }),
  ),
});

const split = z.object({
  /** How many cases were learned from, how many were held back, and to how many of those it happened. */
  learned: z.number().int(),
  held: z.number().int(),
  happened: z.number().int(),
  model: measure,
  /** Days since the last purchase alone. */
  baseline: measure,
});

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

/** How well a model foretells a yes or no, on customers and times that it did not learn from. */
export const chanceReportSchema = z.object({
  /** What is foretold. */
  outcome: text,
  /** Within so many days. */
  horizonDays: z.number().int(),
  /** How far back is looked, as far as there are purchases. */
  windowDays: z.number().int(),
  /** What the score uses; `none`: nobody gets a chance, because nothing was found that tells them apart. */
  uses: z.enum(['model', 'baseline', 'none']),
  /** Why nobody gets one: `cases`, too few of either outcome; `signal`, no better than guessing. */
  lacks: z.enum(['cases', 'signal']).nullable(),
  /** From how many it learned in the end, and to how many of them it happened. */
  cases: z.number().int(),
  happened: z.number().int(),
  /** Learned from one span of time, held against the next one. */
  time: split.nullable(),
  /** Learned from four fifths of the customers, held against the last fifth, five times. */
  random: split.nullable(),
  /** By how much of all differences it makes. */
  features: z.array(
    z.object({
      key: z.string(),
      weight: z.number(),
      /** More of it speaks for the outcome, against it, or now this and now that. */
      direction: z.enum(['for', 'against', 'mixed']),
    }),
  ),
});

export type ChanceReport = z.output<typeof chanceReportSchema>;
export type ChanceSplit = z.output<typeof split>;
export type ChanceMeasure = z.output<typeof measure>;
