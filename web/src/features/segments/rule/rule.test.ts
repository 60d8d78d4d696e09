import { describe, expect, it } from 'vitest';
import { copyPart, indentPart, movePart, outdentPart, removePart, setArgs, stepPart } from './edit.ts';
import { faultsByPart } from './faults.ts';
import { type GroupPart, isGroup, lineIds, type Part, partsOfRule, ruleOf } from './parts.ts';
import { createRuleStore } from './rule-store.ts';
import { chosenAlternative, piecesOf, withAlternative } from './template.ts';
import { type ConditionInfo, initialArgs, isWhole } from './values.ts';

/** `a b any(c d)` as text, for reading. */
function said(group: GroupPart): string {
  return group.parts.map((part: Part) => (isGroup(part) ? `${part.group}(${said(part)})` : part.is)).join(' ');
}

const RULE = { v: 1, all: [{ is: 'a' }, { is: 'b', n: 1 }, { any: [{ is: 'c' }, { is: 'd' }] }] } as const;
const idOf = (root: GroupPart, is: string): string => {
  const find = (group: GroupPart): string | undefined =>
    group.parts.map((part) => (isGroup(part) ? find(part) : part.is === is ? part.id : undefined)).find((id) => id);
  return find(root) ?? '';
};
const whole = (root: GroupPart) => ruleOf(root, () => true);

describe('a rule on the page', () => {
  it('is the same rule when it is written again', () => {
    expect(whole(partsOfRule(RULE)).rule).toEqual(RULE);
    expect(whole(partsOfRule({ v: 1, none: [{ is: 'a' }] })).rule).toEqual({ v: 1, none: [{ is: 'a' }] });
    expect(whole(partsOfRule({ v: 1, is: 'a' })).rule).toEqual({ v: 1, all: [{ is: 'a' }] });
  });

  it('leaves out what is not finished, and groups of nothing else', () => {
    const root = partsOfRule(RULE);
    const { rule, left } = ruleOf(root, ({ is }) => is === 'a');
    expect(rule).toEqual({ v: 1, all: [{ is: 'a' }] });
    expect(left).toHaveLength(3);
    expect(ruleOf(root, () => false).rule).toEqual({ v: 1, all: [] });
  });

  it('knows which part a fault is about', () => {
    const root = partsOfRule(RULE);
    const faults = faultsByPart(
      [
        { path: 'all[2].any[1].args.years.min', message: 'no' },
        { path: 'all[1]', message: 'masked' },
        { path: 'all[2].any', message: 'empty' },
      ],
      whole(root).idsByPath,
    );
    expect(faults.get(idOf(root, 'd'))).toEqual([{ arg: 'years', message: 'no' }]);
    expect(faults.get(idOf(root, 'b'))).toEqual([{ arg: null, message: 'masked' }]);
    expect([...faults.values()].flat()).toHaveLength(3);
  });
});

describe('moving lines', () => {
  const root = partsOfRule(RULE);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((is) => idOf(root, is)) as [string, string, string, string];

  it('goes line by line, into groups and out of them', () => {
    expect(said(root)).toBe('a b any(c d)');
    expect(said(stepPart(root, a, 1))).toBe('b a any(c d)');
    expect(said(stepPart(root, b, 1))).toBe('a any(b c d)');
    expect(said(stepPart(root, c, -1))).toBe('a b c any(d)');
    expect(said(stepPart(root, d, 1))).toBe('a b any(c) d');
    expect(stepPart(root, a, -1)).toBe(root);
  });

  it('puts a line into the group above it or into one of its own, and takes it out again', () => {
    expect(said(indentPart(root, b))).toBe('a any(b) any(c d)');
    const behind = movePart(root, a, { groupId: root.id, index: 3 });
    expect(said(indentPart(behind, a))).toBe('b any(c d a)');
    expect(said(outdentPart(root, c))).toBe('a b any(d) c');
    expect(outdentPart(root, a)).toBe(root);
  });

  it('lets groups go that nothing is left in, and copies with new ids', () => {
    expect(said(removePart(removePart(root, c), d))).toBe('a b');
    const group = root.parts[2]?.id ?? '';
    const copied = copyPart(root, group);
    expect(said(copied.root)).toBe('a b any(c d) any(c d)');
    expect(new Set(lineIds(copied.root)).size).toBe(8);
  });

  it('never puts a group into itself', () => {
    const group = root.parts[2]?.id ?? '';
    expect(movePart(root, group, { groupId: group, index: 0 })).toBe(root);
  });

  it('keeps every other part the same object, so that it is not drawn again', () => {
    const changed = setArgs(root, b, { n: 2 });
    expect(changed.parts[0]).toBe(root.parts[0]);
    expect(changed.parts[2]).toBe(root.parts[2]);
    expect(changed.parts[1]).not.toBe(root.parts[1]);
  });
});

describe('the history of writing', () => {
  it('takes back and brings back step by step; typing into one word is one step', () => {
    const store = createRuleStore(partsOfRule(RULE));
    const before = store.get().root;
    const b = idOf(before, 'b');
    for (const n of [2, 20, 200]) {
      store.change((root) => setArgs(root, b, { n }), { joins: `${b}/n` });
    }
    store.open(`${b}/n`);
    store.change((root) => setArgs(root, b, { n: 7 }), { joins: `${b}/n` });
    store.undo();
    expect(whole(store.get().root).rule).toMatchObject({ all: [{}, { n: 200 }, {}] });
    store.undo();
    expect(store.get().root).toBe(before);
    expect(store.get()).toMatchObject({ canUndo: false, canRedo: true });
    expect(store.undo()).toBe(false);
    store.redo();
    store.change((root) => removePart(root, b));
    expect(store.get().canRedo).toBe(false);
  });
});

const FIELD: ConditionInfo = {
  is: 'profile.field',
  group: { 'zh-CN': '资料', en: 'Profile' },
  label: { 'zh-CN': '资料字段', en: 'Field' },
  sentence: { 'zh-CN': '资料{field}[为{anyOf}|包含{contains}|有值]', en: 'field {field}[ is {anyOf}| is known]' },
  keys: '',
  args: (['field', 'anyOf', 'contains'] as const).map((name) => ({
    name,
    face: name === 'contains' ? 'text' : 'catalogue',
    label: { 'zh-CN': name, en: name },
    optional: name !== 'field',
    unit: null,
    min: null,
    max: null,
    options: [],
    catalogue: name === 'contains' ? null : 'c',
    single: name !== 'anyOf',
  })),
};

describe('the sentence of a condition', () => {
  const choice = piecesOf(FIELD.sentence['zh-CN']).find(({ kind }) => kind === 'choice');
  const alternatives = choice?.kind === 'choice' ? choice.alternatives : [];

  it('shows the alternative that its arguments mean, also while one is empty', () => {
    expect(chosenAlternative(alternatives, { field: 'x' })).toBe(2);
    expect(chosenAlternative(alternatives, { field: 'x', anyOf: [] })).toBe(0);
    expect(chosenAlternative(alternatives, { field: 'x', contains: 'y' })).toBe(1);
  });

  it('changes from one alternative to another without leaving the first behind', () => {
    const args = withAlternative(alternatives, 1, { args: { field: 'x', anyOf: ['a'] }, initial: () => '' });
    expect(args).toEqual({ field: 'x', contains: '' });
  });

  it('is finished once everything that was begun is said', () => {
    const part = (args: Record<string, unknown>) => ({ id: 'p', is: 'profile.field', args });
    expect(isWhole(part(initialArgs(FIELD)), FIELD)).toBe(false);
    expect(isWhole(part({ field: 'x' }), FIELD)).toBe(true);
    expect(isWhole(part({ field: 'x', anyOf: [] }), FIELD)).toBe(false);
    expect(isWhole(part({ field: 'x', anyOf: ['a'] }), FIELD)).toBe(true);
  });
});
