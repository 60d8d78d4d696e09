import { movedCondition } from '../membership/moves.ts';

/** Was no member of one of the segments any more from some day of a window on. */
export const leftSegment = movedCondition({
  is: 'segment.left',
  entered: false,
  label: { 'zh-CN': '离开客群的时间', en: 'Left segment' },
  sentence: { 'zh-CN': '离开客群{segments}，{window}', en: 'left the segment {segments}, {window}' },
});
