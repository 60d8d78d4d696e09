import type { Text } from '../text.ts';
import type { Says } from './arg-face.ts';
import type { Asking, Condition, Conditions, Found, Lookup } from './condition.ts';
import { printCondition } from './sentence.ts';
import { argsOf, type ConditionNode, conditionNodes, type Group, isGroup, partsOf, type RuleNode } from './tree.ts';

/** The facts about one customer, by the name of their source. */
export type FactsOf = (source: string) => unknown;

/** The condition of a node. Throws when there is none: rules are read before they are asked. */
export function conditionOf(conditions: Conditions, node: ConditionNode): Condition {
  const condition = conditions.get(node.is);
  if (condition === undefined) {
    throw new Error(`There is no condition ${node.is}`);
  }
  return condition;
}

/** Whether the rule holds for one customer. */
export function holds(
  node: RuleNode,
  { conditions, facts, asking }: { readonly conditions: Conditions; readonly facts: FactsOf; readonly asking: Asking },
): boolean {
  if (!isGroup(node)) {
    const condition = conditionOf(conditions, node);
    return condition.evaluate(facts(condition.source), argsOf(node), asking);
  }
  const { group, parts } = partsOf(node);
  const one = (part: RuleNode): boolean => holds(part, { conditions, facts, asking });
  return together(group, parts, one);
}

function together<Part>(group: Group, parts: readonly Part[], one: (part: Part) => boolean): boolean {
  if (group === 'all') {
    return parts.every(one);
  }
  return group === 'any' ? parts.some(one) : !parts.some(one);
}

/** Why a rule holds for somebody, or does not: the tree again, with what was found at each condition. */
export interface Explanation {
  readonly yes: boolean;
  /** `all[1].any[0]`; empty for the whole rule. */
  readonly path: string;
  readonly group: Group | null;
  /** The condition in words; null for groups. */
  readonly sentence: Text | null;
  readonly found: Text | null;
  readonly parts: readonly Explanation[];
}

export interface Explaining {
  readonly conditions: Conditions;
  readonly facts: FactsOf;
  readonly asking: Asking;
  readonly says: Omit<Says, 'locale'>;
}

export function explainRule(node: RuleNode, explaining: Explaining, path = ''): Explanation {
  const { conditions, facts, asking, says } = explaining;
  if (!isGroup(node)) {
    const condition = conditionOf(conditions, node);
    const args = argsOf(node);
    const known = facts(condition.source);
    return {
      yes: condition.evaluate(known, args, asking),
      path,
      group: null,
      sentence: {
        'zh-CN': printCondition(condition, args, { ...says, locale: 'zh-CN' }),
        en: printCondition(condition, args, { ...says, locale: 'en' }),
      },
      found: condition.explain(known, args, asking),
      parts: [],
    };
  }
  const { group, parts } = partsOf(node);
  const explained = parts.map((part, index) =>
    explainRule(part, explaining, `${path === '' ? '' : `${path}.`}${group}[${index}]`),
  );
  return {
    yes: together(group, explained, ({ yes }) => yes),
    path,
    group,
    sentence: null,
    found: null,
    parts: explained,
  };
}

/** The sources whose facts these rules need. */
export function sourcesOf(rules: readonly RuleNode[], conditions: Conditions): ReadonlySet<string> {
  return new Set(rules.flatMap((rule) => conditionNodes(rule).map(({ node }) => conditionOf(conditions, node).source)));
}

/** What must be looked up before these rules can be asked, each once. */
export function lookupsOf(rules: readonly RuleNode[], conditions: Conditions): readonly Lookup[] {
  const all = rules
    .flatMap((rule) => conditionNodes(rule))
    .flatMap(({ node }) => conditionOf(conditions, node).lookups?.(argsOf(node)) ?? []);
  return [...new Map(all.map((lookup) => [`${lookup.name}\0${lookup.key}`, lookup])).values()];
}

/** Answers from what was looked up. */
export function foundIn(answers: ReadonlyMap<string, ReadonlyMap<string, unknown>>): Found {
  return (name, key) => {
    const known = answers.get(name);
    if (known === undefined) {
      throw new Error(`${name} was not looked up`);
    }
    return known.get(key);
  };
}
