import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { optionalText } from './optional-text.ts';

export const SUBMISSION_STATES = ['waiting', 'accepted', 'rejected'] as const;
export const MAX_HANDED_IN = 200;

/** Somebody whom an agent hands in. */
export const handedPersonSchema = z.object({
  name: z.string().trim().min(1).max(100),
  phone: z.string().trim().min(5).max(40),
  gender: optionalText(20),
  /** `YYYY-MM-DD`, or as people write it. */
  birthday: optionalText(40),
  email: optionalText(200),
  address: optionalText(300),
  occupation: optionalText(100),
  /** For the department; goes no further. */
  note: optionalText(500),
});
export type HandedPerson = z.output<typeof handedPersonSchema>;

/** The same, masked. */
export const shownPersonSchema = z.object({
  name: z.string(),
  phone: z.string(),
  email: z.string().nullable(),
  address: z.string().nullable(),
  gender: z.string().nullable(),
  birthday: z.string().nullable(),
  occupation: z.string().nullable(),
  note: z.string().nullable(),
});
export type ShownPerson = z.output<typeof shownPersonSchema>;

const common = {
  id: z.uuid(),
  /** People call it by this. */
  number: z.number().int(),
  state: z.enum(SUBMISSION_STATES),
  submittedAt: z.iso.datetime(),
  decidedAt: z.iso.datetime().nullable(),
  /** Why it came back. */
  reason: z.string().nullable(),
} as const;

export const ownSubmissionSchema = z
  .object({ ...common, name: z.string(), phone: z.string() })
  .meta({ id: 'OwnSubmission' });
export type OwnSubmission = z.output<typeof ownSubmissionSchema>;

/** Somebody in the base with the same phone or e-mail: the two would become one. */
export const submissionMatchSchema = z.object({
  by: z.array(z.enum(['phone', 'email'])),
  /** Null when the reader may not see them. */
  customer: z
    .object({
      id: z.uuid(),
      name: z.string().nullable(),
      phone: z.string().nullable(),
      email: z.string().nullable(),
      sources: z.array(z.string()),
      firstOrderAt: z.iso.datetime().nullable(),
      createdAt: z.iso.datetime(),
    })
    .nullable(),
  /** What the two say differently. */
  differs: z.array(z.enum(['name', 'phone', 'email'])),
});
export type SubmissionMatch = z.output<typeof submissionMatchSchema>;

export const submissionSchema = z
  .object({
    ...common,
    kind: z.enum(['agent', 'form']),
    submittedBy: z.string(),
    decidedBy: z.string().nullable(),
    /** Null once it was accepted: it is a customer then. */
    person: shownPersonSchema.nullable(),
    name: z.string(),
    matches: z.array(submissionMatchSchema),
    /** Others that wait with the same phone. */
    alsoWaiting: z.array(z.number().int()),
    customerId: z.uuid().nullable(),
    /** Whether it joined somebody who was there. */
    joined: z.boolean().nullable(),
    can: z.object({ decide: z.boolean() }),
  })
  .meta({ id: 'Submission' });
export type Submission = z.output<typeof submissionSchema>;

export const handIn = defineContract({
  name: 'entry.hand_in',
  method: 'POST',
  path: '/api/v1/submissions',
  summary: {
    'zh-CN': '提交客户资料，待部门验收后才成为客户',
    en: 'Hand people in; they become customers once the department accepts',
  },
  access: { permission: 'submissions.write' },
  body: z.object({
    people: z.array(handedPersonSchema).min(1).max(MAX_HANDED_IN),
    /** They know and agree that their data is handed on. */
    agreed: z.literal(true),
  }),
  response: z.object({ items: z.array(ownSubmissionSchema) }),
  status: 201,
  idempotent: true,
});

export const readPeopleFile = defineContract({
  name: 'entry.read_people_file',
  method: 'POST',
  path: '/api/v1/submissions/file',
  summary: {
    'zh-CN': '读取客户名单文件（CSV、XLSX），只识别不提交',
    en: 'Read a file of people (CSV, XLSX) without handing them in',
  },
  access: { permission: 'submissions.write' },
  body: 'stream',
  response: z.object({
    rows: z.array(
      z.object({
        rowNo: z.number().int(),
        values: z.record(z.string(), z.string()).nullable(),
        fault: z.object({ field: z.string().nullable(), reason: z.string() }).nullable(),
      }),
    ),
  }),
});

export const listOwnSubmissions = defineContract({
  name: 'entry.list_own_submissions',
  method: 'GET',
  path: '/api/v1/submissions/mine',
  summary: { 'zh-CN': '我提交的客户资料，新的在前', en: 'What the asker handed in, newest first' },
  access: { permission: 'submissions.write' },
  query: z.object({ ...pageQuery, state: z.enum(SUBMISSION_STATES).optional() }),
  response: pageOf(ownSubmissionSchema).extend({
    counts: z.object({ waiting: z.number().int(), accepted: z.number().int(), rejected: z.number().int() }),
  }),
});

export const getOwnSubmission = defineContract({
  name: 'entry.get_own_submission',
  method: 'GET',
  path: '/api/v1/submissions/mine/{id}',
  summary: {
    'zh-CN': '我提交的一条，可改正时给出全文，验收后不再给出',
    en: 'One that the asker handed in: in full while it can be corrected, no more once it was accepted',
  },
  access: { permission: 'submissions.write' },
  params: idParams,
  response: ownSubmissionSchema.extend({ person: handedPersonSchema.nullable() }),
});

export const correctSubmission = defineContract({
  name: 'entry.correct_submission',
  method: 'PUT',
  path: '/api/v1/submissions/mine/{id}',
  summary: { 'zh-CN': '改正被退回的一条并重新提交', en: 'Correct one that was rejected and hand it in again' },
  access: { permission: 'submissions.write' },
  params: idParams,
  body: z.object({ person: handedPersonSchema }),
  response: ownSubmissionSchema,
});

export const listSubmissions = defineContract({
  name: 'entry.list_submissions',
  method: 'GET',
  path: '/api/v1/submissions',
  summary: {
    'zh-CN': '验收队列，先提交的在前；已有客户一并列出',
    en: 'What waits for acceptance, oldest first, with the customers whom it would join',
  },
  access: { permission: 'submissions.review' },
  query: z.object({ ...pageQuery, state: z.enum(SUBMISSION_STATES).default('waiting') }),
  response: pageOf(submissionSchema),
});

const decisionResult = z.object({
  id: z.uuid(),
  outcome: z.enum(['accepted', 'rejected', 'refused']),
  customerId: z.uuid().nullable(),
  fault: z.object({ code: z.string(), reason: z.string() }).nullable(),
});

export const decideSubmissions = defineContract({
  name: 'entry.decide_submissions',
  method: 'POST',
  path: '/api/v1/submissions/decide',
  summary: {
    'zh-CN': '验收或退回一批（退回须写原因）；自己提交的由别人验收',
    en: 'Accept or reject several (with a reason), a result for each; never one’s own',
  },
  access: { permission: 'submissions.review' },
  body: z.object({
    ids: z.array(z.uuid()).min(1).max(MAX_HANDED_IN),
    decision: z.enum(['accept', 'reject']),
    reason: z.string().trim().min(1).max(500).optional(),
  }),
  response: z.object({ results: z.array(decisionResult) }),
  transaction: 'own',
});
