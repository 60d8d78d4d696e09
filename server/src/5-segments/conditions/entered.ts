import { movedCondition } from '../membership/moves.ts';

/** Became a member of one of the segments in a window. */
export const enteredSegment = movedCondition({
  is: 'segment.entered',
  entered: true,
  label: { 'zh-CN': '进入客群的时间', en: 'Entered segment' },
  sentence: { 'zh-CN': '进入客群{segments}，{window}', en: 'entered the segment {segments}, {window}' },
});
