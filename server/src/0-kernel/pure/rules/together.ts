import type { Asking, Conditions } from './condition.ts';
import { conditionOf, type FactsOf } from './evaluate.ts';
import { argsOf, type ConditionNode, isGroup, nodeKey, partsOf, type RuleNode } from './tree.ts';

/** What has been asked about one customer so far: an answer at the place of each condition. */
interface Asked {
  readonly facts: FactsOf;
  readonly answers: (boolean | undefined)[];
}

type Ask = (asked: Asked) => boolean;

/**
 * Many rules about one customer after the other, as `holds` answers each by itself: equal conditions of all rules are
 * asked once of each customer, and only those on which an answer depends.
 */
export function rulesTogether(
  rules: readonly RuleNode[],
  { conditions, asking }: { readonly conditions: Conditions; readonly asking: Asking },
): (facts: FactsOf) => readonly boolean[] {
  const places = new Map<string, Ask>();
  const asks = rules.map((rule) => askOf(rule, { conditions, asking, places }));
  return (facts) => {
    const asked: Asked = { facts, answers: [] };
    return asks.map((ask) => ask(asked));
  };
}

interface Planning {
  readonly conditions: Conditions;
  readonly asking: Asking;
  /** By the key of the condition. */
  readonly places: Map<string, Ask>;
}

function askOf(node: RuleNode, planning: Planning): Ask {
  if (!isGroup(node)) {
    const key = nodeKey(node);
    const known = planning.places.get(key) ?? askCondition(node, planning);
    planning.places.set(key, known);
    return known;
  }
  const { group, parts } = partsOf(node);
  const asks = parts.map((part) => askOf(part, planning));
  if (group === 'all') {
    return (asked) => asks.every((ask) => ask(asked));
  }
  return group === 'any' ? (asked) => asks.some((ask) => ask(asked)) : (asked) => !asks.some((ask) => ask(asked));
}

function askCondition(node: ConditionNode, { conditions, asking, places }: Planning): Ask {
  const condition = conditionOf(conditions, node);
  const args = argsOf(node);
  const place = places.size;
  return ({ facts, answers }) => {
    const answer = answers[place] ?? condition.evaluate(facts(condition.source), args, asking);
    answers[place] = answer;
    return answer;
  };
}
