import type { AnalyticFacts, AnalyticPopulation, Asking, Conditions, SqlAsking } from './condition.ts';
import { conditionOf } from './evaluate.ts';
import { measureSql } from './measures.ts';
import { argsOf, type ConditionNode, isGroup, nodeKey, partsOf, type RuleNode } from './tree.ts';

/** Where the facts of sources stand in the analytic store, by the name of the source. */
export type AnalyticSources = ReadonlyMap<string, AnalyticFacts>;

export interface CompileOptions {
  readonly conditions: Conditions;
  readonly sources: AnalyticSources;
  readonly population: AnalyticPopulation;
  readonly asking: Asking;
  /** Only customers whose hash falls into the first `take` of `of` equal parts: the others are not read. */
  readonly sample?: { readonly take: number; readonly of: number };
  /** Only these customers. */
  readonly customerIds?: readonly string[];
}

/** One query over everybody: a row for each customer, with the answer to each rule beside the id. */
export interface CompiledRules {
  /** `FROM …` and what stands behind it; `id` is the customer. */
  readonly from: string;
  /** An expression over `from` for each rule, in the order given: 1 or 0. */
  readonly answers: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
}

interface Compiling extends CompileOptions {
  /** Expression → the name it goes by. */
  readonly columns: Map<string, string>;
  readonly params: Map<string, { readonly name: string; readonly value: unknown }>;
  readonly known: Map<string, string>;
}

/**
 * Many rules as one query. The table with a row for each customer is read once; equal expressions of all conditions
 * are computed once, equal conditions are asked once. Nothing is grouped or joined. `extra` are further columns of the
 * row, by the names they shall have.
 */
export function compileRules(
  rules: readonly RuleNode[],
  options: CompileOptions & { readonly extra?: readonly string[] },
): CompiledRules {
  const compiling: Compiling = { ...options, columns: new Map(), params: new Map(), known: new Map() };
  const answers = rules.map((rule) => answerOf(rule, compiling));
  const { table, customerColumn } = options.population;
  const asked = askedOf(compiling);
  const selected = [...compiling.columns].map(([expression, name]) => `, ${expression} AS ${name}`).join('');
  const extra = (options.extra ?? []).map((column) => `, ${column}`).join('');
  const where = asked.length === 0 ? '' : ` WHERE ${asked.join(' AND ')}`;
  return {
    from: `FROM (SELECT ${customerColumn} AS id${extra}${selected} FROM ${table} FINAL${where}) AS people`,
    answers,
    params: Object.fromEntries([...compiling.params.values()].map(({ name, value }) => [name, value])),
  };
}

function param({ params }: Compiling, value: unknown, type: string): string {
  const key = `${type}:${JSON.stringify(value)}`;
  const known = params.get(key) ?? { name: `p${params.size}`, value };
  params.set(key, known);
  return `{${known.name}:${type}}`;
}

function answerOf(node: RuleNode, compiling: Compiling): string {
  if (!isGroup(node)) {
    return conditionSql(node, compiling);
  }
  const { group, parts } = partsOf(node);
  const answers = parts.map((part) => answerOf(part, compiling));
  if (group === 'all') {
    return answers.length === 0 ? '1' : `(${answers.join(' AND ')})`;
  }
  const any = answers.length === 0 ? '0' : `(${answers.join(' OR ')})`;
  return group === 'any' ? any : `(NOT ${any})`;
}

function conditionSql(node: ConditionNode, compiling: Compiling): string {
  const key = nodeKey(node);
  const known = compiling.known.get(key);
  if (known !== undefined) {
    return known;
  }
  const condition = conditionOf(compiling.conditions, node);
  const asking: SqlAsking = { ...compiling.asking, param: (value, type) => param(compiling, value, type) };
  const face = condition.sql(argsOf(node), asking);
  const arrays = arraysOf(compiling, condition.source);
  const columns = Object.fromEntries(
    Object.entries(face.columns).map(([name, column]) => [
      name,
      columnOf(compiling, typeof column === 'string' ? column : measureSql(column, arrays)),
    ]),
  );
  const also = Object.fromEntries(
    Object.entries(face.also?.(columns) ?? {}).map(([name, expression]) => [name, columnOf(compiling, expression)]),
  );
  const answer = `(${face.predicate({ ...columns, ...also })})`;
  compiling.known.set(key, answer);
  return answer;
}

function arraysOf({ sources }: Compiling, source: string): Readonly<Record<string, string>> {
  const facts = sources.get(source);
  if (facts === undefined) {
    throw new Error(`There is no source of facts ${source}`);
  }
  return facts.arrays ?? {};
}

function columnOf({ columns }: Compiling, expression: string): string {
  const known = columns.get(expression) ?? `c${columns.size}`;
  columns.set(expression, known);
  return known;
}

const HASHES = 2n ** 64n;

/** Which customers are asked about at all. */
function askedOf(compiling: Compiling): readonly string[] {
  const { sample, customerIds, population } = compiling;
  const limit = sample === undefined ? null : (HASHES * BigInt(sample.take)) / BigInt(sample.of) - 1n;
  return [
    ...(limit === null ? [] : [`${population.hash} <= ${param(compiling, String(limit), 'UInt64')}`]),
    ...(customerIds === undefined
      ? []
      : [`${population.customerColumn} IN ${param(compiling, customerIds, 'Array(UUID)')}`]),
  ];
}
