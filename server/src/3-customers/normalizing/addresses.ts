import { normalizeText } from '#kernel/pure/text.ts';
import { canonicalDetail, roomOf, streetOf } from './address-detail.ts';
import { findDivision } from './division-search.ts';
import { divisionIndex } from './divisions.ts';
import { simplify } from './traditional.ts';

/** A Chinese address in its parts. Codes and names are those of 2023; null is what nobody can tell. */
export interface Address {
  readonly provinceCode: string | null;
  readonly cityCode: string | null;
  readonly areaCode: string | null;
  readonly province: string | null;
  readonly city: string | null;
  readonly area: string | null;
  /** Codes of areas, when the name means several and nothing decides: 朝阳区 lies in Beijing and in Changchun. */
  readonly candidates: readonly string[];
  /** Street office, town or village, as written. */
  readonly street: string | null;
  /** What follows, in one way of writing: 学院路69号碧水云天13栋1单元2302. */
  readonly detail: string;
  /** House, staircase and room: 13-1-2302. */
  readonly room: string | null;
  /** What stood in brackets. */
  readonly note: string | null;
  readonly postcode: string | null;
}

export interface AddressOptions {
  /** Region that is known beside the address; decides among places of one name. */
  readonly region?: string | null;
  /** Head of a code that decides instead. */
  readonly within?: string | null;
}

const MAX_LENGTH = 300;
const MAX_ROUNDS = 8;
const BRACKETS = /[(（【[{][^()（）【】[\]{}]*[)）】\]}]/gu;
const POSTCODE =
  /(?:邮编|邮政编码|zip)\s*[:：]?\s*(\d{6})(?!\d)|^(\d{6})(?=[\s,，]*\p{Script=Han})|(?<=\D[\s,，])(\d{6})$/iu;
const BEGINNING =
  /^(?:[\s,，]*(?:中华人民共和国|中国|china\b|(?:收货|收件|家庭|联系|公司|详细)?地址\s*[:：]))+[\s,，]*/iu;
const EMPTY = /^(?:无|没有|暂无|未知|不详|null|none|n\/a|[-_*.?/\\#]+)$/iu;
const MUNICIPALITY = /^(?:11|12|31|50)/;

/** Reads an address; what it does not name, it does not guess. */
export function readAddress(given: string, options: AddressOptions = {}): Address {
  const { text, note, postcode } = stripped(given);
  const within = options.within ?? regionCode(options.region ?? null);
  const hit = findDivision(text, { within });
  const code = hit?.code ?? '';
  const rest = hit === null || code === '' ? text : text.slice(hit.end);
  // Something that is no place stands before it: 我家在…; it is no part of the address.
  const codes = codesOf(code, { districts: rest.startsWith('市辖区') });
  const { street, behind } = streetOf(
    codes.districts ? rest.slice('市辖区'.length) : rest.replace(/^(?:市辖区|市区)/u, ''),
  );
  const detail = canonicalDetail(behind);
  return {
    provinceCode: codes.province,
    cityCode: codes.city,
    areaCode: codes.area,
    province: nameOf(codes.province),
    city: nameOf(codes.city),
    area: codes.districts ? '市辖区' : nameOf(codes.area),
    candidates: hit?.candidates ?? [],
    street,
    detail,
    room: roomOf(detail),
    note,
    postcode,
  };
}

interface Stripped {
  readonly text: string;
  readonly note: string | null;
  readonly postcode: string | null;
}

function stripped(given: string): Stripped {
  const whole = simplify(normalizeText(given.slice(0, MAX_LENGTH)));
  if (EMPTY.test(whole)) {
    return { text: '', note: null, postcode: null };
  }
  const notes: string[] = [];
  let text = whole;
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(BRACKETS, (bracketed) => {
      notes.push(bracketed.slice(1, -1).trim());
      return ' ';
    });
  }
  const code = POSTCODE.exec(text);
  const postcode = code?.[1] ?? code?.[2] ?? code?.[3] ?? null;
  const plain = text.replace(POSTCODE, ' ').trim().replace(BEGINNING, '').trim();
  const note = notes.filter((one) => one !== '').join(' ');
  return { text: plain, note: note === '' ? null : note, postcode };
}

interface Codes {
  readonly province: string | null;
  readonly city: string | null;
  readonly area: string | null;
  /** 淮安市市辖区: the districts of a city as one. */
  readonly districts: boolean;
}

function codesOf(code: string, { districts }: { readonly districts: boolean }): Codes {
  const province = code.length >= 2 ? code.slice(0, 2) : null;
  const city = code.length >= 4 ? code.slice(0, 4) : null;
  if (code.length === 6) {
    return { province, city, area: code, districts: false };
  }
  if (city !== null && districts) {
    return { province, city, area: `${city}01`, districts: true };
  }
  const own = city === null ? undefined : divisionIndex().withoutAreas.get(city);
  return { province, city, area: own ?? null, districts: false };
}

function nameOf(code: string | null): string | null {
  return code === null ? null : (divisionIndex().byCode.get(code)?.name ?? null);
}

const regions = new Map<string, string | null>();
const MAX_REMEMBERED = 5000;

/** The code of the place that a region names (`江苏省苏州市`, 苏州), or null. Still pure: the map only remembers. */
export function regionCode(region: string | null): string | null {
  if (region === null || region === '') {
    return null;
  }
  const known = regions.get(region);
  if (known !== undefined) {
    return known;
  }
  if (regions.size > MAX_REMEMBERED) {
    regions.clear();
  }
  const hit = findDivision(stripped(region).text, { within: null });
  const code = hit === null || hit.code === '' ? null : hit.code;
  regions.set(region, code);
  return code;
}

/** The code of the smallest division that an address or a region surely lies in; `within` decides among several. */
export function readDivisionOf(given: string, within: string | null): string | null {
  const hit = findDivision(stripped(given).text, { within });
  if (hit === null || hit.code === '') {
    return null;
  }
  return divisionIndex().withoutAreas.get(hit.code) ?? hit.code;
}

/** The address in one way of writing, brackets left out; read again it is the same. */
export function normalizeAddress(given: string, options: AddressOptions = {}): string {
  let text = given;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const again = oneText(readAddress(text, options));
    if (again === text) {
      break;
    }
    text = again;
  }
  return text;
}

function oneText({ provinceCode, province, city, area, street, detail }: Address): string {
  const isBelow = provinceCode !== null && !MUNICIPALITY.test(provinceCode) && city !== null && !city.includes('直辖');
  const parts = [province, isBelow ? city : null, area === city ? null : area, street, detail];
  return parts.filter((part) => part !== null).join('');
}
