import type { z } from 'zod';
import type { Fault } from '#kernel/errors.ts';
import type { Text } from '#kernel/pure/text.ts';

type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, Text>> = {
  string: { 'zh-CN': '文字', en: 'text' },
  number: { 'zh-CN': '数字', en: 'a number' },
  int: { 'zh-CN': '整数', en: 'a whole number' },
  boolean: { 'zh-CN': 'true 或 false', en: 'true or false' },
  array: { 'zh-CN': '列表', en: 'a list' },
  object: { 'zh-CN': '对象', en: 'an object' },
  record: { 'zh-CN': '对象', en: 'an object' },
  null: { 'zh-CN': 'null', en: 'null' },
  date: { 'zh-CN': '日期', en: 'a date' },
};

const FORMATS: Readonly<Record<string, Text>> = {
  email: { 'zh-CN': '电子邮箱地址，如 name@example.com', en: 'an e-mail address such as name@example.com' },
  url: { 'zh-CN': '网址，如 https://example.com', en: 'a web address such as https://example.com' },
  uuid: { 'zh-CN': 'UUID', en: 'a UUID' },
  date: { 'zh-CN': '日期，如 2026-01-31', en: 'a date such as 2026-01-31' },
  time: { 'zh-CN': '时间，如 09:30:00', en: 'a time such as 09:30:00' },
  datetime: {
    'zh-CN': '带时区的时间，如 2026-01-31T09:30:00Z',
    en: 'an instant with its zone such as 2026-01-31T09:30:00Z',
  },
  json_string: { 'zh-CN': 'JSON', en: 'JSON' },
  ipv4: { 'zh-CN': 'IPv4 地址', en: 'an IPv4 address' },
  ipv6: { 'zh-CN': 'IPv6 地址', en: 'an IPv6 address' },
  base64: { 'zh-CN': 'Base64', en: 'Base64' },
  e164: { 'zh-CN': '国际格式的电话号码，如 +8613800138000', en: 'a phone number such as +8613800138000' },
};

/** What is counted in the sizes of each origin. */
const UNITS: Readonly<Record<string, Text>> = {
  string: { 'zh-CN': '个字符', en: 'characters' },
  array: { 'zh-CN': '项', en: 'items' },
  set: { 'zh-CN': '项', en: 'items' },
  map: { 'zh-CN': '项', en: 'items' },
  object: { 'zh-CN': '个字段', en: 'fields' },
};
const PARTS: Readonly<Record<string, Text>> = {
  starts_with: { 'zh-CN': '开头应为', en: 'should start with' },
  ends_with: { 'zh-CN': '结尾应为', en: 'should end with' },
  includes: { 'zh-CN': '应包含', en: 'should contain' },
};
const SHOWN_CHOICES = 30;

/**
 * Every issue of a failed parse as a fault in both languages. `root` names the whole (`body`, `query`) where the
 * path is empty. Parse with `reportInput: true`, otherwise a missing field reads as one of the wrong type.
 */
export function faultsOf(issues: readonly Issue[], root: string): readonly Fault[] {
  return issues.flatMap((issue) => faultsOfIssue(issue, [], root));
}

/** `['lines', 2, 'quantity']` as `lines[2].quantity`. */
export function fieldName(path: readonly PropertyKey[], root: string): string {
  const text = path.reduce<string>((name, part) => {
    if (typeof part === 'number') {
      return `${name}[${part}]`;
    }
    return name === '' ? String(part) : `${name}.${String(part)}`;
  }, '');
  return text === '' ? root : text;
}

function faultsOfIssue(issue: Issue, parents: readonly PropertyKey[], root: string): readonly Fault[] {
  const path = [...parents, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      fault(
        [...path, key],
        'key_unknown',
        {
          'zh-CN': '不认识这个字段，请去掉或更正名称',
          en: 'is not a known field; remove it or correct its name',
        },
        root,
      ),
    );
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && !isMissing(issue)) {
    return closestBranch(issue.errors).flatMap((inner) => faultsOfIssue(inner, path, root));
  }
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element') {
    return issue.issues.flatMap((inner) => faultsOfIssue(inner, path, root));
  }
  const [code, message] = explain(issue);
  return [fault(path, code, message, root)];
}

function fault(path: readonly PropertyKey[], code: string, message: Text, root: string): Fault {
  return { field: fieldName(path, root), code, message };
}

/** Of the branches of a union, the one that got furthest: its first issue lies deepest, then the fewest issues. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]): number => Math.max(0, ...issues.map((issue) => issue.path.length));
  return branches.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
}

function isMissing(issue: Issue): boolean {
  return 'input' in issue && issue.input === undefined;
}

function explain(issue: Issue): readonly [string, Text] {
  if (isMissing(issue) && issue.code !== 'custom') {
    return ['required', { 'zh-CN': '必填', en: 'is required' }];
  }
  switch (issue.code) {
    case 'invalid_type':
      return ['type_invalid', shouldBe(TYPES[issue.expected] ?? same(issue.expected))];
    case 'too_small':
      return ['too_small', limitText(issue, 'minimum', issue.minimum)];
    case 'too_big':
      return ['too_big', limitText(issue, 'maximum', issue.maximum)];
    case 'invalid_format':
      return ['format_invalid', formatText({ ...issue })];
    case 'not_multiple_of':
      return ['not_multiple', shouldBe({ 'zh-CN': `${issue.divisor} 的倍数`, en: `a multiple of ${issue.divisor}` })];
    case 'invalid_value':
      return ['value_invalid', oneOf(issue.values)];
    case 'invalid_union':
      return [
        'value_invalid',
        'options' in issue && Array.isArray(issue.options) ? oneOf(issue.options) : shouldBe(same(issue.message)),
      ];
    default:
      return customText(issue);
  }
}

function same(text: string): Text {
  return { 'zh-CN': text, en: text };
}

function shouldBe(what: Text): Text {
  return { 'zh-CN': `应为${spaced(what['zh-CN'])}`, en: `should be ${what.en}` };
}

/** A space between Chinese and Latin, as style guides ask. */
function spaced(text: string): string {
  return /^[\x21-\x7e]/.test(text) ? ` ${text}` : text;
}

/** `end` says which end of the range was left: a value below its minimum, or above its maximum. */
function limitText(
  issue: { readonly origin: string; readonly inclusive?: boolean; readonly exact?: boolean },
  end: 'minimum' | 'maximum',
  limit: number | bigint,
): Text {
  const figure = issue.origin === 'date' ? new Date(Number(limit)).toISOString() : String(limit);
  const unit = UNITS[issue.origin];
  const isMinimum = end === 'minimum';
  if (unit === undefined) {
    return issue.inclusive === false
      ? {
          'zh-CN': `应${isMinimum ? '大于' : '小于'} ${figure}`,
          en: `should be ${isMinimum ? 'more' : 'less'} than ${figure}`,
        }
      : {
          'zh-CN': `不能${isMinimum ? '小于' : '大于'} ${figure}`,
          en: `should be at ${isMinimum ? 'least' : 'most'} ${figure}`,
        };
  }
  if (issue.exact === true) {
    return { 'zh-CN': `应正好有 ${figure} ${unit['zh-CN']}`, en: `should have exactly ${figure} ${unit.en}` };
  }
  return {
    'zh-CN': `${isMinimum ? '至少要有' : '最多只能有'} ${figure} ${unit['zh-CN']}`,
    en: `should have at ${isMinimum ? 'least' : 'most'} ${figure} ${unit.en}`,
  };
}

function formatText(issue: { readonly format: string; readonly [field: string]: unknown }): Text {
  const known = FORMATS[issue.format];
  if (known !== undefined) {
    return shouldBe(known);
  }
  const part = issue['prefix'] ?? issue['suffix'] ?? issue['includes'];
  const words = PARTS[issue.format];
  if (words !== undefined && typeof part === 'string') {
    return { 'zh-CN': `${words['zh-CN']}“${part}”`, en: `${words.en} “${part}”` };
  }
  const { pattern } = issue;
  if (issue.format === 'regex' && typeof pattern === 'string') {
    return { 'zh-CN': `格式应符合 ${pattern}`, en: `should match ${pattern}` };
  }
  return { 'zh-CN': `不是有效的 ${issue.format}`, en: `is not a valid ${issue.format}` };
}

function oneOf(values: readonly unknown[]): Text {
  const shown = values.slice(0, SHOWN_CHOICES).map(String);
  const more = values.length > SHOWN_CHOICES;
  if (shown.length === 1) {
    return shouldBe(same(shown[0] ?? ''));
  }
  return {
    'zh-CN': `应为其中之一：${shown.join('、')}${more ? ` 等 ${values.length} 个` : ''}`,
    en: `should be one of ${shown.join(', ')}${more ? ` and ${values.length - SHOWN_CHOICES} more` : ''}`,
  };
}

/** `params: { text: Text, code? }` of a custom check gives both languages; without it its message stands for both. */
function customText(issue: Issue): readonly [string, Text] {
  const params: Readonly<Record<string, unknown>> = issue.code === 'custom' ? (issue.params ?? {}) : {};
  const code = typeof params['code'] === 'string' ? params['code'] : 'custom';
  return [code, isText(params['text']) ? params['text'] : same(issue.message)];
}

function isText(value: unknown): value is Text {
  return typeof value === 'object' && value !== null && 'zh-CN' in value && 'en' in value;
}
