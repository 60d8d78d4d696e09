import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { IDENTIFIER_KINDS } from '../identity/trusted-identifiers.ts';
import { customerSummarySchema } from '../profile/schema.ts';

export const INCIDENT_KINDS = ['leak', 'loss', 'misuse', 'intrusion'] as const;
export const INCIDENT_RISKS = ['none', 'low', 'high'] as const;
export const ENTRY_KINDS = [
  'reported',
  'changed',
  'note',
  'measure',
  'customers_added',
  'authority_notified',
  'people_notified',
  'closed',
  'reopened',
] as const;

const text = z.string().trim().min(2).max(5000);

const given = {
  title: z.string().trim().min(2).max(200),
  kind: z.enum(INCIDENT_KINDS),
  /** How much harm may come to people: decides who has to be told. */
  risk: z.enum(INCIDENT_RISKS),
  description: text,
  /** What data: 姓名、手机、订单 …; never values. */
  dataCategories: z.array(z.string().trim().min(1).max(60)).min(1).max(30),
  happenedAt: z.iso.datetime({ offset: true }).nullable(),
  discoveredAt: z.iso.datetime({ offset: true }),
};

export const incidentInput = z.object({ ...given, happenedAt: given.happenedAt.default(null) });
export type IncidentInput = z.output<typeof incidentInput>;
export const incidentChange = z.object(given).partial();
export type IncidentChange = z.output<typeof incidentChange>;

export const incidentSchema = z
  .object({
    id: z.uuid(),
    /** People call it by this. */
    number: z.number().int(),
    ...given,
    reportedAt: z.iso.datetime(),
    reportedBy: z.string(),
    /** 72 hours after the discovery. */
    authorityDueAt: z.iso.datetime(),
    authorityNotifiedAt: z.iso.datetime().nullable(),
    peopleNotifiedAt: z.iso.datetime().nullable(),
    measures: z.string().nullable(),
    closedAt: z.iso.datetime().nullable(),
    /** Customers concerned, as far as they are known. */
    customers: z.number().int(),
    /** What has to be done before it can be closed. */
    missing: z.array(z.enum(['measures', 'authority', 'people'])),
    can: z.object({ write: z.boolean() }),
  })
  .meta({ id: 'Incident' });
export type Incident = z.output<typeof incidentSchema>;

export const incidentEntrySchema = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    by: z.string(),
    kind: z.enum(ENTRY_KINDS),
    text: z.string(),
  })
  .meta({ id: 'IncidentEntry' });
export type IncidentEntry = z.output<typeof incidentEntrySchema>;

const READ = { permission: 'incidents.read' } as const;
const WRITE = { permission: 'incidents.write' } as const;

export const listIncidents = defineContract({
  name: 'customers.list_incidents',
  method: 'GET',
  path: '/api/v1/incidents',
  summary: { 'zh-CN': '信息安全事件，新的在前', en: 'The register of incidents, newest first' },
  access: READ,
  query: z.object({ ...pageQuery, open: z.enum(['true', 'false']).optional() }),
  response: pageOf(incidentSchema).extend({ can: z.object({ write: z.boolean() }) }),
});

export const getIncident = defineContract({
  name: 'customers.get_incident',
  method: 'GET',
  path: '/api/v1/incidents/{id}',
  summary: { 'zh-CN': '一起事件及其全部经过', en: 'One incident with all that happened' },
  access: READ,
  params: idParams,
  response: z.object({ incident: incidentSchema, entries: z.array(incidentEntrySchema) }),
});

export const reportIncident = defineContract({
  name: 'customers.report_incident',
  method: 'POST',
  path: '/api/v1/incidents',
  summary: { 'zh-CN': '上报事件', en: 'Report an incident' },
  access: WRITE,
  body: incidentInput,
  response: incidentSchema,
  status: 201,
  idempotent: true,
});

export const changeIncident = defineContract({
  name: 'customers.change_incident',
  method: 'PATCH',
  path: '/api/v1/incidents/{id}',
  summary: { 'zh-CN': '更正事件（经过中留有记录）', en: 'Correct an incident; its history says so' },
  access: WRITE,
  params: idParams,
  body: incidentChange,
  response: incidentSchema,
});

export const addIncidentEntry = defineContract({
  name: 'customers.add_incident_entry',
  method: 'POST',
  path: '/api/v1/incidents/{id}/entries',
  summary: {
    'zh-CN': '记录说明、补救措施、向监管或个人的通知',
    en: 'Write down a note, a measure, or that authority or people were told',
  },
  access: WRITE,
  params: idParams,
  body: z.object({ kind: z.enum(['note', 'measure', 'authority_notified', 'people_notified']), text }),
  response: incidentSchema,
  idempotent: true,
});

export const addIncidentCustomers = defineContract({
  name: 'customers.add_incident_customers',
  method: 'POST',
  path: '/api/v1/incidents/{id}/customers',
  summary: {
    'zh-CN': '列出受影响的客户：按编号、标识、来源或某员工看过的',
    en: 'List the customers concerned: by id, by identifier, of a source, or seen by somebody',
  },
  access: WRITE,
  params: idParams,
  body: z.union([
    z.object({ customerIds: z.array(z.uuid()).min(1).max(10_000) }),
    /** As a leaked list has them. */
    z.object({ type: z.enum(IDENTIFIER_KINDS), values: z.array(z.string().trim().min(1).max(200)).min(1).max(10_000) }),
    z.object({ source: z.string().trim().min(1).max(100) }),
    z.object({
      seenBy: z.uuid(),
      from: z.iso.datetime({ offset: true }),
      to: z.iso.datetime({ offset: true }),
    }),
  ]),
  response: z.object({
    added: z.number().int(),
    /** Given and found nowhere. */
    unknown: z.number().int(),
    incident: incidentSchema,
  }),
  maxBodyBytes: 4 * 1024 ** 2,
});

export const listIncidentCustomers = defineContract({
  name: 'customers.list_incident_customers',
  method: 'GET',
  path: '/api/v1/incidents/{id}/customers',
  summary: { 'zh-CN': '受影响的客户', en: 'The customers concerned' },
  access: READ,
  params: idParams,
  query: z.object({ ...pageQuery }),
  response: pageOf(customerSummarySchema),
});

export const closeIncident = defineContract({
  name: 'customers.close_incident',
  method: 'POST',
  path: '/api/v1/incidents/{id}/close',
  summary: { 'zh-CN': '结案', en: 'Close an incident' },
  access: WRITE,
  params: idParams,
  body: z.object({ text }),
  response: incidentSchema,
});

export const reopenIncident = defineContract({
  name: 'customers.reopen_incident',
  method: 'POST',
  path: '/api/v1/incidents/{id}/reopen',
  summary: { 'zh-CN': '重新打开事件', en: 'Open an incident again' },
  access: WRITE,
  params: idParams,
  body: z.object({ text }),
  response: incidentSchema,
});
