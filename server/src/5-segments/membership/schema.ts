import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { personSchema } from '../preview/schema.ts';

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
