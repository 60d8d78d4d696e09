import type { Locale } from '#kernel/pure/text.ts';
import type { Threshold } from '../scoring.ts';

/** What `zhike identity match` says when it is done. */
export interface MatchFileSummary {
  readonly records: readonly [number, number];
  /** Which column was compared as what. */
  readonly columns: readonly string[];
  readonly candidatePairs: number;
  readonly rules: readonly {
    readonly rule: string;
    readonly limit: number;
    readonly pairs: number;
    readonly leftOut: number;
    readonly added: number;
  }[];
  /** Pairs of one person that the model expects among the candidates. */
  readonly expectedMatches: number;
  readonly rounds: number;
  readonly threshold: Threshold;
  readonly mergeThreshold: Threshold;
  readonly links: number;
  readonly review: number;
  readonly clusters: number;
  readonly cutComponents: number;
  readonly seconds: Readonly<Record<string, number>>;
  readonly out: string;
}

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;

/** The lines that people read. */
export function matchText(summary: MatchFileSummary, locale: Locale): string {
  return (locale === 'en' ? english(summary) : chinese(summary)).join('\n');
}

function ruleLines(
  summary: MatchFileSummary,
  words: { readonly size: string; readonly added: string; readonly dropped: string },
): string[] {
  return summary.rules.map(({ rule, limit, pairs, added }) =>
    limit === 0
      ? `  ${rule}: ${words.dropped}`
      : `  ${rule}: ${pairs} (${words.size} ${limit}, ${words.added} ${added})`,
  );
}

function secondLines(summary: MatchFileSummary): string[] {
  return Object.entries(summary.seconds).map(([stage, seconds]) => `  ${stage}: ${seconds.toFixed(2)} s`);
}

function english(summary: MatchFileSummary): string[] {
  const { records, threshold, mergeThreshold } = summary;
  return [
    `Records: ${records[1] === 0 ? records[0] : `${records[0]} and ${records[1]}`}; compared: ${summary.columns.join(', ')}`,
    `Candidate pairs: ${summary.candidatePairs}, by rule:`,
    ...ruleLines(summary, {
      size: 'blocks up to',
      added: 'new',
      dropped: 'not run, too dear or the blocks of a rule before it',
    }),
    `Learned in ${summary.rounds} rounds; expected pairs of one person: ${Math.round(summary.expectedMatches)}`,
    `Threshold ${threshold.probability.toFixed(4)}: the lowest probability of at least 0.9 from which the pairs above it are expected to be right in 99% (expected precision ${percent(threshold.expectedPrecision)}, of the candidates' matches ${percent(threshold.expectedRecall)})`,
    `Merging without a look from ${mergeThreshold.probability.toFixed(4)} (at least 0.99; expected precision ${percent(mergeThreshold.expectedPrecision)})`,
    `Links: ${summary.links}; for review: ${summary.review}; clusters: ${summary.clusters}; chains cut: ${summary.cutComponents}`,
    'Seconds by stage:',
    ...secondLines(summary),
    `Written: pairs.csv, clusters.csv, review.csv in ${summary.out}`,
  ];
}

function chinese(summary: MatchFileSummary): string[] {
  const { records, threshold, mergeThreshold } = summary;
  return [
    `记录：${records[1] === 0 ? records[0] : `${records[0]} 与 ${records[1]}`}；参与比较：${summary.columns.join('，')}`,
    `候选对：${summary.candidatePairs}，按规则：`,
    ...ruleLines(summary, { size: '块大小至多', added: '新增', dropped: '未运行：代价过大，或与前面的规则相同' }),
    `学习 ${summary.rounds} 轮；预计同一人的对数：${Math.round(summary.expectedMatches)}`,
    `阈值 ${threshold.probability.toFixed(4)}：不低于 0.9、且其上各对预计 99% 正确的最低概率（预计准确率 ${percent(threshold.expectedPrecision)}，占候选中同一人的 ${percent(threshold.expectedRecall)}）`,
    `可不经人工直接合并：自 ${mergeThreshold.probability.toFixed(4)} 起（不低于 0.99；预计准确率 ${percent(mergeThreshold.expectedPrecision)}）`,
    `关联：${summary.links}；待审核：${summary.review}；客户：${summary.clusters}；切断的链：${summary.cutComponents}`,
    '各阶段秒数：',
    ...secondLines(summary),
    `已写入 ${summary.out}：pairs.csv、clusters.csv、review.csv`,
  ];
}
