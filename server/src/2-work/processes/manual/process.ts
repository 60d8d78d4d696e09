import { z } from 'zod';
import type { ProcessKind } from '../kind.ts';

/** A task that somebody gives a colleague, a queue or themselves, about a customer or about nothing in particular. */
export const manualProcess: ProcessKind = {
  name: 'work.manual',
  version: 1,
  label: { 'zh-CN': '任务', en: 'Task' },
  isOpen: true,
  subjects: null,
  first: 'do',
  steps: [
    {
      type: 'task',
      name: 'do',
      label: { 'zh-CN': '处理', en: 'Do it' },
      dueMinutes: null,
      remindMinutes: 60,
      owner: { by: 'chosen' },
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
