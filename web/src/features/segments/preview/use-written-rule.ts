import { useEffect, useState } from 'react';
import { type Rule, ruleOf, type WrittenRule } from '../rule/parts.ts';
import type { RuleStore } from '../rule/rule-store.ts';
import { type ConditionInfo, isWhole } from '../rule/values.ts';

/** So long after the last change the count is asked for. */
const SETTLED_MS = 160;

/** The rule as the server takes it, of what is written now. */
export function writtenRule(store: RuleStore, conditions: ReadonlyMap<string, ConditionInfo>): WrittenRule {
  return ruleOf(store.get().root, (part) => isWhole(part, conditions.get(part.is)));
}

export interface SettledRule {
  readonly rule: Rule;
  readonly left: number;
}

/** The rule once nothing has been changed for a moment; the same object as long as it says the same. */
export function useSettledRule(store: RuleStore, conditions: ReadonlyMap<string, ConditionInfo>): SettledRule {
  const [settled, setSettled] = useState<SettledRule>(() => {
    const { rule, left } = writtenRule(store, conditions);
    return { rule, left: left.length };
  });
  useEffect(() => {
    let timer = 0;
    let root = store.get().root;
    const look = (): void => {
      const { rule, left } = writtenRule(store, conditions);
      setSettled((old) =>
        JSON.stringify(old.rule) === JSON.stringify(rule) && old.left === left.length
          ? old
          : { rule, left: left.length },
      );
    };
    const stop = store.subscribe(() => {
      if (store.get().root !== root) {
        root = store.get().root;
        window.clearTimeout(timer);
        timer = window.setTimeout(look, SETTLED_MS);
      }
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [store, conditions]);
  return settled;
}
