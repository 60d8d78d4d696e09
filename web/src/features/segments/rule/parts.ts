/** How the parts of a group go together: all of them, at least one, none. */
export const GROUPS = ['all', 'any', 'none'] as const;
export type Group = (typeof GROUPS)[number];

export type Args = Readonly<Record<string, unknown>>;

/** One condition of a rule that is being written; its arguments may still be missing. */
export interface ConditionPart {
  readonly id: string;
  readonly is: string;
  readonly args: Args;
}

export interface GroupPart {
  readonly id: string;
  readonly group: Group;
  readonly parts: readonly Part[];
}

export type Part = ConditionPart | GroupPart;

/** A rule as it crosses the wire. */
export interface Rule {
  readonly v?: 1 | undefined;
  readonly [key: string]: unknown;
}

export const isGroup = (part: Part): part is GroupPart => 'group' in part;

let lastId = 0;
/** Ids live as long as the page: they tell lines apart while the rule is written. */
export function newPartId(): string {
  lastId += 1;
  return `p${lastId}`;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A rule from the server, each part with an id; what is no part is left out. */
export function partsOfRule(rule: Rule): GroupPart {
  const { v: _, ...rest } = rule;
  const part = partOf(rest);
  return part !== null && isGroup(part) ? part : { id: newPartId(), group: 'all', parts: part === null ? [] : [part] };
}

function partOf(given: unknown): Part | null {
  if (!isRecord(given)) {
    return null;
  }
  const group = GROUPS.find((name) => Array.isArray(given[name]));
  if (group !== undefined) {
    const parts = (given[group] as readonly unknown[]).map(partOf).filter((part) => part !== null);
    return { id: newPartId(), group, parts };
  }
  const { is, ...args } = given;
  return typeof is === 'string' ? { id: newPartId(), is, args } : null;
}

export interface WrittenRule {
  readonly rule: Rule;
  /** Where each part of the rule stands on the page, by its path in the rule (`all[0].any[1]`). */
  readonly idsByPath: ReadonlyMap<string, string>;
  /** Conditions that are not finished, and are not in the rule yet. */
  readonly left: readonly string[];
}

/** The rule as the server takes it; what is not finished is left out of it, and so are empty groups. */
export function ruleOf(root: GroupPart, isWhole: (part: ConditionPart) => boolean): WrittenRule {
  const left: string[] = [];
  const prune = (part: Part): Part | null => {
    if (!isGroup(part)) {
      if (isWhole(part)) {
        return part;
      }
      left.push(part.id);
      return null;
    }
    const parts = part.parts.map(prune).filter((one) => one !== null);
    return parts.length === 0 ? null : { ...part, parts };
  };
  const pruned = prune(root);
  if (pruned === null || !isGroup(pruned)) {
    return { rule: { v: 1, all: [] }, idsByPath: new Map([['', root.id]]), left };
  }
  const idsByPath = new Map<string, string>();
  const write = (part: Part, path: string): Record<string, unknown> => {
    idsByPath.set(path, part.id);
    if (!isGroup(part)) {
      return { is: part.is, ...part.args };
    }
    const parts = part.parts.map((one, index) => write(one, `${path === '' ? '' : `${path}.`}${part.group}[${index}]`));
    return { [part.group]: parts };
  };
  return { rule: { v: 1, ...write(pruned, '') }, idsByPath, left };
}

/** Every condition and group below the root, in the order of the page. */
export function lineIds(root: GroupPart): readonly string[] {
  return root.parts.flatMap((part) => (isGroup(part) ? [part.id, ...lineIds(part)] : [part.id]));
}

export function conditionsOf(root: GroupPart): readonly ConditionPart[] {
  return root.parts.flatMap((part) => (isGroup(part) ? conditionsOf(part) : [part]));
}
