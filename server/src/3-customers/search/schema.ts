import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import { customerSummarySchema } from '../profile/schema.ts';
import { QUALITY_FAULTS } from '../quality/faults.ts';

/** What one customer can be looked up by; the words of the API for the kinds of identifier, and `account`. */
export const LOOKUP_TYPES = [
  'phone',
  'email',
  'account',
  'memberCard',
  'wechatUnionId',
  'wechatOpenId',
  'wecomId',
  'marketplaceAccount',
] as const;
export type LookupType = (typeof LOOKUP_TYPES)[number];

/** Orders of the list. `name` is the order of pinyin, those without a name last. */
export const CUSTOMER_SORTS = ['newest', 'oldest', 'name', 'lastOrder'] as const;
export type CustomerSort = (typeof CUSTOMER_SORTS)[number];

/** A prospect never bought; a customer did. */
export const CUSTOMER_STATUSES = ['prospect', 'customer'] as const;
export const PROSPECT_STATUSES = ['new', 'contacted', 'qualified', 'lost'] as const;
export type ProspectStatus = (typeof PROSPECT_STATUSES)[number];

const MAX_FIELDS = 12;
/** What one question may pass over; from there its cursor goes on. */
export const MAX_SKIP = 100_000;
const fieldKey = z.string().min(1).max(60);

const simpleFilter = {
  source: z.string().max(100).optional(),
  tag: z.uuid().optional(),
  status: z.enum(CUSTOMER_STATUSES).optional(),
  prospectStatus: z.enum(PROSPECT_STATUSES).optional(),
  region: z.string().max(100).optional(),
  /** Score of data quality, both included. */
  qualityMin: z.coerce.number().int().min(0).max(100).optional(),
  qualityMax: z.coerce.number().int().min(0).max(100).optional(),
  /** Something that is wrong with the data. */
  fault: z.enum(QUALITY_FAULTS).optional(),
  /** Nothing new was said of them since, and nothing confirmed. */
  heardBefore: z.iso.datetime().optional(),
} as const;

/** What a list can be narrowed to; field key → wanted value under `attributes`. */
export const customerFilterSchema = z.object({
  ...simpleFilter,
  attributes: z.record(fieldKey, z.json()).optional(),
});
export type CustomerFilter = z.output<typeof customerFilterSchema>;

/** `{"hobbies":["网球"]}` as text of an address. */
const attributesText = z
  .string()
  .max(2000)
  .transform((text, issues) => {
    const parsed = z.record(fieldKey, z.json()).safeParse(readJson(text));
    if (!parsed.success) {
      issues.addIssue({ code: 'custom', message: 'a JSON object such as {"hobbies":["网球"]}' });
      return z.NEVER;
    }
    return parsed.data;
  });

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const listedFields = z.array(fieldKey).max(MAX_FIELDS);
const customerPage = pageOf(customerSummarySchema);

export const listCustomers = defineContract({
  name: 'customers.list',
  method: 'GET',
  path: '/api/v1/customers',
  summary: {
    'zh-CN': '客户列表，可筛选、排序并附带字段',
    en: 'Customers, filtered, sorted and with fields as asked',
  },
  access: { permission: 'customers.read' },
  query: z.object({
    ...pageQuery,
    ...simpleFilter,
    sort: z.enum(CUSTOMER_SORTS).default('newest'),
    /** Fields to show, by their keys, apart by commas. */
    fields: z
      .string()
      .max(1000)
      .transform((text) => text.split(',').filter((key) => key !== ''))
      .pipe(listedFields)
      .optional(),
    /** Wanted values of open fields as JSON; others belong into the body of a search, not into an address. */
    attributes: attributesText.optional(),
  }),
  response: customerPage.required({ total: true }),
});

export const searchCustomers = defineContract({
  name: 'customers.search',
  method: 'POST',
  path: '/api/v1/customers/search',
  summary: {
    'zh-CN': '按姓名、拼音、首字母、手机（或后四位以上）、邮箱、会员卡、账号或微信查找；不填文字即为列表',
    en: 'Find by name, pinyin, initials, phone or its last digits, e-mail, member card, account or WeChat; without text the list itself',
  },
  // Reads: the value stands in the body because addresses are logged.
  transaction: 'own',
  access: { permission: 'customers.read' },
  body: customerFilterSchema.extend({
    /** Without it the list as filtered, with `total`; with it the best matches first. */
    text: z.string().trim().min(1).max(200).optional(),
    sort: z.enum(CUSTOMER_SORTS).default('newest'),
    fields: listedFields.optional(),
    cursor: z.string().max(2000).optional(),
    /** Rows of the list to pass over after the cursor, to go straight to a place of it; not with a text. */
    skip: z.number().int().min(0).max(MAX_SKIP).optional(),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  response: customerPage,
});

export const lookupCustomer = defineContract({
  name: 'customers.lookup',
  method: 'POST',
  path: '/api/v1/customers/lookup',
  summary: { 'zh-CN': '按一个标识精确查找', en: 'Look one customer up by an identifier' },
  // Reads: the value stands in the body because addresses are logged.
  transaction: 'own',
  access: { permission: 'customers.read' },
  body: z.object({
    type: z.enum(LOOKUP_TYPES),
    /** As anybody writes it; WeChat OpenIDs as `appid:openid`, marketplace accounts as `platform:account`. */
    value: z.string().trim().min(1).max(300),
    /** Needed for accounts: the source that gave it. */
    source: z.string().max(100).optional(),
  }),
  response: z.object({ customer: customerSummarySchema.nullable() }),
});
