import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';
import { MODEL_NAMES } from './model.ts';

export const DRAFT_MODEL: SettingDefinition = {
  key: 'segments.draft_model',
  label: { 'zh-CN': '用一句话起草规则：用哪个模型', en: 'A rule from a sentence: which model' },
  unit: null,
  note: {
    'zh-CN':
      '默认 off：不用。local：在本机按常用说法读，不出门。chat：问下面地址上的语言模型（OpenAI 兼容接口，密钥放在环境变量 ZHIKE_MODEL_KEY）；只把这句话和条件的句式发出去，不发任何客户资料，含手机号、邮箱、证件号的句子不发。草稿要人确认后才保存',
    en: 'Default off. local: read here by usual ways of saying things; nothing leaves. chat: the language model at the address below is asked (an OpenAI-compatible API, its key in ZHIKE_MODEL_KEY); only the sentence and the patterns of conditions are sent, nothing of any customer, and no sentence with a phone, e-mail or identity number. People save a draft, nothing else does',
  },
  schema: z.enum(MODEL_NAMES),
  defaultValue: 'off',
};

export const DRAFT_ADDRESS: SettingDefinition = {
  key: 'segments.draft_model_address',
  label: { 'zh-CN': '语言模型的地址', en: 'Address of the language model' },
  unit: null,
  note: {
    'zh-CN': '到 /v1 为止，例如 https://api.example.com/v1；内网地址要先列入允许的主机',
    en: 'Up to /v1, such as https://api.example.com/v1; internal hosts have to be among the allowed ones',
  },
  schema: z.union([z.literal(''), z.url({ protocol: /^https?$/u }).max(500)]),
  defaultValue: '',
};

export const DRAFT_MODEL_NAME: SettingDefinition = {
  key: 'segments.draft_model_name',
  label: { 'zh-CN': '语言模型的名称', en: 'Name of the language model' },
  unit: null,
  note: { 'zh-CN': '按服务商的写法', en: 'As its provider writes it' },
  schema: z.string().trim().max(200),
  defaultValue: '',
};

export const DRAFT_SECONDS: SettingDefinition = {
  key: 'segments.draft_model_seconds',
  label: { 'zh-CN': '最多等语言模型多久', en: 'How long to wait for the language model' },
  unit: { 'zh-CN': '秒', en: 'seconds' },
  note: { 'zh-CN': '默认 20；超过就放弃', en: 'Default 20; after that it is given up' },
  schema: z.number().int().min(1).max(120),
  defaultValue: 20,
};

export const DRAFT_SETTINGS: readonly SettingDefinition[] = [
  DRAFT_MODEL,
  DRAFT_ADDRESS,
  DRAFT_MODEL_NAME,
  DRAFT_SECONDS,
];
