import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { orderSchema } from '../orders/schema.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const part = { label: text, orders: z.number().int(), share: z.number() };

export const habitsSchema = z
  .object({
    /** Purchases that all this is read from. */
    orders: z.number().int(),
    firstDay: z.iso.date().nullable(),
    lastDay: z.iso.date().nullable(),
    /** Of the price band: the one of most orders. */
    currency: z.string().nullable(),
    /** By orders, most first; `none` is what has no category. An order may count for several. */
    categories: z.array(z.object({ id: z.string(), ...part })),
    /** The middle half of unit prices; null with fewer than three goods. */
    priceBand: z
      .object({ lowMinor: z.number().int(), middleMinor: z.number().int(), highMinor: z.number().int() })
      .nullable(),
    /** Orders by hour of the day in the business's zone. */
    hours: z.array(z.number().int()).length(24),
    /** The four hours on end with most orders. */
    activeHours: z.object({ from: z.number().int(), to: z.number().int(), orders: z.number().int() }).nullable(),
    /** Orders by day of the week, Monday first. */
    weekdays: z.array(z.number().int()).length(7),
    /** By orders, most first; `none` is a source that belongs to no shop. */
    channels: z.array(z.object({ key: z.string(), ...part })),
    asOf: z.iso.datetime(),
  })
  .meta({ id: 'BuyingHabits' });
export type BuyingHabits = z.output<typeof habitsSchema>;

export const getHabits = defineContract({
  name: 'commerce.get_habits',
  method: 'GET',
  path: '/api/v1/customers/{id}/habits',
  summary: {
    'zh-CN': '客户的购买习惯：品类、价格带、活跃时段、渠道',
    en: 'How a customer buys: categories, price band, active hours, channels',
  },
  access: { permission: 'orders.read' },
  params: idParams,
  response: habitsSchema,
});

const whole = (max: number) => z.coerce.number().int().min(0).max(max).optional();

export const listHabitOrders = defineContract({
  name: 'commerce.list_habit_orders',
  method: 'GET',
  path: '/api/v1/customers/{id}/habits/orders',
  summary: { 'zh-CN': '购买习惯中某个数字背后的订单', en: 'The orders behind a figure of the habits' },
  access: { permission: 'orders.read' },
  params: idParams,
  query: z.object({
    category: z.string().max(60).optional(),
    channel: z.string().max(60).optional(),
    hour: whole(23),
    weekday: whole(6),
    from: whole(1e15),
    to: whole(1e15),
  }),
  response: z.object({ items: z.array(orderSchema) }),
});
