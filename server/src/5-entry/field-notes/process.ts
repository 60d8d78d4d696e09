import { z } from 'zod';
import type { ProcessKind, TaskStep } from '#work';

export const FIELD_NOTE_PROCESS = 'entry.field_note';
const DAY_MINUTES = 540;

/** What the clerk answers. */
export const noteAnswers = z.object({
  decision: z.enum(['apply', 'reject']).meta({
    label: { 'zh-CN': '处理', en: 'Decision' },
    labels: {
      apply: { 'zh-CN': '写入资料', en: 'Write into the profile' },
      reject: { 'zh-CN': '退回', en: 'Reject' },
    },
  }),
  reason: z
    .string()
    .trim()
    .max(500)
    .optional()
    .meta({ label: { 'zh-CN': '退回原因', en: 'Reason, when rejected' }, isLong: true }),
});

/** A note of the field on its way into the profile: one step, by somebody who may change customers. */
export function fieldNoteProcess(effect: NonNullable<TaskStep['effect']>): ProcessKind {
  return {
    name: FIELD_NOTE_PROCESS,
    version: 1,
    label: { 'zh-CN': '外勤资料录入', en: 'Entry of a field note' },
    isOpen: false,
    subjects: ['customer'],
    first: 'enter',
    steps: [
      {
        type: 'task',
        name: 'enter',
        label: { 'zh-CN': '核对并录入', en: 'Check and enter' },
        dueMinutes: DAY_MINUTES,
        remindMinutes: 60,
        owner: { by: 'queue', key: 'entry.clerks', name: '资料录入', roles: ['admin', 'manager', 'agent', 'store'] },
        answers: noteAnswers,
        returnsTo: [],
        next: () => null,
        effect,
      },
    ],
    outcome: (data) => (data['enter']?.['decision'] === 'reject' ? 'rejected' : 'applied'),
  };
}
