import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { creditReasonSchema } from './credit-reason.ts';
import { CREDIT_CAUSES, CREDIT_OUTCOMES } from './judge-credit.ts';

export { CREDIT_CAUSES, CREDIT_OUTCOMES, type CreditCause, type CreditOutcome } from './judge-credit.ts';

const MOST_DAYS = 3650;
const minor = z.number().int();

export const creditLimitSchema = z
  .object({
    id: z.uuid(),
    /** Null: taken off, there is none. */
    amountMinor: minor.nullable(),
    currency: z.string(),
    /** Within how many days after the order it is paid. */
    paymentDays: z.number().int(),
    ownerId: z.uuid().nullable(),
    owner: z.string().nullable(),
    /** Null once the person behind it was erased. */
    reason: z.string().nullable(),
    changedBy: z.string(),
    changedAt: z.iso.datetime(),
  })
  .meta({ id: 'CreditLimit' });
export type CreditLimit = z.output<typeof creditLimitSchema>;

const figures = {
  currency: z.string(),
  /** Null: none was set, and nothing is held back. */
  limitMinor: minor.nullable(),
  /** Placed, not cancelled, and not yet paid. */
  openMinor: minor,
  overdueMinor: minor,
  overdueDays: z.number().int(),
  /** What could be ordered beside it; null without a limit. */
  roomMinor: minor.nullable(),
  paymentDays: z.number().int(),
  warningPercent: z.number(),
  outcome: z.enum(CREDIT_OUTCOMES),
  causes: z.array(z.enum(CREDIT_CAUSES)),
} as const;

export const creditSchema = z
  .object({
    ...figures,
    /** What holds now. */
    limit: creditLimitSchema.nullable(),
    /** Limits that all hold since customers were merged, the lowest first; empty once somebody decided. */
    undecided: z.array(creditLimitSchema),
    history: z.array(creditLimitSchema),
    revision: z.number().int(),
    /** The orders that are open, the oldest first; null without the right to see orders. */
    orders: z
      .array(
        z.object({
          id: z.uuid(),
          number: z.string(),
          placedOn: z.iso.date(),
          dueOn: z.iso.date(),
          currency: z.string(),
          openMinor: minor,
        }),
      )
      .nullable(),
    can: z.object({ write: z.boolean() }),
  })
  .meta({ id: 'CustomerCredit' });
export type CustomerCredit = z.output<typeof creditSchema>;

export const getCredit = defineContract({
  name: 'commerce.get_credit',
  method: 'GET',
  path: '/api/v1/customers/{id}/credit',
  summary: {
    'zh-CN': '客户的信用：额度、未付款、逾期与历次修改',
    en: 'The credit of a customer: limit, what is open and overdue, every change',
  },
  access: { permission: 'credit.read' },
  params: idParams,
  response: creditSchema,
});

export const saveCreditLimitSchema = z.object({
  /** In minor units of the currency of the business; null takes the limit off. */
  amountMinor: minor.min(0).max(1e15).nullable(),
  paymentDays: z.number().int().min(0).max(MOST_DAYS).optional(),
  /** Who is told of early warnings; a queue without. */
  ownerId: z.uuid().nullable().default(null),
  reason: creditReasonSchema,
  /** The revision that the change was made from, 0 for none; 409 when somebody else has changed it since. */
  baseRevision: z.number().int().min(0).optional(),
});
export type SavedCreditLimit = z.output<typeof saveCreditLimitSchema>;

export const saveCreditLimit = defineContract({
  name: 'commerce.save_credit_limit',
  method: 'PUT',
  path: '/api/v1/customers/{id}/credit-limit',
  summary: {
    'zh-CN': '设定、调整或撤销客户的信用额度，须写原因',
    en: 'Set, change or take off the credit limit of a customer, with a reason',
  },
  access: { permission: 'credit.write' },
  params: idParams,
  body: saveCreditLimitSchema,
  response: creditSchema,
});

export const creditCheckSchema = z
  .object({ ...figures, amountMinor: minor, afterMinor: minor })
  .meta({ id: 'CreditCheck' });
export type CreditCheck = z.output<typeof creditCheckSchema>;

export const checkCredit = defineContract({
  name: 'commerce.check_credit',
  method: 'POST',
  path: '/api/v1/customers/{id}/credit-check',
  summary: {
    'zh-CN': '确认订单之前检查信用：正常、预警或超限',
    en: 'Before an order is confirmed: whether its amount is within the credit limit, near or over it',
  },
  access: { permission: 'credit.read' },
  params: idParams,
  body: z.object({
    /** Of the order, in major units, like 149.00. */
    amount: z.string().trim().max(20),
    /** That of the business without it. */
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/u)
      .optional(),
    /** An order that is there already and is about to be confirmed; it is not counted twice. */
    orderId: z.uuid().optional(),
  }),
  response: creditCheckSchema,
});
