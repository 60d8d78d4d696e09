import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { INTRODUCTION_RESULTS, INTRODUCTION_WAYS } from './words.ts';

export type { IntroductionResult, IntroductionWay } from './words.ts';
export { INTRODUCTION_RESULTS, INTRODUCTION_WAYS } from './words.ts';

const text = (max: number) => z.string().trim().max(max).nullable();
const label = z.object({ 'zh-CN': z.string(), en: z.string() });
const person = z.object({ id: z.uuid(), name: z.string().nullable() });
const next = { nextStep: text(300).optional(), nextOn: z.iso.date().nullable().optional() };

export const introductionSchema = z
  .object({
    id: z.uuid(),
    left: person,
    right: person,
    /** What they may do business in. */
    goods: z.string().nullable(),
    how: z.enum(INTRODUCTION_WAYS),
    introducedAt: z.iso.datetime(),
    note: z.string().nullable(),
    result: z.enum(INTRODUCTION_RESULTS),
    resultLabel: label,
    nextStep: z.string().nullable(),
    nextOn: z.iso.date().nullable(),
    by: z.string(),
    /** What was heard since, newest first. */
    steps: z.array(
      z.object({
        id: z.uuid(),
        result: z.enum(INTRODUCTION_RESULTS),
        resultLabel: label,
        note: z.string().nullable(),
        at: z.iso.datetime(),
        by: z.string(),
      }),
    ),
    can: z.object({ write: z.boolean() }),
  })
  .meta({ id: 'Introduction' });
export type Introduction = z.output<typeof introductionSchema>;

export const newIntroductionSchema = z.object({
  leftId: z.uuid(),
  rightId: z.uuid(),
  suggestionId: z.uuid().optional(),
  goods: text(200).optional(),
  how: z.enum(INTRODUCTION_WAYS),
  introducedAt: z.iso.datetime().optional(),
  note: text(2000).optional(),
  ...next,
});
export type NewIntroduction = z.output<typeof newIntroductionSchema>;
export const introductionStepSchema = z.object({
  result: z.enum(INTRODUCTION_RESULTS),
  note: text(2000).optional(),
  ...next,
});
export type IntroductionStep = z.output<typeof introductionStepSchema>;

const path = '/api/v1/introductions';
const read = { permission: 'customers.read' } as const;
const write = { permission: 'relations.write' } as const;

export const listIntroductions = defineContract({
  name: 'customers.list_introductions',
  method: 'GET',
  path,
  summary: {
    'zh-CN': '介绍记录：未了结的按下一步日期，已了结的新的在前',
    en: 'Introductions: open ones by the date of their next step, settled ones newest first',
  },
  access: read,
  query: z.object({
    ...pageQuery,
    state: z.enum(['open', 'settled']).default('open'),
    customerId: z.uuid().optional(),
  }),
  response: pageOf(introductionSchema),
});

export const recordIntroduction = defineContract({
  name: 'customers.record_introduction',
  method: 'POST',
  path,
  summary: { 'zh-CN': '记录一次介绍', en: 'Write down that two customers were introduced' },
  access: write,
  body: newIntroductionSchema,
  response: introductionSchema,
  status: 201,
  idempotent: true,
});

export const addIntroductionStep = defineContract({
  name: 'customers.add_introduction_step',
  method: 'POST',
  path: `${path}/{id}/steps`,
  summary: { 'zh-CN': '记录结果与下一步', en: 'Write down what came of it and what is next' },
  access: write,
  params: idParams,
  body: introductionStepSchema,
  response: introductionSchema,
  idempotent: true,
});

export const removeIntroduction = defineContract({
  name: 'customers.remove_introduction',
  method: 'DELETE',
  path: `${path}/{id}`,
  summary: { 'zh-CN': '删除误记的介绍，可恢复', en: 'Take an introduction away that was entered by mistake' },
  access: write,
  params: idParams,
});

export const restoreIntroduction = defineContract({
  name: 'customers.restore_introduction',
  method: 'POST',
  path: `${path}/{id}/restore`,
  summary: { 'zh-CN': '恢复已删除的介绍', en: 'Restore an introduction' },
  access: write,
  params: idParams,
  body: z.object({}),
  response: introductionSchema,
  idempotent: true,
});
