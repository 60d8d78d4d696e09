import { z } from 'zod';
import type { Text } from '#kernel/pure/text.ts';
import type { ProcessKind, TaskStep } from '#work';

export const HAND_OVER = 'care.hand_over';

/** Whom a hand-over goes to that has no successor yet. */
const QUEUE = { key: 'care.hand_over', name: '客户交接', roles: ['admin', 'manager'] } as const;

export const HANDOVER_RESULTS = ['taken_over', 'unreachable', 'unwanted'] as const;
export type HandoverResult = (typeof HANDOVER_RESULTS)[number];

const RESULTS: Readonly<Record<HandoverResult, Text>> = {
  taken_over: { 'zh-CN': '已联系，今后由我负责', en: 'Reached; I look after them from now on' },
  unreachable: { 'zh-CN': '联系不上，今后由我负责', en: 'Not reached; I look after them from now on' },
  unwanted: { 'zh-CN': '客户不需要专人负责', en: 'The customer wants nobody in particular' },
};

/** The salesperson of a customer leaves: somebody gets in touch and takes over. */
export function handOverProcess(
  effect: NonNullable<TaskStep['effect']>,
  onClosed: NonNullable<ProcessKind['onClosed']>,
): ProcessKind {
  return {
    name: HAND_OVER,
    version: 1,
    label: { 'zh-CN': '客户交接', en: 'Hand-over of a customer' },
    isOpen: false,
    subjects: ['customer'],
    first: 'take_over',
    steps: [
      {
        type: 'task',
        name: 'take_over',
        label: { 'zh-CN': '联系客户并接手', en: 'Get in touch and take over' },
        dueMinutes: null,
        remindMinutes: 60,
        owner: { by: 'chosen', otherwise: QUEUE },
        answers: z.object({
          result: z.enum(HANDOVER_RESULTS).meta({ label: { 'zh-CN': '结果', en: 'Result' }, labels: RESULTS }),
          note: z
            .string()
            .trim()
            .max(2000)
            .optional()
            .meta({ label: { 'zh-CN': '说明', en: 'Note' }, isLong: true }),
        }),
        returnsTo: [],
        next: () => null,
        effect,
      },
    ],
    outcome: (data) => HANDOVER_RESULTS.find((result) => result === data['take_over']?.['result']) ?? 'done',
    onClosed,
  };
}
