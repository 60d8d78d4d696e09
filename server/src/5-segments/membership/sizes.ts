import { addDays, type BusinessDate } from '#kernel/pure/dates.ts';

export interface DayMoves {
  readonly date: BusinessDate;
  readonly entered: number;
  readonly left: number;
}

export interface DaySize extends DayMoves {
  /** At the end of the day. */
  readonly members: number;
}

/** The size of a segment at the end of each day: from what it is now, back over what happened. */
export function sizesByDay(
  moves: readonly DayMoves[],
  { members, since, until }: { readonly members: number; readonly since: BusinessDate; readonly until: BusinessDate },
): readonly DaySize[] {
  const byDate = new Map(moves.map((day) => [day.date, day]));
  const days: DaySize[] = [];
  let size = members;
  for (let date = until; date >= since; date = addDays(date, -1)) {
    const { entered = 0, left = 0 } = byDate.get(date) ?? {};
    days.push({ date, members: size, entered, left });
    size -= entered - left;
  }
  return days.reverse();
}
