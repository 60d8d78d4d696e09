import { linksOf, linksSql, PROFILE_POPULATION, RELATIONS_GROUP, SIDE_OPTIONS } from '#customers/pure';
import { optional } from '#kernel/pure/rules/arg-face.ts';
import { choices, texts } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { anyOf } from '#kernel/pure/rules/measures.ts';
import { RELATIVES_SOURCE, type RelativeFacts } from '../membership/relatives.ts';

/**
 * Knows somebody who is counted as a member of one of the segments, by a link of the day asked about. Members as of the
 * last refresh: the rule of a segment is about one customer, not about those whom they know.
 */
export const relatedToSegment = defineCondition({
  is: 'segment.related',
  group: RELATIONS_GROUP,
  label: { 'zh-CN': '与客群成员有关系', en: 'Linked to a member of a segment' },
  source: RELATIVES_SOURCE,
  args: {
    segments: texts({ 'zh-CN': '客群', en: 'Segments' }, 'segments.segments'),
    kinds: optional(choices({ 'zh-CN': '对方是', en: 'The other one is' }, SIDE_OPTIONS)),
  },
  sentence: {
    'zh-CN': '客群{segments}中有人是其[{kinds}|关系人]',
    en: 'somebody in the segment {segments} is their [{kinds}|contact of any kind]',
  },
  sql: ({ segments, kinds }, asking) => {
    const { table, customerColumn } = PROFILE_POPULATION;
    const members = `SELECT ${customerColumn} FROM ${table} FINAL WHERE hasAny(segment_ids, ${asking.param(segments, 'Array(String)')})`;
    return {
      columns: { yes: anyOf(`${linksSql(kinds, asking)} AND other IN (${members})`) },
      predicate: ({ yes = '' }) => yes,
    };
  },
  evaluate: (facts: RelativeFacts, { segments, kinds }, asking) =>
    linksOf(facts, kinds, asking).some(({ segmentIds }) => segments.some((wanted) => segmentIds.includes(wanted))),
  explain: (facts, { segments, kinds }, asking) => {
    const found = linksOf(facts, kinds, asking).filter(({ segmentIds }) =>
      segments.some((wanted) => segmentIds.includes(wanted)),
    ).length;
    return { 'zh-CN': `有 ${found} 位`, en: `${found} of them` };
  },
});
