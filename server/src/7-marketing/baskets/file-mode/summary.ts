import type { Locale } from '#kernel/pure/text.ts';

/** What `zhike baskets mine` found. */
export interface BasketsFileSummary {
  readonly baskets: number;
  readonly items: number;
  readonly minSupport: number;
  /** The fewest baskets that a set must be in. */
  readonly minCount: number;
  readonly minConfidence: number;
  readonly itemsetsBySize: Readonly<Record<string, number>>;
  readonly rulesByLength: Readonly<Record<string, number>>;
  readonly itemsets: readonly { readonly items: readonly string[]; readonly count: number; readonly support: number }[];
  /** Highest lift first. */
  readonly rules: readonly {
    readonly left: readonly string[];
    readonly right: string;
    readonly count: number;
    readonly support: number;
    readonly confidence: number;
    readonly lift: number;
  }[];
  readonly outFiles: readonly string[];
  readonly tookMs: number;
}

const SHOWN = 20;

/** The summary as lines for a terminal, with the rules of highest lift. */
export function basketsText(summary: BasketsFileSummary, locale: Locale): string {
  const zh = locale === 'zh-CN';
  const sizes = (counts: Readonly<Record<string, number>>): string => Object.values(counts).join(' / ');
  const { itemsets, rules } = summary;
  return [
    zh
      ? `${summary.baskets} 个购物篮，${summary.items} 种商品；至少出现 ${summary.minCount} 次（${summary.tookMs} 毫秒）`
      : `${summary.baskets} baskets, ${summary.items} items; in at least ${summary.minCount} of them (${summary.tookMs} ms)`,
    zh
      ? `频繁项集 ${itemsets.length}（${sizes(summary.itemsetsBySize)}），规则 ${rules.length}（${sizes(summary.rulesByLength)}）`
      : `${itemsets.length} item sets (${sizes(summary.itemsetsBySize)}), ${rules.length} rules (${sizes(summary.rulesByLength)})`,
    ...rules
      .slice(0, SHOWN)
      .map(
        ({ left, right, count, confidence, lift }) =>
          `  ${left.join(' + ')} → ${right}: ${count}, ${(confidence * 100).toFixed(1)} %, lift ${lift.toFixed(3)}`,
      ),
    ...(rules.length > SHOWN ? [zh ? `  另有 ${rules.length - SHOWN} 条` : `  and ${rules.length - SHOWN} more`] : []),
    ...summary.outFiles.map((file) => (zh ? `写入 ${file}` : `Written to ${file}`)),
  ].join('\n');
}
