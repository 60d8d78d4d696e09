import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

const MINUTES_OF_DAY = 1440;
const MAX_SPANS = 12;

const span = z.tuple([z.number().int().min(0).max(MINUTES_OF_DAY), z.number().int().min(0).max(MINUTES_OF_DAY)]);

/** Stretches of a day in minutes from midnight, apart from each other and in order. */
export const dayHoursSchema = z
  .array(span)
  .max(MAX_SPANS)
  .superRefine((spans, ctx) => {
    let after = -1;
    for (const [index, [from, to]] of spans.entries()) {
      if (from >= to || from < after) {
        ctx.addIssue({
          code: 'custom',
          path: [index],
          params: {
            code: 'hours_disordered',
            text: {
              'zh-CN': '每段时间的结束要晚于开始，并且不早于上一段的结束',
              en: 'should end after it begins, and begin no earlier than the one before ends',
            },
          },
        });
      }
      after = to;
    }
  });

/** Seven days, Monday first. */
export const weekHoursSchema = z.array(dayHoursSchema).length(7);

const date = z.iso.date();
const text = z.object({ 'zh-CN': z.string(), en: z.string() });

export const calendarSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    zone: z.string(),
    week: weekHoursSchema,
    /** Whether public holidays are free and make-up days are worked. */
    observesPublicDays: z.boolean(),
    isDefault: z.boolean(),
    /** Days on which this calendar alone differs; no hours: closed. */
    days: z.array(z.object({ date, hours: dayHoursSchema, name: z.string() })),
  })
  .meta({ id: 'WorkCalendar' });
export type WorkCalendar = z.output<typeof calendarSchema>;

const name = z.string().trim().min(1).max(100);

export const newCalendarSchema = z.object({
  name,
  zone: z.string().min(1).max(60),
  week: weekHoursSchema,
  observesPublicDays: z.boolean().default(true),
});
export type NewCalendar = z.output<typeof newCalendarSchema>;

export const calendarChangeSchema = z.object({
  name: name.optional(),
  zone: z.string().min(1).max(60).optional(),
  week: weekHoursSchema.optional(),
  observesPublicDays: z.boolean().optional(),
  isDefault: z.literal(true).optional(),
});
export type CalendarChange = z.output<typeof calendarChangeSchema>;

export const PUBLIC_DAY_KINDS = ['holiday', 'workday'] as const;

export const publicDaySchema = z.object({
  date,
  /** A free day, or a day of a weekend that is worked in exchange. */
  kind: z.enum(PUBLIC_DAY_KINDS),
  name: text,
});
export type PublicDay = z.output<typeof publicDaySchema>;

export const publicYearSchema = z
  .object({
    year: z.number().int(),
    /** Null when nobody has entered it yet: only weekends are free then. */
    source: z.enum(['published', 'own']).nullable(),
    days: z.array(publicDaySchema),
  })
  .meta({ id: 'PublicYear' });
export type PublicYear = z.output<typeof publicYearSchema>;

const yearParams = z.object({ year: z.coerce.number().int().min(2000).max(2200) });

export const listCalendars = defineContract({
  name: 'work.list_calendars',
  method: 'GET',
  path: '/api/v1/work/calendars',
  summary: {
    'zh-CN': '工作日历，以及法定节假日已知到哪一天',
    en: 'Calendars, and until when public holidays are known',
  },
  access: { permission: 'work.read' },
  response: z.object({
    items: z.array(calendarSchema),
    /** The last day of the last year without a gap; null when no year from now on is known. */
    knownUntil: date.nullable(),
    today: date,
    can: z.object({ change: z.boolean() }),
  }),
});

export const createCalendar = defineContract({
  name: 'work.create_calendar',
  method: 'POST',
  path: '/api/v1/work/calendars',
  summary: { 'zh-CN': '新建工作日历', en: 'Add a calendar' },
  access: { permission: 'work.configure' },
  body: newCalendarSchema,
  response: calendarSchema,
  status: 201,
  idempotent: true,
});

export const changeCalendar = defineContract({
  name: 'work.change_calendar',
  method: 'PATCH',
  path: '/api/v1/work/calendars/{id}',
  summary: { 'zh-CN': '修改工作日历；已定的期限不变', en: 'Change a calendar; deadlines that stand stay' },
  access: { permission: 'work.configure' },
  params: idParams,
  body: calendarChangeSchema,
  response: calendarSchema,
});

export const setCalendarDay = defineContract({
  name: 'work.set_calendar_day',
  method: 'PUT',
  path: '/api/v1/work/calendars/{id}/days/{date}',
  summary: { 'zh-CN': '某一天另行安排；hours 为 null 则恢复平常', en: 'One day otherwise; null hours: as usual again' },
  access: { permission: 'work.configure' },
  params: z.object({ id: z.uuid(), date }),
  body: z.object({ hours: dayHoursSchema.nullable(), name: z.string().trim().max(100).default('') }),
  response: calendarSchema,
});

export const getPublicYear = defineContract({
  name: 'work.get_public_year',
  method: 'GET',
  path: '/api/v1/work/public-days/{year}',
  summary: { 'zh-CN': '某年的法定节假日与调休上班日', en: 'Public holidays and make-up days of a year' },
  access: { permission: 'work.read' },
  params: yearParams,
  response: publicYearSchema,
});

export const setPublicYear = defineContract({
  name: 'work.set_public_year',
  method: 'PUT',
  path: '/api/v1/work/public-days/{year}',
  summary: { 'zh-CN': '录入或导入某年的节假日，整年替换', en: 'Enter or import the days of a year, all of them anew' },
  access: { permission: 'work.configure' },
  params: yearParams,
  body: z.object({ days: z.array(publicDaySchema).max(366) }),
  response: publicYearSchema,
});
