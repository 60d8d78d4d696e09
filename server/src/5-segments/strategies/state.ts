/** `none`: nobody has said what is done for the segment. */
export const STRATEGY_STATES = ['none', 'planned', 'running', 'over'] as const;
export type StrategyState = (typeof STRATEGY_STATES)[number];

export interface StrategyDates {
  /** Business dates, both included; null: taken off, without an end. */
  readonly startsOn: string | null;
  readonly endsOn: string | null;
}

/** Whether a strategy holds on a day. A segment has none when nobody wrote one, or it was taken off. */
export function strategyState(strategy: StrategyDates | undefined, today: string): StrategyState {
  if (strategy === undefined || strategy.startsOn === null) {
    return 'none';
  }
  if (today < strategy.startsOn) {
    return 'planned';
  }
  return strategy.endsOn !== null && strategy.endsOn < today ? 'over' : 'running';
}
