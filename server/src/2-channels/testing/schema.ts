import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

export const TEST_OUTCOMES = ['sent', 'written', 'refused', 'try_later', 'unknown'] as const;

export const testEmail = defineContract({
  name: 'channels.test_email',
  method: 'POST',
  path: '/api/v1/channels/email/test',
  summary: {
    'zh-CN': '给自己发一封测试邮件，检查发信服务器',
    en: 'Send a message to oneself, to see whether the mail server works',
  },
  access: { permission: 'channels.manage' },
  transaction: 'own',
  response: z.object({
    /** `written`: no server is set, the message became a file. */
    outcome: z.enum(TEST_OUTCOMES),
    /** What the server answered, where it did not take it. */
    detail: z.string().nullable(),
    to: z.string(),
    tookMs: z.number().int(),
  }),
});
