import { pinyin } from 'pinyin-pro';

const PROVINCES =
  '河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆';
const BETWEEN = '[ /,，、·.-]*';
/** A place may be written with its country and province before it: `广东省 广州市`, `广东/广州`, `中国广西壮族自治区南宁市`. */
const CHINESE_PREFIX = `(?:(?:中华人民共和国|中国)${BETWEEN})?(?:(?:${PROVINCES})(?:省|(?:壮族|回族|维吾尔)?自治区)?${BETWEEN})?`;
/** 北海道, 北京路, 中山区 are other places than the cities that they begin like. */
const CHINESE_END = '(?:$|[^区道路街镇乡村])';
/** Names that are not written as they are spelled. */
const LATIN_NAMES: Readonly<Record<string, string>> = {
  哈尔滨: 'harbin',
  呼和浩特: 'hohhot',
  乌鲁木齐: 'urumqi',
  拉萨: 'lhasa',
};

const HAN = /^\p{Script=Han}+$/u;

const LATIN_PREFIX = `(?:china${BETWEEN})?(?:(?:${latinOf(PROVINCES.split('|'))}|shaanxi|inner mongolia|tibet)(?: province)?[ /,，·.-]+)?`;
const LATIN_END = '(?:$|[^a-z])';

/** The name by which a place is known in lists: 苏州市 is 苏州, and 吉林 the city 吉林市, not the province. */
export function plainPlace(name: string): string {
  const plain = name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/(?<=\p{Script=Han}{2})市$/u, '');
  return PROVINCES.split('|').includes(plain) ? `${plain}市` : plain;
}

/** 西安 → xi'an, xian, xi an; lü is also written lv, lu or lyu. */
function latinOf(names: readonly string[]): string {
  return names
    .flatMap((name) => {
      if (!HAN.test(name)) {
        return [escaped(name)];
      }
      const syllables = pinyin(name.replace(/市$/u, ''), { toneType: 'none', type: 'array', v: true });
      const spelled = syllables.map((one) => one.replaceAll(/v|ü/gu, '(?:v|u|ü|yu)')).join(`[ '’-]?`);
      const known = LATIN_NAMES[name];
      return known === undefined ? [spelled] : [known, spelled];
    })
    .join('|');
}

function escaped(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} ]/gu, (sign) => `\\${sign}`);
}

/**
 * A pattern that regions of these places (`plainPlace`) begin with, however they are written: 苏州, 苏州市, 江苏省苏州市
 * 工业园区, suzhou, jiangsu/suzhou; Latin letters in lower case. The same for JavaScript (flag `u`) and RE2.
 */
export function placePattern(names: readonly string[]): string {
  const chinese = names.filter((name) => HAN.test(name)).join('|');
  const alternatives = [
    ...(chinese === '' ? [] : [`${CHINESE_PREFIX}(?:${chinese})${CHINESE_END}`]),
    `${LATIN_PREFIX}(?:${latinOf(names)})${LATIN_END}`,
  ];
  return `^ *(?:${alternatives.join('|')})`;
}
