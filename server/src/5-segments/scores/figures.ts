import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';

interface Figure {
  readonly key: string;
  readonly label: Text;
  readonly unit: Text | null;
  readonly note: Text;
  readonly min: number;
  readonly max: number;
  readonly usual: number;
  readonly whole?: boolean;
}

/** A figure of a score that people may change. */
export function figure({ key, min, max, usual, whole = false, ...words }: Figure): SettingDefinition {
  const between = z.number().min(min).max(max);
  return { ...words, key: `segments.${key}`, schema: whole ? between.int() : between, defaultValue: usual };
}

export const DAYS: Text = { 'zh-CN': '天', en: 'days' };
export const WEEKS: Text = { 'zh-CN': '周', en: 'weeks' };
export const PERCENT: Text = { 'zh-CN': '%', en: '%' };
export const MINOR: Text = { 'zh-CN': '最小货币单位（分）', en: 'minor units (cents)' };
export const POINTS: Text = { 'zh-CN': '份', en: 'parts' };
export const TIMES: Text = { 'zh-CN': '倍', en: 'times' };

/** The figure in force; a share where it is kept as percent. */
export function read(settings: Readonly<Record<string, number>>, definition: SettingDefinition): number {
  const value = settings[definition.key];
  if (value === undefined) {
    throw new Error(`The score does not declare ${definition.key}`);
  }
  return value;
}
