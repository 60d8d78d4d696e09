import type { AnalyticFacts, Asking, Conditions, SqlAsking } from './condition.ts';
import { conditionOf } from './evaluate.ts';
import { argsOf, type ConditionNode, isGroup, nodeKey, partsOf, type RuleNode } from './tree.ts';

/** Where the facts of sources stand in the analytic store, by the name of the source. */
export type AnalyticSources = ReadonlyMap<string, AnalyticFacts>;

export interface CompileOptions {
  readonly conditions: Conditions;
  readonly sources: AnalyticSources;
  /** The source with one row for each customer. */
  readonly population: string;
  readonly asking: Asking;
  /** Only customers whose hash falls into the first `take` of `of` buckets. */
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
  /** How many tables are read; each once, whatever the number of rules. */
  readonly scans: number;
}

interface Scan {
  readonly facts: AnalyticFacts;
  /** Expression → the name it goes by. */
  readonly columns: Map<string, string>;
  readonly alias: string;
  /** The rows that conditions look at; null in it: one looks at all of them. */
  readonly rows: Set<string | null>;
}

interface Compiling extends CompileOptions {
  readonly scans: Map<string, Scan>;
  readonly params: Map<string, { readonly name: string; readonly value: unknown }>;
  readonly known: Map<string, string>;
}

/**
 * Many rules as one query. Each table is read once: expressions of all conditions over it are computed in one
 * group-by per table, equal ones once, and the rows of customers are joined. Equal conditions are asked once.
 */
export function compileRules(rules: readonly RuleNode[], options: CompileOptions): CompiledRules {
  const compiling: Compiling = { ...options, scans: new Map(), params: new Map(), known: new Map() };
  scanOf(compiling, options.population);
  const answers = rules.map((rule) => answerOf(rule, compiling));
  const [population, ...others] = [...compiling.scans.values()];
  if (population === undefined) {
    throw new Error('There is no population');
  }
  const joins = others.map(
    (scan) => `LEFT JOIN (${scanSql(scan, compiling)}) AS ${scan.alias} ON ${population.alias}.id = ${scan.alias}.id`,
  );
  const from = `FROM (${scanSql(population, compiling)}) AS ${population.alias} ${joins.join(' ')}`;
  return {
    from: from.trimEnd(),
    answers,
    params: Object.fromEntries([...compiling.params.values()].map(({ name, value }) => [name, value])),
    scans: compiling.scans.size,
  };
}

function scanOf({ scans, sources }: Compiling, source: string): Scan {
  const known = scans.get(source);
  if (known !== undefined) {
    return known;
  }
  const facts = sources.get(source);
  if (facts === undefined) {
    throw new Error(`There is no source of facts ${source}`);
  }
  const scan: Scan = { facts, columns: new Map(), alias: `s${scans.size}`, rows: new Set() };
  scans.set(source, scan);
  return scan;
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
  const scan = scanOf(compiling, condition.source);
  scan.rows.add(face.rows ?? null);
  const columns = Object.fromEntries(
    Object.entries(face.columns).map(([name, expression]) => [name, `${scan.alias}.${columnOf(scan, expression)}`]),
  );
  const answer = `(${face.predicate(columns)})`;
  compiling.known.set(key, answer);
  return answer;
}

function columnOf(scan: Scan, expression: string): string {
  const known = scan.columns.get(expression) ?? `c${scan.columns.size}`;
  scan.columns.set(expression, known);
  return known;
}

function scanSql({ facts, columns, rows: looked }: Scan, compiling: Compiling): string {
  const { customerColumn, table, where, rows } = facts;
  const { sample, customerIds } = compiling;
  const wanted = [
    ...(where === undefined ? [] : [`(${where})`]),
    // Everybody is in the population, whatever conditions look at.
    ...(rows === 'one' || looked.has(null) ? [] : [`(${[...looked].map((one) => `(${one})`).join(' OR ')})`]),
    ...(sample === undefined
      ? []
      : [
          `sipHash64(${customerColumn}) % ${param(compiling, sample.of, 'UInt32')} < ${param(compiling, sample.take, 'UInt32')}`,
        ]),
    ...(customerIds === undefined ? [] : [`${customerColumn} IN ${param(compiling, customerIds, 'Array(UUID)')}`]),
  ];
  const selected = [...columns].map(([expression, name]) => `, ${expression} AS ${name}`).join('');
  return `SELECT ${customerColumn} AS id${selected} FROM ${table} FINAL${
    wanted.length === 0 ? '' : ` WHERE ${wanted.join(' AND ')}`
  }${rows === 'many' ? ` GROUP BY ${customerColumn}` : ''}`;
}
