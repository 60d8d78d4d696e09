/** How somebody is addressed: what a name is without, and what it tells. */
export type NameTitle = 'female' | 'male' | 'neutral';

const SPOKEN: readonly (readonly [NameTitle, string])[] = [
  ['female', '女士 女仕 小姐姐 小姐 太太 夫人 阿姨 大姐 姐姐 妹妹 大妈 奶奶 姑娘 美女'],
  ['male', '先生 叔叔 大叔 大哥 哥哥 弟弟 爷爷 大爷 帅哥 公子'],
  [
    'neutral',
    '总经理 副总 老师 医生 大夫 教授 经理 总监 老板 师傅 同学 主任 校长 院长 店长 会计 律师 警官 护士 博士 工程师 书记 局长 处长 科长 秘书 教练 导演',
  ],
];

/** Words behind a name, the longer ones first. */
export const TITLES: readonly (readonly [string, NameTitle])[] = SPOKEN.flatMap(([title, words]) =>
  words.split(' ').map((word) => [word, title] as const),
).toSorted(([a], [b]) => b.length - a.length);

/** One character behind a surname that stands alone: 王总. Behind more it is part of the name. */
export const SHORT_TITLES: ReadonlyMap<string, NameTitle> = new Map([
  ['总', 'neutral'],
  ['工', 'neutral'],
  ['董', 'neutral'],
  ['老', 'neutral'],
  ['哥', 'male'],
  ['叔', 'male'],
  ['姐', 'female'],
  ['嫂', 'female'],
  ['姨', 'female'],
]);

export const LATIN_TITLE = /^(mr|mister|sir|mrs|ms|miss|madam|mme|dr|prof|professor)\.?\s+(?=\p{L})/iu;
export const FEMALE_LATIN: ReadonlySet<string> = new Set(['mrs', 'ms', 'miss', 'madam', 'mme']);
export const MALE_LATIN: ReadonlySet<string> = new Set(['mr', 'mister', 'sir']);

/** What stands where a name should, and is none: words of forms, of marketplaces, of companies. */
export const NO_NAME =
  /匿名|用户|微信|淘宝|天猫|京东|抖音|快手|拼多多|小红书|会员|顾客|客户|买家|卖家|网友|游客|测试|客服|收货|快递|公司|集团|商行|超市|工作室|旗舰店|专卖店|门店|酒店|学校|医院|驿站|代收/u;
export const NO_WORD =
  /^(?:null|none|undefined|nil|nan|n\/a|na|unknown|test|guest|anonymous|user|无|没有|暂无|未知|空|不详|保密)$/u;

/** The surnames of most people; those that are often part of a given name are left out. */
export const FREQUENT_SURNAMES: ReadonlySet<string> = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何罗郑梁谢宋唐许韩冯邓曹彭曾肖董潘袁蔡蒋余于杜魏苏吕丁任卢姚沈姜崔谭陆汪廖贾付邹熊孟邱侯尹薛闫段黎陶贺郝龚邵覃钱戴严莫',
);

/** Surnames that are far more often the first character of a given name: 国翠 may be all that was given. */
export const DOUBTFUL_SURNAMES: ReadonlySet<string> = new Set(
  '国文明成海玉兰春荣云凤花秋广富永利宁平和安乐元英华金宝红友山水双全东怀扬开茂益越师建柏景季秀爱巧娟梅贵禄巨普展练洛邦郎广通连',
);
