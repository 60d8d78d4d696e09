import type { Kernel } from '#kernel/module.ts';
import type { Asking } from '#kernel/pure/rules/condition.ts';
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

export interface Compared {
  readonly cases: number;
  readonly yes: number;
  /** For how many customers each rule holds. */
  readonly yesOf: readonly number[];
  readonly differences: readonly Disagreement[];
}

/** Asks both faces of every rule about every customer; returns where they differ and how often they said yes. */
export async function compareFaces(
  { kernel, engine, customerIds }: Comparing,
  rules: readonly Rule[],
  {
    date,
    isEach = false,
  }: { readonly date: string /** Each rule is a query of its own. */; readonly isEach?: boolean },
): Promise<Compared> {
  const { db } = kernel.postgres;
  const asOf = { date, zone: kernel.config.timeZone, currency: 'CNY' };
  const asking = await engine.prepare(db, rules, asOf);
  const found = isEach
    ? await foundByEach({ kernel, engine }, rules, asking)
    : await foundTogether({ kernel, engine }, rules, asking);
  const differences: Disagreement[] = [];
  const yesOf = rules.map(() => 0);
  for (let at = 0; at < customerIds.length; at += MAX_BATCH) {
    const facts = await engine.load(db, customerIds.slice(at, at + MAX_BATCH), { rules, asOf });
    for (const [customerId, factsOf] of facts) {
      const said = rules.map((rule) => holds(rule, { conditions: engine.conditions, facts: factsOf, asking }));
      for (const [index, isYes] of said.entries()) {
        yesOf[index] = (yesOf[index] ?? 0) + (isYes ? 1 : 0);
      }
      differences.push(
        ...rules.flatMap((rule, index) => {
          const single = said[index] ?? false;
          const population = found.get(customerId)?.has(index) ?? false;
          return single === population ? [] : [{ rule, customerId, asOf: date, population, single }];
        }),
      );
    }
  }
  const yes = yesOf.reduce((sum, held) => sum + held, 0);
  return { cases: rules.length * customerIds.length, yes, yesOf, differences };
}

type Found = ReadonlyMap<string, ReadonlySet<number>>;

async function foundTogether(
  { kernel, engine }: Pick<Comparing, 'kernel' | 'engine'>,
  rules: readonly Rule[],
  asking: Asking,
): Promise<Found> {
  const found = new Map<string, ReadonlySet<number>>();
  for await (const rows of matchRules(kernel.olap, engine.compile(rules, { asking }))) {
    for (const { id, rules: held } of rows) {
      found.set(id, new Set(held.map(Number)));
    }
  }
  return found;
}

async function foundByEach(
  { kernel, engine }: Pick<Comparing, 'kernel' | 'engine'>,
  rules: readonly Rule[],
  asking: Asking,
): Promise<Found> {
  const found = new Map<string, Set<number>>();
  for (const [index, rule] of rules.entries()) {
    for await (const rows of matchRules(kernel.olap, engine.compile([rule], { asking }))) {
      for (const { id } of rows) {
        const held = found.get(id) ?? new Set<number>();
        found.set(id, held.add(index));
      }
    }
  }
  return found;
}
