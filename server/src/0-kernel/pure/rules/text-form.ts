import type { Fault } from '../../errors.ts';
import type { Locale } from '../text.ts';
import type { Reading, Says } from './arg-face.ts';
import type { Conditions } from './condition.ts';
import { skipSpace, take, takeLiteral } from './reading.ts';
import { printCondition, readCondition } from './sentence.ts';
import {
  argsOf,
  GROUPS,
  type Group,
  groupNode,
  isGroup,
  partsOf,
  RULE_VERSION,
  type Rule,
  type RuleNode,
  type RuleReading,
  readRule,
} from './tree.ts';

const WORDS: Readonly<Record<Locale, Readonly<Record<Group, string>>>> = {
  'zh-CN': { all: '全部满足', any: '满足任一', none: '均不满足' },
  en: { all: 'all of', any: 'any of', none: 'none of' },
};
const SIGNS: Readonly<Record<Locale, { readonly open: string; readonly close: string; readonly next: string }>> = {
  'zh-CN': { open: '（', close: '）', next: '；' },
  en: { open: ' (', close: ')', next: '; ' },
};
const EVERYBODY: Readonly<Record<Locale, string>> = { 'zh-CN': '所有客户', en: 'all customers' };
const OPEN = /[（(]/uy;
const CLOSE = /[）)]/uy;
const NEXT = /[；;]/uy;

/** A rule in words. `parseRuleText` reads it back. */
export function printRule(rule: Rule, conditions: Conditions, says: Says): string {
  return partsOf(rule).parts.length === 0 ? EVERYBODY[says.locale] : printNode(rule, conditions, says);
}

/** One part of a rule in words. Throws for a condition that there is not. */
export function printNode(node: RuleNode, conditions: Conditions, says: Says): string {
  if (!isGroup(node)) {
    const condition = conditions.get(node.is);
    if (condition === undefined) {
      throw new Error(`There is no condition ${node.is}`);
    }
    return printCondition(condition, argsOf(node), says);
  }
  const { group, parts } = partsOf(node);
  const { open, close, next } = SIGNS[says.locale];
  const inner = parts.map((part) => printNode(part, conditions, says)).join(next);
  return `${WORDS[says.locale][group]}${open}${inner}${close}`;
}

/** A rule from its words, checked like any other; a fault says where the text could not be understood. */
export function parseRuleText(text: string, conditions: Conditions, says: Says): RuleReading {
  const everybody = takeLiteral(text, 0, EVERYBODY[says.locale]);
  if (everybody !== null && skipSpace(text, everybody) === text.length) {
    return { rule: { v: RULE_VERSION, all: [] } };
  }
  const reader: Reader = { text, conditions, says, furthest: 0, depth: 0 };
  const found = readNode(reader, 0);
  if (found === null || skipSpace(text, found.at) !== text.length) {
    return { faults: [misunderstood(text, Math.max(reader.furthest, found?.at ?? 0))] };
  }
  return readRule(isGroup(found.value) ? found.value : { all: [found.value] }, conditions);
}

interface Reader {
  readonly text: string;
  readonly conditions: Conditions;
  readonly says: Says;
  /** Up to where something was understood. */
  furthest: number;
  /** Groups that are open. */
  depth: number;
}

/** Deeper than any rule may be: a text of brackets alone ends here. */
const MAX_DEPTH = 20;

function misunderstood(text: string, at: number): Fault {
  const rest = text.slice(skipSpace(text, at), at + 30);
  return {
    field: `text[${at}]`,
    code: 'rule_text_unclear',
    message: {
      'zh-CN': rest === '' ? '文字没有写完' : `从“${rest}”起看不懂`,
      en: rest === '' ? 'the text ends too early' : `“${rest}” is not understood`,
    },
  };
}

function readNode(reader: Reader, at: number): Reading<RuleNode> | null {
  const found = readGroup(reader, at) ?? readLeaf(reader, at);
  reader.furthest = Math.max(reader.furthest, found?.at ?? at);
  return found;
}

function readGroup(reader: Reader, at: number): Reading<RuleNode> | null {
  const { text, says } = reader;
  for (const group of GROUPS) {
    const after = takeLiteral(text, at, WORDS[says.locale][group]);
    const open = after === null ? null : take(text, after, OPEN);
    if (open !== null && reader.depth < MAX_DEPTH) {
      reader.depth += 1;
      const found = readParts(reader, open.at, group);
      reader.depth -= 1;
      return found;
    }
  }
  return null;
}

function readParts(reader: Reader, from: number, group: Group): Reading<RuleNode> | null {
  const parts: RuleNode[] = [];
  let at = from;
  for (;;) {
    const part = readNode(reader, at);
    if (part === null) {
      return null;
    }
    parts.push(part.value);
    const next = take(reader.text, part.at, NEXT);
    const end = next ?? take(reader.text, part.at, CLOSE);
    if (end === null) {
      return null;
    }
    if (next === null) {
      return { value: groupNode(group, parts), at: end.at };
    }
    at = end.at;
  }
}

/** The condition whose sentence reaches up to the end of the part. */
function readLeaf({ text, conditions, says }: Reader, at: number): Reading<RuleNode> | null {
  for (const condition of conditions.values()) {
    const found = readCondition(condition, text, { at, says });
    if (found !== null && isEnd(text, found.at)) {
      return { value: { is: condition.is, ...found.value }, at: found.at };
    }
  }
  return null;
}

function isEnd(text: string, at: number): boolean {
  const here = skipSpace(text, at);
  return here === text.length || /[；;）)]/u.test(text.charAt(here));
}
