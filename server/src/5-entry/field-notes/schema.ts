import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

export const FIELD_NOTE_STATES = ['waiting', 'applied', 'rejected'] as const;
const FIELD_KEY = /^[a-zA-Z][a-zA-Z0-9_]{0,59}$/u;
const value = z.union([z.string().trim().min(1).max(1000), z.number(), z.boolean(), z.array(z.string()).max(50)]);
export type NotedValue = z.output<typeof value>;

export const fieldNoteSchema = z
  .object({
    id: z.uuid(),
    number: z.number().int(),
    state: z.enum(FIELD_NOTE_STATES),
    customer: z.object({ id: z.uuid(), name: z.string().nullable() }),
    author: z.string(),
    notedAt: z.iso.datetime(),
    /** What was noted; phone numbers and addresses in it are masked. */
    text: z.string(),
    /** Noted beside what is known now, both as the reader may see them. */
    changes: z.array(
      z.object({
        field: z.string(),
        label: z.object({ 'zh-CN': z.string(), en: z.string() }),
        noted: z.string().nullable(),
        current: z.string().nullable(),
        /** Who said what is known now, and when. */
        origin: z.object({ label: z.string(), at: z.iso.datetime() }).nullable(),
      }),
    ),
    /** Of the profile: given back with the decision. */
    version: z.number().int(),
    reason: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: z.iso.datetime().nullable(),
    can: z.object({ decide: z.boolean(), reveal: z.boolean() }),
  })
  .meta({ id: 'FieldNote' });
export type FieldNote = z.output<typeof fieldNoteSchema>;

export const addFieldNote = defineContract({
  name: 'entry.add_field_note',
  method: 'POST',
  path: '/api/v1/customers/{id}/field-notes',
  summary: {
    'zh-CN': '记录外勤拜访，资料变动交录入员核对后写入',
    en: 'Note a visit; what changed goes to a clerk, who writes it into the profile',
  },
  access: { permission: 'interactions.write' },
  params: idParams,
  body: z.object({
    text: z.string().trim().min(1).max(5000),
    /** Field → the value that it should have. */
    changes: z.record(z.string().regex(FIELD_KEY), value).refine((given) => Object.keys(given).length > 0, {
      params: {
        code: 'changes_missing',
        text: { 'zh-CN': '请写明哪项资料变了', en: 'names at least one field that changed' },
      },
    }),
  }),
  response: z.object({ id: z.uuid(), number: z.number().int() }),
  status: 201,
  idempotent: true,
});

export const listFieldNotes = defineContract({
  name: 'entry.list_field_notes',
  method: 'GET',
  path: '/api/v1/field-notes',
  summary: {
    'zh-CN': '录入队列：外勤记录与现有资料对照，先记的在前',
    en: 'What waits for the clerk: notes beside what is known, oldest first',
  },
  access: { permission: 'customers.write' },
  query: z.object({ ...pageQuery, state: z.enum(FIELD_NOTE_STATES).default('waiting') }),
  response: pageOf(fieldNoteSchema),
});

export const revealFieldNote = defineContract({
  name: 'entry.reveal_field_note',
  method: 'POST',
  path: '/api/v1/field-notes/{id}/reveal',
  summary: { 'zh-CN': '查看外勤记录的完整内容（记入审计）', en: 'See a note in full (logged with its reason)' },
  access: { permission: 'customers.reveal' },
  params: idParams,
  body: z.object({ reason: z.string().trim().min(2).max(500) }),
  response: z.object({ text: z.string(), changes: z.record(z.string(), value) }),
});

export const decideFieldNote = defineContract({
  name: 'entry.decide_field_note',
  method: 'POST',
  path: '/api/v1/field-notes/{id}/decision',
  summary: {
    'zh-CN': '写入资料或退回（退回须写原因）；自己记的由别人录入',
    en: 'Write it into the profile, or reject with a reason; never one’s own note',
  },
  access: { permission: 'customers.write' },
  params: idParams,
  body: z.object({
    decision: z.enum(['apply', 'reject']),
    reason: z.string().trim().min(1).max(500).optional(),
    /** As read: what somebody changed since is looked at again. */
    version: z.number().int().optional(),
  }),
  response: z.object({ id: z.uuid(), state: z.enum(FIELD_NOTE_STATES) }),
  idempotent: true,
});
