import type { Text } from '#kernel/pure/text.ts';
import type { FieldDefinition, FieldOption } from './definition.ts';

/** Fields with columns of their own, and words that a field may not be called because they mean something else. */
export const RESERVED_KEYS: ReadonlySet<string> = new Set([
  'id',
  'name',
  'account',
  'phone',
  'email',
  'address',
  'region',
  'memberCard',
  'wechatUnionId',
  'wechatOpenId',
  'wecomId',
  'marketplaceAccount',
  'statedAt',
  'updatedAt',
  'createdAt',
  'source',
  'sources',
  'tags',
  'key',
  'version',
  'attributes',
  'identifiers',
  'constructor',
]);

const option = (value: string, zh: string, en: string, synonyms: readonly string[] = []): FieldOption => ({
  value,
  label: { 'zh-CN': zh, en },
  synonyms,
});
const text = (zh: string, en: string): Text => ({ 'zh-CN': zh, en });

const DEFAULTS = {
  type: 'text',
  options: [],
  openOptions: false,
  unit: null,
  sensitivity: 'open',
  purpose: null,
  source: null,
  updateCycleDays: null,
  builtIn: true,
  archived: false,
  synonyms: [],
  format: null,
} as const satisfies Partial<FieldDefinition>;

type Given = Pick<FieldDefinition, 'key' | 'label' | 'group'> & Partial<FieldDefinition>;

const GIVEN: readonly Given[] = [
  {
    key: 'gender',
    label: text('性别', 'Gender'),
    group: 'basic',
    type: 'choice',
    options: [
      option('male', '男', 'Male', ['m', '男性', '先生', 'man', 'mr']),
      option('female', '女', 'Female', ['f', '女性', '女士', '小姐', 'woman', 'ms', 'mrs']),
      option('other', '其他', 'Other'),
    ],
    purpose: text('称呼与商品推荐', 'To address people and to recommend goods'),
    synonyms: ['sex', '男女'],
  },
  {
    key: 'birthday',
    label: text('生日', 'Birthday'),
    group: 'basic',
    type: 'date',
    sensitivity: 'personal',
    purpose: text('生日关怀', 'Birthday care'),
    synonyms: ['birth date', 'date of birth', 'dob', '出生日期', '出生年月日'],
  },
  {
    key: 'secondPhone',
    label: text('备用电话', 'Second phone'),
    group: 'basic',
    sensitivity: 'personal',
    format: 'phone',
    purpose: text('第一个号码联系不上时', 'When the first number does not answer'),
    synonyms: ['phone 2', 'phone2', 'other phone', '电话2', '手机2', '固定电话', '其他电话'],
  },
  {
    key: 'occupation',
    label: text('职业', 'Occupation'),
    group: 'work',
    synonyms: ['job', 'profession', '职位'],
    updateCycleDays: 365,
  },
  {
    key: 'workUnit',
    label: text('工作单位', 'Work unit'),
    group: 'work',
    synonyms: ['employer', 'company', '单位', '公司'],
    updateCycleDays: 365,
  },
  {
    key: 'incomeBand',
    label: text('收入范围', 'Income band'),
    group: 'work',
    type: 'choice',
    options: [
      option('under_5k', '月入 5000 元以下', 'Below ¥5,000 a month'),
      option('5k_10k', '月入 5000–10000 元', '¥5,000–10,000 a month'),
      option('10k_20k', '月入 10000–20000 元', '¥10,000–20,000 a month'),
      option('20k_50k', '月入 20000–50000 元', '¥20,000–50,000 a month'),
      option('over_50k', '月入 50000 元以上', 'Above ¥50,000 a month'),
    ],
    sensitivity: 'sensitive',
    purpose: text('判断消费能力', 'To judge buying power'),
    synonyms: ['income', '收入', '月收入', '收入水平'],
    updateCycleDays: 365,
  },
  {
    key: 'heightCm',
    label: text('身高', 'Height'),
    group: 'body',
    type: 'number',
    unit: 'cm',
    purpose: text('推荐合适的尺码', 'To recommend sizes that fit'),
    synonyms: ['身高cm', '身高厘米', 'height cm'],
  },
  {
    key: 'build',
    label: text('身材', 'Build'),
    group: 'body',
    type: 'choice',
    openOptions: true,
    options: [
      option('偏瘦', '偏瘦', 'Slim'),
      option('匀称', '匀称', 'Regular'),
      option('偏胖', '偏胖', 'Full'),
      option('健壮', '健壮', 'Athletic'),
    ],
    purpose: text('推荐合适的尺码', 'To recommend sizes that fit'),
    synonyms: ['体型', 'figure', 'body type'],
  },
  {
    key: 'preferredParcelTime',
    label: text('方便收件的时间', 'Preferred parcel time'),
    group: 'body',
    purpose: text('一次送达', 'So that parcels arrive at the first attempt'),
    synonyms: ['收件时间', '收货时间', '收取快件的时间', 'delivery time'],
  },
  {
    key: 'hobbies',
    label: text('爱好', 'Hobbies'),
    group: 'personal',
    type: 'choices',
    openOptions: true,
    options: [
      option('网球', '网球', 'Tennis'),
      option('跑步', '跑步', 'Running'),
      option('游泳', '游泳', 'Swimming'),
      option('瑜伽', '瑜伽', 'Yoga'),
      option('篮球', '篮球', 'Basketball'),
      option('足球', '足球', 'Football'),
      option('旅行', '旅行', 'Travel'),
      option('摄影', '摄影', 'Photography'),
      option('音乐', '音乐', 'Music'),
      option('阅读', '阅读', 'Reading'),
      option('美食', '美食', 'Food'),
      option('电影', '电影', 'Films'),
    ],
    synonyms: ['hobby', '兴趣', '兴趣爱好', 'interests'],
  },
  {
    key: 'personality',
    label: text('性格', 'Personality'),
    group: 'personal',
    type: 'long_text',
    synonyms: ['性格特点', 'character'],
  },
  {
    key: 'owner',
    label: text('负责人', 'Owner'),
    group: 'relation',
    purpose: text('谁负责这位客户', 'Who is responsible for this customer'),
    synonyms: ['responsible', '客户经理', '导购', '专属顾问', '归属人', '所属员工'],
  },
  {
    key: 'registeredAt',
    label: text('注册日期', 'Registered on'),
    group: 'relation',
    type: 'date',
    synonyms: [
      'registered',
      'register date',
      'registration date',
      'join date',
      '注册时间',
      '入会时间',
      '入会日期',
      '建档日期',
    ],
  },
  {
    key: 'prospectStatus',
    label: text('潜客状态', 'Prospect status'),
    group: 'relation',
    type: 'choice',
    options: [
      option('new', '新', 'New'),
      option('contacted', '已联系', 'Contacted'),
      option('qualified', '有意向', 'Qualified'),
      option('lost', '已流失', 'Lost'),
    ],
    purpose: text('未购买者跟进到哪一步', 'How far those who have not bought yet were followed up'),
    synonyms: ['lead status', '潜在客户状态', '跟进状态'],
  },
];

const POSITION_STEP = 10;

/** The fields that every installation has; custom ones come behind them. */
export const BUILT_IN_FIELDS: readonly FieldDefinition[] = GIVEN.map((given, index) => ({
  ...DEFAULTS,
  position: (index + 1) * POSITION_STEP,
  ...given,
}));
