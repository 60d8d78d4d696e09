import {
  argsOf,
  type ConditionNode,
  conditionNodes,
  groupNode,
  isGroup,
  partsOf,
  type Rule,
  type RuleNode,
} from '#kernel/pure/rules/tree.ts';

/** The condition that stands for the rules of other segments. */
export const IN_SEGMENT = 'segment.in';

/** Rules of segments by their ids. */
export type SegmentRules = ReadonlyMap<string, Rule>;

/** The segments that a node names itself. */
export function segmentsNamed(node: ConditionNode): readonly string[] {
  const { segments } = argsOf(node);
  return node.is === IN_SEGMENT && Array.isArray(segments) ? segments.map(String) : [];
}

/** Conditions about who is or was counted as a member of segments: the rules of those are not put in their places. */
export const ABOUT_MEMBERS: ReadonlySet<string> = new Set(['segment.entered', 'segment.left', 'segment.related']);

/** The conditions of a rule, and of all rules whose members its answer would tell, each segment once. */
export function nodesBehind(node: RuleNode, rules: SegmentRules, seen = new Set<string>()): readonly ConditionNode[] {
  return conditionNodes(expandRule(node, rules)).flatMap(({ node: inner }) => {
    const { segments } = argsOf(inner);
    const ids = ABOUT_MEMBERS.has(inner.is) && Array.isArray(segments) ? segments.map(String) : [];
    const fresh = ids.filter((id) => !seen.has(id));
    for (const id of fresh) {
      seen.add(id);
    }
    const behind = fresh.flatMap((id) => rules.get(id) ?? []);
    return [inner, ...behind.flatMap((rule) => nodesBehind(withoutVersion(rule), rules, seen))];
  });
}

/** The segments that a rule names, each once. */
export function segmentsOf(rule: RuleNode): readonly string[] {
  return [...new Set(conditionNodes(rule).flatMap(({ node }) => segmentsNamed(node)))];
}

/**
 * The rule with the rules of other segments in the places where they are named: their conditions then share scans
 * with all others. A segment that is not there holds for nobody. Throws when rules lead back to themselves, which
 * `circleOf` tells before anything is saved.
 */
export function expandRule(node: RuleNode, rules: SegmentRules, above: readonly string[] = []): RuleNode {
  if (isGroup(node)) {
    const { group, parts } = partsOf(node);
    return groupNode(
      group,
      parts.map((part) => expandRule(part, rules, above)),
    );
  }
  if (node.is !== IN_SEGMENT) {
    return node;
  }
  const named = segmentsNamed(node).map((id): RuleNode => {
    if (above.includes(id)) {
      throw new Error(`The rule of segment ${id} leads back to itself`);
    }
    const rule = rules.get(id);
    return rule === undefined ? { any: [] } : expandRule(withoutVersion(rule), rules, [...above, id]);
  });
  return { any: named };
}

/** The rules of some segments, with the rules of all in the places where they name each other. */
export function expandAll(
  segments: readonly { readonly rule: Rule }[],
  all: readonly { readonly id: string; readonly rule: Rule }[],
): readonly RuleNode[] {
  const known: SegmentRules = new Map(all.map(({ id, rule }) => [id, rule]));
  return segments.map(({ rule }) => expandRule(rule, known));
}

function withoutVersion(rule: Rule): RuleNode {
  const { group, parts } = partsOf(rule);
  return groupNode(group, parts);
}

/** Conditions and groups of a rule with the rules of other segments in their places, at most. */
export const MAX_EXPANDED = 2000;

/**
 * How many conditions and groups a rule comes to once the rules of other segments stand in their places. Rules that
 * name each other several times grow with every step; each is counted once.
 */
export function expandedSize(node: RuleNode, rules: SegmentRules, known = new Map<string, number>()): number {
  const sizeOf = (id: string): number => {
    const rule = rules.get(id);
    const size = known.get(id) ?? (rule === undefined ? 1 : expandedSize(withoutVersion(rule), rules, known));
    known.set(id, size);
    return size;
  };
  if (isGroup(node)) {
    return partsOf(node).parts.reduce((sum, part) => sum + expandedSize(part, rules, known), 1);
  }
  return segmentsNamed(node).reduce((sum, id) => sum + sizeOf(id), 1);
}

export interface Circle {
  /** Where in the rule the way begins. */
  readonly path: string;
  /** The segments on the way, the last one being the segment itself. */
  readonly through: readonly string[];
}

/** How a rule would lead back to its own segment; null when it does not. */
export function circleOf(own: string, rule: Rule, rules: SegmentRules): Circle | null {
  for (const { node, path } of conditionNodes(rule)) {
    for (const id of segmentsNamed(node)) {
      const through = wayBack(id, own, { rules, seen: new Set() });
      if (through !== null) {
        return { path: `${path}.args.segments`, through };
      }
    }
  }
  return null;
}

function wayBack(
  from: string,
  own: string,
  search: { readonly rules: SegmentRules; readonly seen: Set<string> },
): readonly string[] | null {
  if (from === own) {
    return [from];
  }
  if (search.seen.has(from)) {
    return null;
  }
  search.seen.add(from);
  const rule = search.rules.get(from);
  for (const next of rule === undefined ? [] : segmentsOf(rule)) {
    const rest = wayBack(next, own, search);
    if (rest !== null) {
      return [from, ...rest];
    }
  }
  return null;
}
