import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { RELATION_KINDS, SUGGESTION_REASONS } from '../relations/kinds.ts';

const label = z.object({ 'zh-CN': z.string(), en: z.string() });
const person = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  /** Masked. */
  phone: z.string().nullable(),
  organisation: z.string().nullable(),
});
export const SUGGESTION_STATES = ['open', 'accepted', 'rejected'] as const;
export type SuggestionState = (typeof SUGGESTION_STATES)[number];

export const suggestionSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(RELATION_KINDS),
    kindLabel: label,
    reason: z.enum(SUGGESTION_REASONS),
    reasonLabel: label,
    /** What they share, masked; the goods of a supplier and a buyer. */
    detail: z.string().nullable(),
    /** How many share it. */
    sharers: z.number().int(),
    /** Of business, the supplier. */
    left: person,
    right: person,
    state: z.enum(SUGGESTION_STATES),
    proposedAt: z.iso.datetime(),
    decision: z.object({ by: z.string(), at: z.iso.datetime() }).nullable(),
    introduced: z.boolean(),
  })
  .meta({ id: 'RelationSuggestion' });
export type RelationSuggestion = z.output<typeof suggestionSchema>;

const suggestions = '/api/v1/relation-suggestions';
const write = { permission: 'relations.write' } as const;

export const listRelationSuggestions = defineContract({
  name: 'customers.list_relation_suggestions',
  method: 'GET',
  path: suggestions,
  summary: {
    'zh-CN': '可能存在的关系：同地址、同单位、共用家庭电话、供需互补',
    en: 'Likely links: same address, same company, shared family phone, complementary business',
  },
  access: write,
  query: z.object({
    ...pageQuery,
    state: z.enum(SUGGESTION_STATES).default('open'),
    reason: z.enum(SUGGESTION_REASONS).optional(),
    customerId: z.uuid().optional(),
  }),
  response: pageOf(suggestionSchema),
});

const decided = z.object({ id: z.uuid(), state: z.enum(SUGGESTION_STATES), relationId: z.uuid().nullable() });

export const acceptRelationSuggestion = defineContract({
  name: 'customers.accept_relation_suggestion',
  method: 'POST',
  path: `${suggestions}/{id}/accept`,
  summary: { 'zh-CN': '采纳，记为双方的关系', en: 'Accept: the link stands with both' },
  access: write,
  params: idParams,
  body: z.object({ word: z.string().trim().max(40).nullable().optional() }),
  response: decided,
  idempotent: true,
});

export const rejectRelationSuggestion = defineContract({
  name: 'customers.reject_relation_suggestion',
  method: 'POST',
  path: `${suggestions}/{id}/reject`,
  summary: { 'zh-CN': '拒绝，此后不再提出', en: 'Reject: it is not proposed again' },
  access: write,
  params: idParams,
  body: z.object({}),
  response: decided,
  idempotent: true,
});

export const undoRelationSuggestion = defineContract({
  name: 'customers.undo_relation_suggestion',
  method: 'POST',
  path: `${suggestions}/{id}/undo`,
  summary: { 'zh-CN': '撤回决定', en: 'Take the decision back' },
  access: write,
  params: idParams,
  body: z.object({}),
  response: decided,
  idempotent: true,
});

export const scanForRelations = defineContract({
  name: 'customers.scan_for_relations',
  method: 'POST',
  path: `${suggestions}/scan`,
  summary: { 'zh-CN': '在全部客户中查找可能的关系', en: 'Look through all customers for likely links' },
  access: { permission: 'customers.review' },
  body: z.object({}),
  response: z.object({ queued: z.boolean() }),
  status: 202,
});
