import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

export const noteSchema = z
  .object({
    id: z.uuid(),
    text: z.string(),
    pinned: z.boolean(),
    author: z.string(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    /** What it said before, newest first. */
    earlier: z.array(z.object({ text: z.string(), changedAt: z.iso.datetime() })),
    /** What the asker may do with it: its author changes it, whoever runs the customer business may remove it. */
    can: z.object({ change: z.boolean(), remove: z.boolean() }),
  })
  .meta({ id: 'Note' });
export type Note = z.output<typeof noteSchema>;

const text = z.string().trim().min(1).max(5000);

export const listNotes = defineContract({
  name: 'customers.list_notes',
  method: 'GET',
  path: '/api/v1/customers/{id}/notes',
  summary: { 'zh-CN': '客户的备注，置顶的在前', en: 'Notes on a customer, pinned ones first' },
  access: { permission: 'customers.read' },
  params: idParams,
  response: z.object({ items: z.array(noteSchema) }),
});

export const addNote = defineContract({
  name: 'customers.add_note',
  method: 'POST',
  path: '/api/v1/customers/{id}/notes',
  summary: { 'zh-CN': '为客户写一条备注', en: 'Write a note on a customer' },
  access: { permission: 'interactions.write' },
  params: idParams,
  body: z.object({ text, pinned: z.boolean().default(false) }),
  response: noteSchema,
  status: 201,
  idempotent: true,
});

export const changeNote = defineContract({
  name: 'customers.change_note',
  method: 'PATCH',
  path: '/api/v1/notes/{id}',
  summary: { 'zh-CN': '修改、置顶、移除或恢复备注', en: 'Change, pin, remove or bring back a note' },
  access: { permission: 'interactions.write' },
  params: idParams,
  body: z.object({ text: text.optional(), pinned: z.boolean().optional(), removed: z.boolean().optional() }),
  response: noteSchema,
});
