import { isGroup, partsOf, RULE_VERSION, type Rule, type RuleNode } from '#kernel/pure/rules/tree.ts';

/** A class of a score. */
export interface Band {
  readonly kind: string;
  readonly band: string;
}

/** As maps keep it, and as conditions name it. */
export function bandKey({ kind, band }: Band): string {
  return `${kind}:${band}`;
}

/** The rule of the segment that stands for a class. */
export function bandRule(band: Band): Rule {
  return { v: RULE_VERSION, all: [{ is: 'score.band', bands: [bandKey(band)] }] };
}

/** Of which class a rule is exactly: one condition, one class; null where it asks anything besides. */
export function bandOf(rule: Rule): Band | null {
  const condition = onlyCondition(rule);
  if (condition === null) {
    return null;
  }
  if (condition['is'] === 'lifecycle.stage') {
    const [band, ...more] = textsOf(condition['stages']);
    return band === undefined || more.length > 0 ? null : { kind: 'lifecycle', band };
  }
  const [named, ...more] = condition['is'] === 'score.band' ? textsOf(condition['bands']) : [];
  const [kind = '', band = ''] = named?.split(':') ?? [];
  return kind === '' || band === '' || more.length > 0 ? null : { kind, band };
}

/** Groups of one are what is in them. */
function onlyCondition(node: RuleNode): Readonly<Record<string, unknown>> | null {
  if (!isGroup(node)) {
    return node;
  }
  const { group, parts } = partsOf(node);
  const [first, ...more] = parts;
  return first === undefined || more.length > 0 || group === 'none' ? null : onlyCondition(first);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
