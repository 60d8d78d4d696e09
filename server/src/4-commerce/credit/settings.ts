import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

const PERCENT = { 'zh-CN': '%', en: '%' } as const;
const DAYS = { 'zh-CN': '天', en: 'days' } as const;
const MOST_DAYS = 3650;
const USUAL_PERCENT = 80;
const USUAL_DAYS = 30;

/** From which share of the limit on a customer is watched. */
export const CREDIT_WARNING_PERCENT: SettingDefinition = {
  key: 'commerce.credit_warning_percent',
  label: { 'zh-CN': '信用预警：未付款占额度', en: 'Credit: share of the limit that warns' },
  unit: PERCENT,
  note: {
    'zh-CN': '默认 80：未付款达到额度的八成时提醒负责人，还来得及在超限之前催收或调整',
    en: 'Default 80: the owner is told at four fifths of the limit, in time to collect or to change it before it is passed',
  },
  schema: z.number().min(1).max(100),
  defaultValue: USUAL_PERCENT,
};

/** Where no limit says it. */
export const CREDIT_PAYMENT_DAYS: SettingDefinition = {
  key: 'commerce.credit_payment_days',
  label: { 'zh-CN': '付款期限（未设额度的客户）', en: 'Days to pay, for customers without a limit' },
  unit: DAYS,
  note: {
    'zh-CN': '默认 30：下单 30 天后仍未付清算逾期；设了额度的客户按其约定',
    en: 'Default 30: what is unpaid 30 days after the order is overdue; customers with a limit have days of their own',
  },
  schema: z.number().int().min(0).max(MOST_DAYS),
  defaultValue: USUAL_DAYS,
};

export const CREDIT_SETTINGS: readonly SettingDefinition[] = [CREDIT_WARNING_PERCENT, CREDIT_PAYMENT_DAYS];
