import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { reasonSchema } from '../reasons/schema.ts';
import { WIN_BACK_RESULTS } from '../stages/process.ts';

/** As many as one call treats. */
export const MAX_TREATED = 200;
/** open: nothing was done yet; treated: a task was started; closed: a reason was given; won_back: bought since. */
export const LOSS_STATES = ['open', 'treated', 'closed', 'won_back'] as const;
export type LossState = (typeof LOSS_STATES)[number];

const figure = z.object({ customers: z.number().int(), valueMinor: z.number().int() });

export const lossSchema = z
  .object({
    id: z.uuid(),
    customerId: z.uuid(),
    name: z.string().nullable(),
    state: z.enum(LOSS_STATES),
    lostOn: z.iso.date(),
    source: z.enum(['run', 'staff']),
    /** What they had spent until then. */
    valueMinor: z.number().int(),
    currency: z.string(),
    reason: reasonSchema.pick({ id: true, side: true, label: true }).nullable(),
    note: z.string().nullable(),
    competitor: z.string().nullable(),
    closedOn: z.iso.date().nullable(),
    closedBy: z.string().nullable(),
    treatedOn: z.iso.date().nullable(),
    caseId: z.uuid().nullable(),
    offer: z.string().nullable(),
    result: z.enum(WIN_BACK_RESULTS).nullable(),
    wonBackOn: z.iso.date().nullable(),
  })
  .meta({ id: 'Loss' });
export type Loss = z.output<typeof lossSchema>;

const READ = { permission: 'care.read' } as const;
const ACT = { permission: 'care.act' } as const;
const span = { from: z.iso.date(), to: z.iso.date() } as const;

export const listLosses = defineContract({
  name: 'care.list_losses',
  method: 'GET',
  path: '/api/v1/care/losses',
  summary: {
    'zh-CN': '流失的客户，累计消费高的在前；可按状态、原因与登记日期筛选',
    en: 'Lost customers, who spent most first; by state, reason and the days of closing',
  },
  access: READ,
  query: z.object({
    ...pageQuery,
    state: z.enum(LOSS_STATES).optional(),
    reasonId: z.uuid().optional(),
    closedFrom: z.iso.date().optional(),
    closedTo: z.iso.date().optional(),
  }),
  response: pageOf(lossSchema).extend({ total: z.number().int(), can: z.object({ act: z.boolean() }) }),
});

export const getCustomerLoss = defineContract({
  name: 'care.get_customer_loss',
  method: 'GET',
  path: '/api/v1/customers/{id}/loss',
  summary: { 'zh-CN': '客户最近一次流失', en: 'How a customer was lost the last time' },
  access: READ,
  params: idParams,
  response: z.object({ loss: lossSchema.nullable(), can: z.object({ act: z.boolean() }) }),
});

export const closeLoss = defineContract({
  name: 'care.close_loss',
  method: 'POST',
  path: '/api/v1/customers/{id}/loss',
  summary: { 'zh-CN': '登记客户流失，须写明原因', en: 'Close a customer as lost, which needs a reason' },
  access: ACT,
  params: idParams,
  body: z.object({
    reasonId: z.uuid(),
    note: z.string().trim().min(1).max(2000).nullable().default(null),
    /** Where the customer went, when known. */
    competitor: z.string().trim().min(1).max(200).nullable().default(null),
  }),
  response: lossSchema,
  status: 201,
  idempotent: true,
});

export const undoLoss = defineContract({
  name: 'care.undo_loss',
  method: 'DELETE',
  path: '/api/v1/customers/{id}/loss',
  summary: { 'zh-CN': '撤销流失登记', en: 'Take back that a customer was closed as lost' },
  access: ACT,
  params: idParams,
});

export const startWinBack = defineContract({
  name: 'care.start_win_back',
  method: 'POST',
  path: '/api/v1/care/losses/win-back',
  summary: {
    'zh-CN': '对流失客户发起挽回：每人一个任务',
    en: 'Win lost customers back: a task for each of them',
  },
  access: ACT,
  body: z.object({
    lossIds: z.array(z.uuid()).min(1).max(MAX_TREATED),
    /** What they are offered. */
    offer: z.string().trim().min(2).max(2000),
    assigneeId: z.uuid().nullable().default(null),
    dueDays: z.number().int().min(0).max(365).default(7),
  }),
  response: z.object({
    started: z.number().int(),
    /** Had a task already, were back, or are no more. */
    skipped: z.number().int(),
  }),
  idempotent: true,
});

const rated = z.object({ customers: z.number().int(), wonBack: z.number().int() });

export const getChurnReport = defineContract({
  name: 'care.get_churn_report',
  method: 'GET',
  path: '/api/v1/care/report',
  summary: {
    'zh-CN': '流失按原因：人数与累计消费，分公司侧与客户侧；挽回率与未挽回者对照，按周与原因',
    en: 'Churn by cause: customers and what they had spent, by side; how many were won back, beside those who were not asked, by week and cause',
  },
  access: READ,
  query: z.object({ ...span, currency: z.string().length(3).optional() }),
  response: z.object({
    currency: z.string(),
    currencies: z.array(z.string()),
    /** Closed in the span. */
    sides: z.array(figure.extend({ side: z.enum(['company', 'customer']) })),
    reasons: z.array(figure.extend({ reason: reasonSchema.pick({ id: true, side: true, label: true }) })),
    competitors: z.array(figure.extend({ competitor: z.string() })),
    /** Lost in the span, without a reason so far. */
    unsaid: figure,
    winBack: z.object({
      days: z.number().int(),
      /** Asked to come back in the span. `running`: their days are not over. */
      treated: rated.extend({ running: z.number().int() }),
      /** Lost by the end of the span and never asked. */
      untreated: rated,
      results: z.array(z.object({ result: z.enum(WIN_BACK_RESULTS), customers: z.number().int() })),
      weeks: z.array(rated.extend({ week: z.iso.date() })),
      causes: z.array(rated.extend({ reason: reasonSchema.pick({ id: true, side: true, label: true }).nullable() })),
    }),
  }),
});
