import type { Locale, Text } from '#kernel/pure/text.ts';
import type { Holdback } from '../holdback.ts';
import type { ModelName } from '../model.ts';

/** One customer's line of `clv.csv`; times in weeks, money in the file's own unit. */
export interface ClvFileCustomer {
  readonly customer: string;
  readonly frequency: number;
  readonly recency: number;
  readonly T: number;
  readonly pAlive: number;
  /** Purchases expected within the horizon. */
  readonly expectedPurchases: number;
  /** What a purchase is expected to bring; null without amounts. */
  readonly expectedSpend: number | null;
  /** Both multiplied. */
  readonly expectedValue: number | null;
}

/** What `zhike clv fit` found; every row of the file is counted in exactly one of `counts`. */
export interface ClvFileSummary {
  readonly model: ModelName;
  /** What the forecasts come from: `nbd` where the data do not say that anybody stops. */
  readonly forecastModel: ModelName;
  readonly signal: 'dropout' | 'no_dropout';
  readonly params: Readonly<Record<string, number>>;
  readonly logLikelihood: number;
  readonly isSettled: boolean;
  /** p, q and v of the model of amounts; null without the column, or where it cannot be fitted. */
  readonly spend: { readonly params: Readonly<Record<string, number>>; readonly logLikelihood: number } | null;
  readonly until: string;
  readonly horizonWeeks: number;
  readonly rows: number;
  readonly counts: {
    readonly purchases: number;
    /** Amount below zero. */
    readonly refunds: number;
    readonly withoutCustomer: number;
    /** Not in the fit; within the horizon they are what the forecast is compared with. */
    readonly afterUntil: number;
    readonly unreadable: number;
  };
  readonly customersFitted: number;
  /** null where the file ends before the horizon does. */
  readonly holdback: Holdback | null;
  /** The first rows that could not be read; `field` is the column at fault. */
  readonly faults: readonly { readonly row: number; readonly field: string; readonly reason: Text }[];
  readonly customers?: readonly ClvFileCustomer[];
  readonly outFile?: string;
  readonly tookMs: number;
}

const round = (value: number, digits = 3): string => value.toFixed(digits);

/** The summary as lines for a terminal. */
export function clvText(summary: ClvFileSummary, locale: Locale): string {
  const zh = locale === 'zh-CN';
  const { counts, holdback, spend } = summary;
  const list = (params: Readonly<Record<string, number>>): string =>
    Object.entries(params)
      .map(([name, value]) => `${name} ${value.toPrecision(7)}`)
      .join(', ');
  const lines = [
    zh
      ? `读入 ${summary.rows} 行：购买 ${counts.purchases}，退款 ${counts.refunds}，无客户 ${counts.withoutCustomer}，晚于 ${summary.until} ${counts.afterUntil}，无法读取 ${counts.unreadable}`
      : `Read ${summary.rows} rows: ${counts.purchases} purchases, ${counts.refunds} refunds, ${counts.withoutCustomer} without a customer, ${counts.afterUntil} after ${summary.until}, ${counts.unreadable} unreadable`,
    zh
      ? `${summary.customersFitted} 位客户，${summary.forecastModel}：${list(summary.params)}；对数似然 ${round(summary.logLikelihood)}（${summary.tookMs} 毫秒）`
      : `${summary.customersFitted} customers, ${summary.forecastModel}: ${list(summary.params)}; log-likelihood ${round(summary.logLikelihood)} (${summary.tookMs} ms)`,
  ];
  if (summary.signal === 'no_dropout' && summary.model !== 'nbd') {
    lines.push(
      zh
        ? `数据里看不出有人停止购买：${summary.model} 的预测不可信，改用无人流失的 NBD`
        : `The data have no dropout signal: forecasts of ${summary.model} would mean nothing, so they come from NBD, in which nobody stops`,
    );
  }
  if (!summary.isSettled) {
    lines.push(zh ? '参数没有收敛，请谨慎使用' : 'The parameters did not settle: use them with care');
  }
  if (spend !== null) {
    lines.push(
      `${zh ? '金额' : 'Amounts'} (Gamma-Gamma): ${list(spend.params)}; ${zh ? '对数似然' : 'log-likelihood'} ${round(spend.logLikelihood)}`,
    );
  }
  if (holdback !== null) {
    const { model, pastRate, actual } = holdback;
    const better = holdback.better === 'model' ? [zh ? '模型' : 'the model'] : [zh ? '过去的频率' : 'the past rate'];
    lines.push(
      zh
        ? `之后 ${summary.horizonWeeks} 周实际购买 ${actual}；模型 ${round(model.total, 0)}（平均误差 ${round(model.mae)}），按过去频率 ${round(pastRate.total, 0)}（${round(pastRate.mae)}）；更准的是${better.join('')}`
        : `In the next ${summary.horizonWeeks} weeks ${actual} purchases came; the model said ${round(model.total, 0)} (mean error ${round(model.mae)}), the past rate ${round(pastRate.total, 0)} (${round(pastRate.mae)}); better: ${better.join('')}`,
    );
  }
  if (summary.outFile !== undefined) {
    lines.push(zh ? `结果写入 ${summary.outFile}` : `Written to ${summary.outFile}`);
  }
  for (const { row, reason } of summary.faults) {
    lines.push(zh ? `  第 ${row} 行：${reason['zh-CN']}` : `  row ${row}: ${reason.en}`);
  }
  const more = counts.unreadable - summary.faults.length;
  if (more > 0) {
    lines.push(zh ? `  另有 ${more} 行` : `  and ${more} more`);
  }
  return lines.join('\n');
}
