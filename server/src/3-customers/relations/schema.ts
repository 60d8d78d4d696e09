import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { RELATION_KINDS, RELATION_ORIGINS, SUGGESTION_REASONS } from './kinds.ts';

export type { RelationKind, RelationOrigin, SuggestionReason } from './kinds.ts';
export { RELATION_KINDS, RELATION_ORIGINS, SUGGESTION_REASONS } from './kinds.ts';

const label = z.object({ 'zh-CN': z.string(), en: z.string() });
const text = (max: number) => z.string().trim().max(max).nullable();
const person = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  /** Masked. */
  phone: z.string().nullable(),
});
const day = z.iso.date();

export const relationSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(RELATION_KINDS),
    /** What the other one is to the customer. */
    label,
    /** On which side the other one stands; a referrer and a supplier are `from`. */
    otherIs: z.enum(['from', 'to']),
    other: person,
    word: z.string().nullable(),
    since: day.nullable(),
    until: day.nullable(),
    origin: z.enum(RELATION_ORIGINS),
    /** Why it was suggested. */
    reason: z.object({ key: z.enum(SUGGESTION_REASONS), label }).nullable(),
    note: z.string().nullable(),
    by: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Relation' });
export type Relation = z.output<typeof relationSchema>;

const period = { word: text(40).optional(), since: day.nullable().optional(), until: day.nullable().optional() };
export const newRelationSchema = z.object({
  ...period,
  otherId: z.uuid(),
  kind: z.enum(RELATION_KINDS),
  /** Of referrer and business: whether the other one refers or supplies (`from`). */
  otherIs: z.enum(['from', 'to']).default('to'),
  origin: z.enum(['hand', 'form']).default('hand'),
  note: text(500).optional(),
});
export type NewRelation = z.output<typeof newRelationSchema>;
export const relationChangeSchema = z.object({ ...period, note: text(500).optional() });
export type RelationChange = z.output<typeof relationChangeSchema>;

export const graphNodeSchema = z
  .object({
    /** Unique within the graph. */
    key: z.string(),
    type: z.enum(['customer', 'person', 'organisation']),
    /** Of the customer or organisation; of a person the household. */
    id: z.uuid(),
    name: z.string().nullable(),
    depth: z.number().int(),
    isMinor: z.boolean(),
  })
  .meta({ id: 'RelationNode' });
export type GraphNode = z.output<typeof graphNodeSchema>;

export const graphEdgeSchema = z
  .object({
    key: z.string(),
    from: z.string(),
    to: z.string(),
    kind: z.enum([...RELATION_KINDS, 'household', 'contact']),
    /** Read from `from` to `to`: what `to` is to `from`. */
    label,
    word: z.string().nullable(),
    isDirected: z.boolean(),
    isOver: z.boolean(),
  })
  .meta({ id: 'RelationEdge' });
export type GraphEdge = z.output<typeof graphEdgeSchema>;

const path = '/api/v1/relations';
const read = { permission: 'customers.read' } as const;
const write = { permission: 'relations.write' } as const;

export const listRelations = defineContract({
  name: 'customers.list_relations',
  method: 'GET',
  path: '/api/v1/customers/{id}/relations',
  summary: { 'zh-CN': '客户与其他客户的关系', en: 'The links of a customer with others' },
  access: read,
  params: idParams,
  response: z.object({
    items: z.array(relationSchema),
    /** Links with customers whom the asker may not see. */
    hidden: z.number().int(),
    can: z.object({ write: z.boolean() }),
  }),
});

export const getRelationGraph = defineContract({
  name: 'customers.get_relation_graph',
  method: 'GET',
  path: '/api/v1/customers/{id}/relation-graph',
  summary: {
    'zh-CN': '客户的关系图：家人、朋友、企业，最多两层',
    en: 'Who is around a customer, by links, households and organisations, two steps far',
  },
  access: read,
  params: idParams,
  query: z.object({ depth: z.coerce.number().int().min(1).max(2).default(2) }),
  response: z.object({
    nodes: z.array(graphNodeSchema),
    edges: z.array(graphEdgeSchema),
    /** People who are not shown: of other brands or shops, or too many. */
    hidden: z.number().int(),
  }),
});

export const addRelation = defineContract({
  name: 'customers.add_relation',
  method: 'POST',
  path: '/api/v1/customers/{id}/relations',
  summary: { 'zh-CN': '记下与另一位客户的关系', en: 'Link a customer with another one' },
  access: write,
  params: idParams,
  body: newRelationSchema,
  response: relationSchema,
  status: 201,
  idempotent: true,
});

export const changeRelation = defineContract({
  name: 'customers.change_relation',
  method: 'PATCH',
  path: `${path}/{id}`,
  summary: { 'zh-CN': '修改关系的称呼、起止与备注', en: 'Change words, period and note of a link' },
  access: write,
  params: idParams,
  body: relationChangeSchema,
  response: z.object({ id: z.uuid() }),
});

export const removeRelation = defineContract({
  name: 'customers.remove_relation',
  method: 'DELETE',
  path: `${path}/{id}`,
  summary: { 'zh-CN': '删除误记的关系，可恢复', en: 'Take a wrong link away; it can be restored' },
  access: write,
  params: idParams,
});

export const restoreRelation = defineContract({
  name: 'customers.restore_relation',
  method: 'POST',
  path: `${path}/{id}/restore`,
  summary: { 'zh-CN': '恢复已删除的关系', en: 'Restore a link that was taken away' },
  access: write,
  params: idParams,
  body: z.object({}),
  response: z.object({ id: z.uuid() }),
});
