import { z } from 'zod';
import type { ProcessKind } from '#work';

export const CREDIT_WARNING = 'commerce.credit_warning';
const WORKING_DAY_MINUTES = 480;

/** Somebody's open amount has come near the limit: it is looked at before it is passed. */
export const creditWarningProcess: ProcessKind = {
  name: CREDIT_WARNING,
  version: 1,
  label: { 'zh-CN': '信用预警', en: 'Credit warning' },
  isOpen: false,
  subjects: ['customer'],
  first: 'look',
  steps: [
    {
      type: 'task',
      name: 'look',
      label: { 'zh-CN': '核对未付款并跟进', en: 'Look at what is open and follow up' },
      dueMinutes: WORKING_DAY_MINUTES,
      owner: {
        by: 'chosen',
        otherwise: { key: 'commerce.credit', name: '信用管理', roles: ['admin', 'manager'] },
      },
      answers: z.object({
        result: z.enum(['collected', 'promised', 'limit_changed', 'no_more_credit', 'nothing']).meta({
          label: { 'zh-CN': '结果', en: 'Result' },
          labels: {
            collected: { 'zh-CN': '已收款', en: 'Collected' },
            promised: { 'zh-CN': '客户承诺付款', en: 'The customer promised to pay' },
            limit_changed: { 'zh-CN': '已调整额度', en: 'The limit was changed' },
            no_more_credit: { 'zh-CN': '暂停赊销', en: 'No more credit for now' },
            nothing: { 'zh-CN': '无须处理', en: 'Nothing to do' },
          },
        }),
        note: z
          .string()
          .trim()
          .max(2000)
          .optional()
          .meta({ label: { 'zh-CN': '说明', en: 'Note' }, isLong: true }),
      }),
      returnsTo: [],
      next: () => null,
    },
  ],
};
