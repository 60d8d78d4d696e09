import { z } from 'zod';
import type { Fault } from '../../errors.ts';
import { faultsOf } from '../../http/zod-faults.ts';
import type { Text } from '../text.ts';
import type { ArgFaces, ArgValues } from './arg-face.ts';
import type { AnyCondition, Conditions } from './condition.ts';

/** How the parts of a group go together: all of them, at least one, none. */
export const GROUPS = ['all', 'any', 'none'] as const;
export type Group = (typeof GROUPS)[number];

/** One condition with its arguments beside `is`. */
export type ConditionNode = { readonly is: string } & ArgValues;
export type GroupNode =
  | { readonly all: readonly RuleNode[] }
  | { readonly any: readonly RuleNode[] }
  | { readonly none: readonly RuleNode[] };
export type RuleNode = ConditionNode | GroupNode;

/** The form in which rules are written now; older ones would be lifted to it when read. */
export const RULE_VERSION = 1;
/** A whole rule. `all` of nothing is everybody. */
export type Rule = { readonly v: typeof RULE_VERSION } & GroupNode;

export const EVERYBODY: Rule = { v: RULE_VERSION, all: [] };

const MAX_DEPTH = 8;
const MAX_NODES = 200;

/** What crosses the wire; `readRule` looks into it and names every fault by its path. */
export const ruleSchema = z
  .looseObject({ v: z.literal(RULE_VERSION).default(RULE_VERSION) })
  .meta({ id: 'Rule', description: '{v: 1, all|any|none: [{is, …args} | {all|any|none: […]}]}' });

export function isGroup(node: RuleNode): node is GroupNode {
  return GROUPS.some((group) => group in node);
}

/** The word of a group and what stands in it. */
export function partsOf(node: GroupNode): { readonly group: Group; readonly parts: readonly RuleNode[] } {
  if ('all' in node) {
    return { group: 'all', parts: node.all };
  }
  return 'any' in node ? { group: 'any', parts: node.any } : { group: 'none', parts: node.none };
}

export function groupNode(group: Group, parts: readonly RuleNode[]): GroupNode {
  return { [group]: parts } as unknown as GroupNode;
}

/** The arguments of a condition, without its name. */
export function argsOf({ is: _, ...args }: ConditionNode): ArgValues {
  return args;
}

/** Every condition of a rule, in order, with its path. */
export function conditionNodes(
  node: RuleNode,
  path = '',
): readonly { readonly node: ConditionNode; readonly path: string }[] {
  if (!isGroup(node)) {
    return [{ node, path }];
  }
  const { group, parts } = partsOf(node);
  return parts.flatMap((part, index) => conditionNodes(part, join(path, `${group}[${index}]`)));
}

function join(path: string, step: string): string {
  return path === '' ? step : `${path}.${step}`;
}

export type RuleReading = { readonly rule: Rule } | { readonly faults: readonly Fault[] };

interface Checking {
  readonly conditions: Conditions;
  readonly faults: Fault[];
  nodes: number;
}

/** A rule from what somebody sent: known conditions, sound arguments, of bounded size; else every fault by its path. */
export function readRule(given: unknown, conditions: Conditions): RuleReading {
  const checking: Checking = { conditions, faults: [], nodes: 0 };
  const { v, ...rest } = isRecord(given) ? given : { v: RULE_VERSION };
  if (v !== undefined && v !== RULE_VERSION) {
    fault(checking, 'v', 'version_unknown', {
      'zh-CN': `规则版本应为 ${RULE_VERSION}`,
      en: `the version of a rule is ${RULE_VERSION}`,
    });
  }
  const node = readNode(rest, { path: '', depth: 0 }, checking);
  if (checking.nodes > MAX_NODES) {
    fault(checking, '', 'rule_too_large', {
      'zh-CN': `规则最多 ${MAX_NODES} 个条件和分组，这条有 ${checking.nodes} 个`,
      en: `a rule has at most ${MAX_NODES} conditions and groups; this one has ${checking.nodes}`,
    });
  }
  if (checking.faults.length > 0 || node === null) {
    return { faults: checking.faults };
  }
  return { rule: { v: RULE_VERSION, ...(isGroup(node) ? node : { all: [node] }) } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault({ faults }: Checking, field: string, code: string, message: Text): void {
  faults.push({ field, code, message });
}

interface Place {
  readonly path: string;
  readonly depth: number;
}

function readNode(given: unknown, place: Place, checking: Checking): RuleNode | null {
  checking.nodes += 1;
  const groups = isRecord(given) ? GROUPS.filter((group) => group in given) : [];
  if (!isRecord(given) || groups.length + ('is' in given ? 1 : 0) !== 1) {
    fault(checking, place.path, 'rule_part_unclear', {
      'zh-CN': '这里应是一个条件 {is: …}，或一个分组 {all|any|none: […]}',
      en: 'a condition {is: …} or one group {all|any|none: […]} belongs here',
    });
    return null;
  }
  const [group] = groups;
  return group === undefined ? readConditionNode(given, place, checking) : readGroup({ given, group }, place, checking);
}

function readGroup(
  { given, group }: { readonly given: Record<string, unknown>; readonly group: Group },
  { path, depth }: Place,
  checking: Checking,
): RuleNode | null {
  const parts = given[group];
  const at = join(path, group);
  const strange = Object.keys(given).find((key) => key !== group);
  if (!Array.isArray(parts) || strange !== undefined) {
    fault(checking, strange === undefined ? at : join(path, strange), 'rule_group_unclear', {
      'zh-CN': `分组写作 {${group}: […]}，不带别的内容`,
      en: `a group is written {${group}: […]} and nothing beside it`,
    });
    return null;
  }
  if (depth >= MAX_DEPTH) {
    fault(checking, at, 'rule_too_deep', {
      'zh-CN': `分组最多嵌套 ${MAX_DEPTH} 层`,
      en: `groups stand at most ${MAX_DEPTH} deep in each other`,
    });
    return null;
  }
  if (parts.length === 0 && (depth > 0 || group !== 'all')) {
    fault(checking, at, 'rule_group_empty', {
      'zh-CN': '分组里至少要有一个条件',
      en: 'a group holds at least one condition',
    });
    return null;
  }
  // Beyond the bound nothing is looked at any more.
  const read = parts
    .slice(0, MAX_NODES + 1)
    .map((part, index) => readNode(part, { path: join(path, `${group}[${index}]`), depth: depth + 1 }, checking));
  return read.includes(null)
    ? null
    : groupNode(
        group,
        read.filter((part) => part !== null),
      );
}

function readConditionNode(given: Record<string, unknown>, { path }: Place, checking: Checking): RuleNode | null {
  const { is, ...args } = given;
  const condition = typeof is === 'string' ? checking.conditions.get(is) : undefined;
  if (condition === undefined) {
    fault(checking, join(path, 'is'), 'condition_unknown', {
      'zh-CN': `没有叫“${String(is).slice(0, 60)}”的条件`,
      en: `there is no condition called “${String(is).slice(0, 60)}”`,
    });
    return null;
  }
  const before = checking.faults.length;
  const read = readArgs(condition, args, { path: join(path, 'args'), checking });
  const whole = checking.faults.length === before ? (condition.check?.(read) ?? null) : null;
  if (whole !== null) {
    fault(checking, join(path, 'args'), 'args_invalid', whole);
  }
  return checking.faults.length === before ? { is: condition.is, ...read } : null;
}

/** In the order of their declaration, those left out left out. */
function readArgs(
  condition: AnyCondition,
  given: Record<string, unknown>,
  { path, checking }: { readonly path: string; readonly checking: Checking },
): ArgValues {
  const faces = condition.args as ArgFaces;
  const read: Record<string, unknown> = {};
  for (const [name, face] of Object.entries(faces)) {
    const value = given[name];
    if (value === undefined && face.optional) {
      continue;
    }
    const result = face.schema.safeParse(value, { reportInput: true });
    if (result.success) {
      read[name] = result.data;
    } else {
      for (const { field, message } of faultsOf(result.error.issues, '')) {
        const inside = field === '' || field.startsWith('[') ? field : `.${field}`;
        fault(checking, `${join(path, name)}${inside}`, 'arg_invalid', message);
      }
    }
  }
  for (const name of Object.keys(given).filter((key) => !Object.hasOwn(faces, key))) {
    fault(checking, join(path, name), 'arg_unknown', {
      'zh-CN': `“${condition.label['zh-CN']}”没有这个参数；可用：${Object.keys(faces).join('、')}`,
      en: `“${condition.label.en}” has no such argument; there are: ${Object.keys(faces).join(', ')}`,
    });
  }
  return read;
}

/** The same condition has the same key, wherever it stands. */
export function nodeKey(node: RuleNode): string {
  return JSON.stringify(node);
}

/**
 * The form in which two rules that are written differently but say the same word for word are equal: groups of one
 * kind in each other become one, groups of one part their part, repetitions go, parts stand in the order of their text.
 */
export function canonicalRule(rule: Rule): Rule {
  const { group, parts } = partsOf(canonicalGroup(rule));
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && group !== 'none' && isGroup(only)) {
    return { v: RULE_VERSION, ...only };
  }
  const plain = parts.length === 1 && group === 'any' ? 'all' : group;
  return { v: RULE_VERSION, ...groupNode(plain, parts) };
}

function canonicalGroup(node: GroupNode): GroupNode {
  const { group, parts } = partsOf(node);
  const flat = parts.map(canonicalNode).flatMap((part): readonly RuleNode[] => {
    if (!isGroup(part)) {
      return [part];
    }
    const inner = partsOf(part);
    // `none` of an `any` is `none` of what stands in it.
    const joins = group === 'none' ? inner.group === 'any' : inner.group === group;
    return joins ? inner.parts : [part];
  });
  const byKey = new Map(flat.map((part) => [nodeKey(part), part]));
  return groupNode(
    group,
    [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part),
  );
}

function canonicalNode(node: RuleNode): RuleNode {
  if (!isGroup(node)) {
    return sortedKeys(node) as ConditionNode;
  }
  const canonical = canonicalGroup(node);
  const { group, parts } = partsOf(canonical);
  const [only] = parts;
  return parts.length === 1 && only !== undefined && group !== 'none' ? only : canonical;
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortedKeys);
  }
  if (!isRecord(value)) {
    return value;
  }
  const { is, ...rest } = value;
  const sorted = Object.entries(rest)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sortedKeys(inner)] as const);
  return { ...(is === undefined ? {} : { is }), ...Object.fromEntries(sorted) };
}
