import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import { texts, type Window, window } from '#kernel/pure/rules/args.ts';
import { daysOf, EARLIEST_DATE } from '#kernel/pure/rules/bounds.ts';
import { type AsOf, type Condition, defineCondition, type SqlAsking } from '#kernel/pure/rules/condition.ts';
import { anyOf } from '#kernel/pure/rules/measures.ts';
import type { Text } from '#kernel/pure/text.ts';

/** Somebody entered or left a segment. */
export interface MoveFact {
  readonly segmentId: string;
  readonly entered: boolean;
  /** Whole seconds since 1970. */
  readonly seconds: number;
}

export type MoveFacts = readonly MoveFact[];

/** The source of facts behind conditions about entering and leaving. */
export const MOVES_SOURCE = 'segments.moves';

/** What measures call a column of the moves → its array in the analytic row of a customer. */
export const MOVE_ARRAYS = { segment: 'move_segments', seconds: 'move_seconds', entered: 'move_entered' } as const;

interface Span {
  readonly since: number | null;
  readonly until: number;
}

/** Seconds of the instants at which a window begins (null: never) and ends, the end not included. */
function spanOf(days: Window, { date, zone }: AsOf): Span {
  const { from, to } = daysOf(days, date);
  const startOf = (day: string): number => startOfBusinessDate(day, zoneOf(zone)).getTime() / 1000;
  return { since: from === EARLIEST_DATE ? null : startOf(from), until: startOf(addDays(to, 1)) };
}

function spanSql({ since, until }: Span, asking: SqlAsking): string {
  const from = since === null ? '' : `seconds >= ${asking.param(since, 'Int64')} AND `;
  return `${from}seconds < ${asking.param(until, 'Int64')}`;
}

/** Entered, or left, one of the segments in a window: counted as a member or not any more, then. */
export function movedCondition({
  is,
  entered,
  label,
  sentence,
}: {
  readonly is: string;
  readonly entered: boolean;
  readonly label: Text;
  readonly sentence: Text;
}) {
  const args = {
    segments: texts({ 'zh-CN': '客群', en: 'Segments' }, 'segments.segments'),
    window: window({ 'zh-CN': '时间范围', en: 'When' }),
  };
  const condition: Condition<typeof args, MoveFacts> = defineCondition({
    is,
    group: { 'zh-CN': '客群', en: 'Segments' },
    label,
    source: MOVES_SOURCE,
    args,
    sentence,
    sql: ({ segments, window: days }, asking) => ({
      columns: {
        yes: anyOf(
          `segment IN ${asking.param(segments, 'Array(String)')} AND entered = ${entered ? 1 : 0} AND ${spanSql(spanOf(days, asking), asking)}`,
        ),
      },
      predicate: ({ yes = '' }) => yes,
    }),
    evaluate: (facts, { segments, window: days }, asking) => {
      const { since, until } = spanOf(days, asking);
      return facts.some(
        (move) =>
          move.entered === entered &&
          segments.includes(move.segmentId) &&
          (since === null || move.seconds >= since) &&
          move.seconds < until,
      );
    },
    explain: (facts, { segments }, { zone }) => {
      const found = facts.filter((move) => move.entered === entered && segments.includes(move.segmentId));
      const last = found.map(({ seconds }) => seconds).toSorted((a, b) => b - a)[0];
      if (last === undefined) {
        return { 'zh-CN': '没有过', en: 'never' };
      }
      const on = businessDateOf(new Date(last * 1000), zoneOf(zone));
      return { 'zh-CN': `最近 ${on}`, en: `last on ${on}` };
    },
  });
  return condition;
}
