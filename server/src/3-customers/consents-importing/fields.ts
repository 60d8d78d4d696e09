import { maskEmail, maskPhone } from '#access/pure';
import type { ImportField } from '#intake';

/** The fields of a file of consents: one person, purpose and channel a line. */
export const CONSENT_FIELDS = [
  {
    name: 'account',
    label: { 'zh-CN': '客户账号', en: 'Customer account' },
    required: false,
    example: 'u10086',
    synonyms: ['customer_id', 'user_id', 'member_id', '会员号', '会员ID', '客户编号', '账号'],
    mask: null,
  },
  {
    name: 'phone',
    label: { 'zh-CN': '手机', en: 'Phone' },
    required: false,
    example: '13812341234',
    synonyms: ['mobile', 'phone_number', '手机号', '手机号码', '电话'],
    content: 'phone',
    mask: maskPhone,
  },
  {
    name: 'email',
    label: { 'zh-CN': '邮箱', en: 'E-mail' },
    required: false,
    example: 'li@example.com',
    synonyms: ['mail', 'email_address', '电子邮箱', '邮件地址'],
    content: 'email',
    mask: maskEmail,
  },
  {
    name: 'purpose',
    label: { 'zh-CN': '授权目的', en: 'Purpose' },
    required: true,
    example: 'marketing',
    synonyms: ['consent_purpose', 'consent_type', '目的', '授权用途', '用途'],
    mask: null,
  },
  {
    name: 'channel',
    label: { 'zh-CN': '授权渠道', en: 'Consent channel' },
    required: false,
    example: 'sms',
    synonyms: ['contact_channel', 'consent_channel', '触达渠道', '授权方式'],
    mask: null,
  },
  {
    name: 'act',
    label: { 'zh-CN': '是否同意', en: 'Consent' },
    required: true,
    example: '同意',
    synonyms: ['consent', 'consent_status', 'opt_in', 'subscribed', '授权状态', '同意', '是否授权'],
    mask: null,
  },
  {
    name: 'at',
    label: { 'zh-CN': '授权时间', en: 'Consent given at' },
    required: true,
    example: '2026-01-05 10:30:00',
    synonyms: ['consent_date', 'consent_time', 'consented_at', '同意时间', '授权日期'],
    content: 'date',
    mask: null,
  },
  {
    name: 'expiresAt',
    label: { 'zh-CN': '授权到期', en: 'Consent expires' },
    required: false,
    example: '2028-01-05',
    synonyms: ['expiry', 'expires', 'expire_date', '到期时间', '有效期至'],
    mask: null,
  },
  {
    name: 'form',
    label: { 'zh-CN': '授权凭证', en: 'Consent evidence' },
    required: false,
    example: '入会申请表 2025 版',
    synonyms: ['evidence', 'consent_source', 'consent_form', '凭证', '同意方式', '授权来源'],
    mask: null,
  },
  {
    name: 'guardian',
    label: { 'zh-CN': '监护人关系', en: 'Guardian' },
    required: false,
    example: '母亲',
    synonyms: ['guardian_relation', '监护人'],
    mask: null,
  },
] as const satisfies readonly ImportField[];

export type ConsentField = (typeof CONSENT_FIELDS)[number]['name'];
