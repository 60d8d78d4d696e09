import { type Conditions } from '#kernel/pure/rules/condition.ts';
import { sourcesOf } from '#kernel/pure/rules/evaluate.ts';
import type { RuleNode } from '#kernel/pure/rules/tree.ts';

/** Which facts of a customer something that happened concerns, by the names of their sources; `null` is all of them. */
export type Concern = ReadonlySet<string> | null;

/** Customers with those facts that are otherwise now. */
export type Concerned = ReadonlyMap<string, Concern>;

/** Everything that is said of a customer together. */
export function concernsOf(
  said: readonly { readonly ids: readonly string[]; readonly source: string | null }[],
): Concerned {
  const concerned = new Map<string, Set<string> | null>();
  for (const { ids, source } of said) {
    for (const id of ids) {
      const known = concerned.get(id);
      if (source === null || known === null) {
        concerned.set(id, null);
      } else {
        concerned.set(id, (known ?? new Set()).add(source));
      }
    }
  }
  return concerned;
}

/** Customers of whom the same rules have to be asked, by their places in the list. */
export interface Asked {
  readonly places: readonly number[];
  readonly customerIds: readonly string[];
}

/**
 * Whom to ask which rules: those that ask about facts that are otherwise now. The others say what they said before,
 * so neither they are asked nor the facts loaded that only they need. Customers of whom no rule asks are left out.
 */
export function asksOf(concerned: Concerned, rules: readonly RuleNode[], conditions: Conditions): readonly Asked[] {
  const sources = rules.map((rule) => sourcesOf([rule], conditions));
  const placesFor = (concern: Concern): readonly number[] =>
    sources.flatMap((own, place) =>
      concern === null || [...own].some((source) => concern.has(source)) ? [place] : [],
    );
  const keyOf = (concern: Concern): string => (concern === null ? '*' : [...concern].toSorted().join(' '));
  return [...Map.groupBy(concerned, ([, concern]) => keyOf(concern)).values()].flatMap((same) => {
    const places = placesFor(same[0]?.[1] ?? null);
    return places.length === 0 ? [] : [{ places, customerIds: same.map(([id]) => id) }];
  });
}
