import type { AnalyticFacts, Asking, Conditions, SqlAsking } from './condition.ts';
import { conditionOf } from './evaluate.ts';
import {
  argsOf,
  type ConditionNode,
  conditionNodes,
  groupNode,
  isGroup,
  nodeKey,
  partsOf,
  type RuleNode,
} from './tree.ts';

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
  /**
   * Of one rule: whatever must hold of the population's own row is asked first, and other tables are read for those
   * customers alone. The query then has rows for them only.
   */
  readonly narrow?: boolean;
}

/** One query over everybody: a row for each customer, with the answer to each rule beside the id. */
export interface CompiledRules {
  /** `FROM …` and what stands behind it; `id` is the customer. */
  readonly from: string;
  /** An expression over `from` for each rule, in the order given: 1 or 0. */
  readonly answers: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  /** A query for the number of customers who were asked about, also of those left out by narrowing. */
  readonly total: string;
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
  const population = scanOf(compiling, options.population);
  const [only] = rules;
  const { first, rest } =
    options.narrow === true && only !== undefined && rules.length === 1
      ? partsFirst(only, options)
      : { first: [], rest: rules };
  const restriction = first.map((part) => answerOf(part, compiling, ownColumn)).join(' AND ');
  const answers = rest.map((rule) => answerOf(rule, compiling, joinedColumn(compiling)));
  const asked = askedOf(population.facts, compiling);
  const own = restriction === '' ? asked : [...asked, restriction];
  const people = `SELECT ${population.facts.customerColumn} FROM ${population.facts.table} FINAL${whereOf(own)}`;
  const [, ...others] = [...compiling.scans.values()];
  const joins = others.map((scan) => {
    const narrowed = restriction === '' ? [] : [`${scan.facts.customerColumn} IN (${people})`];
    const wanted = [...askedOf(scan.facts, compiling), ...narrowed, ...lookedAt(scan)];
    return `LEFT JOIN (${scanSql(scan, wanted)}) AS ${scan.alias} ON ${population.alias}.id = ${scan.alias}.id`;
  });
  return {
    from: [`FROM (${scanSql(population, own)}) AS ${population.alias}`, ...joins].join(' '),
    answers,
    params: Object.fromEntries([...compiling.params.values()].map(({ name, value }) => [name, value])),
    total: `SELECT count() FROM ${population.facts.table} FINAL${whereOf(asked)}`,
    scans: compiling.scans.size,
  };
}

/** Of a rule that is an `all`: the parts that ask only about the population's own row, and one rule of the others. */
function partsFirst(
  rule: RuleNode,
  { conditions, population }: Pick<CompileOptions, 'conditions' | 'population'>,
): { readonly first: readonly RuleNode[]; readonly rest: readonly RuleNode[] } {
  const parts = partsOfAll(rule);
  const isOwn = (part: RuleNode): boolean =>
    conditionNodes(part).every(({ node }) => conditionOf(conditions, node).source === population);
  return {
    first: parts.filter(isOwn),
    rest: [
      groupNode(
        'all',
        parts.filter((part) => !isOwn(part)),
      ),
    ],
  };
}

/** What must hold together for the rule to hold. */
function partsOfAll(rule: RuleNode): readonly RuleNode[] {
  if (!isGroup(rule)) {
    return [rule];
  }
  const { group, parts } = partsOf(rule);
  return group === 'all' ? parts.flatMap(partsOfAll) : [rule];
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

/** What an expression over the rows of a source goes by where the answer stands. */
type ColumnName = (source: string, expression: string, rows: string | undefined) => string;

/** Inside of the population's own query: itself. */
const ownColumn: ColumnName = (_, expression) => `(${expression})`;

/** Beside it: a column of the scan of its source. */
function joinedColumn(compiling: Compiling): ColumnName {
  return (source, expression, rows) => {
    const scan = scanOf(compiling, source);
    scan.rows.add(rows ?? null);
    return `${scan.alias}.${columnOf(scan, expression)}`;
  };
}

function answerOf(node: RuleNode, compiling: Compiling, column: ColumnName): string {
  if (!isGroup(node)) {
    return conditionSql(node, compiling, column);
  }
  const { group, parts } = partsOf(node);
  const answers = parts.map((part) => answerOf(part, compiling, column));
  if (group === 'all') {
    return answers.length === 0 ? '1' : `(${answers.join(' AND ')})`;
  }
  const any = answers.length === 0 ? '0' : `(${answers.join(' OR ')})`;
  return group === 'any' ? any : `(NOT ${any})`;
}

function conditionSql(node: ConditionNode, compiling: Compiling, column: ColumnName): string {
  const key = column === ownColumn ? null : nodeKey(node);
  const known = key === null ? undefined : compiling.known.get(key);
  if (known !== undefined) {
    return known;
  }
  const condition = conditionOf(compiling.conditions, node);
  const asking: SqlAsking = { ...compiling.asking, param: (value, type) => param(compiling, value, type) };
  const face = condition.sql(argsOf(node), asking);
  const columns = Object.fromEntries(
    Object.entries(face.columns).map(([name, expression]) => [name, column(condition.source, expression, face.rows)]),
  );
  const answer = `(${face.predicate(columns)})`;
  if (key !== null) {
    compiling.known.set(key, answer);
  }
  return answer;
}

function columnOf(scan: Scan, expression: string): string {
  const known = scan.columns.get(expression) ?? `c${scan.columns.size}`;
  scan.columns.set(expression, known);
  return known;
}

/** Which customers are asked about at all. */
function askedOf({ where, customerColumn }: AnalyticFacts, compiling: Compiling): readonly string[] {
  const { sample, customerIds } = compiling;
  return [
    ...(where === undefined ? [] : [`(${where})`]),
    ...(sample === undefined
      ? []
      : [
          `sipHash64(${customerColumn}) % ${param(compiling, sample.of, 'UInt32')} < ${param(compiling, sample.take, 'UInt32')}`,
        ]),
    ...(customerIds === undefined ? [] : [`${customerColumn} IN ${param(compiling, customerIds, 'Array(UUID)')}`]),
  ];
}

/** The rows that the conditions of a scan look at; nothing when one looks at all of them. */
function lookedAt({ rows }: Scan): readonly string[] {
  return rows.has(null) ? [] : [`(${[...rows].map((one) => `(${one})`).join(' OR ')})`];
}

function whereOf(wanted: readonly string[]): string {
  return wanted.length === 0 ? '' : ` WHERE ${wanted.join(' AND ')}`;
}

function scanSql({ facts, columns }: Scan, wanted: readonly string[]): string {
  const { customerColumn, table, rows } = facts;
  const selected = [...columns].map(([expression, name]) => `, ${expression} AS ${name}`).join('');
  const grouped = rows === 'many' ? ` GROUP BY ${customerColumn}` : '';
  return `SELECT ${customerColumn} AS id${selected} FROM ${table} FINAL${whereOf(wanted)}${grouped}`;
}
