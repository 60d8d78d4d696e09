import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { personSchema } from '../preview/schema.ts';
import { strategySchema } from '../strategies/schema.ts';

export const memberSchema = personSchema.extend({ enteredAt: z.iso.datetime() }).meta({ id: 'SegmentMember' });
export const moveSchema = personSchema
  .extend({
    entered: z.boolean(),
    at: z.iso.datetime(),
    /** `refresh`, `rule_changed`, or the event that it followed. */
    cause: z.string(),
    version: z.number().int(),
  })
  .meta({ id: 'SegmentMove' });

export const listMembers = defineContract({
  name: 'segments.list_members',
  method: 'GET',
  path: '/api/v1/segments/{id}/members',
  summary: { 'zh-CN': '客群的成员', en: 'Members of a segment' },
  access: { permission: 'segments.read' },
  params: idParams,
  query: z.object(pageQuery),
  response: pageOf(memberSchema),
});

export const listMoves = defineContract({
  name: 'segments.list_moves',
  method: 'GET',
  path: '/api/v1/segments/{id}/history',
  summary: { 'zh-CN': '谁何时因何进出客群', en: 'Who entered and left, when and why' },
  access: { permission: 'segments.read' },
  params: idParams,
  query: z.object(pageQuery),
  response: pageOf(moveSchema),
});

export const refreshSegment = defineContract({
  name: 'segments.refresh',
  method: 'POST',
  path: '/api/v1/segments/{id}/refresh',
  summary: { 'zh-CN': '重新计算客群', en: 'Work out anew who is in a segment' },
  access: { permission: 'segments.write' },
  params: idParams,
  status: 202,
  response: z.object({ queued: z.boolean() }),
});

const DAYS = 400;

export const listSegmentSizes = defineContract({
  name: 'segments.list_sizes',
  method: 'GET',
  path: '/api/v1/segments/sizes',
  summary: {
    'zh-CN': '客群人数逐日变化：每天结束时的人数，当天进入与离开',
    en: 'Sizes of segments day by day: how many at the end of each, who entered and left that day',
  },
  access: { permission: 'segments.read' },
  query: z.object({
    /** All segments without it. */
    segmentId: z.uuid().optional(),
    /** Today included. */
    days: z.coerce.number().int().min(1).max(DAYS).default(30),
  }),
  response: z.object({
    items: z.array(
      z.object({
        segmentId: z.uuid(),
        days: z.array(
          z.object({
            date: z.iso.date(),
            members: z.number().int(),
            entered: z.number().int(),
            left: z.number().int(),
          }),
        ),
      }),
    ),
  }),
});

export const listSegmentsOfCustomer = defineContract({
  name: 'segments.list_of_customer',
  method: 'GET',
  path: '/api/v1/customers/{id}/segments',
  summary: { 'zh-CN': '一位客户所在的客群', en: 'The segments that a customer is in' },
  access: { permission: 'segments.read' },
  params: idParams,
  response: z.object({
    items: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        enteredAt: z.iso.datetime(),
        /** What is done for those who are in it; null while nothing is. */
        strategy: strategySchema.nullable(),
      }),
    ),
  }),
});
