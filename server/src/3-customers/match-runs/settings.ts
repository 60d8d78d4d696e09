import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

const PERCENT = { 'zh-CN': '%', en: '%' } as const;

/** From which probability on two are one person beyond doubt. */
export const MERGE_THRESHOLD: SettingDefinition = {
  key: 'customers.match_merge_percent',
  label: { 'zh-CN': '合并界限', en: 'Threshold of merging' },
  unit: PERCENT,
  note: {
    'zh-CN':
      '两位客户是同一人的可能性达到此值，视为确定。匹配模型自己预期 99.9% 正确的界限更高时，以模型的为准。审核页上实测的准确率与召回率按此值计算',
    en: 'From this probability on two customers count as one person. Where the model itself expects 99.9% to be right only from a higher one, that holds. The measured precision and recall on the review page are of this value',
  },
  schema: z.number().min(50).max(100),
  defaultValue: 99,
};

/** From which probability on two are put before staff. */
export const REVIEW_THRESHOLD: SettingDefinition = {
  key: 'customers.match_review_percent',
  label: { 'zh-CN': '审核界限', en: 'Threshold of reviewing' },
  unit: PERCENT,
  note: {
    'zh-CN': '可能性在此值与合并界限之间的，交给员工逐对审核；更低的视为不同的人。默认 20：五对中预期至少一对是同一人',
    en: 'Pairs between this probability and the threshold of merging are put before staff; those below count as two people. Default 20: of five pairs at least one is expected to be one person',
  },
  schema: z.number().min(5).max(99),
  defaultValue: 20,
};

/** Whether anything is merged without a person having looked. */
export const AUTO_MERGE: SettingDefinition = {
  key: 'customers.match_auto_merge',
  label: { 'zh-CN': '达到合并界限时自动合并', en: 'Merge by itself above the threshold' },
  unit: null,
  note: {
    'zh-CN':
      '关闭时全部交给员工审核。建议先审核至少 200 对，实测准确率的区间满意后再打开；自动合并随时可以撤销，撤销过的不再合并',
    en: 'While off, all of them are put before staff. Review at least 200 pairs first, and switch it on when the interval of the measured precision is good enough. What was merged can be taken back at any time, and is not merged again then',
  },
  schema: z.boolean(),
  defaultValue: false,
};

/** Whether the matching runs every day. */
export const RUN_DAILY: SettingDefinition = {
  key: 'customers.match_run_daily',
  label: { 'zh-CN': '每天匹配全部客户', en: 'Match all customers every day' },
  unit: null,
  note: {
    'zh-CN': '每天重新学习匹配模型，并在全部客户中查找疑似同一人的',
    en: 'Learns the model anew every day, and looks through all customers for those who may be one person',
  },
  schema: z.boolean(),
  defaultValue: true,
};

/** At which hour it does. */
export const RUN_HOUR: SettingDefinition = {
  key: 'customers.match_run_hour',
  label: { 'zh-CN': '几点开始匹配', en: 'Hour at which the matching starts' },
  unit: { 'zh-CN': '点', en: 'o’clock' },
  note: {
    'zh-CN': '按业务时区。一百万客户约需几分钟的计算，请选在夜间',
    en: 'In the zone of the business. A million customers take some minutes of computing: choose the night',
  },
  schema: z.number().int().min(0).max(23),
  defaultValue: 3,
};

/** Whether somebody new is compared with all others within seconds. */
export const RESOLVE_NEW: SettingDefinition = {
  key: 'customers.match_new_records',
  label: { 'zh-CN': '新客户即时匹配', en: 'Match new customers at once' },
  unit: null,
  note: {
    'zh-CN': '新客户没有任何标识与已有客户相同时，按已存的匹配模型查找疑似同一人的；批量导入的由每天的匹配处理',
    en: 'When no identifier of a new customer is known, those who may be the same person are looked for by the stored model; what a bulk import brings is left to the daily matching',
  },
  schema: z.boolean(),
  defaultValue: true,
};

export const MATCH_SETTINGS: readonly SettingDefinition[] = [
  MERGE_THRESHOLD,
  REVIEW_THRESHOLD,
  AUTO_MERGE,
  RUN_DAILY,
  RUN_HOUR,
  RESOLVE_NEW,
];

/** What decides about a pair. */
export interface MatchPolicy {
  /** Probabilities, 0 to 1. */
  readonly merge: number;
  readonly review: number;
  readonly autoMerge: boolean;
}

/** Reads a setting; within a transaction with it. */
export type ReadSetting<Reader> = <T>(key: string, reader?: Reader) => Promise<T>;

/** The policy in force. */
export async function policyOf<Reader>(setting: ReadSetting<Reader>, reader?: Reader): Promise<MatchPolicy> {
  return {
    merge: (await setting<number>(MERGE_THRESHOLD.key, reader)) / 100,
    review: (await setting<number>(REVIEW_THRESHOLD.key, reader)) / 100,
    autoMerge: await setting<boolean>(AUTO_MERGE.key, reader),
  };
}

/** The defaults, for those who have no settings. */
export function defaultSetting<T>(key: string): Promise<T> {
  const found = MATCH_SETTINGS.find((setting) => setting.key === key);
  // `as`: the definition of a setting promises its type.
  return Promise.resolve(found?.defaultValue as T);
}
