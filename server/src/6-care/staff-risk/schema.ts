import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

export const ownerRiskSchema = z
  .object({
    /** As customers have it. */
    name: z.string(),
    /** active: has an account; left: the account is disabled; unknown: no account of this name; shared: several. */
    account: z.enum(['active', 'left', 'unknown', 'shared']),
    userId: z.uuid().nullable(),
    departureId: z.uuid().nullable(),
    customers: z.number().int(),
    /** Net of returns, so far. */
    valueMinor: z.number().int(),
    /** Of what all customers brought. */
    share: z.number().nullable(),
    classA: z.number().int(),
    highRisk: z.number().int(),
  })
  .meta({ id: 'OwnerRisk' });
export type OwnerRisk = z.output<typeof ownerRiskSchema>;

export const getStaffRisk = defineContract({
  name: 'care.get_staff_risk',
  method: 'GET',
  path: '/api/v1/care/staff-risk',
  summary: {
    'zh-CN': '客户集中在谁手里：每位负责人名下的客户数、净消费、A 类与高流失风险客户',
    en: 'Whose hands customers are in: how many hang on each salesperson, what they brought, who of them matters',
  },
  access: { permission: 'care.hand_over' },
  response: z.object({
    items: z.array(ownerRiskSchema),
    /** More people than are shown. */
    isCut: z.boolean(),
    currency: z.string(),
    /** The day of the scores behind it; null before they were computed, and the figures are of customers alone. */
    asOf: z.iso.date().nullable(),
    totalMinor: z.number().int(),
  }),
});
