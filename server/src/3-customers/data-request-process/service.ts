import { z } from 'zod';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { invalidInput } from '#kernel/errors.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { ApprovalStep, CaseData, ProcessKind, TaskStep } from '#work';
import type { RequestKind } from '../data-requests/words.ts';

export const DATA_REQUEST_PROCESS = 'customers.data_request';
/** Whoever approves has to hold this; it is never the one who handled the request. */
export const APPROVE = 'privacy.approve';
const HANDLE = 'privacy.handle';
const DAY_MINUTES = 9 * 60;

/** How a request ended, for whoever keeps the requests. */
export interface RequestEnd {
  readonly caseId: string;
  readonly result: 'carried_out' | 'refused' | 'not_identified' | 'cancelled';
  /** Of a refusal. */
  readonly reason: string | null;
}

/** What the steps do; the requests' own service. */
export interface RequestEffects {
  /** The requester is who they say and the request is to be carried out. */
  accepted(tx: Tx, context: Context, caseId: string): Promise<void>;
  ended(tx: Tx, context: Context, end: RequestEnd): Promise<void>;
}

const field = (zh: string, en: string, labels?: Readonly<Record<string, Text>>) => ({
  label: { 'zh-CN': zh, en },
  ...(labels === undefined ? {} : { labels }),
});

const METHODS: Readonly<Record<string, Text>> = {
  signed_in: { 'zh-CN': '本人登录或本人链接', en: 'Signed in, or by their own link' },
  call_back: { 'zh-CN': '回拨登记的号码', en: 'Called back on the number on file' },
  code: { 'zh-CN': '向登记的手机或邮箱发验证码', en: 'A code to the phone or e-mail on file' },
  id_shown: { 'zh-CN': '出示证件（不留复印件）', en: 'Showed an ID; no copy is kept' },
  authorised: { 'zh-CN': '代理人出示授权', en: 'An agent showed the authorisation' },
  none: { 'zh-CN': '无法核实', en: 'Could not be shown' },
};

const verify: TaskStep = {
  type: 'task',
  name: 'verify',
  label: { 'zh-CN': '核实请求人身份', en: 'Check who asks' },
  dueMinutes: null,
  due: dueOf,
  remindMinutes: DAY_MINUTES,
  owner: { by: 'queue', key: 'customers.data_requests', name: '个人信息请求', roles: ['admin', 'manager'] },
  // Nothing personal is answered: the case outlives an erasure.
  answers: z.object({
    method: z
      .enum(['signed_in', 'call_back', 'code', 'id_shown', 'authorised', 'none'])
      .meta(field('核实方式', 'How it was checked', METHODS)),
    verified: z.boolean().meta(field('确认是本人或其代理人', 'It is the person, or who acts for them')),
  }),
  returnsTo: [],
  next: ({ verified, method }) => (verified === true && method !== 'none' ? 'decide' : null),
};

const REFUSE_REASONS: Readonly<Record<string, Text>> = {
  carry_out: { 'zh-CN': '办理', en: 'Carry it out' },
  refuse: { 'zh-CN': '拒绝', en: 'Refuse' },
};

const NEXT: Readonly<Record<RequestKind, string | null>> = {
  access: 'hand_over',
  copy: 'hand_over',
  correction: 'correct',
  deletion: 'consent',
  withdrawal: null,
};

function decideStep({ accepted }: RequestEffects): TaskStep {
  return {
    type: 'task',
    name: 'decide',
    label: { 'zh-CN': '决定', en: 'Decide' },
    dueMinutes: null,
    due: dueOf,
    remindMinutes: DAY_MINUTES,
    owner: { by: 'step', step: 'verify' },
    answers: z.object({
      decision: z.enum(['carry_out', 'refuse']).meta(field('决定', 'Decision', REFUSE_REASONS)),
      reason: z
        .string()
        .trim()
        .min(2)
        .max(1000)
        .optional()
        .meta({
          label: { 'zh-CN': '拒绝理由（告知请求人）', en: 'Why it is refused (the person is told)' },
          isLong: true,
        }),
    }),
    returnsTo: [],
    next: ({ decision }, data) => (decision === 'refuse' ? null : NEXT[kindOf(data)]),
    effect: async (tx, context, { caseId, answers }) => {
      if (answers['decision'] === 'refuse' && answers['reason'] === undefined) {
        throw invalidInput([
          {
            field: 'answers.reason',
            code: 'value_missing',
            message: { 'zh-CN': '拒绝须写明理由', en: 'a refusal needs its reason' },
          },
        ]);
      }
      if (answers['decision'] === 'carry_out') {
        await accepted(tx, context, caseId);
      }
    },
  };
}

const consent: ApprovalStep = {
  type: 'approval',
  name: 'consent',
  label: { 'zh-CN': '复核删除', en: 'A second person agrees to the deletion' },
  dueMinutes: null,
  required: () => [
    { name: 'privacy', label: { 'zh-CN': '个人信息保护', en: 'Data protection' }, permission: APPROVE, count: 1 },
  ],
  onApproved: null,
  onRejected: 'decide',
};

const WAYS: Readonly<Record<string, Text>> = {
  in_person: { 'zh-CN': '当面交付', en: 'In person' },
  email: { 'zh-CN': '发到登记的邮箱', en: 'To the e-mail on file' },
  post: { 'zh-CN': '邮寄到登记的地址', en: 'By post to the address on file' },
  shown: { 'zh-CN': '当面查阅', en: 'Shown to them' },
};

const handOver: TaskStep = {
  type: 'task',
  name: 'hand_over',
  label: { 'zh-CN': '交付副本', en: 'Hand over the copy' },
  dueMinutes: null,
  due: dueOf,
  remindMinutes: DAY_MINUTES,
  owner: { by: 'step', step: 'verify' },
  answers: z.object({
    how: z.enum(['in_person', 'email', 'post', 'shown']).meta(field('交付方式', 'How it was handed over', WAYS)),
  }),
  returnsTo: ['decide'],
  next: () => null,
};

const RESULTS: Readonly<Record<string, Text>> = {
  corrected: { 'zh-CN': '已更正', en: 'Corrected' },
  nothing_wrong: { 'zh-CN': '核实无误，未改', en: 'Nothing was wrong' },
};

const correct: TaskStep = {
  type: 'task',
  name: 'correct',
  label: { 'zh-CN': '更正资料', en: 'Correct the data' },
  dueMinutes: null,
  due: dueOf,
  remindMinutes: DAY_MINUTES,
  owner: { by: 'step', step: 'verify' },
  answers: z.object({
    result: z.enum(['corrected', 'nothing_wrong']).meta(field('结果', 'What came of it', RESULTS)),
  }),
  returnsTo: ['decide'],
  next: () => null,
};

/** A request about one's own data, from the check of who asks to the answer; a deletion takes a second person. */
export function dataRequestProcess(effects: RequestEffects): ProcessKind {
  return {
    name: DATA_REQUEST_PROCESS,
    version: 1,
    label: { 'zh-CN': '个人信息请求', en: 'Request about one’s own data' },
    permission: HANDLE,
    isOpen: false,
    outlivesErasure: true,
    subjects: ['customer'],
    first: 'verify',
    steps: [verify, decideStep(effects), consent, handOver, correct],
    outcome: (data) => resultOf(data, 'done'),
    onClosed: (tx, context, { caseId, data, status }) =>
      effects.ended(tx, context, { caseId, result: resultOf(data, status), reason: reasonOf(data) }),
  };
}

function resultOf(data: CaseData, status: 'done' | 'cancelled'): RequestEnd['result'] {
  if (status === 'cancelled') {
    return 'cancelled';
  }
  const decision = data['decide']?.['decision'];
  return decision === undefined ? 'not_identified' : decision === 'refuse' ? 'refused' : 'carried_out';
}

function reasonOf(data: CaseData): string | null {
  const reason = data['decide']?.['reason'];
  return data['decide']?.['decision'] === 'refuse' && typeof reason === 'string' ? reason : null;
}

function kindOf(data: CaseData): RequestKind {
  // Written by the service that starts the case.
  return data['request']?.['kind'] as RequestKind;
}

/** The same instant for every step: the law asks for the answer, not for steps. */
function dueOf(data: CaseData): Date | null {
  const dueAt = data['request']?.['dueAt'];
  return typeof dueAt === 'string' ? new Date(dueAt) : null;
}
