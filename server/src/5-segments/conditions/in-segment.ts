import { PROFILE_SOURCE } from '#customers/pure';
import { texts } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { IN_SEGMENT } from '../definitions/expand.ts';

/** What is asked before the rules of the segments stand in its place: a mistake of the caller. */
function unexpanded(): never {
  throw new Error(`${IN_SEGMENT} is asked by the rules of its segments (expandRule)`);
}

/**
 * The rule of one of the segments holds, whether somebody has been counted as a member already or not. Never asked
 * itself: `expandRule` puts the rules in its place.
 */
export const inSegment = defineCondition({
  is: IN_SEGMENT,
  group: { 'zh-CN': '客群', en: 'Segments' },
  label: { 'zh-CN': '属于客群', en: 'In segment' },
  source: PROFILE_SOURCE,
  args: { segments: texts({ 'zh-CN': '客群', en: 'Segments' }, 'segments.segments') },
  sentence: { 'zh-CN': '属于客群{segments}', en: 'is in the segment {segments}' },
  sql: unexpanded,
  evaluate: unexpanded,
  explain: unexpanded,
});
