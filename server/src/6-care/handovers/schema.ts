import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

export const HANDOVER_STATES = ['open', 'assigned', 'handed', 'called_off', 'gone'] as const;
export type HandoverState = (typeof HANDOVER_STATES)[number];
/** As many as are chosen one by one; `all` has no limit. */
export const MAX_CHOSEN = 1000;

export const handoverSchema = z
  .object({
    id: z.uuid(),
    customerId: z.uuid(),
    name: z.string().nullable(),
    state: z.enum(HANDOVER_STATES),
    task: z.enum(['due', 'made', 'closed', 'none']),
    caseId: z.uuid().nullable(),
    valueMinor: z.number().int(),
    currency: z.string(),
    /** Of ABC by revenue; null before it was computed. */
    class: z.enum(['a', 'b', 'c']).nullable(),
    /** Of churn. */
    risk: z.enum(['high', 'due', 'low']).nullable(),
    to: z.string().nullable(),
    how: z.enum(['manager', 'task', 'elsewhere', 'unwanted']).nullable(),
    handedOn: z.iso.date().nullable(),
    greetedOn: z.iso.date().nullable(),
  })
  .meta({ id: 'Handover' });
export type Handover = z.output<typeof handoverSchema>;

const HAND_OVER = { permission: 'care.hand_over' } as const;

export const listHandovers = defineContract({
  name: 'care.list_handovers',
  method: 'GET',
  path: '/api/v1/care/departures/{id}/customers',
  summary: {
    'zh-CN': '离职者的客户，最要紧的在前（ABC 分类、流失风险、累计净消费）',
    en: 'Customers of who leaves, those who matter most first (ABC class, churn risk, net revenue)',
  },
  access: HAND_OVER,
  params: idParams,
  query: z.object({ ...pageQuery, state: z.enum(HANDOVER_STATES).optional() }),
  response: pageOf(handoverSchema).required({ total: true }),
});

export const reassignHandovers = defineContract({
  name: 'care.reassign_handovers',
  method: 'POST',
  path: '/api/v1/care/departures/{id}/reassign',
  summary: {
    'zh-CN': '把还没有交接的客户（全部或所选）平均分给同事',
    en: 'Give customers who were not handed over, all or some, evenly to colleagues',
  },
  access: HAND_OVER,
  params: idParams,
  body: z.object({
    toIds: z.array(z.uuid()).min(1).max(20),
    /** The rows, not the customers; left out: all that are open. */
    handoverIds: z.array(z.uuid()).min(1).max(MAX_CHOSEN).optional(),
  }),
  response: z.object({
    /** They are written down in the background, in parts. */
    assigned: z.number().int(),
    to: z.array(z.object({ id: z.uuid(), name: z.string(), customers: z.number().int() })),
  }),
  idempotent: true,
});

export const getCustomerHandover = defineContract({
  name: 'care.get_customer_handover',
  method: 'GET',
  path: '/api/v1/customers/{id}/handover',
  summary: {
    'zh-CN': '客户的负责人离职后是否有人接手',
    en: 'Whether somebody took over a customer whose salesperson leaves or has left',
  },
  access: { permission: 'care.read' },
  params: idParams,
  response: z.object({
    /** Null: nothing of that kind. */
    handover: z
      .object({
        owner: z.string(),
        leavesOn: z.iso.date().nullable(),
        leftOn: z.iso.date().nullable(),
        state: z.enum(['open', 'assigned', 'handed']),
        to: z.string().nullable(),
        handedOn: z.iso.date().nullable(),
        caseId: z.uuid().nullable(),
      })
      .nullable(),
  }),
});
