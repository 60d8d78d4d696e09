import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

/** Which task of a queue comes first: what is due, what matters most, what waits longest. */
export const QUEUE_PICKS = ['due', 'priority', 'oldest'] as const;
export type QueuePick = (typeof QUEUE_PICKS)[number];

const member = z.object({ userId: z.uuid().nullable(), role: z.string().max(60).nullable() });

export const queueSchema = z
  .object({
    id: z.uuid(),
    /** What processes call it. */
    key: z.string().nullable(),
    name: z.string(),
    scopeId: z.uuid().nullable(),
    calendarId: z.uuid().nullable(),
    pick: z.enum(QUEUE_PICKS),
    /** Smaller ones are worked first by whoever serves several. */
    rank: z.number().int(),
    limitPerPerson: z.number().int().nullable(),
    members: z.array(member.extend({ name: z.string() })),
    /** Tasks that nobody has taken yet. */
    waiting: z.number().int(),
    /** Whether the asker serves it. */
    isMine: z.boolean(),
  })
  .meta({ id: 'WorkQueue' });
export type WorkQueue = z.output<typeof queueSchema>;

const members = z
  .array(
    z
      .object({ userId: z.uuid().nullable().default(null), role: z.string().max(60).nullable().default(null) })
      .refine(({ userId, role }) => (userId === null) !== (role === null), {
        params: {
          code: 'member_unclear',
          text: { 'zh-CN': '要么是一个人，要么是一个角色', en: 'is either a person or a role' },
        },
      }),
  )
  .max(200);

const settings = {
  name: z.string().trim().min(1).max(100),
  scopeId: z.uuid().nullable(),
  calendarId: z.uuid().nullable(),
  pick: z.enum(QUEUE_PICKS),
  rank: z.number().int().min(0).max(10_000),
  limitPerPerson: z.number().int().min(1).max(10_000).nullable(),
  members,
} as const;

export const newQueueSchema = z.object({
  name: settings.name,
  scopeId: settings.scopeId.default(null),
  calendarId: settings.calendarId.default(null),
  pick: settings.pick.default('due'),
  rank: settings.rank.default(100),
  limitPerPerson: settings.limitPerPerson.default(null),
  members: settings.members.default([]),
});
export type NewQueue = z.output<typeof newQueueSchema>;

export const queueChangeSchema = z
  .object(settings)
  .partial()
  .extend({ closed: z.literal(true).optional() });
export type QueueChange = z.output<typeof queueChangeSchema>;

export const listQueues = defineContract({
  name: 'work.list_queues',
  method: 'GET',
  path: '/api/v1/work/queues',
  summary: { 'zh-CN': '队列及其成员', en: 'Queues and who serves them' },
  access: { permission: 'work.read' },
  response: z.object({ items: z.array(queueSchema), can: z.object({ manage: z.boolean() }) }),
});

export const createQueue = defineContract({
  name: 'work.create_queue',
  method: 'POST',
  path: '/api/v1/work/queues',
  summary: { 'zh-CN': '新建队列', en: 'Add a queue' },
  access: { permission: 'work.manage' },
  body: newQueueSchema,
  response: queueSchema,
  status: 201,
  idempotent: true,
});

export const changeQueue = defineContract({
  name: 'work.change_queue',
  method: 'PATCH',
  path: '/api/v1/work/queues/{id}',
  summary: { 'zh-CN': '修改队列、成员，或关闭空的队列', en: 'Change a queue or its members, or close an empty one' },
  access: { permission: 'work.manage' },
  params: idParams,
  body: queueChangeSchema,
  response: queueSchema,
});
