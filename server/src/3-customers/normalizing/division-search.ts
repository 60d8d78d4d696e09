import { type DivisionName, divisionIndex } from './divisions.ts';

/** Where a text names a division: the code of the smallest one that is sure, and how far its name goes. */
export interface DivisionHit {
  readonly start: number;
  readonly end: number;
  /** 2, 4 or 6 digits. */
  readonly code: string;
  /** Areas of that name, when several may be meant. */
  readonly candidates: readonly string[];
}

export interface SearchOptions {
  /** Head of a code that decides among several: the region that is known from elsewhere. */
  readonly within: string | null;
}

interface Path {
  readonly code: string;
  readonly end: number;
  readonly score: number;
  /** Whether some name of it stands with its sign, or two follow each other: 上海 alone may be a street. */
  readonly isSure: boolean;
}

/** Behind a name without its sign: a street, a village, a gate that carries the name. */
const CARRIES_NAME =
  /^(?:[东西南北中]?[路街巷弄道里]|[东西南北中上下]?[路街巷弄道里]|大道|大街|新村|[一二三四五六七八九十][路街]|[市镇乡村门桥河湖山寺港站岛湾])/u;
/** 北京市民 and 上海市场. */
const GOES_ON = /^[民场集]/u;
const FILLER =
  /^(?:[\s,，、/·.|\-—_]+|市辖区|市区(?=.)|省直辖县级行政区划|自治区直辖县级行政区划|省直辖行政单位|直辖县级)/u;
const CITY_LEVEL = 4;
const AREA_LEVEL = 6;
const MUNICIPALITY = /^(?:11|12|31|50)/;
const POINTS = { step: 10, whole: 5, other: -8 } as const;
/** How far into a text somebody begins with the place. */
const MAX_SEARCHED = 200;

/** The first place that the text names, from its beginning on. */
export function findDivision(text: string, options: SearchOptions): DivisionHit | null {
  for (let start = 0; start < Math.min(text.length, MAX_SEARCHED); start += 1) {
    const hit = divisionAt(text, start, options);
    if (hit !== null) {
      return hit;
    }
  }
  return null;
}

/** All places that the text names. */
export function findDivisions(text: string, options: SearchOptions): DivisionHit[] {
  const hits: DivisionHit[] = [];
  for (let start = 0; start < Math.min(text.length, MAX_SEARCHED); ) {
    const hit = divisionAt(text, start, options);
    if (hit !== null) {
      hits.push(hit);
    }
    start = hit?.end ?? start + 1;
  }
  return hits;
}

function divisionAt(text: string, start: number, { within }: SearchOptions): DivisionHit | null {
  const paths = pathsFrom(text, start, '');
  if (paths.length === 0) {
    return null;
  }
  const best = Math.max(...paths.map(({ score }) => score));
  const top = paths.filter(({ score }) => score === best);
  const [first] = top;
  if (first === undefined || (start > 0 && !first.isSure)) {
    return null;
  }
  const codes = [...new Set(top.map(({ code }) => code))];
  const chosen = within === null ? [] : codes.filter((code) => code.startsWith(within) || within.startsWith(code));
  const left = chosen.length > 0 ? chosen : codes;
  const [only = ''] = left;
  const code = left.length === 1 ? only : commonHead(left);
  return { start, end: first.end, code, candidates: left.length === 1 ? [] : left.toSorted() };
}

/** What all of them lie in: their city, their province, or nothing. */
function commonHead(codes: readonly string[]): string {
  const [first = ''] = codes;
  const length = [CITY_LEVEL, 2].find((digits) => codes.every((code) => code.startsWith(first.slice(0, digits))));
  return length === undefined ? '' : first.slice(0, length);
}

/** Every way of reading names one below the other, from this place on. */
function pathsFrom(text: string, at: number, context: string): Path[] {
  const names = divisionIndex().names.get(text.slice(at, at + 2)) ?? [];
  const found: Path[] = [];
  for (const name of names) {
    if (text.startsWith(name.text, at) && fits(name, context)) {
      found.push(...continued(text, { at, name }));
    }
  }
  return found;
}

function continued(text: string, { at, name }: { readonly at: number; readonly name: DivisionName }): readonly Path[] {
  const end = at + name.text.length;
  const own = POINTS.step + name.text.length + (name.isWhole ? POINTS.whole : 0) + (name.isOther ? POINTS.other : 0);
  const next = name.code.length === AREA_LEVEL ? [] : pathsBelow(text, { end, name });
  const rest = text.slice(end);
  // 北京市民 and 北京路 are no places; 张掖市民乐县 is one, because 民乐县 lies in it.
  const isOther = name.isWhole ? name.text.endsWith('市') && GOES_ON.test(rest) : CARRIES_NAME.test(rest);
  const here: Path = { code: name.code, end, score: own, isSure: name.isWhole };
  return [...(isOther ? [] : [here]), ...next.map((path) => ({ ...path, score: path.score + own, isSure: true }))];
}

/** What is named next; a name may stand twice: 上海市上海市, but 荆州荆州区 is a city and its area. */
function pathsBelow(text: string, { end, name }: { readonly end: number; readonly name: DivisionName }): Path[] {
  const next = pastFiller(text, end);
  const below = pathsFrom(text, next, name.code);
  return below.length > 0 || !text.startsWith(name.text, next)
    ? below
    : pathsFrom(text, pastFiller(text, next + name.text.length), name.code);
}

function pastFiller(text: string, from: number): number {
  let at = from;
  for (let hit = FILLER.exec(text.slice(at)); hit !== null; hit = FILLER.exec(text.slice(at))) {
    at += hit[0].length;
  }
  return at;
}

function fits({ code, text, isWhole, isOther }: DivisionName, context: string): boolean {
  if (code.length <= context.length || !code.startsWith(context)) {
    return false;
  }
  if (isWhole) {
    // Names that many places have, or had, mean nothing without what lies above them.
    return !isOther || context.length >= 2 || isDistinct(text);
  }
  if (code.length < AREA_LEVEL) {
    return true;
  }
  return context.length === CITY_LEVEL || MUNICIPALITY.test(context) || (isCountyCity(code) && isDistinct(text));
}

function isCountyCity(code: string): boolean {
  return divisionIndex().byCode.get(code)?.name.endsWith('市') ?? false;
}

/** Whether nothing else is written like it. */
function isDistinct(text: string): boolean {
  const names = divisionIndex().names.get(text.slice(0, 2)) ?? [];
  return new Set(names.filter((name) => name.text === text).map(({ code }) => code)).size === 1;
}
