/** Surnames of two characters: the given name begins at the third. */
export const COMPOUND_SURNAMES: ReadonlySet<string> = new Set(
  (
    '欧阳 歐陽 太史 端木 上官 司马 司馬 东方 東方 独孤 獨孤 南宫 南宮 万俟 萬俟 闻人 聞人 夏侯 诸葛 諸葛 尉迟 尉遲 公羊 赫连 赫連 ' +
    '澹台 澹臺 皇甫 宗政 濮阳 濮陽 公冶 太叔 申屠 公孙 公孫 慕容 仲孙 仲孫 钟离 鐘離 鍾離 长孙 長孫 宇文 司徒 鲜于 鮮于 司空 ' +
    '闾丘 閭丘 子车 子車 亓官 司寇 巫马 巫馬 公西 颛孙 顓孫 壤驷 壤駟 公良 漆雕 乐正 樂正 宰父 谷梁 穀梁 拓跋 夹谷 夾谷 轩辕 軒轅 ' +
    '令狐 段干 百里 呼延 东郭 東郭 南门 南門 羊舌 微生 公户 公戶 梁丘 左丘 东门 東門 西门 西門 第五 纳兰 納蘭 完颜 完顏 ' +
    '叶赫 葉赫 单于 單于 淳于 宿南 南荣 南榮 北宫 北宮 公玉 公祖 公伯 公仲 公山 公坚 公堅 公上 公仪 公儀 公皙 公肩 公夏 仲长 仲長 ' +
    '东里 東里 褚师 褚師 子书 子書 子桑 达奚 達奚 尔朱 爾朱 斛律 屈突 贺若 賀若 贺拔 賀拔 哥舒 乌孙 烏孫 钟吾 鍾吾'
  ).split(' '),
);

/** Surnames of one character: the Hundred Family Surnames, and others that are met today. Simplified. */
export const SINGLE_SURNAMES: ReadonlySet<string> = new Set(
  (
    '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹' +
    '姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁' +
    '荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉' +
    '宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游' +
    '竺权逯盖益桓公肖付代闫涂覃丘苟佟邸官阳仝库盘信木尧牟青候部麦亢粟矫由冼揭占战来晋门苑修原仉楚楼鹿先操但位延初寻闪鄢邝褟种朴海哈玉洛才扎綦檀宛图庹隋辜郇谌佘冮帅麹邾蹇扬开律茂弋奉商斯漆兰鲜秘仵续练巨岳芦' +
    '普丛迟南栗亓况达宾刀尉衣展呼植渠虎雒旷铁谯靖黑轩琚侍过菅泮么招冒粱眭缑忻禚苌繁励区员逢'
  ).split(''),
);

/** Readings that characters have as a surname only, where the dictionary does not know them; syllables apart. */
export const SURNAME_READINGS: ReadonlyMap<string, string> = new Map([
  ['種', 'chong'],
  ['种', 'chong'],
  ['單', 'shan'],
  ['區', 'ou'],
  ['員', 'yun'],
  ['蓋', 'ge'],
  ['樂', 'yue'],
  ['樸', 'piao'],
  ['華', 'hua'],
  ['紀', 'ji'],
  ['繆', 'miao'],
  ['過', 'guo'],
  ['黨', 'dang'],
  ['繁', 'po'],
  ['秘', 'bi'],
  ['萬俟', 'mo qi'],
  ['尉遲', 'yu chi'],
  ['單于', 'shan yu'],
  ['澹臺', 'tan tai'],
  ['長孫', 'zhang sun'],
]);

const PEOPLE_MAX_CHARACTERS = 4;

/** How many characters of a Chinese name are the surname: 0 where it reads like no name of a person. */
export function surnameLength(characters: readonly string[]): 0 | 1 | 2 {
  if (characters.length === 0 || characters.length > PEOPLE_MAX_CHARACTERS) {
    return 0;
  }
  return characters.length > 2 && COMPOUND_SURNAMES.has(`${characters[0]}${characters[1]}`) ? 2 : 1;
}
