import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Asking } from '#kernel/pure/rules/condition.ts';
import { explainRule } from '#kernel/pure/rules/evaluate.ts';
import type { RuleNode } from '#kernel/pure/rules/tree.ts';
import { namesFor } from '#kernel/rules/catalogues.ts';
import { countRules, type RuleEngine } from '#kernel/rules/engine.ts';
import { type Askings, requireAllScopes } from '../asking/service.ts';
import type { CustomerName } from '../scores/rfm/service.ts';
import { BUCKETS, estimate, sampleOf } from './estimate.ts';
import { countCustomers, countTraits, somePeople } from './store.ts';
import { partsOfTrait, TRAIT_INFO, TRAITS } from './traits.ts';

export interface PreviewParts {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap'>;
  readonly engine: RuleEngine;
  readonly askings: Askings;
  readonly feed: Pick<Feed, 'freshness'>;
  readonly customerNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, CustomerName>>;
  /** Those of the customers that there are. */
  readonly existing: (reader: Db | Tx, ids: readonly string[]) => Promise<readonly string[]>;
}

export interface PreviewQuestion {
  readonly rule: unknown;
  readonly asOf?: string | undefined;
  readonly estimate: boolean;
}

export type Preview = ReturnType<typeof createPreview>;

const PERMISSION = 'segments.read';
const PEOPLE = 20;

/** What a rule comes to while it is being written: how many, who for instance, and why somebody. */
export function createPreview(parts: PreviewParts) {
  const { kernel, engine, askings, feed, customerNames } = parts;
  const { db } = kernel.postgres;
  const peopleOf = async (ids: readonly string[]) => {
    const names = await customerNames(ids);
    return ids.map((customerId) => ({
      customerId,
      name: names.get(customerId)?.name ?? null,
      account: names.get(customerId)?.account ?? null,
    }));
  };
  return {
    preview: async (context: Context, question: PreviewQuestion) => {
      requirePermission(context, PERMISSION);
      requireAllScopes(context);
      const startedMs = performance.now();
      const rule = await askings.read(db, context, question.rule);
      const asOf = await askings.asOf(db, question.asOf);
      const [node = rule] = await askings.expand(db, [rule]);
      const asking = await engine.prepare(db, [node], asOf);
      const counted = await count({ parts, node, asking }, question.estimate);
      const [sentence = { 'zh-CN': '', en: '' }] = await askings.say(db, [rule]);
      const { upTo, secondsBehind, stale } = await feed.freshness();
      return {
        ...counted,
        sample: await peopleOf(counted.people),
        sentence,
        asOf: asOf.date,
        tookMs: Math.round(performance.now() - startedMs),
        freshness: { upTo: upTo?.toISOString() ?? null, secondsBehind, stale },
      };
    },
    describe: (context: Context, question: { readonly rule: unknown; readonly asOf?: string | undefined }) =>
      describe(parts, context, question),
    explain: async (
      context: Context,
      question: { readonly rule: unknown; readonly customerId: string; readonly asOf?: string | undefined },
    ) => {
      requirePermission(context, PERMISSION);
      requireAllScopes(context);
      const { customerId } = question;
      if ((await parts.existing(db, [customerId])).length === 0) {
        throw notFound({ 'zh-CN': '客户', en: 'customer' }, customerId);
      }
      const rule = await askings.read(db, context, question.rule);
      const asOf = await askings.asOf(db, question.asOf);
      const [node = rule] = await askings.expand(db, [rule]);
      const asking = await engine.prepare(db, [node], asOf);
      const facts = (await engine.load(db, [customerId], { rules: [node], asOf })).get(customerId);
      const names = await namesFor(engine, db, [node]);
      const explanation = explainRule(node, {
        conditions: engine.conditions,
        facts: facts ?? (() => undefined),
        asking,
        says: { currency: asOf.currency, names },
      });
      return { asOf: asOf.date, explanation };
    },
  };
}

/** How those for whom a rule holds are spread over what is known of them. */
async function describe(
  { kernel, engine, askings }: PreviewParts,
  context: Context,
  question: { readonly rule: unknown; readonly asOf?: string | undefined },
) {
  requirePermission(context, PERMISSION);
  requireAllScopes(context);
  const { db } = kernel.postgres;
  const rule = await askings.read(db, context, question.rule);
  const asOf = await askings.asOf(db, question.asOf);
  const [node = rule] = await askings.expand(db, [rule]);
  const asking = await engine.prepare(db, [node], asOf);
  const compiled = engine.compile([node], { asking, narrow: true });
  const { counts } = await countRules(kernel.olap, compiled);
  const found = await countTraits(kernel.olap, compiled, asOf);
  return {
    count: counts[0] ?? 0,
    asOf: asOf.date,
    traits: TRAITS.map((name) => ({
      name,
      label: TRAIT_INFO[name].label,
      overlaps: TRAIT_INFO[name].overlaps,
      parts: [...partsOfTrait(name, found.get(name) ?? [])],
    })),
  };
}

interface Counting {
  readonly parts: PreviewParts;
  readonly node: RuleNode;
  readonly asking: Asking;
}

interface Counted {
  readonly count: number;
  readonly of: number;
  readonly interval?: { readonly low: number; readonly high: number };
  readonly people: readonly string[];
}

async function count({ parts, node, asking }: Counting, isEstimate: boolean): Promise<Counted> {
  const { kernel, engine } = parts;
  const total = isEstimate ? await countCustomers(kernel.olap) : 0;
  const take = isEstimate ? sampleOf(total) : null;
  const compiled = engine.compile([node], {
    asking,
    narrow: true,
    ...(take === null ? {} : { sample: { take, of: BUCKETS } }),
  });
  const { of, counts } = await countRules(kernel.olap, compiled);
  const people = await somePeople(kernel.olap, compiled, PEOPLE);
  const [hits = 0] = counts;
  if (take === null) {
    return { count: hits, of, people };
  }
  return { ...estimate({ hits, sampled: of, total }), of: total, people };
}
