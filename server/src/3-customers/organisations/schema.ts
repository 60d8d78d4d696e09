import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { interactionSchema, loggedInteractionSchema } from '../interactions/schema.ts';
import { timelinePage, timelineQuery } from '../timeline/schema.ts';

const text = (max: number) => z.string().trim().max(max).nullable();

const words = z.array(z.string().trim().min(1).max(40)).max(30);

/** What is kept about a company, all but its name as free text. */
export const organisationDetails = {
  name: z.string().trim().min(1).max(200),
  website: z
    .string()
    .trim()
    .max(300)
    .regex(/^(?:https?:\/\/)?[^\s/@]+\.[^\s/@]+(?:\/\S*)?$/i, 'a web address such as https://example.com')
    .nullable(),
  mainProducts: text(1000),
  /** What the company offers and looks for, a word or two each: who fits whom is found by the words. */
  supplies: words,
  buys: words,
  industry: text(100),
  region: text(100),
  size: text(100),
  address: text(300),
  /** Unified social credit code, or a tax number elsewhere. */
  taxCode: text(40),
  /** The member of staff who is responsible. */
  owner: text(100),
  note: text(5000),
} as const;

export const organisationSchema = z
  .object({
    id: z.uuid(),
    ...organisationDetails,
    website: z.string().nullable(),
    contacts: z.number().int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Organisation' });
export type Organisation = z.output<typeof organisationSchema>;

export const contactSchema = z
  .object({
    customerId: z.uuid(),
    name: z.string().nullable(),
    /** Masked. */
    phone: z.string().nullable(),
    /** Masked. */
    email: z.string().nullable(),
    role: z.string().nullable(),
    department: z.string().nullable(),
    position: z.string().nullable(),
  })
  .meta({ id: 'OrganisationContact' });
export type Contact = z.output<typeof contactSchema>;

const { name: givenName, ...others } = organisationDetails;
const optionalDetails = z.object(others).partial();
export const newOrganisationSchema = optionalDetails.extend({ name: givenName });
export type NewOrganisation = z.output<typeof newOrganisationSchema>;
export const organisationChangeSchema = optionalDetails.extend({ name: givenName.optional() });
export type OrganisationChange = z.output<typeof organisationChangeSchema>;

const place = { role: text(100).optional(), department: text(100).optional(), position: text(100).optional() } as const;
/** What stands on a business card. */
const cardSchema = z.object({
  name: z.string().trim().min(1).max(200),
  phone: z.string().trim().max(60).optional(),
  email: z.string().trim().max(300).optional(),
  address: z.string().trim().max(300).optional(),
  region: z.string().trim().max(100).optional(),
});
export const newContactSchema = z.union([
  z.object({ ...place, customerId: z.uuid() }),
  z.object({ ...place, card: cardSchema }),
]);
export type NewContact = z.output<typeof newContactSchema>;

export const cardTextSchema = z
  .object({
    name: z.string().nullable(),
    company: z.string().nullable(),
    department: z.string().nullable(),
    position: z.string().nullable(),
    phone: z.string().nullable(),
    otherPhones: z.array(z.string()),
    email: z.string().nullable(),
    website: z.string().nullable(),
    address: z.string().nullable(),
    /** Lines that nothing was made of. */
    unread: z.array(z.string()),
    /** An organisation of this name that is there already. */
    organisation: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  })
  .meta({ id: 'CardText' });
export type CardTextPreview = z.output<typeof cardTextSchema>;

const path = '/api/v1/organisations';
const one = `${path}/{id}` as const;
const contactParams = z.object({ id: z.uuid(), customerId: z.uuid() });

export const listOrganisations = defineContract({
  name: 'customers.list_organisations',
  method: 'GET',
  path,
  summary: {
    'zh-CN': '企业客户列表，按名称排序，可按名称、拼音或首字母查找',
    en: 'Organisations by name; found by name, pinyin or initials',
  },
  access: { permission: 'customers.read' },
  query: z.object({
    ...pageQuery,
    /** The beginning of the name, its pinyin or its initials. */
    text: z.string().trim().max(200).optional(),
    industry: z.string().max(100).optional(),
    region: z.string().max(100).optional(),
  }),
  response: pageOf(organisationSchema)
    .required({ total: true })
    .extend({ can: z.object({ write: z.boolean() }) }),
});

export const createOrganisation = defineContract({
  name: 'customers.create_organisation',
  method: 'POST',
  path,
  summary: { 'zh-CN': '新建企业客户', en: 'Create an organisation' },
  access: { permission: 'organisations.write' },
  body: newOrganisationSchema,
  response: organisationSchema,
  status: 201,
  idempotent: true,
});

export const getOrganisation = defineContract({
  name: 'customers.get_organisation',
  method: 'GET',
  path: one,
  summary: { 'zh-CN': '一家企业客户及其联系人', en: 'One organisation with its contacts' },
  access: { permission: 'customers.read' },
  params: idParams,
  response: organisationSchema.extend({
    people: z.array(contactSchema),
    can: z.object({ write: z.boolean(), log: z.boolean() }),
  }),
});

export const changeOrganisation = defineContract({
  name: 'customers.change_organisation',
  method: 'PATCH',
  path: one,
  summary: { 'zh-CN': '修改企业客户', en: 'Change an organisation' },
  access: { permission: 'organisations.write' },
  params: idParams,
  body: organisationChangeSchema,
  response: organisationSchema,
});

export const removeOrganisation = defineContract({
  name: 'customers.remove_organisation',
  method: 'DELETE',
  path: one,
  summary: {
    'zh-CN': '移除企业客户；联系人仍是客户，互动记录保留',
    en: 'Remove an organisation; its contacts stay customers, what was logged is kept',
  },
  access: { permission: 'organisations.write' },
  params: idParams,
});

export const addContact = defineContract({
  name: 'customers.add_contact',
  method: 'POST',
  path: `${one}/contacts`,
  summary: {
    'zh-CN': '添加联系人：已有客户，或名片上的姓名与电话',
    en: 'Add a contact: a customer who is there, or name and phone from a business card',
  },
  access: { permission: 'organisations.write' },
  params: idParams,
  body: newContactSchema,
  response: contactSchema,
  status: 201,
  idempotent: true,
});

export const readBusinessCard = defineContract({
  name: 'customers.read_business_card',
  method: 'POST',
  path: `${path}/read-card`,
  summary: {
    'zh-CN': '把名片文字读成各个字段，供核对；不保存',
    en: 'Read the text of a business card into fields, to be checked; nothing is kept',
  },
  access: { permission: 'organisations.write' },
  body: z.object({ text: z.string().trim().min(1).max(2000) }),
  response: cardTextSchema,
});

export const removeContact = defineContract({
  name: 'customers.remove_contact',
  method: 'DELETE',
  path: `${one}/contacts/{customerId}`,
  summary: { 'zh-CN': '移除联系人；他仍是客户', en: 'Remove a contact, who stays a customer' },
  access: { permission: 'organisations.write' },
  params: contactParams,
});

export const logOrganisationActivity = defineContract({
  name: 'customers.log_organisation_activity',
  method: 'POST',
  path: `${one}/interactions`,
  summary: {
    'zh-CN': '记录与企业的一次活动，所有联系人共享',
    en: 'Log an activity with the organisation, shared by all its contacts',
  },
  access: { permission: 'interactions.write' },
  params: idParams,
  body: loggedInteractionSchema,
  response: interactionSchema,
  status: 201,
  idempotent: true,
});

export const getOrganisationTimeline = defineContract({
  name: 'customers.get_organisation_timeline',
  method: 'GET',
  path: `${one}/timeline`,
  summary: {
    'zh-CN': '企业的时间线：企业活动与各联系人的互动',
    en: 'The time-line of an organisation: its activities and those with its contacts',
  },
  access: { permission: 'customers.read' },
  params: idParams,
  query: z.object({ cursor: timelineQuery.cursor, limit: timelineQuery.limit }),
  response: timelinePage.pick({ items: true, nextCursor: true }),
});

export const listCustomerOrganisations = defineContract({
  name: 'customers.list_customer_organisations',
  method: 'GET',
  path: '/api/v1/customers/{id}/organisations',
  summary: { 'zh-CN': '客户所在的企业', en: 'The organisations that a customer stands for' },
  access: { permission: 'customers.read' },
  params: idParams,
  response: z.object({
    items: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        role: z.string().nullable(),
        department: z.string().nullable(),
        position: z.string().nullable(),
      }),
    ),
  }),
});
