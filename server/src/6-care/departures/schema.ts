import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

export const DEPARTURE_STATES = ['held', 'working', 'open', 'calling_off', 'called_off'] as const;
export type DepartureState = (typeof DEPARTURE_STATES)[number];

const named = z.object({ id: z.uuid(), name: z.string() });

export const departureSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    /** Null: somebody whom customers name, and who never had an account. */
    userId: z.uuid().nullable(),
    /** held: a colleague has the same name; working: being looked through; open: all is there. */
    state: z.enum(DEPARTURE_STATES),
    /** The day that was announced. */
    leavesOn: z.iso.date().nullable(),
    /** The day on which the account was disabled. */
    leftOn: z.iso.date().nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    customers: z.number().int(),
    /** Somebody looks after them now. */
    handed: z.number().int(),
    /** Somebody was chosen, and is being written down. */
    assigned: z.number().int(),
    open: z.number().int(),
    /** Whoever took over got in touch. */
    greeted: z.number().int(),
    /** Tasks that were made, and those that wait for the next run. */
    tasks: z.number().int(),
    tasksDue: z.number().int(),
    /** What those of whom nobody took over brought so far, net of returns. */
    openValueMinor: z.number().int(),
    currency: z.string(),
    /** Open tasks of theirs that wait for somebody else now. */
    requeued: z.number().int(),
  })
  .meta({ id: 'Departure' });
export type Departure = z.output<typeof departureSchema>;

const HAND_OVER = { permission: 'care.hand_over' } as const;

export const listDepartures = defineContract({
  name: 'care.list_departures',
  method: 'GET',
  path: '/api/v1/care/departures',
  summary: {
    'zh-CN': '离职与交接：每位离职员工有多少客户，已交接多少',
    en: 'Who leaves: how many customers they had, and how many were handed over',
  },
  access: HAND_OVER,
  response: z.object({ items: z.array(departureSchema) }),
});

export const getDeparture = defineContract({
  name: 'care.get_departure',
  method: 'GET',
  path: '/api/v1/care/departures/{id}',
  summary: {
    'zh-CN': '一次离职交接，以及仍在其名下的策略与规则',
    en: 'One departure, with the strategies and rules that still name them',
  },
  access: HAND_OVER,
  params: idParams,
  response: departureSchema.extend({
    /** Segments whose strategy is theirs, and rules whose tasks go to them: somebody has to name another one. */
    segments: z.array(named),
    rules: z.number().int(),
  }),
});

export const announceDeparture = defineContract({
  name: 'care.announce_departure',
  method: 'POST',
  path: '/api/v1/care/departures',
  summary: {
    'zh-CN': '登记某位员工将要离职（账号或客户资料里的负责人姓名），开始交接；重复登记即更新',
    en: 'Say that somebody leaves, by account or by the name that customers have; saying it again changes it',
  },
  access: HAND_OVER,
  body: z.object({
    userId: z.uuid().nullable().default(null),
    /** Of somebody without an account: the owner as customers have it. */
    name: z.string().trim().min(1).max(100).nullable().default(null),
    /** Other ways in which customers write the name. */
    alsoCalled: z.array(z.string().trim().min(1).max(100)).max(10).default([]),
    leavesOn: z.iso.date().nullable().default(null),
    /** Customers go to these colleagues evenly; without any they wait for somebody to decide. */
    successorIds: z.array(z.uuid()).max(20).default([]),
  }),
  response: departureSchema,
  status: 201,
  idempotent: true,
});

export const confirmDeparture = defineContract({
  name: 'care.confirm_departure',
  method: 'POST',
  path: '/api/v1/care/departures/{id}/confirm',
  summary: {
    'zh-CN': '有同名同事时，确认这些客户是离职者的，开始交接',
    en: 'Where a colleague has the same name: the customers are those of who leaves; begin',
  },
  access: HAND_OVER,
  params: idParams,
  body: z.object({}).default({}),
  response: departureSchema,
  idempotent: true,
});

export const callOffDeparture = defineContract({
  name: 'care.call_off_departure',
  method: 'POST',
  path: '/api/v1/care/departures/{id}/call-off',
  summary: {
    'zh-CN': '不离职了：撤回还没有交接的，已交接的不变',
    en: 'They stay: what was not handed over is called off, what was stays as it is',
  },
  access: HAND_OVER,
  params: idParams,
  body: z.object({}).default({}),
  response: departureSchema,
  idempotent: true,
});
