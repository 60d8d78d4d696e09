import { chance, createPicker, pick, type Random } from '../random.ts';

export const SEXES = ['male', 'female'] as const;
export type Sex = (typeof SEXES)[number];

/** One character of a name with its sound. */
export interface NamePart {
  readonly text: string;
  readonly pinyin: string;
}

export interface PersonName {
  readonly surname: NamePart;
  readonly given: readonly NamePart[];
}

/** Surname, sound, share of the population in hundredths of a per cent. */
const SURNAMES = `王wang710 李li700 张zhang674 刘liu510 陈chen461 杨yang322 黄huang245 吴wu200 赵zhao200 周zhou190
徐xu145 孙sun138 马ma129 朱zhu128 胡hu116 林lin113 郭guo113 何he106 高gao100 罗luo95 郑zheng93 梁liang85 谢xie76 宋song70
唐tang69 许xu66 邓deng62 冯feng62 韩han61 曹cao60 曾zeng58 彭peng57 萧xiao56 蔡cai53 潘pan52 田tian52 董dong51 袁yuan50
于yu48 余yu48 叶ye48 蒋jiang47 杜du47 苏su46 魏wei45 程cheng45 吕lv45 丁ding43 沈shen41 任ren41 姚yao40 卢lu40 傅fu39
钟zhong39 姜jiang38 崔cui38 谭tan37 廖liao37 范fan36 汪wang36 陆lu36 金jin35 石shi34 戴dai34 贾jia33 韦wei33 夏xia32
邱qiu31 方fang31 侯hou30 邹zou30 熊xiong29 孟meng29 秦qin28 白bai28 江jiang27 阎yan26 薛xue26 尹yin26 段duan25 雷lei25
黎li22 史shi22 龙long21 陶tao21 贺he20 顾gu20 毛mao20 郝hao20 龚gong19 邵shao19 万wan19 钱qian19 严yan18 覃qin18 武wu17
莫mo17 孔kong17 向xiang16 汤tang16 欧阳ouyang6 司马sima1 上官shangguan1 诸葛zhuge1`;

/** Characters in fashion, by the decade of birth: the likelier ones stand first. */
const GIVEN: Readonly<Record<Sex, readonly string[]>> = {
  male: [
    '建jian 国guo 军jun 明ming 志zhi 文wen 华hua 平ping 德de 福fu 永yong 春chun 林lin 金jin 玉yu 生sheng 清qing 忠zhong',
    '军jun 勇yong 伟wei 强qiang 涛tao 斌bin 波bo 辉hui 刚gang 健jian 峰feng 建jian 海hai 东dong 杰jie 宏hong 志zhi 明ming',
    '伟wei 磊lei 超chao 鹏peng 杰jie 涛tao 浩hao 凯kai 亮liang 飞fei 俊jun 峰feng 斌bin 洋yang 龙long 强qiang 晓xiao 宇yu',
    '浩hao 宇yu 杰jie 俊jun 鑫xin 凯kai 文wen 博bo 阳yang 轩xuan 航hang 豪hao 天tian 志zhi 子zi 昊hao 晨chen 嘉jia',
    '子zi 浩hao 宇yu 轩xuan 博bo 涵han 泽ze 睿rui 梓zi 晨chen 皓hao 俊jun 辰chen 一yi 铭ming 沐mu 奕yi 诺nuo',
  ],
  female: [
    '秀xiu 英ying 兰lan 桂gui 珍zhen 玉yu 芳fang 凤feng 梅mei 琴qin 华hua 淑shu 红hong 云yun 霞xia 莲lian 娥e 春chun',
    '丽li 红hong 敏min 艳yan 燕yan 霞xia 梅mei 静jing 芳fang 英ying 玲ling 萍ping 娟juan 琴qin 华hua 晓xiao 慧hui 蓉rong',
    '静jing 丽li 婷ting 娜na 敏min 艳yan 娟juan 燕yan 倩qian 雪xue 晓xiao 莉li 芳fang 丹dan 慧hui 琳lin 颖ying 洁jie',
    '婷ting 雨yu 欣xin 悦yue 佳jia 怡yi 梦meng 雪xue 倩qian 思si 文wen 慧hui 晨chen 璐lu 瑶yao 嘉jia 琪qi 颖ying',
    '子zi 梓zi 涵han 萱xuan 诗shi 欣xin 怡yi 悦yue 一yi 诺nuo 雨yu 妍yan 桐tong 可ke 熙xi 语yu 汐xi 婉wan',
  ],
};

/** Written as well for one another, because they sound alike. */
const HOMOPHONES = `丽莉 静婧 娜那 敏闽 艳燕 霞侠 梅玫 玲铃 萍平 娟涓 慧惠 蓉荣 琳林 颖英 洁杰 婷亭 欣新 悦月 佳家 怡宜
伟玮 磊雷 鹏朋 涛滔 浩皓 凯楷 俊骏 峰锋 斌彬 洋阳 强墙 宇雨 鑫新 轩宣 豪毫 昊浩 晨辰 嘉佳 军君 勇永 辉晖 健建 宏洪
志智 明铭 子紫 梓子 涵函 泽择 睿瑞 奕弈 诺若 琪奇 瑶遥 璐露 思丝 文雯 华桦 芳方 英瑛 红虹 云芸`;

const TRADITIONAL = `张張 刘劉 陈陳 杨楊 黄黃 吴吳 赵趙 孙孫 马馬 罗羅 郑鄭 谢謝 许許 邓鄧 冯馮 韩韓 萧蕭 叶葉 蒋蔣 苏蘇
吕呂 卢盧 钟鐘 谭譚 陆陸 贾賈 韦韋 邹鄒 龙龍 贺賀 顾顧 龚龔 万萬 钱錢 严嚴 汤湯 欧歐 阎閻 国國 军軍 华華 丽麗 红紅 艳艷
兰蘭 凤鳳 云雲 静靜 伟偉 强強 涛濤 辉輝 刚剛 东東 杰傑 飞飛 鹏鵬 晓曉 颖穎 洁潔 梦夢 悦悅 诗詩 语語 诺諾 轩軒 泽澤 铭銘
区區 号號 栋棟 广廣 门門 县縣 单單 楼樓 层層 园園`;

function words(text: string): string[] {
  return text.split(/\s+/);
}

function readPart(word: string): NamePart {
  const [, text = '', pinyin = ''] = /^(\p{Script=Han}+)([a-z]+)/u.exec(word) ?? [];
  return { text, pinyin };
}

/** A mapping of single characters to another way of writing them. */
function readPairs(text: string): ReadonlyMap<string, string> {
  return new Map(words(text).map((pair) => [pair.slice(0, 1), pair.slice(1)]));
}

/** Surnames with their true shares: the measure of a simulated population. */
export const SURNAME_SHARES: readonly (readonly [surname: NamePart, weight: number])[] = words(SURNAMES).map(
  (word) => [readPart(word), Number(/\d+$/.exec(word)?.[0])] as const,
);
const homophones = readPairs(HOMOPHONES);
const traditional = readPairs(TRADITIONAL);
const pickSurname = createPicker(SURNAME_SHARES);
const pickGiven = {
  male: GIVEN.male.map(givenPicker),
  female: GIVEN.female.map(givenPicker),
} as const;

function givenPicker(list: string): (random: Random) => NamePart {
  return createPicker(words(list).map((word, rank) => [readPart(word), 1 / (rank + 4)] as const));
}

/** Share of names with one given character, by decade of birth. */
const SHORT_NAMES = [0.2, 0.45, 0.42, 0.2, 0.05] as const;

/** 0: before 1970 … 4: since 2000. */
function decadeOf(birthYear: number): number {
  return Math.min(4, Math.max(0, Math.floor((birthYear - 1960) / 10)));
}

export function chooseSurname(random: Random): NamePart {
  return pickSurname(random);
}

/** Given characters as people of that sex and decade have them. */
export function chooseGiven(
  random: Random,
  { sex, birthYear }: { readonly sex: Sex; readonly birthYear: number },
): readonly NamePart[] {
  const decade = decadeOf(birthYear);
  const choose = pickGiven[sex][decade];
  if (choose === undefined) {
    return [];
  }
  const first = choose(random);
  if (chance(random, SHORT_NAMES[decade] ?? 0)) {
    return [first];
  }
  const second = choose(random);
  // 婷婷 is a name, 建建 hardly one.
  return second.text === first.text && sex === 'male' ? [first] : [first, second];
}

export function fullName({ surname, given }: PersonName): string {
  return surname.text + given.map((part) => part.text).join('');
}

/** Each character that has another of the same sound may become that one; null when there is none. */
export function misheard(random: Random, name: PersonName): string | null {
  const places = name.given.flatMap((part, index) => (homophones.has(part.text) ? [index] : []));
  if (places.length === 0) {
    return null;
  }
  const place = pick(random, places);
  return (
    name.surname.text +
    name.given.map((part, index) => (index === place ? (homophones.get(part.text) ?? part.text) : part.text)).join('')
  );
}

/** The same text as people in Hong Kong or an old input method write it. */
export function inTraditional(text: string): string {
  return [...text].map((sign) => traditional.get(sign) ?? sign).join('');
}
