import type { Text } from '#kernel/pure/text.ts';
import { comparisonsFor } from '../matching/comparisons.ts';
import { EQUAL_CODE, MISSING_CODE } from '../matching/em.ts';
import { explainPair } from '../matching/scoring.ts';
import { fieldName, levelLabel } from '../reviews/labels.ts';
import type { FieldWeight } from '../reviews/proposal.ts';
import type { Compared, StoredModel } from './stored-model.ts';

/** The waterfall of a pair, in the order of the comparisons: what is missing on either side has no bar. */
export function weightsOf(
  { model, compared }: Pick<StoredModel, 'model' | 'compared'>,
  codes: Uint8Array,
): FieldWeight[] {
  const { priorBits, parts, householdBits } = explainPair(model, codes);
  const nameOf = levelNames(compared);
  return [
    { field: 'prior', level: 'prior', weight: rounded(priorBits) },
    ...parts.map(({ comparison, code, bits }) =>
      code === MISSING_CODE
        ? { field: comparison, level: 'missing', weight: 0 }
        : { field: comparison, level: nameOf(comparison, code), weight: rounded(bits) },
    ),
    ...(Math.abs(householdBits) < 0.05
      ? []
      : [{ field: 'household', level: 'household', weight: rounded(householdBits) }]),
  ];
}

/** What the level of a code is called. */
export function levelNames({ columns, masks, tokens }: Compared): (comparison: string, code: number) => string {
  const known = new Map(
    comparisonsFor(columns, masks, tokens).map(({ name, levels }) => [
      name,
      new Map(levels.map(({ code, name: level }) => [code, level])),
    ]),
  );
  return (comparison, code) => (code >= EQUAL_CODE ? 'exact' : (known.get(comparison)?.get(code) ?? 'different'));
}

function rounded(bits: number): number {
  return Math.round(bits * 100) / 100;
}

export interface ExplainedPair {
  readonly probability: number;
  readonly merge: number;
  readonly review: number;
  readonly version: number;
  readonly weights: readonly FieldWeight[];
}

/** The same as lines for people. */
export function explanationText(pair: ExplainedPair, locale: 'zh-CN' | 'en'): string {
  const zh = locale === 'zh-CN';
  const bits = (weight: number | null): string =>
    `${(weight ?? 0) < 0 ? '−' : '+'}${Math.abs(weight ?? 0).toFixed(2)}`.padStart(8);
  const lines = pair.weights.map(
    ({ field, level, weight }) =>
      `${bits(weight)}  ${fieldName(field)?.[locale] ?? field} · ${levelLabel(level)[locale]}`,
  );
  const sum = pair.weights.reduce((total, { weight }) => total + (weight ?? 0), 0);
  return [
    zh
      ? `模型第 ${pair.version} 版，单位：比特（正数支持同一人）`
      : `Model no. ${pair.version}, in bits (above zero speaks for one person)`,
    ...lines,
    `${bits(sum)}  ${zh ? '合计' : 'sum'}`,
    `${zh ? '同一人的可能性' : 'Probability of one person'}: ${(pair.probability * 100).toFixed(2)}% → ${verdict(pair)[locale]}`,
  ].join('\n');
}

/** What becomes of a pair of that probability. */
export function verdict({ probability, merge, review }: Pick<ExplainedPair, 'probability' | 'merge' | 'review'>): Text {
  if (probability >= merge) {
    return { 'zh-CN': '达到合并界限', en: 'above the threshold of merging' };
  }
  return probability >= review
    ? { 'zh-CN': '进入审核队列', en: 'for the review queue' }
    : { 'zh-CN': '视为不同的人', en: 'taken for two people' };
}
