import type { Args, ConditionPart } from './parts.ts';
import { argNames, piecesOf } from './template.ts';

/** What a page knows of an argument; drawn from its schema on the server. */
export interface ArgFace {
  readonly name: string;
  readonly face: string;
  readonly label: Readonly<Record<'zh-CN' | 'en', string>>;
  readonly optional: boolean;
  readonly unit: Readonly<Record<'zh-CN' | 'en', string>> | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly options: readonly { readonly value: string; readonly label: Readonly<Record<'zh-CN' | 'en', string>> }[];
  readonly catalogue: string | null;
  readonly single: boolean;
}

export interface ConditionInfo {
  readonly is: string;
  readonly group: Readonly<Record<'zh-CN' | 'en', string>>;
  readonly label: Readonly<Record<'zh-CN' | 'en', string>>;
  readonly sentence: Readonly<Record<'zh-CN' | 'en', string>>;
  readonly keys: string;
  readonly args: readonly ArgFace[];
}

const USUAL_DAYS = 30;
const USUAL_WINDOW = 90;

/** What an argument begins with: something sensible where there is such a thing, else nothing yet. */
export function initialValue(face: ArgFace): unknown {
  if (face.face === 'range') {
    return { min: Math.min(Math.max(1, face.min ?? 1), face.max ?? 1) };
  }
  if (face.face === 'days') {
    return Math.min(Math.max(USUAL_DAYS, face.min ?? 0), face.max ?? USUAL_DAYS);
  }
  if (face.face === 'window') {
    return { lastDays: USUAL_WINDOW };
  }
  if (face.face === 'choices' || face.face === 'texts') {
    return [];
  }
  if (face.face === 'catalogue') {
    return face.single ? '' : [];
  }
  return face.face === 'text' ? '' : {};
}

/** The arguments of a new condition: those that it must have, and those that its sentence shows first. */
export function initialArgs(info: ConditionInfo, given: Args = {}): Args {
  const needed = info.args.filter(({ optional }) => !optional).map((face) => [face.name, initialValue(face)] as const);
  return { ...Object.fromEntries(needed), ...given };
}

/** Whether an argument says something yet. */
export function isFilled(value: unknown): boolean {
  if (typeof value === 'string') {
    return value.trim() !== '';
  }
  if (Array.isArray(value)) {
    return value.length > 0;
  }
  if (typeof value === 'object' && value !== null) {
    const { currency: _, ...rest } = value as Record<string, unknown>;
    return Object.values(rest).some((one) => one !== undefined && one !== '');
  }
  return typeof value === 'number';
}

/** Whether a condition is finished: what it must say is there, and so is everything that was begun. */
export function isWhole(part: ConditionPart, info: ConditionInfo | undefined): boolean {
  if (info === undefined) {
    return true;
  }
  const isSaid = info.args.every(({ name, optional }) =>
    optional && !(name in part.args) ? true : isFilled(part.args[name]),
  );
  // Where every argument may be left out and the sentence has no words for that, one has to be there.
  const needsOne = info.args.length > 0 && info.args.every(({ optional }) => optional) && !saysWithout(info);
  return isSaid && (!needsOne || info.args.some(({ name }) => name in part.args));
}

function saysWithout({ sentence }: ConditionInfo): boolean {
  return piecesOf(sentence['zh-CN']).some(
    (piece) => piece.kind === 'choice' && piece.alternatives.some((pieces) => argNames(pieces).length === 0),
  );
}

/** The full name of a catalogue: other arguments stand in it as `{arg}`; null while they are missing. */
export function catalogueOf(face: ArgFace, args: Args): string | null {
  let isKnown = true;
  const name = face.catalogue?.replaceAll(/\{(\w+)\}/gu, (_, arg: string) => {
    const value = args[arg];
    isKnown &&= typeof value === 'string' && value !== '';
    return typeof value === 'string' ? value : '';
  });
  return name === undefined || !isKnown ? null : name;
}
