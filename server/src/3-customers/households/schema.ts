import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { RELATIONS_TO_HOLDER } from './kinship.ts';

export type { RelationToHolder } from './kinship.ts';
export { RELATIONS_TO_HOLDER } from './kinship.ts';

/** What sizes are kept of. */
export const SIZE_KINDS = ['top', 'bottom', 'dress', 'underwear', 'shoes', 'hat', 'ring', 'other'] as const;
export type SizeKind = (typeof SIZE_KINDS)[number];
export const POOLINGS = ['pooled', 'separate'] as const;
export type Pooling = (typeof POOLINGS)[number];
export const HOUSEHOLD_ACTS = [
  'created',
  'changed',
  'joined',
  'member_changed',
  'left',
  'moved',
  'holder_changed',
  'undone',
] as const;
export type HouseholdAct = (typeof HOUSEHOLD_ACTS)[number];

const MAX_MEMBERS = 40;

export { MAX_MEMBERS };

const text = (max: number) => z.string().trim().max(max).nullable();
const label = z.object({ 'zh-CN': z.string(), en: z.string() });
/** Kind of garment → size; an empty one is taken away. */
const sizes = z.partialRecord(z.enum(SIZE_KINDS), z.string().trim().max(20));

export const householdMemberSchema = z
  .object({
    id: z.uuid(),
    /** Other memberships of the same customer, left by a merge. */
    sameAs: z.array(z.uuid()),
    /** Null for somebody who is no customer. */
    customer: z.object({ id: z.uuid(), phone: z.string().nullable() }).nullable(),
    name: z.string().nullable(),
    /** A customer of another brand or shop, whom the asker may not see. */
    isHidden: z.boolean(),
    relation: z.enum(RELATIONS_TO_HOLDER),
    relationLabel: label,
    /** As the holder says it. */
    relationWord: z.string().nullable(),
    sizes,
    /** As it was given, for those who may see it; the year for others. */
    birthday: z.string().nullable(),
    age: z.number().int().nullable(),
    /** Known to be under 14. */
    isMinor: z.boolean(),
    note: z.string().nullable(),
    joinedAt: z.iso.datetime(),
    leftAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'HouseholdMember' });
export type HouseholdMember = z.output<typeof householdMemberSchema>;

export const householdSchema = z
  .object({
    id: z.uuid(),
    /** Null: called after its holder. */
    name: z.string().nullable(),
    holder: z.object({ memberId: z.uuid(), name: z.string().nullable() }).nullable(),
    pooling: z.enum(POOLINGS),
    /** Masked for those who may not see addresses. */
    address: z.string().nullable(),
    note: z.string().nullable(),
    members: z.array(householdMemberSchema),
    createdAt: z.iso.datetime(),
    can: z.object({ write: z.boolean(), reveal: z.boolean() }),
  })
  .meta({ id: 'Household' });
export type Household = z.output<typeof householdSchema>;

export const householdChangeSchema = z
  .object({
    id: z.uuid(),
    act: z.enum(HOUSEHOLD_ACTS),
    member: z.string().nullable(),
    by: z.string(),
    at: z.iso.datetime(),
    isUndone: z.boolean(),
    /** Nothing of it was changed since, so it can be taken back. */
    canUndo: z.boolean(),
  })
  .meta({ id: 'HouseholdChange' });
export type HouseholdChange = z.output<typeof householdChangeSchema>;

export const householdPageSchema = householdSchema
  .extend({
    former: z.array(householdMemberSchema),
    /** Newest first. */
    changes: z.array(householdChangeSchema),
  })
  .meta({ id: 'HouseholdPage' });
export type HouseholdPage = z.output<typeof householdPageSchema>;

const details = {
  relationWord: text(40).optional(),
  sizes: sizes.optional(),
  note: text(500).optional(),
};
const person = z.object({
  name: z.string().trim().min(1).max(100),
  /** 2016-05-04, 五月四日, 农历八月十五. */
  birthday: z.string().trim().max(60).optional(),
});
const relation = z.enum(RELATIONS_TO_HOLDER).exclude(['holder']);
export const newMemberSchema = z.union([
  z.object({ ...details, relation, customerId: z.uuid() }),
  z.object({ ...details, relation, person }),
]);
export type NewMember = z.output<typeof newMemberSchema>;
export const memberChangeSchema = z.object({
  ...details,
  relation: relation.optional(),
  /** Of somebody who is no customer. */
  name: z.string().trim().min(1).max(100).optional(),
  birthday: z.string().trim().max(60).nullable().optional(),
  /** The person became a customer, or turned out to be one. */
  customerId: z.uuid().optional(),
});
export type MemberChange = z.output<typeof memberChangeSchema>;

const householdDetails = {
  name: text(100).optional(),
  pooling: z.enum(POOLINGS).optional(),
  address: text(300).optional(),
  note: text(1000).optional(),
};
export const householdChangeInput = z.object(householdDetails);
export type HouseholdDetails = z.output<typeof householdChangeInput>;

const path = '/api/v1/households';
const one = `${path}/{id}` as const;
const member = `${one}/members/{memberId}` as const;
const memberParams = z.object({ id: z.uuid(), memberId: z.uuid() });
const read = { permission: 'customers.read' } as const;
const write = { permission: 'relations.write' } as const;

export const listCustomerHouseholds = defineContract({
  name: 'customers.list_customer_households',
  method: 'GET',
  path: '/api/v1/customers/{id}/households',
  summary: {
    'zh-CN': '客户所在的家庭；合并后可能不止一个',
    en: 'The household of a customer; more than one only after a merge',
  },
  access: read,
  params: idParams,
  response: z.object({ items: z.array(householdSchema), can: z.object({ write: z.boolean() }) }),
});

export const getHousehold = defineContract({
  name: 'customers.get_household',
  method: 'GET',
  path: one,
  summary: { 'zh-CN': '一个家庭：成员、曾经的成员、变动记录', en: 'One household: members, former ones, changes' },
  access: read,
  params: idParams,
  response: householdPageSchema,
});

export const createHousehold = defineContract({
  name: 'customers.create_household',
  method: 'POST',
  path,
  summary: { 'zh-CN': '为客户建立家庭，客户即户主', en: 'Found a household; the customer is its holder' },
  access: write,
  body: z.object({ ...householdDetails, holderCustomerId: z.uuid() }),
  response: householdPageSchema,
  status: 201,
  idempotent: true,
});

export const changeHousehold = defineContract({
  name: 'customers.change_household',
  method: 'PATCH',
  path: one,
  summary: { 'zh-CN': '修改家庭的名称、地址与合并方式', en: 'Change name, address and pooling of a household' },
  access: write,
  params: idParams,
  body: householdChangeInput,
  response: householdPageSchema,
});

export const joinHousehold = defineContract({
  name: 'customers.join_household',
  method: 'POST',
  path: `${one}/members`,
  summary: {
    'zh-CN': '添加成员：已有客户，或没有建档的家人',
    en: 'Add a member: a customer, or a named person who is none',
  },
  access: write,
  params: idParams,
  body: newMemberSchema,
  response: householdPageSchema,
  status: 201,
  idempotent: true,
});

export const changeHouseholdMember = defineContract({
  name: 'customers.change_household_member',
  method: 'PATCH',
  path: member,
  summary: {
    'zh-CN': '修改成员：关系、称呼、尺码、生日，或关联到客户',
    en: 'Change a member: relation, sizes, birthday, or say which customer they are',
  },
  access: write,
  params: memberParams,
  body: memberChangeSchema,
  response: householdPageSchema,
});

export const leaveHousehold = defineContract({
  name: 'customers.leave_household',
  method: 'POST',
  path: `${member}/leave`,
  summary: { 'zh-CN': '成员离开家庭，记录保留', en: 'A member leaves; what was known stays in the history' },
  access: write,
  params: memberParams,
  body: z.object({}),
  response: householdPageSchema,
  idempotent: true,
});

export const moveMember = defineContract({
  name: 'customers.move_household_member',
  method: 'POST',
  path: `${member}/move`,
  summary: { 'zh-CN': '成员迁到另一个家庭', en: 'A member moves to another household' },
  access: write,
  params: memberParams,
  body: z.object({ to: z.uuid(), relation }),
  /** The household that was moved to. */
  response: householdPageSchema,
  idempotent: true,
});

export const changeHolder = defineContract({
  name: 'customers.change_household_holder',
  method: 'POST',
  path: `${member}/hold`,
  summary: {
    'zh-CN': '更换户主；其他人的关系随之换算，换算不出的记为其他亲属',
    en: 'Another holder; the relations of the others follow, what does not follow becomes “other”',
  },
  access: write,
  params: memberParams,
  body: z.object({}),
  response: householdPageSchema,
  idempotent: true,
});

export const undoHouseholdChange = defineContract({
  name: 'customers.undo_household_change',
  method: 'POST',
  path: `${one}/undo`,
  summary: { 'zh-CN': '撤销一次变动', en: 'Take a change back' },
  access: write,
  params: idParams,
  body: z.object({ changeId: z.uuid() }),
  response: householdPageSchema,
  idempotent: true,
});
