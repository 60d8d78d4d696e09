import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import { personSchema } from '../preview/schema.ts';
import { freshnessSchema } from '../scores/rfm/schema.ts';

/** Segments between which people are followed at once. */
export const MAX_STAGES = 12;

const question = {
  /** From the first to the last: who is in several counts in the first of them. */
  segmentIds: z.array(z.uuid()).min(1).max(MAX_STAGES),
  /** Business dates: where everybody was at the end of each. */
  from: z.iso.date(),
  to: z.iso.date(),
} as const;

export const migrateSegments = defineContract({
  name: 'segments.migration',
  method: 'POST',
  path: '/api/v1/segments/migration',
  summary: {
    'zh-CN': '两个日期之间，谁从哪个客群去了哪个客群；同时在几个里的按先后归入第一个',
    en: 'Who went from which segment to which between two days; who is in several counts in the first of them',
  },
  access: { permission: 'segments.read' },
  body: z.object(question),
  response: z.object({
    from: z.iso.date(),
    to: z.iso.date(),
    stages: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        before: z.number().int(),
        after: z.number().int(),
        /** Its members are known from this day on; before it nobody is. */
        since: z.iso.date(),
      }),
    ),
    /** `null`: in none of them. Those who were in none at both ends are left out. */
    flows: z.array(z.object({ before: z.uuid().nullable(), after: z.uuid().nullable(), customers: z.number().int() })),
    /** Who was in more than one of them at the end of the first and of the last day. */
    several: z.object({ before: z.number().int(), after: z.number().int() }),
    freshness: freshnessSchema,
  }),
  transaction: 'own',
});

export const listMigrationPeople = defineContract({
  name: 'segments.list_migration_people',
  method: 'POST',
  path: '/api/v1/segments/migration/people',
  summary: { 'zh-CN': '一条流向里的客户', en: 'Customers who went one way' },
  access: { permission: 'segments.read' },
  body: z.object({ ...question, before: z.uuid().nullable(), after: z.uuid().nullable(), ...pageQuery }),
  response: pageOf(personSchema),
  transaction: 'own',
});
