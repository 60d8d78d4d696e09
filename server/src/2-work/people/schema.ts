import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

export const colleagueSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    skills: z.array(z.string()),
    absentFrom: z.iso.datetime().nullable(),
    absentUntil: z.iso.datetime().nullable(),
    deputyId: z.uuid().nullable(),
    isMe: z.boolean(),
  })
  .meta({ id: 'Colleague' });
export type Colleague = z.output<typeof colleagueSchema>;

export const listColleagues = defineContract({
  name: 'work.list_colleagues',
  method: 'GET',
  path: '/api/v1/work/colleagues',
  summary: { 'zh-CN': '可以分派任务的同事', en: 'Colleagues who can be given work' },
  access: { permission: 'work.read' },
  response: z.object({ items: z.array(colleagueSchema), can: z.object({ manage: z.boolean() }) }),
});

export const setAbsence = defineContract({
  name: 'work.set_absence',
  method: 'PUT',
  path: '/api/v1/work/colleagues/{id}/absence',
  summary: {
    'zh-CN': '何时不在、由谁代批（自己或管理者设置）；null 取消',
    en: 'When somebody is away and who decides for them; null ends it',
  },
  access: { permission: 'work.do' },
  params: z.object({ id: z.uuid() }),
  body: z.object({
    absence: z
      .object({ from: z.iso.datetime(), until: z.iso.datetime(), deputyId: z.uuid().nullable().default(null) })
      .nullable(),
  }),
  response: colleagueSchema,
});

export const setSkills = defineContract({
  name: 'work.set_skills',
  method: 'PUT',
  path: '/api/v1/work/colleagues/{id}/skills',
  summary: { 'zh-CN': '同事的技能', en: 'What a colleague can do' },
  access: { permission: 'work.manage' },
  params: z.object({ id: z.uuid() }),
  body: z.object({ skills: z.array(z.string().trim().min(1).max(60)).max(50) }),
  response: colleagueSchema,
});
