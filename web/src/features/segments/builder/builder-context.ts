import { createContext, useContext, useSyncExternalStore } from 'react';
import type { RuleState, RuleStore } from '../rule/rule-store.ts';
import type { ConditionInfo } from '../rule/values.ts';

export interface Builder {
  readonly store: RuleStore;
  readonly conditions: ReadonlyMap<string, ConditionInfo>;
  /** Amounts that name no currency are in this one. */
  readonly currency: string;
  /** Says it to those who do not see it. */
  readonly announce: (text: string) => void;
  /** Opens the list of conditions; the chosen one goes there. */
  readonly add: (groupId: string, index: number) => void;
}

export const BuilderContext = createContext<Builder | null>(null);

/** What all parts of the builder share; never changes while it is open. */
export function useBuilder(): Builder {
  const builder = useContext(BuilderContext);
  if (builder === null) {
    throw new Error('useBuilder outside the builder');
  }
  return builder;
}

/** One thing of the rule; drawn again only when that changes. */
export function useRuleState<T>(store: RuleStore, select: (state: RuleState) => T): T {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
