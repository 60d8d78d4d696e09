import { z } from 'zod';
import type { Text } from '#kernel/pure/text.ts';
import type { ProcessKind, TaskStep } from '#work';

export const FOLLOW_UP = 'care.follow_up';
export const WIN_BACK = 'care.win_back';
/** What such a task is called that nobody named. */
export const LOST_TITLE = '挽回流失客户';

/** Whom a task goes to that names nobody. */
const QUEUE = { key: 'care.customers', name: '客户关怀', roles: ['admin', 'manager', 'agent'] } as const;

const note = z
  .string()
  .trim()
  .max(2000)
  .optional()
  .meta({ label: { 'zh-CN': '说明', en: 'Note' }, isLong: true });

/** What came of talking to somebody who was lost. Whether they are back is seen by what they buy. */
export const WIN_BACK_RESULTS = ['agreed', 'refused', 'unreachable', 'wrong_number'] as const;
export type WinBackResult = (typeof WIN_BACK_RESULTS)[number];

const RESULTS: Readonly<Record<WinBackResult, Text>> = {
  agreed: { 'zh-CN': '愿意回来', en: 'Will come back' },
  refused: { 'zh-CN': '拒绝', en: 'Refused' },
  unreachable: { 'zh-CN': '联系不上', en: 'Unreachable' },
  wrong_number: { 'zh-CN': '号码有误', en: 'Wrong number' },
};

/** Somebody has moved to another stage, and is looked after. */
export const followUpProcess: ProcessKind = {
  name: FOLLOW_UP,
  version: 1,
  label: { 'zh-CN': '客户关怀', en: 'Customer care' },
  isOpen: false,
  subjects: ['customer'],
  first: 'care',
  steps: [
    {
      type: 'task',
      name: 'care',
      label: { 'zh-CN': '问候客户', en: 'See to the customer' },
      dueMinutes: null,
      remindMinutes: 60,
      owner: { by: 'chosen', otherwise: QUEUE },
      answers: z.object({
        result: z
          .string()
          .trim()
          .min(1)
          .max(2000)
          .meta({ label: { 'zh-CN': '结果', en: 'What came of it' }, isLong: true }),
      }),
      returnsTo: [],
      next: () => null,
    },
  ],
};

/** Somebody was lost, and is asked to come back. */
export function winBackProcess(effect: NonNullable<TaskStep['effect']>): ProcessKind {
  return {
    name: WIN_BACK,
    version: 1,
    label: { 'zh-CN': '挽回流失客户', en: 'Win back a lost customer' },
    isOpen: false,
    subjects: ['customer'],
    first: 'reach',
    steps: [
      {
        type: 'task',
        name: 'reach',
        label: { 'zh-CN': '联系并挽回', en: 'Get in touch and win back' },
        dueMinutes: null,
        remindMinutes: 60,
        owner: { by: 'chosen', otherwise: QUEUE },
        answers: z.object({
          result: z.enum(WIN_BACK_RESULTS).meta({ label: { 'zh-CN': '结果', en: 'Result' }, labels: RESULTS }),
          note,
        }),
        returnsTo: [],
        next: () => null,
        effect,
      },
    ],
    outcome: (data) => WIN_BACK_RESULTS.find((result) => result === data['reach']?.['result']) ?? 'done',
  };
}
