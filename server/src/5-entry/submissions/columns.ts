import { EMAIL_COLUMN, PHONE_COLUMN } from '#customers/pure';
import type { ImportField } from '#intake';

const hide = (): string => '***';

/** Columns of a file of people, in the order in which the page pastes them. */
export const PERSON_COLUMNS = [
  {
    name: 'name',
    label: { 'zh-CN': '姓名', en: 'Name' },
    required: true,
    example: '王小芳',
    synonyms: ['full name', '客户姓名', '名字', '客户'],
    mask: null,
  },
  { ...PHONE_COLUMN, required: true },
  {
    name: 'gender',
    label: { 'zh-CN': '性别', en: 'Gender' },
    required: false,
    example: '女',
    synonyms: ['sex'],
    mask: null,
  },
  {
    name: 'birthday',
    label: { 'zh-CN': '生日', en: 'Birthday' },
    required: false,
    example: '1999-08-15',
    synonyms: ['birth date', 'date of birth', '出生日期'],
    mask: hide,
  },
  EMAIL_COLUMN,
  {
    name: 'address',
    label: { 'zh-CN': '地址', en: 'Address' },
    required: false,
    example: '北京市海淀区学院路 5 号',
    synonyms: ['住址', '宿舍', '收货地址'],
    mask: hide,
  },
  {
    name: 'occupation',
    label: { 'zh-CN': '职业', en: 'Occupation' },
    required: false,
    example: '学生',
    synonyms: ['job', '身份'],
    mask: null,
  },
  {
    name: 'note',
    label: { 'zh-CN': '备注', en: 'Note' },
    required: false,
    example: '想买运动鞋',
    synonyms: ['remark', '说明'],
    mask: null,
  },
] as const satisfies readonly ImportField[];
