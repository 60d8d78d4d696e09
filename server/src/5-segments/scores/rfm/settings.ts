import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';
import { RFM_GROUP_CUTS, RFM_REFUNDS } from './values.ts';

export const WINDOW_DAYS_KEY = 'segments.rfm_window_days';
export const REFUNDS_KEY = 'segments.rfm_refunds';
export const GROUP_CUT_KEY = 'segments.rfm_group_cut';
export const QUIET_DAYS_KEY = 'segments.rfm_quiet_days';

export const windowDaysSchema = z.number().int().min(1).max(36_500).nullable();
export const refundsSchema = z.enum(RFM_REFUNDS);
export const quietDaysSchema = z.number().int().min(1).max(36_500);
export const groupCutSchema = z.enum(RFM_GROUP_CUTS);

/** The figures of RFM that people may change. */
export const RFM_SETTINGS: readonly SettingDefinition[] = [
  {
    key: WINDOW_DAYS_KEY,
    label: { 'zh-CN': 'RFM 统计窗口', en: 'RFM window' },
    unit: { 'zh-CN': '天', en: 'days' },
    note: {
      'zh-CN':
        '购买次数与金额只统计截止日前这么多天（含当日）；留空表示全部历史。默认 365：一整年，各季节都在内。窗口内没有购买的客户得最低分',
      en: 'Frequency and monetary value count this many days, the last being the date itself; empty for all time. Default 365: a whole year, every season in it. Without a purchase in the window the scores are the lowest',
    },
    schema: windowDaysSchema,
    defaultValue: 365,
  },
  {
    key: REFUNDS_KEY,
    label: { 'zh-CN': 'RFM 中的退款', en: 'Refunds in RFM' },
    unit: null,
    note: {
      'zh-CN': 'ignore：金额只算卖出的；subtract：减去退货与退款。默认 ignore：常见的 RFM 做法',
      en: 'ignore: monetary value is what was sold; subtract: returns and refunds are taken off. Default ignore, the usual practice',
    },
    schema: refundsSchema,
    defaultValue: 'ignore',
  },
  {
    key: GROUP_CUT_KEY,
    label: { 'zh-CN': 'RFM 八类的分界', en: 'What parts the eight RFM groups' },
    unit: null,
    note: {
      'zh-CN': 'mean：按全体均值分高低（教科书做法，默认）；median：按中位数，少数大客户不会抬高分界',
      en: 'mean: above or below the mean of all (textbook, default); median: a few very large customers do not move the line',
    },
    schema: groupCutSchema,
    defaultValue: 'mean',
  },
  {
    key: QUIET_DAYS_KEY,
    label: {
      'zh-CN': '多久没有购买就按最后一单评分',
      en: 'Days without a purchase after which the last one is the date',
    },
    unit: { 'zh-CN': '天', en: 'days' },
    note: {
      'zh-CN':
        '没有选日期时按今天评分；全店超过这么多天没有购买，就按最后一次购买那天。默认 31：一个月没有一单，多半是数据只到那天',
      en: 'Without a chosen date scores are as of today; when the whole shop sold nothing for so many days, as of the day of its newest purchase. Default 31: a month without one usually means that the data end there',
    },
    schema: quietDaysSchema,
    defaultValue: 31,
  },
];
