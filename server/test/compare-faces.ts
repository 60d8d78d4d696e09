import type { Kernel } from '#kernel/module.ts';
import { holds } from '#kernel/pure/rules/evaluate.ts';
import type { Rule } from '#kernel/pure/rules/tree.ts';
import { MAX_BATCH, matchRules, type RuleEngine } from '#kernel/rules/engine.ts';

/** A customer for whom the two faces of a rule say different things. */
export interface Disagreement {
  readonly rule: Rule;
  readonly customerId: string;
  readonly asOf: string;
  readonly population: boolean;
  readonly single: boolean;
}

export interface Comparing {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap' | 'config'>;
  readonly engine: RuleEngine;
  readonly customerIds: readonly string[];
}

/** Asks both faces of every rule about every customer; returns where they differ and how often they said yes. */
export async function compareFaces(
  { kernel, engine, customerIds }: Comparing,
  rules: readonly Rule[],
  date: string,
): Promise<{ readonly cases: number; readonly yes: number; readonly differences: readonly Disagreement[] }> {
  const { db } = kernel.postgres;
  const asOf = { date, zone: kernel.config.timeZone, currency: 'CNY' };
  const asking = await engine.prepare(db, rules, asOf);
  const found = new Map<string, ReadonlySet<number>>();
  for await (const rows of matchRules(kernel.olap, engine.compile(rules, { asking }))) {
    for (const { id, rules: held } of rows) {
      found.set(id, new Set(held.map(Number)));
    }
  }
  const differences: Disagreement[] = [];
  let yes = 0;
  for (let at = 0; at < customerIds.length; at += MAX_BATCH) {
    const facts = await engine.load(db, customerIds.slice(at, at + MAX_BATCH), { rules, asOf });
    for (const [customerId, factsOf] of facts) {
      const said = rules.map((rule) => holds(rule, { conditions: engine.conditions, facts: factsOf, asking }));
      yes += said.filter(Boolean).length;
      differences.push(
        ...rules.flatMap((rule, index) => {
          const single = said[index] ?? false;
          const population = found.get(customerId)?.has(index) ?? false;
          return single === population ? [] : [{ rule, customerId, asOf: date, population, single }];
        }),
      );
    }
  }
  return { cases: rules.length * customerIds.length, yes, differences };
}
