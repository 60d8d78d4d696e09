import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { explainRule } from '#kernel/pure/rules/evaluate.ts';
import { namesFor } from '#kernel/rules/catalogues.ts';
import type { RuleEngine } from '#kernel/rules/engine.ts';
import { type Askings, requireAllScopes } from '../asking/service.ts';
import type { DerivedTagShown } from './schema.ts';
import { DERIVED_TAGS, ruleOf } from './tags.ts';

export interface DerivedTags {
  /** From PostgreSQL facts of the one customer; what would tell a masked value to the asker is left out. */
  of(context: Context, customerId: string): Promise<{ readonly asOf: string; readonly items: DerivedTagShown[] }>;
}

export interface DerivedTagsNeeds {
  readonly kernel: Pick<Kernel, 'postgres'>;
  readonly engine: RuleEngine;
  readonly askings: Askings;
  readonly existing: (reader: Db | Tx, ids: readonly string[]) => Promise<readonly string[]>;
}

/** What can be said of a customer by rule, and why. */
export function createDerivedTags({ kernel, engine, askings, existing }: DerivedTagsNeeds): DerivedTags {
  const { db } = kernel.postgres;
  return {
    of: async (context, customerId) => {
      requirePermission(context, 'scores.read');
      requireAllScopes(context);
      if ((await existing(db, [customerId])).length === 0) {
        throw notFound({ 'zh-CN': '客户', en: 'customer' }, customerId);
      }
      const may = await askings.mayAsk(db, context, DERIVED_TAGS.map(ruleOf));
      const tags = DERIVED_TAGS.filter((_, index) => may[index] === true);
      const rules = tags.map(ruleOf);
      const asOf = await askings.asOf(db);
      const asking = await engine.prepare(db, rules, asOf);
      const facts = (await engine.load(db, [customerId], { rules, asOf })).get(customerId) ?? (() => undefined);
      const names = await namesFor(engine, db, rules);
      const says = { currency: asOf.currency, names };
      const items = tags.map((tag): DerivedTagShown => {
        const { yes, parts } = explainRule(ruleOf(tag), { conditions: engine.conditions, facts, asking, says });
        return {
          key: tag.key,
          label: tag.label,
          yes,
          conditions: parts.flatMap((part) =>
            part.sentence === null || part.found === null
              ? []
              : [{ yes: part.yes, sentence: part.sentence, found: part.found }],
          ),
          rule: { ...ruleOf(tag) },
        };
      });
      return { asOf: asOf.date, items };
    },
  };
}
