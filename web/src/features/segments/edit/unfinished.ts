import { firstToken } from '../builder/condition-pieces.tsx';
import { findPart } from '../rule/edit.ts';
import { isGroup } from '../rule/parts.ts';
import type { RuleStore } from '../rule/rule-store.ts';
import type { ConditionInfo } from '../rule/values.ts';

/** The editor of the first word that is still to be said. */
export function firstUnfinished(
  store: RuleStore,
  { conditions, left }: { readonly conditions: ReadonlyMap<string, ConditionInfo>; readonly left: readonly string[] },
): string | null {
  const part = findPart(store.get().root, left[0] ?? '');
  if (part === null || isGroup(part)) {
    return null;
  }
  const info = conditions.get(part.is);
  store.activate(part.id);
  return info === undefined ? null : firstToken(part, info);
}
