import type { Locale, Text } from '#kernel/pure/text.ts';
import { RFM_GROUP_INFO } from '../groups.ts';
import { RFM_GROUPS, type RfmGroup } from '../schema.ts';

/** A row that could not be read; the header is row 1. */
export interface RowFault {
  readonly row: number;
  readonly reason: Text;
}

/** What `zhike score rfm` did; every row of the file is counted in exactly one of `counts`. */
export interface RfmFileSummary {
  readonly asOf: string;
  readonly windowDays: number | null;
  readonly rows: number;
  readonly counts: {
    readonly purchases: number;
    /** Amount of zero or less. */
    readonly refunds: number;
    readonly withoutCustomer: number;
    readonly afterAsOf: number;
    readonly unreadable: number;
  };
  readonly customers: number;
  readonly groups: Readonly<Record<RfmGroup, number>>;
  /** The first rows that could not be read. */
  readonly faults: readonly RowFault[];
  readonly outFile: string;
  readonly tookMs: number;
}

/** The summary as lines for a terminal. */
export function summaryText(summary: RfmFileSummary, locale: Locale): string {
  const { counts } = summary;
  const isZh = locale === 'zh-CN';
  const head = isZh
    ? [
        `读入 ${summary.rows} 行：购买 ${counts.purchases}，退款 ${counts.refunds}，无客户 ${counts.withoutCustomer}，晚于截止日 ${counts.afterAsOf}，无法读取 ${counts.unreadable}`,
        `截止 ${summary.asOf} 共 ${summary.customers} 位客户，结果写入 ${summary.outFile}（${summary.tookMs} 毫秒）`,
      ]
    : [
        `Read ${summary.rows} rows: ${counts.purchases} purchases, ${counts.refunds} refunds, ${counts.withoutCustomer} without a customer, ${counts.afterAsOf} after the date, ${counts.unreadable} unreadable`,
        `${summary.customers} customers as of ${summary.asOf}, written to ${summary.outFile} (${summary.tookMs} ms)`,
      ];
  const groups = RFM_GROUPS.map((group) => `  ${RFM_GROUP_INFO[group].label[locale]}: ${summary.groups[group]}`);
  const faults = summary.faults.map(({ row, reason }) =>
    isZh ? `  第 ${row} 行：${reason['zh-CN']}` : `  row ${row}: ${reason.en}`,
  );
  const more = counts.unreadable - summary.faults.length;
  const rest = isZh ? `  另有 ${more} 行` : `  and ${more} more`;
  return [...head, ...groups, ...faults, ...(more > 0 ? [rest] : [])].join('\n');
}
