import type { Olap } from '#kernel/db/olap.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type CompiledRules, type CompileOptions, compileRules } from '#kernel/pure/rules/compile.ts';
import type {
  AnalyticFacts,
  AnalyticPopulation,
  AnyCondition,
  Asking,
  AsOf,
  Conditions,
} from '#kernel/pure/rules/condition.ts';
import { conditionsOf } from '#kernel/pure/rules/condition.ts';
import { type FactsOf, foundIn, lookupsOf, sourcesOf } from '#kernel/pure/rules/evaluate.ts';
import type { RuleNode } from '#kernel/pure/rules/tree.ts';
import type { CatalogueSource, Catalogues } from './catalogues.ts';

/** Facts about customers that conditions ask for: where they are in the analytic store, and how to load them. */
export interface FactSource<Facts = unknown> {
  /** What conditions call it. */
  readonly name: string;
  /** Where they are in the analytic store's row of a customer, when they are many for one customer. */
  readonly analytic: AnalyticFacts;
  /** Facts of at most 500 customers, from PostgreSQL, in few statements; customers without facts may be left out. */
  load(db: Db | Tx, customerIds: readonly string[], asOf: AsOf): Promise<ReadonlyMap<string, Facts>>;
  /** Of a customer without any. */
  readonly none: Facts;
}

/** Answers what conditions must know beside the customer's own facts. */
export interface LookupSource {
  readonly name: string;
  find(db: Db | Tx, keys: readonly string[], asOf: AsOf): Promise<ReadonlyMap<string, unknown>>;
}

/** What a module brings to the rules. */
export interface RuleParts {
  readonly conditions: readonly AnyCondition[];
  readonly sources: readonly FactSource[];
  readonly lookups: readonly LookupSource[];
  readonly catalogues: readonly CatalogueSource[];
}

/** Customers whose facts are loaded at once. */
export const MAX_BATCH = 500;

export interface RuleEngine {
  readonly conditions: Conditions;
  readonly catalogues: Catalogues;
  /** What the rules must know before they are asked. */
  prepare(db: Db | Tx, rules: readonly RuleNode[], asOf: AsOf): Promise<Asking>;
  /** The facts that the rules need of some customers. */
  load(
    db: Db | Tx,
    customerIds: readonly string[],
    options: { readonly rules: readonly RuleNode[]; readonly asOf: AsOf },
  ): Promise<ReadonlyMap<string, FactsOf>>;
  compile(
    rules: readonly RuleNode[],
    options: Pick<CompileOptions, 'asking' | 'sample' | 'customerIds'> & { readonly extra?: readonly string[] },
  ): CompiledRules;
}

/** The conditions of all modules together, over the analytic table with a row for every customer. */
export function createRuleEngine(parts: readonly RuleParts[], population: AnalyticPopulation): RuleEngine {
  const conditions = conditionsOf(parts.flatMap((part) => part.conditions));
  const sources = new Map(parts.flatMap((part) => part.sources).map((source) => [source.name, source]));
  const lookups = new Map(parts.flatMap((part) => part.lookups).map((lookup) => [lookup.name, lookup]));
  const analytic = new Map([...sources].map(([name, source]) => [name, source.analytic]));
  return {
    conditions,
    catalogues: new Map(parts.flatMap((part) => part.catalogues).map((catalogue) => [catalogue.name, catalogue])),
    prepare: async (db, rules, asOf) => {
      const wanted = Map.groupBy(lookupsOf(rules, conditions), ({ name }) => name);
      const answers = new Map<string, ReadonlyMap<string, unknown>>();
      for (const [name, keys] of wanted) {
        const lookup = required(lookups.get(name), name);
        const unique = [...new Set(keys.map(({ key }) => key))];
        answers.set(name, await lookup.find(db, unique, asOf));
      }
      return { ...asOf, found: foundIn(answers) };
    },
    load: async (db, customerIds, { rules, asOf }) => {
      const loaded = new Map<string, { readonly facts: ReadonlyMap<string, unknown>; readonly none: unknown }>();
      for (const name of sourcesOf(rules, conditions)) {
        const source = required(sources.get(name), name);
        loaded.set(name, { facts: await source.load(db, customerIds.slice(0, MAX_BATCH), asOf), none: source.none });
      }
      return new Map(
        customerIds.slice(0, MAX_BATCH).map((id) => [
          id,
          (name: string): unknown => {
            const { facts, none } = required(loaded.get(name), name);
            return facts.get(id) ?? none;
          },
        ]),
      );
    },
    compile: (rules, options) => compileRules(rules, { ...options, conditions, sources: analytic, population }),
  };
}

function required<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) {
    throw new Error(`Nothing offers ${name} to the rules`);
  }
  return value;
}

/** How many customers each rule holds for. */
export async function countRules(
  olap: Olap,
  compiled: CompiledRules,
): Promise<{ readonly of: number; readonly counts: readonly number[] }> {
  const counted = compiled.answers.map((answer, index) => `countIf(${answer}) AS r${index}`);
  const [row] = await olap.rows<Record<string, string>>({
    sql: `SELECT ${['count() AS of', ...counted].join(', ')} ${compiled.from}`,
    params: compiled.params,
  });
  return { of: Number(row?.['of'] ?? 0), counts: compiled.answers.map((_, index) => Number(row?.[`r${index}`] ?? 0)) };
}

/** For every customer for whom any of the rules holds: which ones, by their places in the list. */
export async function* matchRules(
  olap: Olap,
  compiled: CompiledRules,
): AsyncGenerator<readonly { readonly id: string; readonly rules: readonly number[] }[]> {
  const places = compiled.answers.map((answer, index) => `if(${answer}, ${index}, -1)`).join(', ');
  const sql = `SELECT toString(id) AS id, arrayFilter(i -> i >= 0, [${places}]) AS rules ${compiled.from} WHERE notEmpty(rules)`;
  for await (const rows of olap.stream<{ id: string; rules: number[] }>({
    sql,
    params: compiled.params,
    maxSeconds: 300,
  })) {
    yield rows;
  }
}
