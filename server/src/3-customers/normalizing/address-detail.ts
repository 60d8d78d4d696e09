const BETWEEN_DIGITS = /(?<=\d)[\s,，、]+(?=\d)/gu;
const SEPARATORS = /[\s,，、。;；|·]+|(?<=\p{Script=Han})[-—/]+(?=\p{Script=Han})/gu;
const STREET =
  /^[\s,，\-/]*((?:\p{Script=Han}{1,12}?(?:街道办事处|街道办|街道|苏木|民族乡|办事处))|(?:\p{Script=Han}{1,8}?(?:镇|乡)(?![路街道巷中东西南北大海江村]))|(?:\p{Script=Han}{2,6}地区(?=.*[路街道巷村]))|(?:\p{Script=Han}{2,8}?(?:农场|林场|牧场)(?=.)))/u;
const DIGITS: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const TENS: Readonly<Record<string, number>> = { 十: 10, 百: 100 };
const NUMERAL_BEFORE_UNIT =
  /([〇零一二两三四五六七八九十百]+)(?=号楼|号院|号|栋|幢|座|单元|层|楼|室|弄|期|组|户|门牌)/gu;
const BUILDING = /(\d+|(?<![A-Z])[A-Z]\d?)\s*(?:#?号楼|#?栋|#?幢|#?座|#楼|#)/gu;
const HASH_FIRST = /(?<![\dA-Z])#(\d+)(?:号?楼|栋|幢|座)?/gu;
const LAST_ROOM = /(栋|单元|层|楼)(\d{2,5})(?:室|号|房间|房|户)?$/u;
const THREE_NUMBERS = /(?<![\d-])(\d{1,3})-(\d{1,2})-(\d{3,4})(?:室|号|房|户)?$/u;
const TWO_NUMBERS = /(?<![\d-])(\d{1,3})-(\d{3,4})(?:室|号|房|户)?$/u;
const ROAD_NUMBER = /([路街道巷])(\d+)(?![\d\-号弄栋层楼室])(?=\p{Script=Han})(?!单元|幢|座|号楼|弄|巷)/gu;
const ROOM = /(\d+|[A-Z]\d?)栋(?:(\d+)单元)?(?:(\d{2,5}))?$/u;

/** The street office, town or village at the head, and what follows. */
export function streetOf(text: string): { readonly street: string | null; readonly behind: string } {
  const hit = STREET.exec(text);
  return hit === null ? { street: null, behind: text } : { street: hit[1] ?? null, behind: text.slice(hit[0].length) };
}

/** What follows the divisions in one way of writing: 栋 for every sign of a house, digits, no 室 behind the room. */
export function canonicalDetail(given: string): string {
  const plain = given.toUpperCase().replace(BETWEEN_DIGITS, '-').replace(SEPARATORS, '');
  return plain
    .replace(NUMERAL_BEFORE_UNIT, (numeral) => arabic(numeral))
    .replace(HASH_FIRST, '$1栋')
    .replace(BUILDING, '$1栋')
    .replace(THREE_NUMBERS, '$1栋$2单元$3')
    .replace(TWO_NUMBERS, '$1栋$2')
    .replace(/栋-(?=\d)/gu, '栋')
    .replace(/单元-(?=\d)/gu, '单元')
    .replace(ROAD_NUMBER, '$1$2号')
    .replace(LAST_ROOM, '$1$2');
}

/** 三十二 as 32, 一〇二 as 102; numerals beyond hundreds are not met on doors. */
function arabic(numeral: string): string {
  if (!/[十百]/u.test(numeral)) {
    return [...numeral].map((one) => DIGITS[one] ?? '').join('');
  }
  let sum = 0;
  let digit = 0;
  for (const one of numeral) {
    const tens = TENS[one];
    if (tens === undefined) {
      digit = DIGITS[one] ?? 0;
    } else {
      sum += (digit === 0 ? 1 : digit) * tens;
      digit = 0;
    }
  }
  return String(sum + digit);
}

/** House, staircase and room as `13-1-2302` (`24--1902` without a staircase); null when no house is named. */
export function roomOf(detail: string): string | null {
  const hit = ROOM.exec(detail);
  return hit === null ? null : [hit[1], hit[2] ?? '', hit[3] ?? ''].join('-');
}
