import { optional } from '#kernel/pure/rules/arg-face.ts';
import { choices, texts, type Window, window } from '#kernel/pure/rules/args.ts';
import { type AsOf, defineCondition, type SqlAsking } from '#kernel/pure/rules/condition.ts';
import { anyOf } from '#kernel/pure/rules/measures.ts';
import { inSpan, spanOf, spanSql } from '#kernel/pure/rules/spans.ts';
import type { Text } from '#kernel/pure/text.ts';
import { TASKS_SOURCE, type TaskFact, type TaskFacts, WORK_GROUP } from '../condition-facts/tasks.ts';

const STATES = [
  { value: 'open', label: { 'zh-CN': '未完成', en: 'open' } },
  { value: 'overdue', label: { 'zh-CN': '已逾期', en: 'overdue' } },
  { value: 'done', label: { 'zh-CN': '已完成', en: 'done' } },
  { value: 'returned', label: { 'zh-CN': '退回上一步', en: 'sent back' } },
  { value: 'cancelled', label: { 'zh-CN': '已取消', en: 'cancelled' } },
] as const satisfies readonly { readonly value: string; readonly label: Text }[];
type State = (typeof STATES)[number]['value'];

/** When the task came to the state, if it is in it at the end of the day asked about; null when it is not. */
function cameTo(task: TaskFact, state: State, until: number): number | null {
  const isOpen = task.opened < until && (task.closed === 0 || task.closed >= until);
  if (state === 'open') {
    return isOpen ? task.opened : null;
  }
  if (state === 'overdue') {
    return isOpen && task.overdue > 0 && task.overdue < until ? task.overdue : null;
  }
  return task.end === state && task.closed < until ? task.closed : null;
}

interface Asked {
  readonly states: readonly State[];
  readonly kinds: readonly string[];
  readonly days: Window | undefined;
}

function found(facts: TaskFacts, { states, kinds, days }: Asked, asOf: AsOf): TaskFacts {
  const [{ until }, span] = [spanOf(undefined, asOf), spanOf(days, asOf)];
  return facts.filter(
    (task) =>
      kinds.includes(task.kind) &&
      states.some((state) => {
        const at = cameTo(task, state, until);
        return at !== null && inSpan(at, span);
      }),
  );
}

function stateSql(state: State, days: Window | undefined, asking: SqlAsking): string {
  const until = asking.param(spanOf(undefined, asking).until, 'Int64');
  const span = spanOf(days, asking);
  const isOpen = `opened < ${until} AND (closed = 0 OR closed >= ${until})`;
  if (state === 'open') {
    return `${isOpen} AND ${spanSql(span, asking, 'opened')}`;
  }
  if (state === 'overdue') {
    return `${isOpen} AND overdue > 0 AND ${spanSql(span, asking, 'overdue')}`;
  }
  return `end = ${asking.param(state, 'String')} AND ${spanSql(span, asking, 'closed')}`;
}

/**
 * Has a task of some kinds of cases that is open, late or over. The window is about when it came to that. Late is what
 * was noticed to be, so that rules and the desk say the same.
 */
export const taskState = defineCondition({
  is: 'work.task_state',
  group: WORK_GROUP,
  label: { 'zh-CN': '任务状态', en: 'State of tasks' },
  source: TASKS_SOURCE,
  args: {
    states: choices({ 'zh-CN': '状态', en: 'State' }, STATES),
    kinds: texts({ 'zh-CN': '哪类任务', en: 'Kinds' }, 'work.kinds'),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  },
  sentence: {
    'zh-CN': '有{states}的任务：{kinds}[，{window}]',
    en: 'has a task that is {states}: {kinds}[, {window}]',
  },
  sql: ({ states, kinds, window: days }, asking) => {
    const inState = states.map((state) => `(${stateSql(state, days, asking)})`).join(' OR ');
    return {
      columns: { yes: anyOf(`kind IN ${asking.param(kinds, 'Array(String)')} AND (${inState})`) },
      predicate: ({ yes = '' }) => yes,
    };
  },
  evaluate: (facts: TaskFacts, { states, kinds, window: days }, asking) =>
    found(facts, { states, kinds, days }, asking).length > 0,
  explain: (facts, { states, kinds, window: days }, asking) => {
    const count = found(facts, { states, kinds, days }, asking).length;
    return { 'zh-CN': `${count} 项`, en: `${count} tasks` };
  },
});
