/** Surnames of two characters: the given name begins at the third. */
export const COMPOUND_SURNAMES: ReadonlySet<string> = new Set(
  (
    '欧阳 歐陽 太史 端木 上官 司马 司馬 东方 東方 独孤 獨孤 南宫 南宮 万俟 萬俟 闻人 聞人 夏侯 诸葛 諸葛 尉迟 尉遲 公羊 赫连 赫連 ' +
    '澹台 澹臺 皇甫 宗政 濮阳 濮陽 公冶 太叔 申屠 公孙 公孫 慕容 仲孙 仲孫 钟离 鐘離 鍾離 长孙 長孫 宇文 司徒 鲜于 鮮于 司空 ' +
    '闾丘 閭丘 子车 子車 亓官 司寇 巫马 巫馬 公西 颛孙 顓孫 壤驷 壤駟 公良 漆雕 乐正 樂正 宰父 谷梁 穀梁 拓跋 夹谷 夾谷 轩辕 軒轅 ' +
    '令狐 段干 百里 呼延 东郭 東郭 南门 南門 羊舌 微生 公户 公戶 梁丘 左丘 东门 東門 西门 西門 第五 贺兰 賀蘭 纳兰 納蘭 完颜 完顏 ' +
    '叶赫 葉赫 单于 單于 淳于 宿南 南荣 南榮 北宫 北宮'
  ).split(' '),
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
